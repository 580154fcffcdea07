"""What runs within the exhibit's own process: it is given the film, and says which addresses it has.

python -m tests.benchmarks.serving.inside fill | addresses
"""

import json
import sys
from typing import Any

import django

from tests.benchmarks.serving import content


def fill(document: dict[str, Any]) -> None:
    """Store the film with its people, awards and events, beside what was there."""
    from exhibit.models import Award, AwardBody, Credit, Event, Film, Lane, Person

    known = ("title", "country", "studio", "genre", "significance", "synopsis")
    film = Film.objects.create(
        slug=document["slug"],
        status=Film.Status.PUBLISHED,
        original_title=document["title"],
        original_language="en",
        date=document["date"],
        running_time_minutes=document["running_time_minutes"],
        **{f"{name}_en": document[name] for name in known},
    )
    people = {}
    for order, row in enumerate(document["credits"]):
        name = row["person"]
        people[name] = Person.objects.create(
            slug=f"made-up-{order}", status=Person.Status.PUBLISHED, name_en=name, sort_name_en=name
        )
        Credit.objects.create(
            film=film, person=people[name], department=row["department"], job_en=row["job"], billing_order=order
        )
    bodies: dict[str, AwardBody] = {}
    for order, row in enumerate(document["awards"]):
        if row["body"] not in bodies:
            bodies[row["body"]] = AwardBody.objects.create(
                slug=f"made-up-{order}", status=AwardBody.Status.PUBLISHED, name_en=row["body"]
            )
        award = Award.objects.create(
            slug=f"made-up-{order}",
            status=Award.Status.PUBLISHED,
            body=bodies[row["body"]],
            date=row["date"],
            category_en=row["category"],
        )
        award.films.add(film)
        award.recipients.create(person=people[row["person"]])
    lane = Lane.objects.filter(gathers="").first()
    for order, row in enumerate(document["events"]):
        event = Event.objects.create(
            slug=f"made-up-{order}",
            status=Event.Status.PUBLISHED,
            title_en=row["title"],
            description_en=row["description"],
            date=row["date"],
            lane=lane,
        )
        event.films.add(film)


def addresses() -> list[str]:
    """Return the path of every public page."""
    from exhibit.publishing.pages import public_pages

    return [page.path for page in public_pages()]


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case ["fill"]:
            fill(content.film())
        case ["addresses"]:
            print(json.dumps(addresses()))  # noqa: T201
        case _:
            sys.exit(__doc__)
