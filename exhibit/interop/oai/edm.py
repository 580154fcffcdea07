"""The Europeana Data Model: a thing of the collection, its pages here, and who gathers both.

Told of films, pictures and exhibits: people, places, events and awards are what is known about things.
What may be done with a record's page nobody has judged, and it says so; a picture says what the museum knows.
https://pro.europeana.eu/page/edm-documentation
"""

from typing import Any
from xml.etree.ElementTree import Element

from exhibit.interop.oai.describing import NOT_EVALUATED, Described
from exhibit.interop.oai.xml import DC, DCTERMS, EDM, ORE, RDF, SCHEMA_LOCATION, add, add_said

SCHEMA, NAMESPACE = "http://www.europeana.eu/schemas/edm/EDM.xsd", EDM

ABOUT, RESOURCE = f"{{{RDF}}}about", f"{{{RDF}}}resource"


def written(parent: Element, identifier: str, told: Described) -> None:
    """Add what is told of a record."""
    root = add(parent, RDF, "RDF")
    root.set(SCHEMA_LOCATION, f"{NAMESPACE} {SCHEMA}")
    (_language, page), *_others = told.pages
    _thing(_about(root, EDM, "ProvidedCHO", f"{page}#object"), identifier, told)
    for language, address in told.pages:
        shown = _about(root, EDM, "WebResource", address)
        add(shown, DC, "language", language)
        _to(shown, EDM, "rights", NOT_EVALUATED)
    if told.file:
        shown = _about(root, EDM, "WebResource", told.file)
        add_said(shown, DC, "rights", told.rights)
        _to(shown, EDM, "rights", told.rights_address)
    gathered = _about(root, ORE, "Aggregation", f"{page}#aggregation")
    _to(gathered, EDM, "aggregatedCHO", f"{page}#object")
    add_said(gathered, EDM, "dataProvider", told.publishers[:1])
    _to(gathered, EDM, "isShownAt", page)
    if told.file:
        _to(gathered, EDM, "isShownBy", told.file)
    add_said(gathered, EDM, "provider", told.publishers[:1])
    _to(gathered, EDM, "rights", told.rights_address)


def _thing(thing: Element, identifier: str, told: Described) -> None:
    add_said(thing, DC, "title", told.titles)
    add_said(thing, DC, "description", told.descriptions)
    add_said(thing, DC, "creator", told.creators)
    add_said(thing, DC, "subject", told.subjects)
    add(thing, DC, "identifier", identifier)
    for language in told.languages or ["und"]:  # a text must name one
        add(thing, DC, "language", language)
    add_said(thing, DC, "type", told.kinds)
    for date in told.dates:
        add(thing, DCTERMS, "issued", date)
    for address in told.relations:
        _to(thing, DCTERMS, "relation", address)
    add(thing, EDM, "type", "IMAGE" if told.file else "TEXT")


def _about(parent: Element, space: str, name: str, address: str) -> Any:
    child = add(parent, space, name)
    child.set(ABOUT, address)
    return child


def _to(parent: Element, space: str, name: str, address: str) -> None:
    add(parent, space, name).set(RESOURCE, address)
