"""
UncertainDate: the value that models, pages and timelines hold.

It keeps its EDTF text and nothing that could contradict it. Equality is equality of that
text; `1957` and `1957~` cover the same days and are different statements.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, total_ordering

from exhibit.dates import words
from exhibit.dates.parsing import DateError, Point, Precision, points
from exhibit.dates.understanding import edtf_of


@total_ordering
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class UncertainDate:
    """
    A date, known as far as its EDTF text says. `UncertainDate("1957~")` parses.

    Order is total: by earliest day, then latest day, then text.
    """

    edtf: str
    start: Point | None = field(init=False)
    """The first stated point; None where the start is open or unknown."""
    end: Point | None = field(init=False)
    """The last stated point: the same as `start` for a single date."""

    def __post_init__(self) -> None:
        start, end = points(self.edtf)
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)

    @staticmethod
    def parse(text: str) -> "UncertainDate":
        """The date of a canonical EDTF text; DateError for anything else."""
        return parsed(text)

    @staticmethod
    def understand(text: str) -> "UncertainDate":
        """The date of what people type, in English or Russian; DateError where it could mean two things."""
        try:
            return parsed(edtf_of(text))
        except DateError as error:
            raise DateError(text, error.reason) from None

    # Questions

    @property
    def earliest(self) -> date:
        """The first day it may mean; `date.min` where the start is open or unknown."""
        return self.start.earliest if self.start else date.min

    @property
    def latest(self) -> date:
        """The last day it may mean; `date.max` where the end is open or unknown."""
        return self.end.latest if self.end else date.max

    @property
    def year(self) -> int:
        """The year to file it under: of its earliest day, or of its latest where the start is open."""
        return self.earliest.year if self.start else self.latest.year

    @property
    def sure_year(self) -> int | None:
        """The year in which it surely lies; None where it is approximate, doubted or could be more than one."""
        is_one = self.earliest.year == self.latest.year
        return self.year if is_one and not (self.is_approximate or self.is_uncertain) else None

    @property
    def decade(self) -> int | None:
        """The first year of the decade to file it under; None where it may belong to another."""
        return self.earliest.year // 10 * 10 if self.earliest.year // 10 == self.latest.year // 10 else None

    @property
    def known_days(self) -> tuple[date, date]:
        """The first and the last day that it names; an end that is open or unknown is closed at the other."""
        return self.earliest if self.start else self.latest, self.latest if self.end else self.earliest

    @property
    def precision(self) -> Precision:
        if self.is_interval:
            return Precision.INTERVAL
        if self.is_between:
            return Precision.BETWEEN
        assert self.start is not None  # `points` gives a single date twice
        return self.start.precision

    @property
    def is_interval(self) -> bool:
        return "/" in self.edtf

    @property
    def is_between(self) -> bool:
        """Whether it is one moment of a span (`[1941..1945]`), and not the span itself."""
        return self.edtf.startswith("[")

    @property
    def is_open(self) -> bool:
        """Whether it has only one stated end, the other being open (`1959/..`) or unknown (`1959/`)."""
        return self.start is None or self.end is None

    @property
    def is_approximate(self) -> bool:
        """Whether any end is "about" (`~` or `%`)."""
        return "~" in self.edtf or "%" in self.edtf

    @property
    def is_uncertain(self) -> bool:
        """Whether any end is doubted (`?` or `%`)."""
        return "?" in self.edtf or "%" in self.edtf

    @property
    def is_exact(self) -> bool:
        """Whether it is one known day, neither approximate nor doubted."""
        return self.precision is Precision.DAY and not (self.is_approximate or self.is_uncertain)

    @property
    def html_datetime(self) -> str:
        """
        The value of `<time datetime>`: a year, month or day, else "".

        HTML has no form for spans, seasons, decades or unspecified parts, so they have
        none. "About" and "probably" are dropped: the visible words beside it say them.
        """
        precise = self.precision in (Precision.DAY, Precision.MONTH, Precision.YEAR)
        return self.edtf.rstrip("~?%") if precise and "X" not in self.edtf else ""

    def words(self, language: str = "en", *, short: bool = False) -> str:
        """A label's words: "c. 1957", «ок. 1957 г.»; short ones for a crowded timeline."""
        return words.words(self, language, short=short)

    # Value semantics

    def __eq__(self, other: object) -> bool:
        return self.edtf == other.edtf if isinstance(other, UncertainDate) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self._order < other._order if isinstance(other, UncertainDate) else NotImplemented

    @property
    def _order(self) -> tuple[date, date, str]:
        return self.earliest, self.latest, self.edtf

    def __hash__(self) -> int:
        return hash(self.edtf)

    def __reduce__(self) -> tuple[type["UncertainDate"], tuple[str]]:
        return UncertainDate, (self.edtf,)

    def __str__(self) -> str:
        return self.edtf

    def __repr__(self) -> str:
        return f"UncertainDate({self.edtf!r})"


@lru_cache(maxsize=8192)
def parsed(text: str) -> UncertainDate:
    """One object a text: the same dates come back with every page."""
    return UncertainDate(text)
