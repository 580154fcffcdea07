"""What can be found about a record by the database alone: one condition for each thing that may be wrong.

Conditions answer for one record, for a page of a list and for the whole collection alike, each by one
query for a noun: nothing is stored that could be out of date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Length, Now, TruncDate
from django.db.models.lookups import GreaterThan
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from exhibit.curation.findings import Level
from exhibit.languages import column_of, every, original_of, own_name
from exhibit.models import (
    Award,
    AwardBody,
    AwardRecipient,
    CheckedLink,
    Citation,
    Credit,
    Dispute,
    DisputeSide,
    Event,
    EvidenceStatus,
    Exhibit,
    Film,
    Image,
    Person,
    Place,
    Record,
    Release,
    Source,
    Statement,
)
from exhibit.translation import FIELDS

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that may be wrong with records of a noun; `target` is the id of what mends it in the form."""

    code: str
    level: Level
    words: Words
    condition: Q
    target: str = ""


LONGEST: dict[type[models.Model], dict[str, int]] = {
    Exhibit: {"title": 90, "subtitle": 150, "lead": 600},
    Event: {"title": 120},
    Award: {"category": 110},
    Image: {"alt": 400, "caption": 600},
    Statement: {"text": 500},
}
"""Letters that fit the place in which a text stands, in any language."""


@cache
def checks_of(noun: type[models.Model]) -> tuple[Check, ...]:
    """Return all that is looked for in records of a noun, errors first."""
    found = [*OWN.get(noun, ()), *_translated(noun), *_long(noun)]
    if issubclass(noun, Record):
        found += _published(noun)
    if noun in (Event, Award, Statement):
        found += _assessed(noun)
    if noun in (Film, Person):
        found += _cited(noun)
    return tuple(sorted(found, key=lambda check: check.level is not Level.ERROR))


# What several nouns have in common


def _said(text: Words, **parts: Any) -> str:
    return str(text) % {name: str(part) for name, part in parts.items()}


said = lazy(_said, str)


def field_name(noun: type[models.Model], name: str) -> Words:
    field: Any = noun._meta.get_field(name)
    return lazy(capfirst, str)(field.verbose_name)


def blank(column: str) -> Q:
    return Q(**{column: ""}) | Q(**{f"{column}__isnull": True})


def _translated(noun: type[models.Model]) -> Iterator[Check]:
    """Texts that are there in one language and not in another."""
    for name in FIELDS.get(noun, ()):
        anywhere = Q()
        for code in every():
            anywhere |= ~blank(column_of(name, code))
        for code in every():
            yield Check(
                f"untranslated-{name}-{code}",
                Level.WARNING,
                said(
                    _("“%(field)s” is missing in this language: %(language)s."),
                    field=field_name(noun, name),
                    language=own_name(code),
                )
                if code != settings.LANGUAGE_CODE
                else said(
                    _("“%(field)s” is there in another language, and missing in this one: %(language)s."),
                    field=field_name(noun, name),
                    language=own_name(code),
                ),
                anywhere & blank(column_of(name, code)),
                f"id_{column_of(name, code)}",
            )


def _long(noun: type[models.Model]) -> Iterator[Check]:
    for name, most in LONGEST.get(noun, {}).items():
        for code in every():
            yield Check(
                f"long-{name}-{code}",
                Level.WARNING,
                said(
                    _("“%(field)s” (%(language)s) has more than %(most)s letters: too long for its place."),
                    field=field_name(noun, name),
                    language=own_name(code),
                    most=most,
                ),
                Q(GreaterThan(Coalesce(Length(column_of(name, code)), 0), most)),
                f"id_{column_of(name, code)}",
            )


def visible(prefix: str = "") -> Q:
    """Say that visitors may see it now; `published()` does for one moment, which a check would keep for good."""
    return (
        Q(**{f"{prefix}status": Record.Status.PUBLISHED})
        & (Q(**{f"{prefix}publish_at__isnull": True}) | Q(**{f"{prefix}publish_at__lte": Now()}))
        & (Q(**{f"{prefix}unpublish_at__isnull": True}) | Q(**{f"{prefix}unpublish_at__gt": Now()}))
    )


