"""
Typography: how a stored text is set on a page, in English and Russian.

Curators type what a keyboard has, and it is stored so. Quotes, dashes, and the spaces and hyphens
at which no line may break, are put in when the text is shown. Letters and digits never change, a text that is
set already stays as it is, and any other language than these two is left alone.

The libraries that we looked at either leave years, months and Russian short words to break (the
polytypo of 2026, which brings two compiled parsers) or have had no release since 2019 (typus).

What a rule looks at may lie on the other side of a tag, as in «<em>слово</em>». So the text
between tags is set as one, and no rule but the first changes its length: each piece is cut out
again where it was. Every pattern looks a bounded way around, or scans a run once: time is linear.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

NBSP = "\u00a0"
NB_HYPHEN = "\u2011"
OPAQUE = "\ufffc"  # stands for what is not ours to read: an address, an entity, code
APOSTROPHE, PRIME, DOUBLE_PRIME = "’′″"
APART = "([{/-–—"  # a quote after a space or one of these opens
ENDS = ",.;:!?)]}»”"  # and one before a space or one of these does not
CLOSES = {"“": "”", "‘": "’", "«": "»", "„": "“"}

ADDRESS = r"(?:https?://|www\.)[^\s<>\"«»“”]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
NOTE_MARK = r"\[\^[-\w]+\]"
IN_TEXT = re.compile(f"({NOTE_MARK}|{ADDRESS})")
IN_HTML = re.compile(rf"(<[^<>]*>|&#?\w{{1,32}};|{NOTE_MARK}|{ADDRESS})")
INLINE_TAG = re.compile(r"</?(?:a|abbr|b|bdi|cite|em|i|mark|q|s|small|span|strong|sub|sup|time|u|wbr)\b", re.I)
CODE_TAG = re.compile(r"<(/?)(?:code|kbd|pre|samp)\b", re.I)

ELLIPSIS = re.compile(r"(?<!\.)\.{3}(?!\.)")
SPACED_HYPHENS = re.compile(r"(?<!\S)-{2,3}(?!\S)")
HYPHENS = re.compile(r"(?<=[^\s-])-{2,3}(?=[^\s-])")
ELISION = re.compile(r"\d\d(?!\d)|(?:tis|twas|em|til|cause|n)\b", re.I)  # ’57, ’tis

HYPHEN_AFTER_DIGIT = re.compile(r"(?<=\d)-(?=[a-zа-яё])")  # 1950-е, 35-mm: no line breaks there

# Years, unless they read as a month or season of EDTF (1957-10, 1957-21) or belong to a number.
YEARS = re.compile(
    r"(?<![\w.,:/+№-])(?<!№\s)(?<!No\.\s)(?<!ISSN\s)(?<!ISBN\s)(?<![Tt]el\.\s)(?<!тел\.\s)"
    r"(1\d{3}|20\d\d)-(1\d{3}|20\d\d|(?!0\d|1[0-2]|2[1-4])\d\d)(?![\w/~?%-]|[.,:]\d)"
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How one language is set: its outer and inner quotes, its dash, what hangs together."""

    quotes: tuple[str, str]
    dash: str
    lone_hyphen: re.Pattern[str]
    counted: re.Pattern[str]
    bonds: re.Pattern[str]


def bonds(*kinds: str) -> re.Pattern[str]:
    """A pattern of the spaces at which no line may break; each match ends with one of them."""
    digits = (
        r"(?<=\d)(?<!\d{4})[ ](?=\d{3}(?!\d))",  # 2 200 000
        r"(?<=\d)[ ](?=%)",
        r"[№§][ ](?=\w)",
        r"(?<!\w)[A-ZА-ЯЁ]\.[ ](?=[A-ZА-ЯЁ])",  # initials
        r"(?<=\S)[ ](?=[–—](?:\s|$))",
    )
    return re.compile("|".join((*digits, *kinds)))


def counted(before: str, after: str) -> re.Pattern[str]:
    """A pattern of short ranges that a word declares to be one: "pp. 12-15", "2-18 May"."""
    page = "|".join(rf"(?<=\b{word}\.\s)" for word in before.split())
    return re.compile(
        rf"(?:{page})(\d{{1,4}})-(\d{{1,4}})(?![\w-])|(?<![\w.,:/+-])(\d{{1,3}})-(\d{{1,3}})(?=\s(?:{after})\b)"
    )


