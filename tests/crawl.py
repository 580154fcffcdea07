"""Every address of the museum as the resolver knows it, and everything that a visitor may ask of it.

An address without a row in `ROWS` is an error: whoever adds one says here how it is asked.
"""

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from exhibit.interop.citations import FORMATS as STYLES
from exhibit.interop.formats import FORMATS
from tests.hidden import HUSHED, Museum, files_of

NEVER = "never-there"
Address = str
Row = Callable[[Museum], Iterable[dict[str, Any]]]


def routes(patterns: Any = None, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and route of every address but those of the desk."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            if not str(one.pattern).startswith("admin"):
                yield from routes(one.url_patterns, "" if route.strip("/") in ("en", "ru") else route)
        elif isinstance(one, URLPattern):
            yield one.name or route, route


def slugs(museum: Museum, noun: str) -> list[str]:
    """Return the addresses that are asked of a noun: hidden ones, a shown one, one that never was."""
    past = [f"once-{state}" for state in ("draft", "scheduled", "expired")] if noun == "film" else []
    return [*(one.slug for one in museum.of(noun)), museum.shown[noun].slug, *past, NEVER]


def of(noun: str, name: str = "slug", **more: Any) -> Row:
    return lambda museum: ({name: slug, **more} for slug in slugs(museum, noun))


def each(noun: str, **choices: Iterable[Any]) -> Row:
    [(name, values)] = choices.items()
    return lambda museum: ({"slug": slug, name: value} for slug in slugs(museum, noun) for value in values)


def below(noun: str, cursor: str) -> Row:
    """A list of one record that goes on after another one."""

    def row(museum: Museum) -> Iterator[dict[str, Any]]:
        yield from ({"slug": museum.shown[noun].slug, "cursor": slug} for slug in slugs(museum, cursor))
        yield from ({"slug": one.slug, "cursor": museum.shown[cursor].slug} for one in museum.of(noun))

    return row


def awards(**choices: Iterable[Any]) -> Row:
    def row(museum: Museum) -> Iterator[dict[str, Any]]:
        own = museum.shown["award"]
        known = [(one.body or own.body.slug, one.slug) for one in museum.of("award")]
        for body, slug in [*known, (own.body.slug, own.slug), (own.body.slug, NEVER), (NEVER, own.slug)]:
            for name, values in choices.items() or [("", [None])]:
                yield from ({"body": body, "slug": slug} | ({name: one} if name else {}) for one in values)

    return row


def pairs(noun: str) -> Row:
    def row(museum: Museum) -> Iterator[dict[str, Any]]:
        shown = museum.shown[noun].slug
        for slug in slugs(museum, noun):
            yield {"first": shown, "second": slug}
            yield {"first": slug, "second": shown}

    return row


def alone(_museum: Museum) -> Iterator[dict[str, Any]]:
    yield {}


def anchors(museum: Museum) -> Iterator[dict[str, Any]]:
    for kind, noun in (("event", "event"), ("film", "film"), ("life", "person"), ("award", "award")):
        yield from ({"anchor": f"{kind}-{slug}"} for slug in slugs(museum, noun))
    place = museum.shown["place"].slug
    for slug in slugs(museum, "film"):
        yield {"anchor": f"release-{slug}.{place}.1957-10-12"}
    for slug in slugs(museum, "place"):
        yield {"anchor": f"release-{museum.shown['film'].slug}.{slug}.1957-10-12"}


def cards(museum: Museum) -> Iterator[dict[str, Any]]:
    nouns = {"exhibits": "exhibit", "films": "film", "people": "person", "events": "event", "places": "place"}
    for part, noun in {**nouns, "images": "image", "awards": "award_body"}.items():
        yield from ({"noun": part, "slug": slug} for slug in slugs(museum, noun))


def editions(**more: Any) -> Row:
    def row(museum: Museum) -> Iterator[dict[str, Any]]:
        shown = museum.shown["exhibit"].slug
        for slug, number in [(shown, 1), (shown, 2), (shown, 9), *((one.slug, 1) for one in museum.of("exhibit"))]:
            yield {"slug": slug, "number": number, **more}

    return row


def pieces(museum: Museum) -> Iterator[dict[str, Any]]:
    for slug in slugs(museum, "image"):
        for piece in ("full/64,48/0/default.jpg", "full/max/0/default.jpg", "manifest.json/x"):
            yield {"slug": slug, "piece": piece}


def listings(museum: Museum) -> Iterator[dict[str, Any]]:
    from exhibit.publishing.listings import LISTINGS

    yield from ({"listing": one} for one in LISTINGS.values())


def listings_after(museum: Museum) -> Iterator[dict[str, Any]]:
    from exhibit.publishing.listings import LISTINGS

    for one in LISTINGS.values():
        yield from ({"listing": one, "cursor": slug} for slug in slugs(museum, one.noun))


def parts(_museum: Museum) -> Iterator[dict[str, Any]]:
    from exhibit.publishing.sitemap import KINDS

    yield from ({"name": name, "number": 0} for name in (*KINDS, "pages"))
    yield {"name": "films", "number": 7}


def media(museum: Museum) -> Iterator[dict[str, Any]]:
    shown = museum.shown["image"]
    yield {"path": str(shown.file.name)}
    yield {"path": f"images/{NEVER}.jpg"}
    yield from ({"path": path.removeprefix("/media/")} for path in files_of(museum))


ALONE = """
    home exhibit_list coming film_list person_list place_list award_list compare search search_data search_suggestions
    timeline timeline_data timeline_poster timeline_list timeline_embed oembed feed_new feed_editions manifest
    museum_card api openapi oai iiif_collection iiif_exhibit_collection iiif_film_collection iiif_person_collection
    sitemap robots
    humans security kiosk_worker kiosk_offline films_table people_table events_table awards_table places_table
    credits_table
""".split()
NOUNS = "exhibit film person event place image award_body".split()
PLACES = {"exhibit": "exhibits", "film": "films", "person": "people", "event": "events", "place": "places"}
PLACES |= {"image": "images", "award_body": "awards"}
EXPORTS = ("timeline.csv", "timeline.json", "timeline.ics", "timelinejs.json")

ROWS: dict[str, Row] = {
    **dict.fromkeys(ALONE, alone),
    **{f"{noun}_detail": of(noun) for noun in NOUNS},
    **{f"{noun}_cite": each(noun, ending=(*STYLES, "txt")) for noun in NOUNS},
    **{f"{noun}_data": each(noun, form=FORMATS[noun]) for noun in NOUNS},
    **{
        f"{place}/<slug:slug>.<str:ending>": each(noun, ending=["xml", "linked-art.json"])
        for noun, place in PLACES.items()
    },
    "awards/<slug:body>/<slug:slug>.<str:ending>": awards(ending=["xml"]),
    "award_detail": awards(),
    "award_cite": awards(ending=STYLES),
    "award_data": awards(form=FORMATS["award"]),
    "award_card": awards(),
    "exhibit_labels": of("exhibit"),
    "exhibit_editions": of("exhibit"),
    "feed_exhibit": of("exhibit"),
    "edition_detail": editions(),
    "edition_cite": editions(ending="bib"),
    "film_list_after": of("film", "cursor"),
    "person_list_after": of("person", "cursor"),
    "place_list_after": of("place", "cursor"),
    "award_list_after": of("award_body", "cursor"),
    "award_body_detail_after": below("award_body", "award"),
    "person_films": of("person"),
    "person_films_after": below("person", "film"),
    **{f"place_{part}": of("place") for part in ("events", "releases", "births", "deaths")},
    **{
        f"place_{part}_after": below("place", noun)
        for part, noun in {"events": "event", "releases": "film", "births": "person", "deaths": "person"}.items()
    },
    "compare_people": pairs("person"),
    "compare_films": pairs("film"),
    "timeline_export": lambda _museum: ({"name": name} for name in (*EXPORTS, "timeline.exe")),
    "timeline_entry": anchors,
    "review": lambda museum: ({"token": token} for token in (*museum.tokens.values(), "x:y")),
    "card": cards,
    "data_list": listings,
    "data_list_after": listings_after,
    "iiif_image": of("image"),
    "iiif_image_manifest": of("image"),
    "iiif_information": of("image"),
    "iiif_picture": pieces,
    **{f"iiif_{noun}_manifest": of(noun) for noun in ("exhibit", "film", "person")},
    **{f"iiif_{noun}_collection_after": of(noun, "cursor") for noun in ("exhibit", "film", "person")},
    "sitemap_part": parts,
    "media": media,
}


def questions(museum: Museum) -> Iterator[Address]:
    """Yield what may be asked behind a question mark, of everything that answers questions."""
    film, person, place = (museum.shown[noun].slug for noun in ("film", "person", "place"))
    hidden = {noun: museum.of(noun)[0].slug for noun in ("film", "person", "place", "event", "exhibit", "image")}
    for page in ("search/", "search/data.json", "search/suggestions.json"):
        yield f"/{page}?q={HUSHED}"
        yield f"/{page}?q=shown"
        yield f"/{page}?q=1957"
        yield f"/{page}?q=shown&page=2"
        yield f"/{page}?q={museum.of('film')[0].text[:12]}"
    for place_ in ("", "data.json", "list/", "poster/", "embed/", "export/timeline.json", "export/timeline.csv"):
        for asked in (f"q={HUSHED}", f"film={film}", f"person={person}", f"place={place}", "from=1957&to=1958"):
            yield f"/timeline/{place_}?{asked}"
        yield f"/timeline/{place_}?film={hidden['film']}"
        yield f"/timeline/{place_}?person={hidden['person']}&place={hidden['place']}"
        yield f"/timeline/{place_}?entry=event-{hidden['event']}"
    yield "/timeline/data.json?overview&width=4000&beside=lives"
    yield from (f"/timeline/export/{name}?film={film}" for name in EXPORTS)
    yield f"/compare/?kind=people&first={person}&second={hidden['person']}"
    yield f"/compare/?kind=films&first={film}&second={hidden['film']}"
    yield f"/images/{museum.shown['image'].slug}/?zoom"
    yield f"/exhibits/{museum.shown['exhibit'].slug}/?kiosk"
    yield f"/exhibits/{museum.shown['exhibit'].slug}/labels/?records=films&size=a6"
    for form in ("json", "xml"):
        for path in (f"/films/{film}/", f"/films/{hidden['film']}/", f"/exhibits/{hidden['exhibit']}/", "/timeline/"):
            yield f"/oembed/?format={form}&url={quote('http://testserver' + path)}"
        yield f"/oembed/?format={form}&url={quote('http://testserver/images/' + hidden['image'] + '/')}"
    yield from ("/films/?format=json", "/films/?format=xml", "/films/?page=2")
    yield from harvest(museum, hidden)


def harvest(museum: Museum, hidden: dict[str, str]) -> Iterator[Address]:
    """Yield every verb of OAI-PMH with every format."""
    yield from (f"/oai/?verb={verb}" for verb in ("Identify", "ListSets", "ListMetadataFormats", "Nothing"))
    for form in ("oai_dc", "edm", "none"):
        for verb in ("ListRecords", "ListIdentifiers"):
            yield f"/oai/?verb={verb}&metadataPrefix={form}"
            yield f"/oai/?verb={verb}&metadataPrefix={form}&set=exhibit:{hidden['exhibit']}"
            yield f"/oai/?verb={verb}&metadataPrefix={form}&set=exhibit:{museum.shown['exhibit'].slug}"
            yield f"/oai/?verb={verb}&metadataPrefix={form}&from=2020-01-01"
        for noun in ("film", "person", "event", "place", "exhibit", "image"):
            for slug in (hidden[noun], museum.shown[noun].slug, NEVER):
                yield f"/oai/?verb=GetRecord&metadataPrefix={form}&identifier=oai:testserver:{noun}/{slug}"
    yield f"/oai/?verb=ListMetadataFormats&identifier=oai:testserver:film/{hidden['film']}"


def paths(museum: Museum, language: str = "en") -> Iterator[tuple[str, Address]]:
    """Yield the name and path of every address with every record; KeyError for one without a row."""
    with translation.override(language):
        for name, _route in dict(routes()).items():
            for given in ROWS[name](museum):
                if "<" in name:
                    place = re.sub(r"<\w+:(\w+)>", lambda found, given=given: str(given[found[1]]), name)  # type: ignore[misc]
                    yield name, f"/{place}" if language == "en" else f"/{language}/{place}"
                else:
                    yield name, reverse(name, kwargs=given)


VARIANTS: dict[str, tuple[str, dict[str, str]]] = {
    "GET": ("get", {}),
    "HEAD": ("head", {}),
    "OPTIONS": ("options", {}),
    "If-None-Match: *": ("get", {"If-None-Match": "*"}),
    "Range": ("get", {"Range": "bytes=0-40000"}),
    "Accept: application/json": ("get", {"Accept": "application/json"}),
    "Accept: application/xml": ("get", {"Accept": "application/xml"}),
    "packed": ("get", {"Accept-Encoding": "br, gzip"}),
}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as far as a test wants it."""

    name: str
    path: str
    variant: str
    status: int
    headers: dict[str, str]
    body: bytes

    def all(self) -> bytes:
        """Everything that was said, unpacked."""
        body = self.body
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        elif self.headers.get("Content-Encoding") == "br":
            import brotli

            body = brotli.decompress(body)
        return body + repr(self.headers).encode()


def ask(client: Client, name: str, path: str, variant: str = "GET") -> Said:
    """Ask one address in one way; a fault of ours is an answer too."""
    method, headers = VARIANTS[variant]
    answer: HttpResponseBase = getattr(client, method)(path, headers=headers)
    body = answer.getvalue() if hasattr(answer, "getvalue") else b"".join(answer)  # type: ignore[arg-type,attr-defined]
    answer.close()
    return Said(name, path, variant, answer.status_code, dict(answer.headers), body)


CANARY = re.compile(rb"zq[0-9a-f]{8}", re.IGNORECASE)


def seen(said: Said, words: dict[bytes, str]) -> set[str]:
    """Return the names of the canaries in an answer, but for what the address itself says."""
    asked = {found.lower() for found in CANARY.findall(unquote(said.path).encode())}
    found = {one.lower() for one in CANARY.findall(said.all())}
    found |= {one.lower() for one in CANARY.findall(unquote(said.all().decode(errors="replace")).encode())}
    return {words.get(one, one.decode()) for one in found - asked}