def unsettled() -> models.QuerySet[Any]:
    """Return the disputes that have fewer than two sides, or nothing that we write meanwhile."""
    sides = Dispute.objects.annotate(sides_told=Count("sides"))
    return sides.filter(Q(sides_told__lt=2) | blank(original_of("recommended_wording"))).order_by()


def _published(noun: type[models.Model]) -> Iterator[Check]:
    yield Check(
        "picture-unseen",
        Level.WARNING,
        _("Visitors do not see its picture: the file is missing, or its rights have ended."),
        Q(image__isnull=False) & _unseen("image__"),
        "id_image",
    )
    yield Check(
        "dispute-unsettled",
        Level.ERROR,
        _("A dispute shown here is not settled: it needs at least two sides, and “What we write” meanwhile."),
        _exists(
            noun.disputes.through._default_manager.filter(  # type: ignore[attr-defined]
                dispute__in=unsettled().values("pk"), **{str(noun._meta.model_name): OuterRef("pk")}
            )
        ),
        "id_disputes",
    )
    yield Check(
        "disappeared",
        Level.WARNING,
        _("It is published, and visitors see it no longer: it has disappeared as planned."),
        Q(status=Record.Status.PUBLISHED, unpublish_at__lte=Now()),
        "id_unpublish_at_0",
    )


def _unseen(prefix: str = "") -> Q:
    return (
        Q(**{f"{prefix}file": ""})
        | Q(**{f"{prefix}width__isnull": True})
        | Q(**{f"{prefix}rights_expire_on__lt": TruncDate(Now())})
    )


def _exists(rows: models.QuerySet[Any]) -> Q:
    return Q(Exists(rows.order_by()))


def _citations(noun: type[models.Model], **about: Any) -> Exists:
    return Exists(Citation.objects.filter(**{str(noun._meta.model_name): OuterRef("pk")}, **about).order_by())


def _cited(noun: type[models.Model]) -> Iterator[Check]:
    yield Check("uncited", Level.WARNING, _("No source is cited."), Q(~_citations(noun)), "citations-group")


def _assessed(noun: type[models.Model]) -> Iterator[Check]:
    is_verified = Q(evidence_status=EvidenceStatus.VERIFIED)
    no_source = ~_citations(noun)
    yield Check(
        "verified-uncited",
        Level.ERROR,
        _("It is called verified, and no source is cited. Cite one, or change its standing."),
        is_verified & Q(no_source),
        "citations-group",
    )
    yield Check("uncited", Level.WARNING, _("No source is cited."), ~is_verified & Q(no_source), "citations-group")
    if issubclass(noun, Record):
        yield Check(
            "disputed-alone",
            Level.ERROR,
            _("It is called disputed, and nothing says who disagrees: add a dispute, or a source that says otherwise."),
            Q(evidence_status=EvidenceStatus.DISPUTED, disputes__isnull=True)
            & ~Q(_citations(noun, stance=Citation.Stance.DISPUTES)),
            "id_disputes",
        )


# What each noun has for itself

