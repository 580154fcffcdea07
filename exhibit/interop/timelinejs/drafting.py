"""Slides to drafts: each slide becomes a draft, a refusal, or what is here already."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from exhibit.dates import UncertainDate
from exhibit.interop.timelinejs.addresses import address
from exhibit.interop.timelinejs.dating import Margin, dated, spoken
from exhibit.interop.timelinejs.lanes import Lanes
from exhibit.interop.timelinejs.plain import addresses, line, plain
from exhibit.interop.timelinejs.report import Batch, Draft, Line, Outcome, Plan
from exhibit.interop.timelinejs.slides import GROUP, KEPT_COLUMNS, MEDIA, Kind, Slide, SlideError, Timeline
from exhibit.interop.timelinejs.writing import event_of
from exhibit.languages import column_of, columns_of
from exhibit.models import Event, Lane, PastSlug
from exhibit.typography import shortened

LONGEST_TITLE = 200
LEFT_OUT = re.compile(r"<\s*(?:script|img|iframe|video|audio|embed|object)\b", re.I)
CYRILLIC = {"ru", "uk", "be", "bg", "sr", "mk"}
"""Languages written so."""
ANCHOR = "event-"
"""What our own export puts before the address of an event, to make its `unique_id`."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to import: the language of the file, the lane for groups that are none, and how strictly."""

    language: str = settings.LANGUAGE_CODE
    lane: str | None = None
    make_lanes: bool = False
    strict: bool = False


def draft(timeline: Timeline, wishes: Wishes) -> Plan:
    """Return what an import of `timeline` would do; nothing is written."""
    desk = _Desk(wishes)
    lines = compared([desk.line_of(slide) for slide in timeline.slides], wishes.language)
    drafts = [found.draft for found in lines if found.draft]
    used = {found.lane for found in drafts}
    desk.lanes.new = [lane for lane in desk.lanes.new if lane.slug in used]
    batch = Batch(timeline.name, wishes.language, desk.lanes.new, drafts)
    remarks = [*timeline.remarks, *desk.lanes.remarks(), *desk.remarks(timeline.slides, lines)]
    return Plan(lines, batch, wishes.strict, remarks)


class _Desk:
    """Works through the slides of one file; knows the lanes, and the events that are here."""

    def __init__(self, wishes: Wishes) -> None:
        self.wishes = wishes
        self.lanes = Lanes(Lane.objects.all())
        self.events: dict[str, int] = {}
        self.titled: dict[str, list[tuple[int, UncertainDate]]] = defaultdict(list)
        columns = columns_of("title")
        for slug, pk, date, *titles in Event.objects.order_by("pk").values_list("slug", "pk", "date", *columns):
            self.events[slug] = pk
            for title in {folded(title) for title in titles if title}:
                self.titled[title].append((pk, date))
        moved = PastSlug.objects.filter(noun=Event._meta.model_name).values_list("slug", "current")
        self.events |= {old: self.events[now] for old, now in moved if now in self.events and old not in self.events}
        self.first: dict[tuple[object, ...], str] = {}
        self.times: Counter[str] = Counter()

    def line_of(self, slide: Slide) -> Line:
        """Return what becomes of one slide; whatever is wrong with it ends here."""
        title = shortened(line(slide.headline), LONGEST_TITLE)
        if slide.fault:
            return Line(slide.where, Outcome.REFUSED, title, remarks=(slide.fault,))
        if slide.kind is Kind.TITLE:
            said = _("This is the title of the whole timeline: no event is made of it.")
            return Line(slide.where, Outcome.TITLE, title, remarks=(said,))
        margin = Margin(remarks=list(slide.remarks))
        try:
            return self._draft(slide, margin)
        except SlideError as reason:
            return Line(slide.where, Outcome.REFUSED, title, remarks=(str(reason), *margin.remarks))

    def _draft(self, slide: Slide, margin: Margin) -> Line:
        date, columns = dated(slide, margin)
        title, description = words_of(slide, margin)
        own = replace(slide, where="")
        if first := self.first.get(key := (title, own)):
            said = _("The same as row %(row)s.") % {"row": first}
            return Line(slide.where, Outcome.HERE, title, date, remarks=(said,))
        self.first[key] = slide.where
        slug = self._slug(line(slide.headline) or title, columns)
        known = self.events.get(slug) or self._anchored(slide.unique_id)
        if known:
            return Line(slide.where, Outcome.HERE, title, date, event=known, text=description)
        for twin, day in self.titled[folded(title)]:
            if day == date:
                said = _("The museum has an event of this title and date.")
                return Line(slide.where, Outcome.HERE, title, date, remarks=(said,), event=twin, text=description)
            said = _("The museum has an event of this title already, of another date: %(date)s.")
            margin.remarks.append(said % {"date": spoken(day)})
        if slide.kind is Kind.ERA:
            margin.remarks.append(_("An era becomes an event that lasts."))
        if LEFT_OUT.search(slide.text):
            margin.remarks.append(_("Pictures, frames and scripts within the text are left out."))
        for label, value in slide.kept:
            margin.keep(label, plain(value) if label != MEDIA else value)
        lane = self._lane(slide.group, margin)
        note = note_of(margin, self.wishes.language)
        made = Draft(slug, title, str(date), lane, description, note)
        try:
            event_of(made, self.wishes.language, lane=None).clean_fields(exclude={"lane"})
        except ValidationError as problem:
            raise SlideError(" ".join(problem.messages)) from problem
        return Line(
            slide.where, Outcome.NEW, title, date, self.lanes.names[lane], remarks=tuple(margin.remarks), draft=made
        )

    def _slug(self, headline: str, date: UncertainDate) -> str:
        """Return the address of a slide; a second one of the same words and date is number 2."""
        slug = address(headline, str(date))
        self.times[slug] += 1
        return slug if self.times[slug] == 1 else f"{slug}-{self.times[slug]}"

    def _anchored(self, unique_id: str) -> int | None:
        return self.events.get(unique_id.removeprefix(ANCHOR)) if unique_id.startswith(ANCHOR) else None

    def _lane(self, group: str, margin: Margin) -> str:
        """Return the lane of a group; one that is none goes where the wishes say."""
        name = line(group)
        if name and (known := self.lanes.of(name)):
            return known
        if name and self.wishes.make_lanes:
            return self.lanes.make(name)
        if self.wishes.lane is None:
            if name:
                raise SlideError(
                    _("There is no lane “%(group)s”. Choose a lane for such rows, or have new lanes made.")
                    % {"group": name[:60]}
                )
            raise SlideError(_("It has no group. Choose a lane for such rows."))
        if name:
            said = _("There is no lane “%(group)s”; the group is kept in the note.") % {"group": name[:60]}
            margin.remarks.append(said)
            margin.keep(GROUP, name)
        return self.wishes.lane

    def remarks(self, slides: list[Slide], lines: list[Line]) -> list[str]:
        """Return what is to be said once, of all the rows that become drafts."""
        new = [slide for slide, found in zip(slides, lines, strict=True) if found.outcome is Outcome.NEW]
        with_media = sum(any(label == MEDIA for label, _value in slide.kept) for slide in new)
        with_time = sum(bool(slide.start.time or slide.end.time) for slide in new)
        remarks = []
        if strange := sum(is_strange(found.draft.title, self.wishes.language) for found in lines if found.draft):
            text = ngettext(
                "%(count)d row is written in other letters than those of the language that you chose. Is it right?",
                "%(count)d rows are written in other letters than those of the language that you chose. Is it right?",
                strange,
            )
            remarks.append(text % {"count": strange})
        if with_media:
            text = ngettext(
                "%(count)d row has a picture, film or other media. It is not fetched, for a picture needs its file "
                "and its rights: address, credit and caption are kept in the note. Add the picture under Images.",
                "%(count)d rows have pictures, films or other media. They are not fetched, for a picture needs its "
                "file and its rights: addresses, credits and captions are kept in the notes. Add the pictures under "
                "Images.",
                with_media,
            )
            remarks.append(text % {"count": with_media})
        if with_time:
            text = ngettext(
                "%(count)d row has a time of day. Dates here know days; the time is kept in the note.",
                "%(count)d rows have times of day. Dates here know days; the times are kept in the notes.",
                with_time,
            )
            remarks.append(text % {"count": with_time})
        if new and self.wishes.language != settings.LANGUAGE_CODE:
            remarks.append(
                _(
                    "Until somebody writes the titles in the museum’s first language,"
                    " the titles of the file stand in their place as well."
                )
            )
        return remarks


