"""Elements of an answer. Letters that XML 1.0 cannot hold are left out. https://www.w3.org/TR/xml/#charsets"""

import re
from xml.etree.ElementTree import Element, SubElement, register_namespace

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
EDM = "http://www.europeana.eu/schemas/edm/"
ORE = "http://www.openarchives.org/ore/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA_LOCATION = f"{{{XSI}}}schemaLocation"

for prefix, space in {
    "": OAI,
    "oai_dc": OAI_DC,
    "dc": DC,
    "dcterms": DCTERMS,
    "edm": EDM,
    "ore": ORE,
    "rdf": RDF,
    "xsi": XSI,
}.items():
    register_namespace(prefix, space)

UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return UNWRITABLE.sub("", text)


def add(parent: Element, space: str, name: str, text: str = "", **attributes: str) -> Element:
    """Add an element to another and return it."""
    child = SubElement(parent, f"{{{space}}}{name}", {key: clean(value) for key, value in attributes.items()})
    child.text = clean(text) or None
    return child


def add_said(parent: Element, space: str, name: str, texts: list[tuple[str, str]]) -> None:
    """Add a text in every language in which it is written."""
    for language, text in texts:
        add(parent, space, name, text).set(LANGUAGE, language)
