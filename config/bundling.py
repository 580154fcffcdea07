"""Modules with what they import, and style sheets with those that they gather, leave as one file each.

A browser would fetch twenty small files one after another, and small files pack badly. The modules
stand in one file in the order in which they need each other, without their imports, and what they
declared each for itself they declare together.

It understands what our modules write, `import { a, b } from "./x.js";` and `export` before a declaration,
and refuses by name all else, and a name that two of them declare. Of style sheets it understands
`@import "./x.css";`, also with a media query.
"""

import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(r'^import \{(?P<names>[^}]*)\} from "(?P<url>\.{1,2}/[^"]+)";\n', re.M)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|class|function\*?) \w)", re.M)
DECLARED = re.compile(r"^(?:async )?(?:const|let|class|function\*?) (?P<name>\w+)", re.M)
OTHER = re.compile(r"^(?:import\b(?!\()|export\b)[^\n]*", re.M)
ON_DEMAND = re.compile(r'\bimport\("(?P<url>\.{1,2}/[^"]+)"\)')

SHEET = re.compile(r'^@import "(?P<url>\./[^"]+)"(?: (?P<media>\([^;]+\)))?;\n', re.M)
OTHER_SHEET = re.compile(r"@import\b[^\n]*")
RELATIVE = re.compile(r"""url\(["']?(?!data:|#|/)[^)]*\)""")


class BundleError(ValueError):
    """A module or style sheet that cannot be put into one file with others."""


def on_demand(name: str, text: str) -> set[str]:
    """Return the names of the modules that a module loads on demand."""
    return {resolved(name, found["url"]) for found in ON_DEMAND.finditer(text)}


def imports(text: str) -> bool:
    """Whether a module imports others."""
    return bool(IMPORT.search(text))


def resolved(name: str, url: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), url))


def bundled(name: str, read: Callable[[str], str]) -> str:
    """Return the module `name` with all that it imports; `read` gives the text of a module."""
    parts: dict[str, str] = {}
    _collect(name, read, parts, (name,))
    owners: dict[str, str] = {}
    for part, text in parts.items():
        for found in DECLARED.finditer(EXPORT.sub("", text)):
            other = owners.setdefault(found["name"], part)
            if other != part:
                raise BundleError(f"“{found['name']}” is declared in {other} and in {part}; rename one of them.")
    *needed, own = parts.values()
    return "".join([*(EXPORT.sub("", text) for text in needed), own])


def _collect(name: str, read: Callable[[str], str], parts: dict[str, str], way: tuple[str, ...]) -> None:
    """Add a module to `parts`, without its imports and after what it needs."""
    text = read(name).strip() + "\n"
    for found in IMPORT.finditer(text):
        needed = resolved(name, found["url"])
        if needed in way:
            raise BundleError(
                f"{' → '.join((*way, needed))} ask for each other; take what both need into a third module."
            )
        if " as " in found["names"]:
            raise BundleError(f"{name}: “{found[0].strip()}” cannot be bundled; take each name as it is.")
        if needed not in parts:
            _collect(needed, read, parts, (*way, needed))
    parts[name] = IMPORT.sub("", text)
    for found in OTHER.finditer(EXPORT.sub("", parts[name])):
        raise BundleError(f'{name}: “{found[0]}” cannot be bundled; write import {{ names }} from "./module.js";')


def gathers(text: str) -> bool:
    """Whether a style sheet gathers others."""
    return bool(SHEET.search(text))


def gathered(name: str, read: Callable[[str], str]) -> str:
    """Return the style sheet `name` with those that it gathers; `read` gives the text of a sheet."""

    def sheet(found: re.Match[str]) -> str:
        needed = resolved(name, found["url"])
        text = read(needed).strip() + "\n"
        if posixpath.dirname(needed) != posixpath.dirname(name) and (address := RELATIVE.search(text)):
            raise BundleError(f"{needed}: “{address[0]}” would lead elsewhere from {name}; keep both in one folder.")
        return f"@media {found['media']} {{\n{text}}}\n" if found["media"] else text

    text = SHEET.sub(sheet, read(name))
    if other := OTHER_SHEET.search(text):
        raise BundleError(f'{name}: “{other[0]}” cannot be gathered; write @import "./sheet.css"; in one sheet only.')
    return text
