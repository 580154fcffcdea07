"""Which languages the museum speaks: the first, in which every text is written, and any number of others.

No other room knows their codes. Each translated field has a column a language; `column` says its name,
which is not always the code's: `title_pt_br`, and `title_ind` for Indonesian.
"""

from functools import cache

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_from_path, get_language_info, to_locale
from modeltranslation.utils import build_localized_fieldname


def every() -> list[str]:
    """Return the codes of all languages, in the order of the settings."""
    return [code for code, _name in settings.LANGUAGES]


def others() -> list[str]:
    """Return the codes of all languages but the first."""
    return [code for code in every() if code != settings.LANGUAGE_CODE]


@cache
def with_words() -> list[str]:
    """Return the codes of the first language and of those into which the interface is translated."""
    (catalogues,) = settings.LOCALE_PATHS
    return [
        code for code in every() if code in (settings.LANGUAGE_CODE, "en") or (catalogues / to_locale(code)).is_dir()
    ]


def active() -> str:
    """Return the language in which the present page is made."""
    return get_language() or settings.LANGUAGE_CODE


def of_path(path: str) -> str:
    """Return the language of a page by its path from the root."""
    return get_language_from_path(path) or settings.LANGUAGE_CODE


def own_name(language: str) -> str:
    """Return what a language calls itself: Русский."""
    name = str(get_language_info(language)["name_local"])
    return name if language == "ka" else str(capfirst(name))  # Georgian begins no word with a capital


def column_of(name: str, language: str) -> str:
    """Return the column of the translated field `name` in a language: title_ru."""
    return str(build_localized_fieldname(name, language))


def columns_of(name: str) -> list[str]:
    """Return the columns of a translated field, one a language."""
    return [column_of(name, language) for language in every()]


def original_of(name: str) -> str:
    """Return the column of a translated field in the museum's first language."""
    return column_of(name, settings.LANGUAGE_CODE)
