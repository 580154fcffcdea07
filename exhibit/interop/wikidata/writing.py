"""The plan into the database, all or nothing: what is filled, its citations, a version and a comment of each record."""

from django.conf import settings
from django.db import transaction
from django.utils import translation

from exhibit.interop.tables.history import History
from exhibit.interop.wikidata.planning import Line, Plan, planned
from exhibit.interop.wikidata.reading import Entities
from exhibit.models import Citation, Confidence, Source

GROUP = "wikidata"
"""What all its entities say counts once."""


def bring(entities: Entities, name: str, *, creates: bool = False, is_rehearsal: bool = False) -> Plan:
    """Fill what entities of the file `name` can fill; with `creates` make drafts of those without a record."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        plan = planned(entities, creates=creates)
        if not is_rehearsal:
            _write(plan.to_write, History(None, f"Filled from Wikidata: {name}"))
    return plan


def _write(lines: list[Line], history: History) -> None:
    for line in lines:
        noun = type(line.record)
        history.keep_first(noun._base_manager.filter(pk=line.record.pk))  # as the database has it
        line.record.save()
        _cite(line)
        history.keep([line.record])


def _cite(line: Line) -> None:
    """Cite the entity for each aspect that it filled, once."""
    source, _is_new = Source.objects.get_or_create(
        slug=f"wikidata-{line.number.lower()}",
        defaults={
            "title": f"Wikidata: {line.number}",
            "url": f"https://www.wikidata.org/wiki/{line.number}",
            "tier": Source.Tier.C,
            "independence_group": GROUP,
        },
    )
    noun = str(line.record._meta.model_name)
    for aspect in dict.fromkeys(filling.aspect for filling in line.fillings):
        Citation.objects.get_or_create(
            **{noun: line.record}, about=aspect, source=source, value="", defaults={"confidence": Confidence.LOW}
        )
