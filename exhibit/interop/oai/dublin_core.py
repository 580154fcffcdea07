"""Unqualified Dublin Core, which every repository tells. https://www.openarchives.org/OAI/openarchivesprotocol.html#dublincore"""

from xml.etree.ElementTree import Element

from exhibit.interop.oai.describing import Described
from exhibit.interop.oai.xml import DC, OAI_DC, SCHEMA_LOCATION, add, add_said

SCHEMA, NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC


def written(parent: Element, identifier: str, told: Described) -> None:
    """Add what is told of a record."""
    root = add(parent, OAI_DC, "dc")
    root.set(SCHEMA_LOCATION, f"{NAMESPACE} {SCHEMA}")
    for name, texts in (
        ("title", told.titles),
        ("creator", told.creators),
        ("subject", told.subjects),
        ("description", told.descriptions),
        ("publisher", told.publishers),
    ):
        add_said(root, DC, name, texts)
    for date in told.dates:
        add(root, DC, "date", date)
    add(root, DC, "type", told.type)
    for _language, address in told.pages:
        add(root, DC, "identifier", address)
    for language in told.languages:
        add(root, DC, "language", language)
    for address in (*told.relations, *filter(None, [told.file])):
        add(root, DC, "relation", address)
    add_said(root, DC, "coverage", told.coverage)
    add_said(root, DC, "rights", told.rights)
