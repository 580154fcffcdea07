"""The page that every stack serves: a film with 25 credits, 6 awards and 20 events.

It is made up, of the same words in every run, and goes as one document into our database and into the peer's.
"""

from random import Random
from typing import Any

from exhibit.invented.happenings import SEED
from exhibit.invented.words import WORDS

SLUG = "made-up-for-measuring"
PATH = f"/films/{SLUG}/"
CREDITS, AWARDS, EVENTS = 25, 6, 20
DEPARTMENTS = ("directing", "writing", "camera", "music", "cast")
"""Five of each: keys of ours, words for the peer."""


def film() -> dict[str, Any]:
    """Return the film as a document of plain values; dates are EDTF texts."""
    chance = Random(SEED)  # noqa: S311

    def words(least: int, most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(least, most))).capitalize()

    people = [f"{words(1, 1)} {words(1, 1)} {number}" for number in range(CREDITS)]
    return {
        "slug": SLUG,
        "title": "The made-up film",
        "date": "1957",
        "running_time_minutes": 97,
        "country": "Nowhere",
        "studio": "The studio of the benchmark",
        "genre": "drama",
        "significance": f"{words(20, 20)}.",
        "synopsis": "\n\n".join(f"{words(60, 60)}." for _paragraph in range(3)),
        "credits": [
            {"person": person, "department": DEPARTMENTS[number // 5], "job": words(1, 2).lower()}
            for number, person in enumerate(people)
        ],
        "awards": [
            {
                "body": f"The festival of {WORDS[number // 2]}s",
                "category": f"{words(2, 3)} {number}",
                "date": str(1958 + number // 2),
                "person": people[number],
            }
            for number in range(AWARDS)
        ],
        "events": [
            {
                "title": f"{words(3, 6)} {number}",
                "date": f"{1955 + number // 4}-{number % 4 * 3 + 1:02}",
                "description": f"{words(15, 25)}.",
            }
            for number in range(EVENTS)
        ],
    }


def missing(html: str) -> list[str]:
    """Return what of the film a page does not say: a stack that leaves something out would be measured too fast."""
    document = film()
    said = [document["title"]]
    for rows, name in (("credits", "person"), ("awards", "category"), ("events", "title")):
        said += [row[name] for row in document[rows]]
    return [text for text in said if text not in html]
