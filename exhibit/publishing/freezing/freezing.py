"""A freeze from its beginning to its end."""

import datetime
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.urls import reverse
from django.utils import timezone, translation

from exhibit.interop.folder.public import public_files
from exhibit.languages import every
from exhibit.publishing import manifests
from exhibit.publishing.freezing import bag, releases
from exhibit.publishing.freezing.addresses import LEFT_OUT, Guide, file_of, is_left_out, safe
from exhibit.publishing.freezing.check import broken_links
from exhibit.publishing.freezing.editions import FILE as EDITIONS
from exhibit.publishing.freezing.editions import editions_file
from exhibit.publishing.freezing.handler import FreezeError, Museum
from exhibit.publishing.freezing.links import frozen
from exhibit.publishing.freezing.redirects import leading_page, nginx_map, nginx_policy, old_addresses, redirects_list
from exhibit.publishing.freezing.shelf import Kept, Shelf
from exhibit.publishing.freezing.workshop import SITE, Made, Workshop, hands
from exhibit.publishing.glances import OutOfReachError, glance_at
from exhibit.publishing.pages import Page, public_pages
from exhibit.publishing.release import release
from exhibit.publishing.showing import Showings
from exhibit.publishing.sitemap import sitemap_files

DATA = f"{bag.PAYLOAD}/exhibit"
YEAR = re.compile(r'\bid="year-(\d+)"')
ONWARD = re.compile(r'<a href="([^"]+)" rel="next"')
RELATIVE = re.compile(r'(\s(?:href|src)=")(?![a-z]+:|#|/)')
NOTICES = ("robots", "humans", "security")
NOWHERE = "no-page-has-this-address"
MOST_FAULTS = 20
ATTEMPTS = 3
SHOWN = "Internal-Sender-Identifier"

Progress = Callable[[int, int], None]
"""Is told how many pages and files are done, and of how many that are known by now."""


@dataclass(slots=True)
class Report:
    """What a freeze did: where its copy is, how many pages and files it has, how many of them are new.

    `lost` are links of pages to addresses that no visitor can open, by page.
    """

    place: Path
    pages: int = 0
    files: int = 0
    size: int = 0
    new: int = 0
    lost: dict[str, set[str]] = field(default_factory=dict)


def freeze(folder: Path, *, jobs: int = 0, base: str = "/", progress: Progress = lambda done, known: None) -> Report:
    """Make a new copy of the public site in `folder` and let it be the one that visitors have.

    `jobs` processes work at once, by default one a processor. `base` is the path below which the copy will stand:
    only its 404 page, redirects, sitemap and whole addresses need to know.

    Raises:
        FreezeError: naming what is in the way; the copy that visitors have is as it was.
    """
    with releases.alone_in(folder):
        for _attempt in range(ATTEMPTS):
            with releases.making(folder) as place:
                before = shown(base)
                making = _Freeze(place, releases.current(folder), base, progress)
                report = making.run(jobs or os.cpu_count() or 1, before)
                if shown(base) != before:
                    continue
                report.place = releases.release(folder, place, timezone.now())
                return report
    raise FreezeError(
        f"The museum changed while it was frozen, {ATTEMPTS} times in a row. Freeze when nobody publishes."
    )


def shown(base: str) -> str:
    """Return a name of all that a copy would hold: the release that makes pages, and what is on show.

    Raises:
        FreezeError: where the database does not answer.
    """
    with closing(glance_at(DEFAULT_DB_ALIAS)) as glance:
        try:
            name = Showings(glance).now().name
        except OutOfReachError as problem:
            raise FreezeError(f"The database does not answer: {problem}") from problem
    return f"{release()} {name} {base}"


def is_fresh(folder: Path, base: str = "/") -> bool:
    """Whether nothing has changed since the copy that visitors have."""
    place = releases.current(folder)
    return place is not None and bag.read_information(place).get(SHOWN) == shown(base)


