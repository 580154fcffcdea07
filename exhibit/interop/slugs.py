"""Readable slugs in Latin letters that are the same in every import.

`stem` turns a headline into a slug as a Russian or western reader would spell it. Where that
loses something, because the headline is too long or in another script, a short digest of the
whole headline follows, so that two headlines never share a slug.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from django.utils.text import slugify

CYRILLIC = dict(
    pair.split(":")
    for pair in (
        "а:a б:b в:v г:g д:d е:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch"
        " ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya ё:e і:i ў:u ґ:g є:ye ї:yi ј:j љ:lj њ:nj ђ:dj ћ:c џ:dz"
    ).split()
)
LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
SPELLED = str.maketrans(CYRILLIC | LATIN)


def spelled(text: str) -> str:
    """Return a text in Latin letters without accents; other scripts stay as they are."""
    latin = unicodedata.normalize("NFC", text.lower()).translate(SPELLED)
    return "".join(letter for letter in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(letter))


def stem(text: str, longest: int) -> str:
    """Return a slug for a text; one that says less than the text ends on a digest of it."""
    latin = spelled(text)
    whole = slugify(latin)
    is_lossy = any(letter.isalnum() and not letter.isascii() for letter in latin)
    if whole and len(whole) <= longest and not is_lossy:
        return whole
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    room = longest - len(digest) - 1
    kept = whole if len(whole) <= room else re.sub(r"-[^-]*$", "", whole[: room + 1])[:room]
    return "-".join(part for part in (kept.strip("-"), digest) if part)


def free(wanted: str, taken: Iterable[str], longest: int) -> str:
    """Return `wanted`, or the first of wanted-2, wanted-3 ... that is not taken."""
    known, number, tried = set(taken), 1, wanted
    while tried in known:
        number += 1
        end = f"-{number}"
        tried = f"{wanted[: longest - len(end)].rstrip('-')}{end}"
    return tried
