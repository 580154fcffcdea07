"""Where a picture hangs: the records and stories that show it, and its neighbours on the walk; and which pictures
a record or a story shows.

The page of a picture leads back to these places, and on to the next picture of the same exhibit.
"""

import datetime
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When

from exhibit.models import ChapterBlock, Exhibit, FigureBlock, Film, Image, Person, Record, Rendition
from exhibit.models.record import nouns
from exhibit.models.renditions import Shape
from exhibit.story import Chapter, Part, Story


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


# In the viewers of other museums, which ask for tiles


def tiled(images: QuerySet[Image]) -> QuerySet[Image]:
    """Leave only pictures whose tiles are made."""
    return images.filter(Exists(Rendition.objects.filter(shape=Shape.TILES, image=OuterRef("pk"))))


def on_display(at: datetime.datetime | None = None) -> QuerySet[Image]:
    """Return all that visitors see in tiles at `at` (default: now), each with the people and films that it shows."""
    return tiled(Image.objects.shown(at)).prefetch_related(
        Prefetch("shows_people", Person.objects.published(at)), Prefetch("shows_films", Film.objects.published(at))
    )


def pictures_of(record: Film | Person, at: datetime.datetime | None = None) -> QuerySet[Image]:
    """Return the picture of a film or a person and those that show it, its own first."""
    shown = {"shows_films" if isinstance(record, Film) else "shows_people": record}
    of_record = Q(pk=record.image_id) | Q(pk__in=Image.objects.filter(**shown).values("pk"))
    return on_display(at).filter(of_record).order_by(Case(When(pk=record.image_id, then=0), default=1), "slug")


def pictured(exhibit: Exhibit, at: datetime.datetime | None = None) -> Story:
    """Return a story of which only the pictures are left, chapter by chapter; the one that opens it comes first."""
    opening = [FigureBlock(parent=exhibit, image_id=exhibit.image_id)] if exhibit.image_id else []
    blocks = [*ChapterBlock.objects.filter(parent=exhibit), *FigureBlock.objects.filter(parent=exhibit)]
    hung = [*opening, *sorted(blocks, key=attrgetter("ordering"))]
    images = on_display(at).in_bulk([block.image_id for block in hung if isinstance(block, FigureBlock)])
    chapters = [Chapter(None)]
    for block in hung:
        if isinstance(block, ChapterBlock):
            chapters.append(Chapter(block, number=chapters[-1].number + 1))
        elif block.image_id in images:
            block.image = images[block.image_id]
            chapters[-1].parts.append(Part(block))
    return Story(exhibit, chapters, at)
