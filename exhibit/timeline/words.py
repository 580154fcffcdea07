"""The words of the timeline's instrument and strip, in the page's language, for their scripts."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

PLURALS = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 5}
"""A number of each of the plural categories that browsers know (CLDR), for languages that have it."""
OTHER = 100
"""A number of the category that every language has."""


def instrument_words() -> dict[str, str | dict[str, str]]:
    """Return each text that a script shows or speaks, by its key; `{name}` is filled in there."""
    return {
        "earlier": _("Earlier"),
        "later": _("Later"),
        "zoomIn": _("Nearer"),
        "zoomOut": _("Farther"),
        "whole": _("All of it"),
        "keys": _("Keys"),
        "tools": _("Move and zoom"),
        "lanes": _("Entries in lanes"),
        "hint": _("Arrow keys go along a lane and from lane to lane, Enter opens, the question mark lists all keys."),
        "from": _("Window begins"),
        "to": _("Window ends"),
        "opened": _("The entry that is open"),
        "close": _("Close"),
        "openPage": _("Open its page"),
        "unreachable": _("The museum cannot be reached at the moment. What is already here stays."),
        "takeOff": _("Take off the ruler"),
        "restore": _("The curators’ order"),
        "restored": _("The lanes are in the curators’ order again."),
        "up": _("{lane}: up"),
        "down": _("{lane}: down"),
        "moved": _("{lane}: now {place} of {count}"),
        "folded": _("{lane} is folded"),
        "unfolded": _("{lane} is open"),
        "nothing": _("Nothing here answers to all of this."),
        "laneBegins": _("The lane begins here."),
        "laneEnds": _("The lane ends here."),
        "inView": _("{window}: {entries} {lanes}"),
        "entries": plural(ngettext_lazy("{count} entry", "{count} entries")),
        "inLanes": plural(ngettext_lazy("in {count} lane", "in {count} lanes")),
        "about": plural(ngettext_lazy("about {count} entry", "about {count} entries")),
        "cluster": plural(ngettext_lazy("{count} entry here: open", "{count} entries here: open")),
        "crowd": plural(ngettext_lazy("{count} entry. Enter goes nearer", "{count} entries. Enter goes nearer")),
        "attributed": _("attributed"),
        "disputed": _("disputed"),
        "unconfirmed": _("unconfirmed"),
        "help": _("This list"),
        "helpAlong": _("along a lane"),
        "helpAcross": _("to the nearest entry of another lane"),
        "helpEnds": _("to the first or last entry of the lane"),
        "helpOpen": _("open an entry, go into a crowd"),
        "helpZoom": _("nearer and farther, around the entry"),
        "helpWhole": _("all of it"),
        "helpPan": _("earlier and later"),
        "helpMove": _("move a lane, with the focus on its name"),
        "helpSearch": _("search for words"),
        "helpClose": _("close what is open"),
        "strip_year": _("Go to a year"),
        "strip_arrived": _("{year}. Entries: {count}"),
        "strip_more": _("{count} more, as far as {year}"),
        "strip_failed": _("This part of the list did not come. Please try again."),
        "strip_close": _("Close"),
    }


def plural(forms: Any) -> dict[str, str]:
    """The plural forms of a text with `{count}` in it, by CLDR category; "other" stands for those that are as it is."""
    other = str(forms % OTHER)
    said = {category: str(forms % number) for category, number in PLURALS.items()}
    return {"other": other} | {category: form for category, form in said.items() if form != other}


def frozen_words() -> dict[str, str | dict[str, str]]:
    """Return what a frozen timeline's list says, where no server writes it."""
    return {
        "count": _counted("%(entries)s entry", "%(entries)s entries"),
        "underWay": _("Already under way"),
        "more": _counted("and %(entries)s more that began earlier", "and %(entries)s more that began earlier"),
        "nothing": _("Nothing here answers to all of this."),
        "nearest": _("The nearest"),
        "everything": _("Show everything"),
        "onward": _("Go on"),
        "earlier": _("Earlier"),
        "later": _("Later"),
        "withoutLanes": _("In all lanes"),
        "withoutFilm": _("With any film"),
        "withoutPerson": _("With anybody"),
        "withoutPlace": _("At any place"),
        "withoutText": _("Without the words “%(text)s”") % {"text": "{text}"},
        "withoutAll": _("Without these choices"),
    }


def _counted(one: str, many: str) -> dict[str, str]:
    """The same for a text that templates say, with its amount as `{count}`."""
    forms = {category: ngettext(one, many, number) for category, number in {**PLURALS, "other": OTHER}.items()}
    said = {category: form % {"entries": "{count}"} for category, form in forms.items()}
    return {category: form for category, form in said.items() if category == "other" or form != said["other"]}
