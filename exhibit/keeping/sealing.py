"""Encrypted on the way to the disk, and opened again, in the format age: https://age-encryption.org/v1

Whoever has only the public key can seal and cannot open: a machine that was broken into gives away no older backup.
Bytes pass through; neither the whole of them nor a copy in the clear is ever kept.
"""

import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from exhibit.keeping.layout import BackupError

HEAD = b"age-encryption.org/v1"
PUBLIC = re.compile(r"age1[0-9a-z]{58}")
SECRET = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")


def new_key(file: Path) -> str:
    """Write a new secret key to `file`, which nobody else may read, and return its public key.

    Raises:
        BackupError: where there is such a file already.
    """
    identity = pyrage.x25519.Identity.generate()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as problem:
        raise BackupError(f"{file} is there already. Name a new file: a key that is lost opens nothing.") from problem
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(f"# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())


def recipients(keys: Sequence[str]) -> list[Any]:
    """Return those for whom is sealed; each key is one of age's public keys, or a file of them.

    Raises:
        BackupError: naming what is none. A secret key is not repeated.
    """
    found = []
    for key in keys:
        lines = [key] if PUBLIC.fullmatch(key.strip()) else _lines(key, "--key", "a public key such as age1…")
        for line in lines:
            try:
                found.append(pyrage.x25519.Recipient.from_str(line))
            except pyrage.RecipientError as problem:
                shown = "a secret key" if SECRET.search(line) else f"“{line[:20]}”"
                raise BackupError(f"--key names {shown}, which is no public key. Write it as age1….") from problem
    return found


def identities(files: Sequence[Path]) -> list[Any]:
    """Return the secret keys in these files.

    Raises:
        BackupError: naming a file in which there is none.
    """
    found = []
    for file in files:
        for line in _lines(str(file), "--identity", "the file with the secret key"):
            try:
                found.append(pyrage.x25519.Identity.from_str(line))
            except pyrage.IdentityError as problem:
                raise BackupError(f"{file} holds no secret key of age: AGE-SECRET-KEY-1….") from problem
    return found


def _lines(name: str, option: str, what: str) -> list[str]:
    try:
        text = Path(name).read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        raise BackupError(f"{option} names {name[:80]}, which cannot be read. Give {what}.") from problem
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise BackupError(f"{option} names {name[:80]}, in which there is no key. Give {what}.")
    return lines


def is_sealed(file: Path) -> bool:
    """Whether a file is encrypted."""
    with file.open("rb") as opened:
        return opened.read(len(HEAD)) == HEAD


@contextmanager
def sealed(file: BinaryIO, keys: Sequence[Any]) -> Iterator[BinaryIO]:
    """Give something to write to; what is written arrives in `file` encrypted, or as it is without keys."""
    if not keys:
        yield file
        return
    reading, writing = os.pipe()
    encrypt = partial(_pass, reading, lambda source: pyrage.encrypt_io(source, file, keys))
    with _alongside(encrypt), os.fdopen(writing, "wb") as target:
        yield target


@contextmanager
def unsealed(file: Path, keys: Sequence[Any]) -> Iterator[BinaryIO]:
    """Give something to read from: the file in the clear.

    Raises:
        BackupError: where no key fits, or the file is not what was sealed.
    """
    with file.open("rb") as opened:
        if not is_sealed(file):
            yield opened
            return
        if not keys:
            raise BackupError(f"{file.name} is encrypted. Give the secret key by --identity FILE.")
        reading, writing = os.pipe()

        def decrypt() -> None:
            with os.fdopen(writing, "wb") as target, suppress(BrokenPipeError):
                try:
                    pyrage.decrypt_io(opened, target, keys)
                except (pyrage.DecryptError, OSError) as problem:
                    if getattr(problem, "errno", None):
                        raise
                    if "Broken pipe" not in str(problem):
                        raise BackupError(
                            f"{file.name} cannot be decrypted ({problem}). Give the key for which it was made,"
                            " or take another backup."
                        ) from problem

        with _alongside(decrypt), os.fdopen(reading, "rb") as source:
            yield source


def _pass(reading: int, work: Callable[[BinaryIO], None]) -> None:
    with os.fdopen(reading, "rb") as source:
        work(source)


@contextmanager
def _alongside(work: Callable[[], None]) -> Iterator[None]:
    """Have `work` done by a thread meanwhile; what went wrong there is what went wrong."""
    failed: list[BaseException] = []

    def told() -> None:
        try:
            work()
        except BaseException as problem:
            failed.append(problem)

    thread = threading.Thread(target=told, name="sealing", daemon=True)
    thread.start()
    try:
        yield
    except Exception:
        thread.join()
        if failed:
            raise failed[0] from None
        raise
    thread.join()
    if failed:
        raise failed[0]