class _Freeze:
    def __init__(self, place: Path, before: Path | None, base: str, progress: Progress) -> None:
        self.place = place
        self.base = base
        self.progress = progress
        self.museum = Museum()
        self.shelf = Shelf(place, before, _checksums(before))
        self.kept: dict[str, Kept] = {}
        self.report = Report(place)
        self.known = 0
        self.done = 0

    def run(self, jobs: int, showing: str) -> Report:
        pages = [page for page in public_pages() if not is_left_out(page.name)]
        self.guide = self._guide(pages)
        self.workshop = Workshop(self.museum, self.guide, self.shelf)
        with hands(self.workshop, jobs) as make:
            self._pages(make)
        self._at_the_root()
        for name, content in public_files():
            self._keep(self.shelf.put(f"{DATA}/{name}", content, is_packed=False))
        if told := editions_file():
            self._keep(self.shelf.put(f"{bag.PAYLOAD}/{EDITIONS}", told, is_packed=False))
        if faults := list(broken_links(self.place / SITE, self.base)):
            raise FreezeError("\n".join([*faults[:MOST_FAULTS], f"{len(faults)} links of the copy lead nowhere."]))
        self._close_the_bag(showing)
        return self.report

    def _guide(self, pages: list[Page]) -> Guide:
        files = {page.path: file_of(page.path) for page in pages}
        if settings.SITE_URL:  # else their names would be false
            files |= {address: file_of(address) for address in manifests.documents()}
        years: dict[str, dict[int, str]] = {}
        tiles, answers = {}, {}
        for language in every():
            with translation.override(language):
                printed, data, asked = reverse("timeline_list"), reverse("timeline_data"), reverse("search_suggestions")
            tiles[language] = f"{file_of(data).removesuffix('data.json')}tiles"
            files[data] = f"{tiles[language]}/table.json"
            answers[language] = f"{file_of(asked).removesuffix('suggestions.json')}answers"
            files[asked] = f"{answers[language]}/table.json"
            years[printed] = {}
            for address, file, found in self._list(printed):
                files[address] = file
                years[printed] = dict.fromkeys(found, file) | years[printed]
        if len({file.casefold() for file in files.values()}) < len(set(files.values())):
            raise FreezeError("Two pages would have one file, for their addresses differ in capitals only.")
        return Guide(self.museum.origin, files, years, tiles, answers, self.base)

    def _list(self, printed: str) -> Iterator[tuple[str, str, list[int]]]:
        """Yield the pages of the whole list, each with its file and the years that it has."""
        address, file = printed, file_of(printed)
        while True:
            html = self.museum.page(address).body.decode()
            yield address, file, [int(year) for year in YEAR.findall(html)]
            onward = ONWARD.search(html)
            if onward is None:
                return
            address = unescape(onward[1])
            file = f"{file_of(printed).removesuffix('index.html')}{safe(address.partition('?')[2])}/index.html"

    def _pages(self, make: Callable[[str, Iterable[Any]], Iterator[Made]]) -> None:
        """Make all pages, what they need, and what that needs."""
        data = (*self.guide.tiles.values(), *self.guide.answers.values())
        pages = {path for path, file in self.guide.pages.items() if not file.startswith(data)}
        assets, seen_pages, seen_assets = set[str](), set[str](), set[str]()
        seen_pages |= set(self.guide.pages)
        waiting: list[tuple[str, Iterable[Any]]] = [("page", sorted(pages)), ("timeline", every()), ("search", every())]
        if settings.SITE_URL:
            waiting.append(("pieces", manifests.pictures()))
        while waiting:
            found: set[str] = set()
            for method, given in waiting:
                given = list(given)
                self.known += len(given)
                for made in make(method, given):
                    self._take(made)
                    assets |= made.assets
                    found |= made.pages
                    if method == "page":
                        self.report.pages += 1
            waiting = []
            if more := found - seen_pages:
                waiting.append(("page", sorted(more)))
                seen_pages |= more
            if more := assets - seen_assets:
                waiting.append(("asset", sorted(more)))
                seen_assets |= more

    def _take(self, made: Made) -> None:
        self._keep(made.kept)
        if made.lost:
            self.report.lost[made.name] = made.lost
        self.done += 1
        self.progress(self.done, self.known)

    def _keep(self, kept: Iterable[Kept]) -> None:
        for one in kept:
            self.kept[one.file] = one
            self.report.files += 1
            self.report.size += one.size
            self.report.new += one.is_new

    def _at_the_root(self) -> None:
        """Put in what stands for the whole site: old addresses, the page for none, what programs ask for."""
        old = old_addresses(self.museum, self.guide)
        for address, now in old.items():
            self._keep(self.workshop.put(file_of(address), leading_page(address, now, self.guide)))
        self._keep(self.workshop.put("404.html", self._not_found()))
        self._keep(self.workshop.put("headers.nginx.conf", nginx_policy()))
        if old:
            self._keep(self.workshop.put("_redirects", redirects_list(old, self.base)))
            self._keep(self.workshop.put("redirects.nginx.map", nginx_map(old, self.base)))
        if settings.SITE_URL:  # all of it names the site by its whole address
            opened = f"{self.base}iiif/*\n  Access-Control-Allow-Origin: *\n"  # as static hosts read it
            self._keep(self.workshop.put("_headers", opened.encode()))
            for name, content in sitemap_files(f"{settings.SITE_URL}{self.base.rstrip('/')}", LEFT_OUT):
                self._keep(self.workshop.put(name, content))
            for name in NOTICES:
                answer = self.museum.ask(reverse(name))
                if answer.status == 200:
                    content = self.guide.abroad(answer.body.decode()).encode()
                    self._keep(self.workshop.put(file_of(reverse(name)), content))

    def _not_found(self) -> bytes:
        """The page for every address that is not there: it is read anywhere, so its links begin at the base."""
        answer = self.museum.ask(f"/{NOWHERE}/")
        page = frozen(answer.body.decode(), f"/{NOWHERE}/", self.guide, self.workshop.follow, "404.html")
        return RELATIVE.sub(rf"\g<1>{self.base}", page.html).encode()

    def _close_the_bag(self, showing: str) -> None:
        at: datetime.datetime = timezone.now()
        information = {
            "Bag-Software-Agent": "film-exhibit, manage.py freeze",
            "Bagging-Date": at.date().isoformat(),
            "External-Description": "A museum's public site as files, and the records behind it",
            SHOWN: showing,
            "Payload-Oxum": f"{self.report.size}.{self.report.files}",
        }
        if settings.SITE_URL:
            information["External-Identifier"] = settings.SITE_URL
        bag.write_bag(self.place, {file: kept.checksum for file, kept in self.kept.items()}, information)


def _checksums(before: Path | None) -> dict[str, str]:
    """The checksums of the copy before; none where its manifest is not readable: all is packed anew then."""
    try:
        return bag.read_manifest(before) if before else {}
    except bag.BagError:
        return {}
