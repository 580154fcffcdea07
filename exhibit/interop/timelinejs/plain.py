"""HTML as plain text: paragraphs stay paragraphs, and a link stays as "text (address)".

Our own small reader, because the one of Python takes minutes for a text of unclosed tags. Each
pattern here reads a text once. What is no tag that HTML knows, such as <olga@museum.example>, is
text that somebody wrote, and stays.
"""

import html
import re

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?=[\s/>])([^<>]*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""(?<![\w-])(href|src|alt)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
COMMENT = ("<!--", "-->")
UNSEEN = re.compile(r"<(script|style)(?=[\s/>])[^<>]*>", re.IGNORECASE)
SPACES = re.compile(r"[^\S\n]+")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")

PARAGRAPHS = set(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table tbody tfoot thead ul".split()
)
LINES = {"br", "li", "tr", "caption", "summary"}
SHOWN = {"img", "iframe", "video", "audio", "source", "embed"}
WORDS = set(
    "a abbr acronym b bdi bdo big body button cite code data del dfn em font head html i ins kbd label legend"
    " link mark meta object param picture q s samp small span strike strong sub sup svg td th time title tt u"
    " var wbr".split()
)
TAGS = PARAGRAPHS | LINES | SHOWN | WORDS


def plain(text: str, *, with_addresses: bool = True) -> str:
    """Return the words of an HTML text, paragraphs parted by a blank line.

    Where it has no tag that parts lines, the line breaks that somebody typed are kept.
    """
    text = without_unseen(text.replace("\r\n", "\n").replace("\r", "\n"))
    tags = [tag for tag in TAG.finditer(text) if tag[2].lower() in TAGS]
    parted = any(tag[2].lower() in PARAGRAPHS | LINES for tag in tags)
    pieces: list[str] = []
    address, words_from, position = "", 0, 0

    def close_link() -> None:
        nonlocal address
        if address and with_addresses:
            pieces.append(said_after("".join(pieces[words_from:]), address))
        address = ""

    for tag in tags:
        pieces.append(written(text[position : tag.start()], parted=parted))
        position = tag.end()
        name, is_end = tag[2].lower(), bool(tag[1])
        if name == "a":
            close_link()
            address, words_from = "" if is_end else attribute(tag[3], "href"), len(pieces)
        elif name in SHOWN and not is_end:
            pieces.append(shown(tag[3]) if with_addresses else "")
        else:
            pieces.append(gap(name, is_end=is_end))
    pieces.append(written(text[position:], parted=parted))
    close_link()
    return tidy("".join(pieces))


def line(text: str) -> str:
    """Return the words of an HTML text as one line, without the addresses of links."""
    return " ".join(plain(text, with_addresses=False).split())


def addresses(text: str) -> list[str]:
    """Return the addresses that an HTML text names in its tags."""
    tags = [tag[3] for tag in TAG.finditer(text) if tag[2].lower() in TAGS]
    found = [attribute(tag, "href") or attribute(tag, "src") for tag in tags]
    return [address for address in found if address]


def without_unseen(text: str) -> str:
    """Take out comments, scripts and styles; one that never ends is text."""
    opening, closing = COMMENT
    kept, position = [], 0
    while (start := text.find(opening, position)) >= 0 and (end := text.find(closing, start)) >= 0:
        kept.append(text[position:start])
        position = end + len(closing)
    text = "".join([*kept, text[position:]])
    kept, position = [], 0
    while opened := UNSEEN.search(text, position):
        closed = re.compile(rf"</{opened[1]}[^<>]*>", re.IGNORECASE).search(text, opened.end())
        if closed is None:
            break
        kept.append(text[position : opened.start()])
        position = closed.end()
    return "".join([*kept, text[position:]])


def written(text: str, *, parted: bool) -> str:
    """Return a stretch of text between tags; where tags part the lines, a line break is a space."""
    text = html.unescape(text)
    return text.replace("\n", " ") if parted else text


def gap(name: str, *, is_end: bool) -> str:
    if name in PARAGRAPHS:
        return "\n\n"
    if name == "li":
        return "" if is_end else "\n– "
    if name in LINES:
        return "\n"
    return " " if name in {"td", "th"} else ""


def attribute(text: str, name: str) -> str:
    """Return an attribute of a tag, "" where it has none; an address that leads nowhere is none."""
    for found in ATTRIBUTE.finditer(text):
        if found[1].lower() == name:
            value = html.unescape(found[2].strip("\"'")).strip()
            return "" if value.startswith("#") or value.lower().startswith("javascript:") else value
    return ""


def said_after(words: str, address: str) -> str:
    """Return what follows the words of a link: its address, unless they are the address."""
    address = address.removeprefix("mailto:")
    bare = re.sub(r"^https?://|/$", "", address)
    if re.sub(r"^https?://|/$", "", words.strip()) == bare:
        return ""
    return f" ({address})" if words.strip() else f"({address})"


def shown(attributes: str) -> str:
    """Return an embedded picture or film as its description and address."""
    parts = attribute(attributes, "alt"), attribute(attributes, "src")
    alt, address = parts[0], f"({parts[1]})" if parts[1] else ""
    return " ".join(part for part in (alt, address) if part)


def tidy(text: str) -> str:
    """Return a text without spare spaces, blank lines and control characters."""
    text = CONTROLS.sub("", text).replace("\u00a0", " ")
    lines = [SPACES.sub(" ", part).strip() for part in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