ENGLISH_COUNTED = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|min|minutes?|hours?|days?|weeks?|months?|years?"
    "|mm|cm|km|m|kg|g|ft|in|fps|per|million|billion|thousand|roubles|copies|shots|frames|reels|viewers|tickets"
)
RUSSIAN_COUNTED = (
    "(?:январ|феврал|март|апрел|июн|июл|август|сентябр|октябр|ноябр|декабр|год|месяц|недел|час|минут|секунд"
    "|тысяч|миллион|рубл|копи|кадр|сери|част|зрител|человек)[а-яё]*|ма[йея]|лет|дн(?:я|ей)|раза?|тыс|млн|гг|вв|мм|см|м|км|кг"
)
MANNERS = {
    "en": Manner(
        quotes=("“", "‘"),
        dash="–",
        lone_hyphen=re.compile(r"(?<=[ \u00a0])-(?=\s)"),
        counted=counted("p pp", ENGLISH_COUNTED),
        bonds=bonds(
            r"(?<![\w’'-])[aAIO][ ](?=\S)",
            r"(?<!\w)(?:ca?|[Nn]os?|[Vv]ols?|pp?|[Cc]h|[Ff]igs?)\.[ ](?=\d)",
            r"(?<!\w)(?:Mr|Mrs|Ms|Dr|St|Prof)\.?[ ](?=[A-Z])",
            rf"(?<=\d)[ ](?=(?:{ENGLISH_COUNTED})\b)",
            r"(?<=\w)[ ](?=(?:[IVX]{2,5}|V|X)\b)",  # World War II
        ),
    ),
    "ru": Manner(
        quotes=("«", "„"),
        dash="—",
        lone_hyphen=re.compile(r"(?<!\S)-(?=\s)"),
        counted=counted("с стр", RUSSIAN_COUNTED),
        bonds=bonds(
            r"(?<![\w\u2011-])(?i:[а-яё]|во|ко|со|на|но|по|за|из|от|до|не|ни|об)[ ](?=\S)",
            r"[ ](?=(?:же|ж|ли|ль|бы|б)(?![\w-]))",
            r"(?<=[\dIVXLC])[ ](?=[а-яё]{3}|(?:гг?|вв?)\.|(?:[мск]?м|к?г|т)\b)",  # 1957 года, XX в.
            r"(?<=\d\u2011[а-яё])[ ](?=год|век)",  # 1950-е годы
            r"(?<!\w)(?:т|н)\.[ ](?=[а-яё]{1,2}\.)",  # т. е., н. э.
            r"(?<!\w)(?:им|ул|пл|стр|гл|рис|ок|св|проф|акад|реж|пер)\.[ ](?=\S)",
            r"(?<!\w)(?:с|т|д|кв|вып|ч|пп?|лл?|оп|ед|ф)\.[ ](?=\d)",
            r"(?<!\w)(?<!\d\s)г\.[ ](?=[А-ЯЁ])",  # г. Москва, but a sentence may end: 1957 г.
            r"(?<![^\n])[–—][ ]",  # the dash that begins a line of talk
        ),
    ),
}


def typeset(text: str, language: str) -> str:
    """Return plain `text` as it is set in `language`: "en", "ru-RU"; others return it unchanged."""
    return _typeset(text, language) if len(text) < 1000 else _set(IN_TEXT.split(text), language)


def typeset_html(html: str, language: str) -> str:
    """Return cleaned rich text as it is set in `language`; only text between tags changes."""
    return _typeset_html(html, language) if len(html) < 4000 else _set(IN_HTML.split(html), language)


@lru_cache(maxsize=4096)
def _typeset(text: str, language: str) -> str:
    return _set(IN_TEXT.split(text), language)


@lru_cache(maxsize=512)
def _typeset_html(html: str, language: str) -> str:
    return _set(IN_HTML.split(html), language)


def _set(pieces: list[str], language: str) -> str:
    """Join `pieces`, text and what is protected by turns, with the text set across them."""
    manner = MANNERS.get(language.partition("-")[0].lower())
    if manner is None:
        return "".join(pieces)
    seen: list[str] = []  # what the rules see of each piece
    texts: set[int] = set()
    in_code = False
    for place, piece in enumerate(pieces):
        if place % 2:
            if tag := CODE_TAG.match(piece):
                in_code = not tag[1]
            seen.append(_stand_in(piece))
        elif in_code:
            seen.append(OPAQUE)
        else:
            seen.append(_shrink(piece, manner))
            texts.add(place)
    whole = _polish("".join(seen), manner)
    at = 0
    for place, part in enumerate(seen):
        if place in texts:
            pieces[place] = whole[at : at + len(part)]
        at += len(part)
    return "".join(pieces)


