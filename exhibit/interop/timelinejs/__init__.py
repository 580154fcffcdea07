"""A timeline made with TimelineJS (https://timeline.knightlab.com), read into draft events.

Its users come with one of two files: their Google spreadsheet, saved as CSV, or TimelineJS's own
JSON. Either is read into slides, each slide becomes a draft event or a refusal with its reason,
and only then is anything written, all in one transaction. Whoever imports sees first what will
be written, row by row; a bad row never stands in the way of a good one, unless that is asked for.

Coming again: the address of an event is derived from its headline and from the date in the file's
date columns, so the same slide has the same address in every import. Where an event of that
address exists, or once had it, the slide is "already here" and nothing is written: what curators
changed stays. A slide whose `unique_id` is the anchor of an event of this museum (event-…, as our
own export writes it) is here already too. Other ids are not asked: "1" and "slide-2" name
something else in every file. A slide whose headline or date was changed in the file is a new one.

Nothing is lost: what an event has no field for, such as the address and the credit of a picture,
goes to its note. Pictures themselves are not fetched, for an image needs its file and its rights.

slides     what a file holds, whichever format it came in
files      bytes to text, and which of the formats it is
tables     the CSV of the spreadsheet
documents  TimelineJS JSON
plain      HTML as plain text
dating     date columns and display date as one uncertain date
addresses  readable, stable addresses in Latin letters
lanes      groups as lanes of the timeline
drafting   slides to drafts, each with its remarks
report     the plan of an import, row by row, and the part of it that is carried on
writing    drafts into the database, all or nothing
export     the other way: entries of our timeline as TimelineJS JSON
"""

from exhibit.interop.timelinejs.drafting import Wishes, draft
from exhibit.interop.timelinejs.files import LARGEST_FILE, check_size, read
from exhibit.interop.timelinejs.report import Batch, Line, Outcome, Plan
from exhibit.interop.timelinejs.slides import MOST_SLIDES, TimelineError
from exhibit.interop.timelinejs.writing import Written, write

__all__ = [
    "LARGEST_FILE",
    "MOST_SLIDES",
    "Batch",
    "Line",
    "Outcome",
    "Plan",
    "TimelineError",
    "Wishes",
    "Written",
    "check_size",
    "draft",
    "read",
    "write",
]
