"""What is a film, and what a person, as far as a file without Wikidata's whole tree of classes can say."""

from exhibit.interop.wikidata.reading import Entities, Entity
from exhibit.interop.wikidata.statements import UnclearError, item_in, stated

INSTANCE_OF, SUBCLASS_OF = "P31", "P279"
HUMAN = "Q5"
FILMS = {
    "Q11424": "film",
    "Q24869": "feature film",
    "Q24862": "short film",
    "Q226730": "silent film",
    "Q93204": "documentary film",
    "Q202866": "animated film",
    "Q29168811": "animated feature film",
    "Q506240": "television film",
    "Q130232": "drama film",
    "Q157443": "comedy film",
    "Q369747": "war film",
    "Q319221": "adventure film",
    "Q842256": "musical film",
}
"""Classes of films by their numbers, as Wikidata names them."""


def is_person(entity: Entity) -> bool:
    return HUMAN in _items(entity, INSTANCE_OF)


def is_film(entity: Entity, entities: Entities) -> bool:
    """Whether one of its classes, or a class above that the file tells of, is one of films."""
    waiting, seen = _items(entity, INSTANCE_OF), set[str]()
    while waiting:
        if waiting & FILMS.keys():
            return True
        seen |= waiting
        waiting = {above for number in waiting for above in _items(entities.items.get(number, {}), SUBCLASS_OF)} - seen
    return False


def _items(entity: Entity, name: str) -> set[str]:
    try:
        return {item_in(said) for said in stated(entity, name)}
    except UnclearError:
        return set()
