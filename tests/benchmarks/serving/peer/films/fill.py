"""python -m films.fill film.json: make the tables and store the film, once."""

import json
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.utils.text import slugify


def fill(document: dict[str, Any]) -> None:
    """Put the film where ours is: below the home page and its films."""
    from wagtail.models import Page, Site

    from films.models import AwardBody, FilmList, FilmPage, Person

    root = Page.objects.get(depth=1)
    root.get_children().delete()
    home = Page.objects.get(depth=1).add_child(instance=Page(title="Home", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="127.0.0.1", root_page=home, is_default_site=True)

    people = {row["person"]: Person(name=row["person"], slug=slugify(row["person"])) for row in document["credits"]}
    bodies = {row["body"]: AwardBody(name=row["body"], slug=slugify(row["body"])) for row in document["awards"]}
    for thing in (*people.values(), *bodies.values()):
        thing.save()

    plain = ("slug", "title", "date", "running_time_minutes", "country", "studio", "genre", "significance")
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in document["synopsis"].split("\n\n"))
    film = FilmPage(synopsis=paragraphs, **{name: document[name] for name in plain})
    home.add_child(instance=FilmList(title="Films", slug="films")).add_child(instance=film)
    for row in document["credits"]:
        film.film_credits.create(**row | {"person": people[row["person"]]})
    for row in document["awards"]:
        film.awards.create(**row | {"person": people[row["person"]], "body": bodies[row["body"]]})
    for row in document["events"]:
        film.events.create(**row, year=int(row["date"][:4]))
    film.save_revision().publish()


if __name__ == "__main__":
    django.setup()
    call_command("makemigrations", "films", verbosity=0)
    call_command("migrate", verbosity=0)
    fill(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
