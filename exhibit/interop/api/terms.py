"""Our fields in the terms of film archives.

EN 15907 is the European standard of what describes a cinematographic work, and FIAF's Moving Image Cataloguing Manual
says the same in the words of film archives. A film here is a work. Prints are not catalogued: what both standards say
of manifestations, the last five terms, is that of the film as it was first shown.
https://filmstandards.org/fsc/index.php/EN_15907, https://www.fiafnet.org/pages/E-Resources/Cataloguing-Manual.html
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A field of our documents, the element of EN 15907 that it is, and what FIAF's manual calls it."""

    field: str
    element: str
    fiaf: str


TERMS = (
    Term("slug", "Identifier", "Identifier"),
    Term("identifiers", "Identifier", "Identifier"),
    Term("texts.title", "Identifying Title", "Preferred Title"),
    Term("original_title", "Title", "Title Proper"),
    Term("titles", "Title", "Alternative Title"),
    Term("texts.country", "Country of Reference", "Country of Reference"),
    Term("date", "Year of Reference", "Year of Reference"),
    Term("credits", "Agent", "Agent, Activity"),
    Term("texts.studio", "Agent", "Agent, Activity"),
    Term("texts.genre", "Subject Terms", "Subject, Genre, Form"),
    Term("texts.synopsis", "Content Description", "Content Description"),
    Term("releases", "Publication Event", "Publication Event"),
    Term("awards", "Award", "Award"),
    Term("events", "Event", "Event"),
    Term("running_time_minutes", "Extent", "Duration"),
    Term("texts.colour", "Format", "Colour Characteristics"),
    Term("texts.sound", "Format", "Sound Characteristics"),
    Term("aspect_ratio", "Format", "Aspect Ratio"),
    Term("texts.spoken_language", "Language", "Language"),
)
