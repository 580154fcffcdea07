"""Where a picture hangs: the records and stories that show it, and its neighbours on the walk.

The page of a picture leads back to these places, and on to the next picture of the same exhibit.
"""

import datetime
from dataclasses import dataclass

from exhibit.models import Exhibit, FigureBlock, Image, Record
from exhibit.models.record import nouns
from exhibit.story import Part


@dataclass(frozen=True, slots=True)
class Hanging:
    """A published record or story that shows the picture, and the address of the very place."""

    record: Record
    address: str

    @property
    def kind(self) -> str:
        """What the record is, in a word."""
        return str(self.record._meta.verbose_name)


@dataclass(frozen=True, slots=True)
class Walk:
    """The pictures of one exhibit in the order of its story, seen from one of them."""

    position: int
    count: int
    previous: Image | None
    following: Image | None


def hangings(image: Image, at: datetime.datetime | None = None) -> list[Hanging]:
    """Return the places where visitors see `image` at `at` (default: now), each record once, stories first."""
    figures = FigureBlock.objects.filter(image=image, parent__in=Exhibit.objects.published(at))
    found = [
        Hanging(figure.parent, f"{figure.parent.get_absolute_url()}#{Part(figure).anchor}")
        for figure in figures.select_related("parent").order_by("parent__position", "parent__slug", "ordering")
    ]
    for model in sorted(nouns(), key=lambda noun: noun is not Exhibit):
        if model.hangs_pictures:
            records = model._default_manager.published(at).filter(image=image)
            found += [Hanging(record, record.get_absolute_url()) for record in records]
    first: dict[Record, Hanging] = {}
    for hanging in found:
        first.setdefault(hanging.record, hanging)
    return list(first.values())


def walk(image: Image, places: list[Hanging], at: datetime.datetime | None = None) -> Walk | None:
    """Return the neighbours of `image` in the first exhibit among its places; None where there is none."""
    exhibit = next((place.record for place in places if isinstance(place.record, Exhibit)), None)
    if exhibit is None:
        return None
    figures = FigureBlock.objects.filter(parent=exhibit).order_by("ordering", "key").select_related("image")
    hung = [exhibit.image, *(figure.image for figure in figures)]
    order = list(dict.fromkeys(one for one in hung if one is not None and one.is_showable(at)))
    here = order.index(image)
    return Walk(
        position=here + 1,
        count=len(order),
        previous=order[here - 1] if here else None,
        following=order[here + 1] if here + 1 < len(order) else None,
    )
