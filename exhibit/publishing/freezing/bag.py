"""A copy as a bag: what an archive takes in, checks now and checks again in fifty years.

BagIt 1.0, https://www.rfc-editor.org/rfc/rfc8493: all that counts lies in `data/`, and a manifest has the SHA-512
of every file of it. A bag is valid when its files are those of the manifest, to the last byte.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from exhibit.publishing.freezing.shelf import digest, digest_of, files_below

PAYLOAD = "data"
DECLARATION = "bagit.txt"
INFORMATION = "bag-info.txt"
MANIFEST = "manifest-sha512.txt"
TAG_MANIFEST = "tagmanifest-sha512.txt"
LINE = re.compile(r"([0-9a-fA-F]{128}) +\*?(.+)")


class BagError(Exception):
    """A folder that is no bag, or one whose files are not those of its manifest; the text names the first of them."""


def write_bag(root: Path, checksums: Mapping[str, str], information: Mapping[str, str]) -> None:
    """Make the folder `root` a bag; `checksums` are those of all files below its `data/`, by path from the root."""
    for name, text in tag_files(checksums, information).items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")


def tag_files(checksums: Mapping[str, str], information: Mapping[str, str]) -> dict[str, str]:
    """Return the files that make a folder a bag, by name."""
    tags = {
        DECLARATION: "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        INFORMATION: "".join(f"{name}: {value}\n" for name, value in information.items()),
        MANIFEST: _lines(checksums),
    }
    return tags | {TAG_MANIFEST: _lines({name: digest(text.encode()) for name, text in tags.items()})}


def read_manifest(root: Path, name: str = MANIFEST) -> dict[str, str]:
    """Return the checksums of a manifest by path.

    Raises:
        BagError: where it is not there or not readable.
    """
    try:
        lines = (root / name).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise BagError(
            f"{root}: {name} is not readable ({problem}). Name a folder that `freeze` has made."
        ) from problem
    found: dict[str, str] = {}
    for line in lines:
        if not (parts := LINE.fullmatch(line)):
            raise BagError(f"{root}: {name} has a line that is none of a manifest: {line[:60]}")
        found[unquote(parts[2])] = parts[1].lower()
    return found


def read_information(root: Path) -> dict[str, str]:
    """Return what a bag says of itself; {} where it says nothing."""
    try:
        lines = (root / INFORMATION).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def verify_bag(root: Path) -> int:
    """Compare every file of a bag with its manifest; return how many there are.

    Raises:
        BagError: naming the first file that is missing, changed, or in no manifest.
    """
    if not (root / DECLARATION).is_file():
        raise BagError(f"{root} is no bag: there is no {DECLARATION} in it. Name a folder that `freeze` has made.")
    for fault in faults(root):
        raise BagError(f"{root}: {fault}")
    return len(read_manifest(root))


def faults(root: Path) -> Iterator[str]:
    """Yield what is wrong with the files of a bag, a sentence for each."""
    manifest = read_manifest(root)
    there = {file for file in files_below(root) if file.startswith(f"{PAYLOAD}/")}
    for file in sorted(manifest.keys() - there):
        yield f"{file} is missing."
    for file in sorted(there - manifest.keys()):
        yield f"{file} stands in no manifest: it was put there later."
    for file, checksum in {**read_manifest(root, TAG_MANIFEST), **manifest}.items():
        path = root / file
        if not path.resolve().is_relative_to(root.resolve()):
            yield f"{file} lies outside the bag."
        elif not path.is_file():
            yield f"{file} is missing."
        elif digest_of(path) != checksum:
            yield f"{file} is not what it was when the bag was made."


def _lines(checksums: Mapping[str, str]) -> str:
    def written(file: str) -> str:
        return file.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")

    return "".join(f"{checksums[file]}  {written(file)}\n" for file in sorted(checksums))
