"""Chromium opens files that came from outside, as if one had slipped through the gate: none of them acts as a page.

Each header that says so is taken away in turn: the policy alone is enough, and so is the attachment; `nosniff` alone
is not, and is there for what is neither.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Route

from exhibit.views.media import NO_PAGE

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>document.title='ran'</script></svg>"
HTML = b"<!doctype html><title>still</title><script>document.title='ran'</script>"
ALL = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": NO_PAGE,
    "Content-Disposition": "attachment",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
FILES = {
    "a.svg": ("image/svg+xml", SVG),
    "a.html": ("text/html", HTML),
}


def ran(browser: Browser, name: str, headers: dict[str, str]) -> bool:
    """Whether a script of the file ran when its address was opened."""
    kind, content = FILES[name]

    def answer(route: Route) -> None:
        route.fulfill(status=200, headers=headers | {"Content-Type": kind}, body=content)

    context = browser.new_context()
    try:
        page = context.new_page()
        page.route("**/*", answer)
        try:
            page.goto(f"http://media.test/media/renditions/{name}")
        except Error:  # a download is no page
            return False
        page.wait_for_load_state()
        return (
            bool(page.evaluate("document.title || document.documentElement.textContent") == "ran")
            or "ran" in page.title()
        )
    finally:
        context.close()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("without", [None, *ALL])
def test_no_script_runs_with_any_one_header_taken_away(browser: Browser, name: str, without: str | None) -> None:
    assert not ran(browser, name, {key: value for key, value in ALL.items() if key != without})


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("alone", ["Content-Security-Policy", "Content-Disposition"])
def test_either_of_two_is_enough(browser: Browser, name: str, alone: str) -> None:
    assert not ran(browser, name, {alone: ALL[alone]})


@pytest.mark.parametrize("name", FILES)
def test_with_none_of_them_it_would_run(browser: Browser, name: str) -> None:
    bare: dict[str, Any] = {"X-Content-Type-Options": "nosniff"}
    assert ran(browser, name, bare)
