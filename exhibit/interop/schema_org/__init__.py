"""Records in the words of schema.org, in two sizes: a few of them in the head of a page, all in a document beside it.

A page states what it is (`WebPage`, or `CollectionPage` for a list), where it stands (`BreadcrumbList`), and what it is
about:

    exhibit     CreativeWork; its chapters are parts of it, an edition has a `version`
    film        Movie
    person      Person
    event       Event
    place       Place
    award body  Organization
    award       there is no such type: the page is `about` the films and people, each with the `award` as a text
    image       ImageObject

The `@id` of a record is the address of its page in the museum's first language, the same in every language.

Dates are never said surer than they are. `dateCreated`, `birthDate`, `startDate` and their kind are there only where
the date is neither approximate, doubted nor open, and for events only where the museum has verified them; what is known
of any other date stands as EDTF in `temporal` of a film, else in `temporalCoverage` of the page.
https://schema.org/docs/datamodel.html, https://www.loc.gov/standards/datetime/

parts       names, dates, addresses
things      what a page says of its record, from what its view has loaded
pages       the page around it, its breadcrumbs, lists and the site
documents   the whole statement
"""

from exhibit.interop.schema_org.documents import award_page, document_of
from exhibit.interop.schema_org.pages import edition_page, list_page, record_page, site_page, standing_page
from exhibit.interop.schema_org.parts import lifespan
from exhibit.interop.schema_org.things import creative_work, event, image, movie, organization, person, place

__all__ = [
    "award_page",
    "creative_work",
    "document_of",
    "edition_page",
    "event",
    "image",
    "lifespan",
    "list_page",
    "movie",
    "organization",
    "person",
    "place",
    "record_page",
    "site_page",
    "standing_page",
]
