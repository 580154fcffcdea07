"""Public addresses. `exhibit.publishing.pages` lists every page that stands behind them."""

from django.urls import path, register_converter

from exhibit.interop.formats import FormatConverter
from exhibit.interop.lists import PUBLIC_LISTS
from exhibit.publishing.listings import ListingConverter
from exhibit.publishing.manifests import NOUNS, names_of
from exhibit.views import (
    api,
    cards,
    cite,
    compare,
    data,
    editions,
    feeds,
    iiif,
    images,
    labels,
    lists,
    oembed,
    pages,
    places,
    poster,
    review,
    root,
    search,
    sheets,
    take,
    timeline,
)

register_converter(FormatConverter, "form")
register_converter(ListingConverter, "listing")

ALONE = {
    "exhibit": "exhibits",
    "film": "films",
    "person": "people",
    "event": "events",
    "place": "places",
    "image": "images",
    "award_body": "awards",
}
"""Where records lie that have an address of their own; an award lies below its body."""

CITED = (
    ("exhibit", "exhibits/<slug:slug>/"),
    ("film", "films/<slug:slug>/"),
    ("person", "people/<slug:slug>/"),
    ("event", "events/<slug:slug>/"),
    ("place", "places/<slug:slug>/"),
    ("image", "images/<slug:slug>/"),
    ("award_body", "awards/<slug:slug>/"),
    ("award", "awards/<slug:body>/<slug:slug>/"),
)
"""Where the page of each noun stands, and its citations beside it."""

