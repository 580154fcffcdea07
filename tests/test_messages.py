"""The interface in Russian: complete, compiled, and collected from what the code says now.

No GNU gettext here: Babel reads the Python files, Django's own `templatize` the templates.
"""

import re
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "exhibit" / "locale" / "ru" / "LC_MESSAGES"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdif]|\{\w*\}|%%|</?\w[^>]*>|\[\^\w+\]")
OTHER_NAME = re.compile(r"\bn?p?gettext(?:_lazy|_noop)? as (?!_$)\w+", re.MULTILINE)

Said = tuple[str | None, str | tuple[str, ...]]
"""A context, and a message or its two English forms."""


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "django.po").open("rb") as opened:
        return read_po(opened, locale="ru", abort_invalid=True)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Every message but the header."""
    return (message for message in catalogue if message.id)


def forms(text: Any) -> tuple[str, ...]:
    """What a message says, one text for each plural form."""
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def contents(catalogue: Catalog) -> dict[Said, Any]:
    return {
        (message.context, message.id if isinstance(message.id, str) else tuple(message.id)): message.string
        for message in messages(catalogue)
    }


def said(source: str) -> set[Said]:
    """The messages in the text of a Python file."""
    found = extract("python", BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"})
    return {(context, message) for _line, message, _comments, context in found}


def said_in_template(source: str) -> set[Said]:
    """The messages in the text of a template, which Django turns into calls of gettext, as `makemessages` does."""
    calls = StringIO(templatize(source))
    return said("\n".join(line.strip() for line in calls))


def python_files() -> list[Path]:
    return [file for folder in ("config", "exhibit") for file in sorted((ROOT / folder).rglob("*.py"))]


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def test_every_message_is_translated(catalogue: Catalog) -> None:
    incomplete = [
        message.id
        for message in messages(catalogue)
        if not all(forms(message.string))
        or len(forms(message.string)) != (catalogue.num_plurals if message.pluralizable else 1)
    ]
    assert incomplete == []


def test_no_translation_is_a_guess(catalogue: Catalog) -> None:
    assert not catalogue.fuzzy
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []


def test_plural_forms_are_those_of_django(catalogue: Catalog) -> None:
    """Django merges its own Russian with ours, and they have to count alike."""
    nouns = ("год", "года", "лет", "года")
    counted = catalogue.get("aged %(age)s")
    assert counted is not None
    assert catalogue.num_plurals == 4
    assert tuple(form.split("\u00a0")[1] for form in forms(counted.string)) == nouns


def test_compiled_catalogue_is_up_to_date(catalogue: Catalog) -> None:
    fresh = BytesIO()
    write_mo(fresh, catalogue)
    fresh.seek(0)
    with (FOLDER / "django.mo").open("rb") as opened:
        committed = read_mo(opened)
    assert contents(committed) == contents(read_mo(fresh)), "Run `make messages`."
    assert committed.plural_expr == catalogue.plural_expr


def test_placeholders_survive_translation(catalogue: Catalog) -> None:
    differing = []
    for message in messages(catalogue):
        expected = sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
        differing += [form for form in forms(message.string) if sorted(PLACEHOLDER.findall(form)) != expected]
    assert differing == []


@pytest.mark.parametrize("file", python_files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_python_says_nothing_that_the_catalogue_lacks(file: Path, catalogue: Catalog) -> None:
    assert said(file.read_text(encoding="utf-8")) - contents(catalogue).keys() == set(), "Run `make messages`."


@pytest.mark.parametrize("file", templates(), ids=lambda file: str(file.relative_to(ROOT)))
def test_templates_say_nothing_that_the_catalogue_lacks(file: Path, catalogue: Catalog) -> None:
    found = said_in_template(file.read_text(encoding="utf-8"))
    assert found - contents(catalogue).keys() == set(), "Run `make messages`."


@pytest.mark.parametrize("file", python_files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_translating_functions_keep_a_name_that_extraction_knows(file: Path) -> None:
    assert OTHER_NAME.findall(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p>{% translate "New words" %}</p>', {(None, "New words")}),
        ('  <p class="a">\n{% translate "New words" context "here" as x %}', {("here", "New words")}),
        (
            "{% blocktranslate trimmed with n=1 %}\n  New\n  words {{ n }}\n{% endblocktranslate %}",
            {(None, "New words %(n)s")},
        ),
        (
            "{% blocktranslate count n=1 %}{{ n }} word{% plural %}{{ n }} words{% endblocktranslate %}",
            {(None, ("%(n)s word", "%(n)s words"))},
        ),
        ('{% firstof a _("New words") %}', {(None, "New words")}),
        ('{# {% translate "Not these" %} #}', set()),
    ],
)
def test_new_words_in_a_template_are_noticed(source: str, expected: set[Said], catalogue: Catalog) -> None:
    found = said_in_template(f"{{% load i18n %}}\n{source}")
    assert found == expected
    assert not found & contents(catalogue).keys()


def test_the_templates_are_read_at_all() -> None:
    found = set().union(*(said_in_template(file.read_text(encoding="utf-8")) for file in templates()))
    assert (None, "How do we know?") in found
    assert len(found) > 80
