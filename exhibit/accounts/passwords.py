"""Passwords that somebody who knows the museum would try first are refused."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from exhibit.languages import columns_of
from exhibit.models import Exhibit, Film

ALWAYS = """
    museum museums film films cinema exhibit exhibits curator editor admin password the and
    музей музея кино фильм фильма экспозиция куратор редактор пароль
"""
YEAR = r"(?:18|19|20)\d\d"
LEAST_BESIDE = 6
MOST_TITLES = 500


class MuseumWordsValidator:
    """A password must have six letters or digits more than the museum's own words."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = re.sub(YEAR, " ", password.casefold())
        for word in sorted(_words(), key=len, reverse=True):
            rest = rest.replace(word, " ")
        if len(re.findall(r"\w", rest)) < LEAST_BESIDE:
            raise ValidationError(
                gettext("This password is little more than the museum’s own words."), code="password_museum_words"
            )

    def get_help_text(self) -> str:
        return gettext("Your password can’t be made of the titles of exhibits and films, or of words such as “museum”.")


def _words() -> set[str]:
    found = set(ALWAYS.split())
    for noun in (Exhibit, Film):
        for titles in noun._base_manager.values_list(*columns_of("title"))[:MOST_TITLES]:
            said = " ".join(filter(None, titles)).casefold()
            found |= {word for word in re.findall(r"\w+", said) if len(word) > 3}
    return found
