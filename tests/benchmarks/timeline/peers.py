"""The peers: packages from npm as their makers publish them, and a page for each made as their documentation says."""

import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exhibit.invented.happenings import happenings
from tests.benchmarks import generated
from tests.benchmarks.timeline.shelf import Shelf

TIMELINEJS, VIS = "@knight-lab/timelinejs@3.9.11", "vis-timeline@8.5.4"
FOLDER = Path(__file__).parent.parent.parent.parent / "var" / "benchmarks"
SERVED = (".js", ".css", ".json", ".woff", ".woff2", ".ttf", ".svg")


@dataclass(frozen=True)
class Widget:
    """A timeline in a page: `area` is where a hand takes it, `seen` a script that tells what it shows now."""

    name: str
    page: str
    area: str
    seen: str
    zoom_in: str = ""
    """Its button, where it has no wheel that zooms."""
    zoom_out: str = ""


@dataclass(frozen=True)
class Peer:
    """A widget of others: its package, what of it is served, its page, and what the page loads."""

    widget: Widget
    package: str
    served: tuple[str, ...]
    html: str
    document: Callable[[Any], dict[str, Any]]
    data: str = field(kw_only=True)


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Timeline</title>
<link rel="stylesheet" href="{style}"><script src="{script}"></script>
<style>body {{ margin: 0 }} #timeline {{ width: 100%; height: 600px }}</style>
<div id="timeline"></div>
<script>const ready = () => {{ document.getElementById("timeline").dataset.ready = ""; }};
{make}</script></html>
"""
# https://timeline.knightlab.com/docs/instantiate-a-timeline.html
TIMELINEJS_PAGE = PAGE.format(
    style="/timelinejs/dist/css/timeline.css",
    script="/timelinejs/dist/js/timeline.js",
    make="""const timeline = new TL.Timeline("timeline", "/timelinejs.json", {
  script_path: location.origin + "/timelinejs/dist/js/", font: null });
timeline.on("ready", ready);
""",
)
# https://visjs.github.io/vis-timeline/docs/timeline/ and its examples of external data, scrolling and clustering
VIS_PAGE = PAGE.format(
    style="/vis/styles/vis-timeline-graph2d.min.css",
    script="/vis/standalone/umd/vis-timeline-graph2d.min.js",
    make="""let timeline;
fetch("/vis.json").then((answer) => answer.json()).then(({ items, groups }) => {
  timeline = new vis.Timeline(document.getElementById("timeline"), new vis.DataSet(items), new vis.DataSet(groups), {
    height: 600, verticalScroll: true, zoomKey: "ctrlKey", onInitialDrawComplete: ready, CLUSTER });
});
""",
)
VIS_SERVED = ("styles/vis-timeline-graph2d.min.css", "standalone/umd/vis-timeline-graph2d.min.js")
VIS_SEEN = "JSON.stringify(timeline.getWindow())"
WINDOW = ".vis-panel.vis-center"


def _named(package: str) -> tuple[str, str]:
    name, _at, version = package.rpartition("@")
    return name, version


PEERS = (
    Peer(
        Widget(
            f"TimelineJS {_named(TIMELINEJS)[1]}",
            "/timelinejs.html",
            ".tl-timenav",
            "document.querySelector('.tl-timenav-slider').style.left"
            " + document.querySelector('.tl-timemarker:last-of-type').style.left",
            zoom_in=".tl-menubar-button:has(.tl-icon-zoom-in)",
            zoom_out=".tl-menubar-button:has(.tl-icon-zoom-out)",
        ),
        TIMELINEJS,
        ("dist/",),
        TIMELINEJS_PAGE,
        generated.for_timelinejs,
        data="/timelinejs.json",
    ),
    Peer(
        Widget(f"vis-timeline {_named(VIS)[1]}", "/vis.html", WINDOW, VIS_SEEN),
        VIS,
        VIS_SERVED,
        VIS_PAGE.replace("CLUSTER", ""),
        generated.for_vis,
        data="/vis.json",
    ),
    Peer(
        Widget("vis-timeline, clustered", "/vis-clustered.html", WINDOW, VIS_SEEN),
        VIS,
        VIS_SERVED,
        VIS_PAGE.replace("CLUSTER", 'cluster: { titleTemplate: "{count} events" }'),
        generated.for_vis,
        data="/vis.json",
    ),
)


def package(name_and_version: str, folder: Path = FOLDER) -> Path:
    """Return the unpacked package, fetched by npm where it is not there yet. No script of it runs.

    Without npm, or where npm fails, the run ends with a sentence that says what to do.
    """
    name, version = _named(name_and_version)
    unpacked = folder / f"{name.strip('@').replace('/', '-')}-{version}"
    if unpacked.exists():
        return unpacked
    if not shutil.which("npm"):
        sys.exit("npm is not installed, and the peers come from it. Debian: apt-get install npm. Or: --ours-only")
    folder.mkdir(parents=True, exist_ok=True)
    packing = subprocess.run(
        ["npm", "pack", "--silent", "--ignore-scripts", f"--pack-destination={folder}", name_and_version],
        capture_output=True,
        text=True,
        check=False,
    )
    packed = folder / f"{unpacked.name}.tgz"
    if packing.returncode or not packed.exists():
        sys.exit(f"npm could not fetch {name_and_version}: {packing.stderr.strip()}\nIs its registry reachable?")
    partial = folder / f"{unpacked.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    with tarfile.open(packed) as archive:
        archive.extractall(partial, filter="data")
    packed.unlink()
    (partial / "package").rename(unpacked)
    partial.rmdir()
    return unpacked


def shelve(shelf: Shelf) -> None:
    """Put the peers' files and pages on the shelf."""
    for peer in PEERS:
        files = package(peer.package)
        root = peer.data.removesuffix(".json")
        for path in sorted(files.rglob("*")):
            place = path.relative_to(files).as_posix()
            if place.startswith(peer.served) and place.endswith(SERVED) and f"{root}/{place}" not in shelf.files:
                shelf.put(f"{root}/{place}", path.read_bytes())
        shelf.put(peer.widget.page, peer.html.encode())


def shelve_events(shelf: Shelf, count: int) -> None:
    """Put `count` events on the shelf, in place of those that were there."""
    for data, document in {peer.data: peer.document for peer in PEERS}.items():
        text = json.dumps(document(happenings(count)), ensure_ascii=False, separators=(",", ":"))
        shelf.put(data, text.encode())
