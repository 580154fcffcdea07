"""Packages of others that tests hold our documents against, but that no lock file of ours can name.

iiif-prezi3 wants an older Pillow than the museum's, the validator a library in C, the viewers are JavaScript, and
some schemas come only with the source of a package. Each is named with its version and digest, fetched once from PyPI
or npm into var/tests/, unpacked there, and never installed: no script of it runs. Where it cannot be fetched, a test
that needs it is skipped and says why.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "var" / "tests"
SOURCE = ".tar.gz"

DIGESTS = {
    "PyXB-1.2.6.tar.gz": "sha256:2a00f38dd1d87b88f92d79bc5a09718d730419b88e814545f472bbd5a3bf27b4",
    "eulxml==1.1.3": "sha256:e981607d6b44fc6f409717dbaf17505846c5c69300b837f854d942471e026213",
    "iiif-prezi3==3.1.1": "sha256:ed95d7b610f4374f7b2f851b1ca750f65331d61e9f33e76b7beff1ea50b571fa",
    "iiif-validator-ng==0.1.0": "sha256:924e8e75df96384deeae627104c14a5a2efdd1f924829ba9b27b211201a8927b",
    "lxml-6.1.3.tar.gz": "sha256:45222d94ddd511536f3b2f7d9deae3b2339b4ce0f075f1ca25703b07cad9dd21",
    "mirador@4.0.0": "sha512-uWsE9e2oqSc/lUu+vVwDGhTsycuhGsfZ2KfX6CLfXiT3wgGy6qT9+q5M3V9Zz72hkdIgsJugKesaowmRtYmvrA==",
    "pyoai-2.5.0.tar.gz": "sha256:029521e1f6a819511feb4299a6181b5c312e8a71f7cddc4547e27001e7552be0",
    "sitemap@9.0.1": "sha512-S6hzjGJSG3d6if0YoF5kTyeRJvia6FSTBroE5fQ0bu1QNxyJqhhinfUsXi9fH3MgtXODWvwo2BDyQSnhPQ88uQ==",
    "sqlmap==1.10.10": "sha256:32c4b516735c1c1a3183effd0d50a9217c9f22fc9e8b17ca4c4f6a5f2028bd93",
    "universalviewer@4.4.0": (
        "sha512-9OVs6uCzeQYw50jg8k2vEGq6hQFu7kEv9OOAlmqVH9duhrpg1xlIqcMIb2rhNQnAxTQd3R13gxJze9UYkiwdzg=="
    ),
}
"""What is fetched, as pip and npm name a version, or as the archive of a source is called on PyPI, with the digest
that each registry publishes of it."""

BRING = """
import json, pathlib, sys, urllib.parse, urllib.request as of
page, name, folder = sys.argv[1:]
asked = of.Request(page, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
[address] = [file["url"] for file in json.load(of.urlopen(asked, timeout=60))["files"] if file["filename"] == name]
packed = of.urlopen(urllib.parse.urljoin(page, address), timeout=60).read()
pathlib.Path(folder, name).write_bytes(packed)
"""
"""Fetches a file from PyPI in a process of its own: the tests' may not use the network."""


def unpacked(package: str) -> Path:
    """Return the folder of a package; the test is skipped where it is not there and cannot be fetched."""
    folder = FOLDER / package.replace("@", "-")
    if not folder.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER) as name:
            partial = Path(name)
            fetch = _source if package.endswith(SOURCE) else _from_pypi if "==" in package else _from_npm
            fetch(package, partial)
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


def _source(package: str, partial: Path) -> None:
    """Fetch the source of a package by PyPI's list of its files: pip would run its setup.py."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")
    _run(package, [sys.executable, "-c", BRING, f"{index}/{package.rpartition('-')[0]}/", package, str(partial)])
    packed = partial / package
    assert f"sha256:{hashlib.sha256(packed.read_bytes()).hexdigest()}" == DIGESTS[package], f"{package} has changed."
    with tarfile.open(packed) as archive:
        archive.extractall(partial, filter="data")
    (partial / package.removesuffix(SOURCE)).rename(partial / "package")


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
