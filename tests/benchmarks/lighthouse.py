"""What Lighthouse says of the museum's pages, seen on a phone with a slow line: four scores a page, of 100.

    .venv/bin/python -m tests.benchmarks.lighthouse
    .venv/bin/python -m tests.benchmarks.lighthouse --paths /timeline/ /ru/timeline/

The museum is served as in production, with the exhibit's own data; Lighthouse comes from npm and stays in
var/benchmarks/. It needs node and Chromium. A page that is below what is wanted ends the run with an error and the
audits that it failed. https://developer.chrome.com/docs/lighthouse/
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.benchmarks.serving.kept import FOLDER
from tests.benchmarks.serving.museum import Museum
from tests.benchmarks.serving.table import markdown
from tests.benchmarks.timeline.visit import browser_path
from tests.chromium import FLAGS

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PATHS = ("/", "/timeline/", "/films/", "/films/cranes-are-flying/", "/people/kalatozov/", "/exhibits/", "/search/")
LEAST = 99
"""One point of speed comes and goes with the machine."""
MOST_SECONDS = 180
TRIES = 3
"""It now and then misses the beginning of a page, and says that it should be run again."""


def installed() -> Path:
    """Return the program, fetched from npm if it was not."""
    place = FOLDER / LIGHTHOUSE.replace("@", "-")
    program = place / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        if not shutil.which("npm"):
            sys.exit("npm is not installed, and Lighthouse comes from there. Debian: apt-get install npm")
        subprocess.run(["npm", "install", "--silent", "--prefix", str(place), LIGHTHOUSE], check=True)
    return program


def report(program: Path, url: str, browser: str, folder: Path) -> dict[str, Any]:
    """Return what Lighthouse found on a page; the run ends where it found nothing out."""
    found = folder / "report.json"
    words = [str(program), url, "--quiet", "--output=json", f"--output-path={found}"]
    words += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags=--headless=new {' '.join(FLAGS)}"]
    for _try in range(TRIES):
        done = subprocess.run(
            words, env=os.environ | {"CHROME_PATH": browser}, capture_output=True, timeout=MOST_SECONDS, check=False
        )
        told: dict[str, Any] = json.loads(found.read_text()) if found.exists() else {}
        if not done.returncode and "runtimeError" not in told:
            return told
    sys.exit(f"{url} could not be looked at: {told.get('runtimeError', {}).get('message') or done.stderr.decode()}")


def scores(told: dict[str, Any]) -> list[int]:
    return [round(told["categories"][name]["score"] * 100) for name in CATEGORIES]


def failed(told: dict[str, Any]) -> list[str]:
    """Return the audits that took something off a score."""
    weighed = {one["id"] for name in CATEGORIES for one in told["categories"][name]["auditRefs"] if one["weight"]}
    audits = told["audits"]
    return [f"{name}: {audits[name]['title']}" for name in sorted(weighed) if (audits[name]["score"] or 0) < 1]


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.benchmarks.lighthouse", description=__doc__)
    parser.add_argument("--paths", nargs="+", default=PATHS, help="of pages, from the root")
    parser.add_argument("--least", type=int, default=LEAST, help="the score that each has to have, default 99")
    asked = parser.parse_args()
    browser = browser_path()
    rows, problems = [["page", *CATEGORIES, "largest paint", "layout shift"]], []
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as place:
        program, museum = installed(), Museum(Path(place))
        with museum.served() as (url, _servers):
            parts = urlsplit(url)
            for path in asked.paths:
                told = report(program, f"{parts.scheme}://{parts.netloc}{path}", browser, Path(place))
                found, audits = scores(told), told["audits"]
                shown = (
                    audits[name]["displayValue"] for name in ("largest-contentful-paint", "cumulative-layout-shift")
                )
                rows.append([path, *map(str, found), *shown])
                if min(found) < asked.least:
                    problems += [f"{path}: {problem}" for problem in failed(told)]
    print("\n".join(markdown(rows)))  # noqa: T201
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