def compared(lines: list[Line], language: str) -> list[Line]:
    """Return `lines`, each that is here already saying whether its text in the file is another."""
    here = {found.event for found in lines if found.event}
    texts = dict(Event.objects.filter(pk__in=here).values_list("pk", column_of("description", language)))
    said = _("The text in the file is another. The one here stays.")
    return [
        replace(found, remarks=(*found.remarks, said))
        if found.event and found.text and found.text != (texts.get(found.event) or "").replace("\r\n", "\n").strip()
        else found
        for found in lines
    ]


def folded(title: str) -> str:
    """Return a title as it is compared: without capitals, quotation marks and what stands at its end."""
    return " ".join(re.sub(r"[\W_]+", " ", title).casefold().split())


def is_strange(title: str, language: str) -> bool:
    """Whether a title is mostly in Cyrillic and its language is not, or the other way round."""
    cyrillic = sum("а" <= letter <= "я" or letter == "ё" for letter in title.casefold())
    latin = sum("a" <= letter <= "z" for letter in title.casefold())
    return latin > cyrillic if language in CYRILLIC else cyrillic > latin


def words_of(slide: Slide, margin: Margin) -> tuple[str, str]:
    """Return title and description; a headline too long for a title begins the description."""
    headline, description = line(slide.headline), plain(slide.text)
    for found in addresses(slide.headline):
        margin.keep(KEPT_COLUMNS["link"], found)
    if not headline:
        if not description:
            raise SlideError(_("It has neither a headline nor a text. Give it a headline."))
        margin.remarks.append(_("It has no headline; the first words of its text are the title."))
        return shortened(" ".join(description.split()), 80), description
    title = shortened(headline, LONGEST_TITLE)
    if title != headline:
        margin.remarks.append(_("The headline is longer than a title may be; the whole of it begins the description."))
        description = "\n\n".join(part for part in (headline, description) if part)
    return title, description


def note_of(margin: Margin, language: str) -> str:
    """Return what is kept, one thing a line, in the language of the file."""
    with override(language):
        return "\n".join(_kept_lines(margin.kept, language))


def _kept_lines(kept: Iterable[tuple[str | Promise, str | UncertainDate]], language: str) -> Iterable[str]:
    for label, value in kept:
        text = value.words(language) if isinstance(value, UncertainDate) else value
        yield f"{label}: {text}"
