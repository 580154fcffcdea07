"""Public addresses. `exhibit.publishing.pages` lists every page that stands behind them."""

from django.urls import path

from exhibit.interop.lists import PUBLIC_LISTS
from exhibit.views import (
    compare,
    editions,
    images,
    labels,
    lists,
    pages,
    places,
    poster,
    review,
    sheets,
    take,
    timeline,
)

urlpatterns = [
    path("", pages.home, name="home"),
    path("exhibits/", pages.exhibit_list, name="exhibit_list"),
    path("exhibits/<slug:slug>/", pages.exhibit_detail, name="exhibit_detail"),
    path("exhibits/<slug:slug>/labels/", labels.exhibit_labels, name="exhibit_labels"),
    path("exhibits/<slug:slug>/editions/", editions.exhibit_editions, name="exhibit_editions"),
    path("exhibits/<slug:slug>/editions/<int:number>/", editions.edition_detail, name="edition_detail"),
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
    path("timeline/", timeline.timeline, name="timeline"),
    path("timeline/data.json", timeline.timeline_data, name="timeline_data"),
    path("timeline/poster/", poster.timeline_poster, name="timeline_poster"),
    path("timeline/list/", poster.timeline_list, name="timeline_list"),
    path("timeline/embed/", take.timeline_embed, name="timeline_embed"),
    path("timeline/export/<str:name>", take.timeline_export, name="timeline_export"),
    path("review/<str:token>/", review.review, name="review"),
    path("oembed/", take.oembed, name="oembed"),
    path("timeline/<str:anchor>/", timeline.timeline_entry, name="timeline_entry"),
]
