"""
Dates as historians know them: "about 1956", "October 1957", "from 1959".

This room exists because a calendar date cannot say how much is known, and every
tool that pretends otherwise corrupts the record: unknown months become January,
bare years disappear. A date here is one line of EDTF, the Library of Congress's
Extended Date/Time Format (https://www.loc.gov/standards/datetime/), levels 0 and 1
as far as a museum meets them and one form of level 2, held by an immutable value. It is our own because
the `edtf` library is a thousand times slower and accepts 29 February 1957; that
library is the oracle in our tests. No Django here.

parsing         the standard's text and the days it covers
understanding   what people type, in English and Russian, as that text
words           how a label says it: in English, in Russian, or in numerals
value           UncertainDate, which ties the three together

Decisions
- Bounds are what was stated. "About 1927" reaches from 1 January to 31 December
  1927: no margin is invented; `is_approximate` tells a timeline to fade the edges.
- An end that is open (`..`) or unknown (nothing) reaches to `date.min` or `date.max`,
  so that overlap is two comparisons and never a question of null.
- Seasons are those of the northern hemisphere, by whole months. EDTF does not say
  when winter is: here `1957-24` runs from December 1957 to February 1958, because
  the season is then one unbroken stretch that follows autumn 1957; words always say
  "winter 1957–1958", so that nobody has to know this rule to read a label.
- "Between 1941 and 1945", one moment of these years, is `[1941..1945]`, of level 2: what
  lasted from 1941 to 1945 is another statement, `1941/1945`. Both ends are known there.
- A century is refused: "the 20th century" may mean 1900–1999 or 1901–2000.
- An interval may have unspecified digits at its ends (`195X/196X`), which EDTF
  counts as level 2: curators say "from the 1950s to the 1960s".
"""

from exhibit.dates.parsing import EXAMPLES, DateError, Precision
from exhibit.dates.value import UncertainDate

__all__ = ["EXAMPLES", "DateError", "Precision", "UncertainDate"]