OWN: dict[type[models.Model], tuple[Check, ...]] = {
    Image: (
        Check(
            "no-alt",
            Level.ERROR,
            _("It has no text alternative: who cannot see it learns nothing."),
            blank(original_of("alt")),
            f"id_{original_of('alt')}",
        ),
        Check(
            "no-credit",
            Level.ERROR,
            _("It has no credit: its maker and owner have to be named."),
            blank(original_of("credit")),
            f"id_{original_of('credit')}",
        ),
        Check(
            "no-file",
            Level.ERROR,
            _("The file is missing or is no picture. Upload it again."),
            Q(file="") | Q(width__isnull=True),
            "id_file",
        ),
        Check(
            "rights-ended",
            Level.ERROR,
            _("The rights have ended: visitors no longer see it."),
            Q(rights_expire_on__lt=TruncDate(Now())),
            "id_rights_expire_on",
        ),
        Check(
            "rights-endless",
            Level.WARNING,
            _("It is used by permission or under a licence, and nothing says until when."),
            Q(rights__in=(Image.Rights.LICENSED, Image.Rights.PERMITTED), rights_expire_on__isnull=True),
            "id_rights_expire_on",
        ),
        Check(
            "no-caption",
            Level.WARNING,
            _("It has no caption."),
            blank(original_of("caption")),
            f"id_{original_of('caption')}",
        ),
    ),
    Dispute: (
        Check(
            "one-sided",
            Level.ERROR,
            _("A dispute has at least two sides."),
            _exists(
                Dispute.objects.filter(pk=OuterRef("pk")).annotate(sides_told=Count("sides")).filter(sides_told__lt=2)
            ),
            "sides-group",
        ),
        Check(
            "no-wording",
            Level.ERROR,
            _("Nothing says what we write as long as it is open."),
            blank(original_of("recommended_wording")),
            f"id_{original_of('recommended_wording')}",
        ),
        Check(
            "side-unsourced",
            Level.ERROR,
            _("One of its sides names no source."),
            _exists(DisputeSide.objects.filter(dispute=OuterRef("pk"), sources__isnull=True)),
            "sides-group",
        ),
    ),
    Source: (
        Check(
            "link-broken",
            Level.WARNING,
            _("Its address gave no answer when it was last checked. Look for where it has moved."),
            _exists(CheckedLink.objects.broken().filter(address=OuterRef("url"))),
            "id_url",
        ),
    ),
    Film: (
        Check(
            "released-before-made",
            Level.ERROR,
            _("One of its releases lies before the film. Check both dates."),
            _exists(Release.objects.filter(film=OuterRef("pk"), date_latest__lt=OuterRef("date_earliest"))),
            "releases-group",
        ),
        Check(
            "made-before-birth",
            Level.ERROR,
            _("Somebody in its credits was not born yet. Check both dates."),
            Q(date_latest__isnull=False)
            & _exists(Credit.objects.filter(film=OuterRef("pk"), person__birth_earliest__gt=OuterRef("date_latest"))),
            "credits-group",
        ),
        Check(
            "undated",
            Level.WARNING,
            _("It has no year: the timeline cannot show it."),
            Q(date_earliest__isnull=True),
            "id_date",
        ),
    ),
    Person: (
        Check(
            "credited-before-birth",
            Level.ERROR,
            _("A film of theirs was made before their birth. Check both dates."),
            Q(birth_earliest__isnull=False)
            & _exists(Credit.objects.filter(person=OuterRef("pk"), film__date_latest__lt=OuterRef("birth_earliest"))),
            "id_birth",
        ),
    ),
    Event: (
        Check(
            "before-birth",
            Level.ERROR,
            _("Somebody named here was not born yet. Check both dates."),
            _exists(Person.objects.filter(events=OuterRef("pk"), birth_earliest__gt=OuterRef("date_latest"))),
            "id_date",
        ),
    ),
    Award: (
        Check(
            "before-film",
            Level.ERROR,
            _("It was given before the film was made. Check both dates."),
            _exists(Film.objects.filter(awards=OuterRef("pk"), date_earliest__gt=OuterRef("date_latest"))),
            "id_date",
        ),
        Check(
            "before-birth",
            Level.ERROR,
            _("Somebody who received it was not born yet. Check both dates."),
            _exists(
                AwardRecipient.objects.filter(award=OuterRef("pk"), person__birth_earliest__gt=OuterRef("date_latest"))
            ),
            "id_date",
        ),
        Check(
            "undated",
            Level.WARNING,
            _("It has no date: the timeline cannot show it."),
            Q(date_earliest__isnull=True),
            "id_date",
        ),
    ),
    Exhibit: (
        Check(
            "film-unseen",
            Level.WARNING,
            _("Visitors do not see its main film: it is not published."),
            Q(film__isnull=False) & ~visible("film__"),
            "id_film",
        ),
        Check(
            "no-opening",
            Level.WARNING,
            _("Neither a drawing nor a picture opens it."),
            Q(drawing="", image__isnull=True),
            "id_drawing",
        ),
    ),
}
"""Checks of one noun."""

NOUNS: tuple[type[models.Model], ...] = (
    Exhibit,
    Film,
    Person,
    Event,
    Award,
    AwardBody,
    Place,
    Statement,
    Dispute,
    Source,
    Image,
)
