"""Modules that are loaded on demand leave as one file, with all that they ask for.

A browser would fetch twenty small files one after another, and small files pack badly. Each module
becomes a function that returns what it exports, in the order in which they need each other:

    const scale = (() => { ...; return { dayOf, Scale }; })();

It understands what our modules write and refuses the rest by name: `import { a, b } from "./x.js";`
and `export` before a declaration.
"""

import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(r'^import (?P<names>\{[^}]*\}) from "(?P<url>\.{1,2}/[^"]+)";$', re.M)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|class|function\*?) (?P<name>\w+))", re.M)
OTHER = re.compile(r"^(?:import\b(?!\()|export\b)[^\n]*", re.M)
ON_DEMAND = re.compile(r'\bimport\("(?P<url>\.{1,2}/[^"]+)"\)')


class BundleError(ValueError):
    """A module that cannot be put into one file with others."""


def on_demand(name: str, text: str) -> set[str]:
    """Return the names of the modules that a module loads on demand."""
    return {resolved(name, found["url"]) for found in ON_DEMAND.finditer(text)}


def resolved(name: str, url: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), url))


def bundled(name: str, read: Callable[[str], str]) -> str:
    """Return the module `name` with all that it imports; `read` gives the text of a module."""
    done: dict[str, str] = {}
    text = _opened(name, read, done, (name,))
    return "".join(done.values()) + text


def _opened(name: str, read: Callable[[str], str], done: dict[str, str], way: tuple[str, ...]) -> str:
    """Return a module with its imports taken from functions before it, which are added to `done`."""

    def taken(found: re.Match[str]) -> str:
        needed = resolved(name, found["url"])
        if needed in way:
            raise BundleError(
                f"{' → '.join((*way, needed))} ask for each other; take what both need into a third module."
            )
        if needed not in done:
            if twin := next((other for other in done if _named(other) == _named(needed)), None):
                raise BundleError(f"{twin} and {needed} have one name in {name}; rename one of them.")
            text = _opened(needed, read, done, (*way, needed))
            names = ", ".join(export["name"] for export in EXPORT.finditer(text))
            done[needed] = f"const {_named(needed)} = (() => {{\n{EXPORT.sub('', text)}return {{ {names} }};\n}})();\n"
        return f"const {found['names'].replace(' as ', ': ')} = {_named(needed)};"

    text = IMPORT.sub(taken, read(name).strip() + "\n")
    for found in OTHER.finditer(EXPORT.sub("", text)):
        raise BundleError(f'{name}: “{found[0]}” cannot be bundled; write import {{ names }} from "./module.js";')
    return text


def _named(name: str) -> str:
    """The name of a module's exports within a bundle."""
    return "$" + re.sub(r"\W", "_", posixpath.splitext(posixpath.basename(name))[0])