urlpatterns = [
    path("", pages.home, name="home"),
    path("exhibits/", pages.exhibit_list, name="exhibit_list"),
    path("exhibits/coming.ics", feeds.coming, name="coming"),
    path("exhibits/<slug:slug>/", pages.exhibit_detail, name="exhibit_detail"),
    path("exhibits/<slug:slug>/labels/", labels.exhibit_labels, name="exhibit_labels"),
    path("exhibits/<slug:slug>/editions/", editions.exhibit_editions, name="exhibit_editions"),
    path("exhibits/<slug:slug>/editions.atom", feeds.exhibit_feed, name="feed_exhibit"),
    path("exhibits/<slug:slug>/editions/<int:number>/", editions.edition_detail, name="edition_detail"),
    path(
        "exhibits/<slug:slug>/editions/<int:number>/cite.<str:ending>", editions.edition_citation, name="edition_cite"
    ),
    *[path(f"{place}cite.<str:ending>", cite.citation, {"noun": noun}, name=f"{noun}_cite") for noun, place in CITED],
    *[path(f"{name}.csv", lists.table, {"name": name}, name=f"{name}_table") for name in PUBLIC_LISTS],
    path("films/", pages.film_list, name="film_list"),
    path("films/after/<slug:cursor>/", pages.film_list, name="film_list_after"),
    path("films/<slug:slug>/", pages.film_detail, name="film_detail"),
    path("people/", pages.person_list, name="person_list"),
    path("people/after/<slug:cursor>/", pages.person_list, name="person_list_after"),
    path("people/<slug:slug>/", pages.person_detail, name="person_detail"),
    path("people/<slug:slug>/films/", sheets.person_films, name="person_films"),
    path("people/<slug:slug>/films/after/<slug:cursor>/", sheets.person_films, name="person_films_after"),
    path("events/<slug:slug>/", pages.event_detail, name="event_detail"),
    path("places/", places.place_list, name="place_list"),
    path("places/after/<slug:cursor>/", places.place_list, name="place_list_after"),
    path("places/<slug:slug>/", places.place_detail, name="place_detail"),
    *[
        path(f"places/<slug:slug>/{part}/{way}", sheets.place_part, {"part": part}, name=f"place_{part}{name}")
        for part in sheets.PLACE_PARTS
        for way, name in (("", ""), ("after/<slug:cursor>/", "_after"))
    ],
    path("compare/", compare.compare, name="compare"),
    path("compare/people/<slug:first>/<slug:second>/", compare.compare_people, name="compare_people"),
    path("compare/films/<slug:first>/<slug:second>/", compare.compare_films, name="compare_films"),
    path("images/<slug:slug>/", images.image_detail, name="image_detail"),
    path("awards/", pages.award_list, name="award_list"),
    path("awards/after/<slug:cursor>/", pages.award_list, name="award_list_after"),
    path("awards/<slug:slug>/", pages.award_body_detail, name="award_body_detail"),
    path("awards/<slug:slug>/after/<slug:cursor>/", pages.award_body_detail, name="award_body_detail_after"),
    path("awards/<slug:body>/<slug:slug>/", pages.award_detail, name="award_detail"),
    path("search/", search.search, name="search"),
    path("search/data.json", search.search_data, name="search_data"),
    path("search/suggestions.json", search.search_suggestions, name="search_suggestions"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("timeline/data.json", timeline.timeline_data, name="timeline_data"),
    path("timeline/poster/", poster.timeline_poster, name="timeline_poster"),
    path("timeline/list/", poster.timeline_list, name="timeline_list"),
    path("timeline/embed/", take.timeline_embed, name="timeline_embed"),
    path("timeline/export/<str:name>", take.timeline_export, name="timeline_export"),
    path("review/<str:token>/", review.review, name="review"),
    path("oembed/", oembed.oembed, name="oembed"),
    path("feeds/new.atom", feeds.new, name="feed_new"),
    path("feeds/editions.atom", feeds.editions, name="feed_editions"),
    path("manifest.webmanifest", root.manifest, name="manifest"),
    path("cards/museum.jpg", cards.museum, name="museum_card"),
    path("cards/<slug:noun>/<slug:slug>.jpg", cards.record, name="card"),
    path("cards/awards/<slug:body>/<slug:slug>.jpg", cards.award, name="award_card"),
    path("timeline/<str:anchor>/", timeline.timeline_entry, name="timeline_entry"),
    path("api/", api.api, name="api"),
    path("api/openapi.json", api.openapi, name="openapi"),
    path("<listing:listing>.json", data.data_list, name="data_list"),
    path("<listing:listing>/after/<slug:cursor>.json", data.data_list, name="data_list_after"),
    *[
        path(f"{place}/<slug:slug>.<form:form>", data.record_data, {"noun": noun}, name=f"{noun}_data")
        for noun, place in ALONE.items()
    ],
    path("awards/<slug:body>/<slug:slug>.<form:form>", data.record_data, {"noun": "award"}, name="award_data"),
    # last, for they take every ending that no other address has
    *[path(f"{place}/<slug:slug>.<str:ending>", data.unknown_format, {"noun": noun}) for noun, place in ALONE.items()],
    path("awards/<slug:body>/<slug:slug>.<str:ending>", data.unknown_format, {"noun": "award"}),
]

iiif_patterns = [
    path("collection.json", iiif.museum, name="iiif_collection"),
    path("images/<slug:slug>", iiif.service, name="iiif_image"),
    path("images/<slug:slug>/manifest.json", iiif.image_manifest, name="iiif_image_manifest"),
    path("images/<slug:slug>/info.json", iiif.information, name="iiif_information"),
    path("images/<slug:slug>/<path:piece>", iiif.picture, name="iiif_picture"),
]
"""Documents that speak all languages at once, so that they have one address in all of them."""

for part, noun in NOUNS.items():
    manifest, collection, further = names_of(noun)
    iiif_patterns += [
        path(f"{part}/<slug:slug>/manifest.json", iiif.manifest, {"noun": noun}, name=manifest),
        path(f"{part}/collection.json", iiif.collection, {"noun": noun}, name=collection),
        path(f"{part}/after/<slug:cursor>/collection.json", iiif.collection, {"noun": noun}, name=further),
    ]