def _stand_in(protected: str) -> str:
    """What the rules see of a protected piece: nothing, the end of a paragraph, or something opaque."""
    if protected.startswith("[^") or INLINE_TAG.match(protected):
        return ""
    return "\n\n" if protected.startswith("<") and not CODE_TAG.match(protected) else OPAQUE


def _shrink(text: str, manner: Manner) -> str:
    """The only rule that changes the length of a text: dots to an ellipsis, hyphens to a dash."""
    text = ELLIPSIS.sub("…", text)
    return HYPHENS.sub("—", SPACED_HYPHENS.sub(manner.dash, text))


def _polish(text: str, manner: Manner) -> str:
    text = _quotes(HYPHEN_AFTER_DIGIT.sub(NB_HYPHEN, text), manner)
    text = manner.lone_hyphen.sub(manner.dash, text)
    text = manner.counted.sub(_range, YEARS.sub(_range, text))
    return manner.bonds.sub(lambda bond: bond[0][:-1] + NBSP, text)


def _range(found: re.Match[str]) -> str:
    """An en dash between two numbers that rise: 1957-1958, 1957-58, 12-15."""
    first, last = (number for number in found.groups() if number is not None)
    rises = int(first) < int(last) if len(last) >= len(first) else int(first[-len(last) :]) < int(last)
    return f"{first}–{last}" if rises else found[0]


def _quotes(text: str, manner: Manner) -> str:
    """Turn straight quotes into those of the language; what stands after a letter or digit closes.

    Quotes that are typed right already stay, and count for the depth of those that are not. A
    paragraph begins anew, so that a quote left open spoils no more than its own.
    """
    if '"' not in text and "'" not in text:
        return text
    letters = list(text)
    opened: list[tuple[str, str]] = []  # what was typed, and the quote that it is
    for place, letter in enumerate(letters):
        if letter == "\n" and "\n" in text[max(place - 2, 0) : place]:
            opened.clear()
        elif letter in "\"'":
            before = letters[place - 1] if place else " "
            letters[place] = _quote(letter, before, text[place + 1 : place + 7], opened, manner)
        elif opened and letter == CLOSES[opened[-1][1]]:
            if letter != APOSTROPHE or not text[place + 1 : place + 2].isalnum():
                opened.pop()
        elif letter in CLOSES and CLOSES.get(manner.quotes[1]) != letter:
            opened.append(("'" if letter == "‘" else '"', letter))
    return "".join(letters)


def _quote(typed: str, before: str, after: str, opened: list[tuple[str, str]], manner: Manner) -> str:
    """What a straight quote between `before` and `after` becomes; it may open or close one of `opened`."""
    if typed == "'" and before.isalnum() and after[:1].isalnum():
        return PRIME if before.isdigit() and after[0].isdigit() else APOSTROPHE
    if _opens(before, after[:1], manner):
        if typed == "'" and ELISION.match(after):
            return APOSTROPHE
        outer, inner = manner.quotes
        is_inner = (opened and opened[-1][1] == outer) or (typed == "'" and inner == "‘")
        quote = inner if is_inner else outer
        opened.append((typed, quote))
        return quote
    while typed == '"' and opened and opened[-1][0] != typed:
        opened.pop()  # a single quote never closed
    if opened and opened[-1][0] == typed:
        return CLOSES[opened.pop()[1]]
    if before.isdigit():
        return PRIME if typed == "'" else DOUBLE_PRIME
    return APOSTROPHE if typed == "'" else CLOSES[manner.quotes[0]]


def _opens(before: str, after: str, manner: Manner) -> bool:
    begins = before.isspace() or before in APART or before in manner.quotes
    return begins and bool(after) and not after.isspace() and after not in ENDS


def shortened(text: str, longest: int) -> str:
    """Return a text cut at a word, with an ellipsis, where it is too long."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    cut = kept.rfind(" ")
    return f"{kept[:cut] if cut > longest // 2 else kept}".rstrip(" ,;:–—-") + "…"
