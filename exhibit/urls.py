"""Public addresses. `exhibit.publishing.pages` lists every page that stands behind them."""

from django.urls import path

from exhibit.views import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("exhibits/", pages.exhibit_list, name="exhibit_list"),
    path("exhibits/<slug:slug>/", pages.exhibit_detail, name="exhibit_detail"),
    path("films/", pages.film_list, name="film_list"),
    path("films/<slug:slug>/", pages.film_detail, name="film_detail"),
    path("people/", pages.person_list, name="person_list"),
    path("people/<slug:slug>/", pages.person_detail, name="person_detail"),
    path("events/<slug:slug>/", pages.event_detail, name="event_detail"),
    path("awards/", pages.award_list, name="award_list"),
    path("awards/<slug:slug>/", pages.award_body_detail, name="award_body_detail"),
    path("timeline/", pages.timeline, name="timeline"),
]
