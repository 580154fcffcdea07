"""What Wikidata (https://www.wikidata.org) says of films and people, into the empty fields of the museum's records.

Nothing is fetched: an operator brings a file of entities as Wikidata hands them out (https://www.wikidata.org/wiki/
Special:EntityData/Q42.json, or `wbgetentities`), one or many, or lines of its dump. A record is the one that has the
entity's number as its `wikidata_id`, else the one with its IMDb number. Only what is empty is filled, each time with a
citation whose source is the entity, of tier C, as all databases that anybody may write to. So a second import finds
nothing to fill. What curators wrote stays; what an entity says otherwise is theirs to compare.

Of statements those of the best rank count; where they differ, none is taken. Labels of other items (countries,
languages, places, occupations) are known only where the file has those entities too; what it has not is named.

    Films: P31 is Q11424 or one of the classes in `classes`, or a subclass (P279) that the file tells of.
    label                 title              in each language of the museum
    P1476 title           original_title     with its language
    P577  published       date               the earliest; a more exact one within it says more
    P2047 duration        running_time_minutes
    P462  colour          colour             *
    P495  country         country            * several are joined
    P364  language        spoken_language    * several are joined
    P345  IMDb            imdb_id

    People: P31 is Q5.
    label                 name               in each language of the museum
    aliases               other_names        in each language of the museum
    P569, P570            birth, death
    P19, P20              birth_place, death_place   a place of that name that is here already
    P106  occupation      occupations        * several are joined
    P345  IMDb            imdb_id

    * in each language in which the file has a label of the item

Dates of days and months in the Julian calendar are left out, with a word: whether a file has them converted cannot be
seen. So are dates before our era, and those less exact than a century. "circa" and "presumably" (P1480) are kept.

reading     a file as entities
statements  what an entity states: the best rank, the kinds of values
dating      Wikidata's times as uncertain dates
classes     what is a film
fields      which property fills which field
planning    entities against records: what would be filled, from what, and what not, and why
writing     the plan into the database, all or nothing
"""

from exhibit.interop.wikidata.planning import Line, Outcome, Plan
from exhibit.interop.wikidata.reading import LARGEST_FILE, Entities, WikidataError, read
from exhibit.interop.wikidata.writing import bring

__all__ = ["LARGEST_FILE", "Entities", "Line", "Outcome", "Plan", "WikidataError", "bring", "read"]
