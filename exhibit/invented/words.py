"""Words for titles and names that nobody ever had, in English and Russian; no Django."""

from random import Random
from typing import NamedTuple


class Said(NamedTuple):
    """The same in both languages."""

    en: str
    ru: str


INVENTED = Said("(invented)", "(вымысел)")
"""What every title and name ends with."""

DICTIONARY = {
    "actor": "актёр",
    "archive": "архив",
    "audience": "зал",
    "camera": "камера",
    "column": "колонна",
    "commission": "комиссия",
    "concert": "концерт",
    "copy": "копия",
    "crane": "журавль",
    "critic": "критик",
    "diary": "дневник",
    "director": "режиссёр",
    "dissolve": "наплыв",
    "drawing": "рисунок",
    "editor": "монтажёр",
    "evening": "вечер",
    "exhibition": "выставка",
    "festival": "фестиваль",
    "film": "плёнка",
    "frame": "кадр",
    "garden": "сад",
    "hall": "холл",
    "harbour": "гавань",
    "jury": "жюри",
    "lens": "объектив",
    "letter": "письмо",
    "light": "свет",
    "magazine": "журнал",
    "mirror": "зеркало",
    "morning": "утро",
    "museum": "музей",
    "music": "музыка",
    "negative": "негатив",
    "night": "ночь",
    "notebook": "тетрадь",
    "opening": "открытие",
    "orchestra": "оркестр",
    "painter": "художник",
    "photograph": "снимок",
    "poem": "стихи",
    "poster": "афиша",
    "premiere": "премьера",
    "print": "оттиск",
    "projector": "проектор",
    "rehearsal": "репетиция",
    "report": "отчёт",
    "return": "возвращение",
    "river": "река",
    "road": "дорога",
    "score": "партитура",
    "screen": "экран",
    "season": "сезон",
    "shadow": "тень",
    "sketch": "набросок",
    "snow": "снег",
    "sound": "звук",
    "square": "площадь",
    "stage": "сцена",
    "staircase": "лестница",
    "station": "вокзал",
    "street": "улица",
    "studio": "студия",
    "summer": "лето",
    "theatre": "театр",
    "train": "поезд",
    "tour": "гастроли",
    "voice": "голос",
    "window": "окно",
    "winter": "зима",
    "workshop": "мастерская",
}
WORDS = tuple(DICTIONARY)

GIVEN = tuple(
    Said(*pair.split("/"))
    for pair in (
        "Adel/Адель Boran/Боран Celina/Селина Dorek/Дорек Elvan/Эльван Fenna/Фенна Galen/Гален Halva/Хальва"
        " Isko/Иско Jorun/Йорун Kalia/Калия Lorin/Лорин Mirta/Мирта Nevan/Неван Orsa/Орса Pelin/Пелин"
        " Rodan/Родан Selka/Селка Tamin/Тамин Urso/Урсо Velda/Вельда Wanek/Ванек Yarna/Ярна Zoril/Зорил"
    ).split()
)
SYLLABLES = tuple(
    Said(*pair.split("/"))
    for pair in (
        "ba/ба be/бе bo/бо da/да do/до ga/га go/го ka/ка ko/ко la/ла le/ле lo/ло ma/ма mi/ми mo/мо na/на"
        " ne/не no/но pa/па ra/ра ro/ро sa/са so/со ta/та to/то va/ва vi/ви vo/во za/за zo/зо"
    ).split()
)
ENDINGS = tuple(
    Said(*pair.split("/"))
    for pair in "rsen/рсен lvik/львик ndor/ндор rmont/рмонт shvar/швар tkin/ткин lleri/ллери nsky/нский".split()
)


def phrase(chance: Random, least: int, most: int) -> str:
    """Return some words in English: "Crane evening lens"."""
    return " ".join(chance.choices(WORDS, k=chance.randint(least, most))).capitalize()


def in_both(words: str) -> Said:
    """Return a phrase in both languages, marked as invented."""
    russian = " ".join(DICTIONARY[word] for word in words.lower().split()).capitalize()
    return Said(f"{words} {INVENTED.en}", f"{russian} {INVENTED.ru}")


def family_name(chance: Random) -> Said:
    """Return a name that sounds like one."""
    first, second, ending = chance.choice(SYLLABLES), chance.choice(SYLLABLES), chance.choice(ENDINGS)
    return Said(*((a + b + c).capitalize() for a, b, c in zip(first, second, ending, strict=True)))
