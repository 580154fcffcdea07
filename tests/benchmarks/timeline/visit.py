"""One visit to one timeline by a browser that was never there: until it stands, then moved and zoomed by hand."""

import asyncio
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, Page, Playwright
from playwright.async_api import TimeoutError as NotInTime

from tests.benchmarks.timeline.peers import Widget
from tests.benchmarks.timeline.table import Measured, percentile
from tests.chromium import CHROMIUM, FLAGS

OPTIONS = [
    *FLAGS,
    "--enable-precise-memory-info",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing outside is part of it
]
WINDOW = {"width": 1280, "height": 900}
DRAG_PIXELS, DRAG_STEPS = 240, 24
NOTCHES, NOTCH_PIXELS = 6, 120
REST_MS = 600

# When `data-ready` is set, the frame that shows it is waited for.
WATCH = """new MutationObserver((changes, watch) => {
  if (!changes.some(({ target }) => target.hasAttribute("data-ready"))) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => window.timelineStands(performance.now())));
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });"""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
COUNT_FRAMES = """() => {
  window.frames_ = [];
  const frame = (now) => { window.frames_.push(now); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""


def browser_path() -> str:
    """Return Chromium's path; without one the run ends with a sentence that says what to do."""
    return CHROMIUM or sys.exit(
        "Chromium is not installed. Debian: apt-get install chromium chromium-headless-shell. Or set CHROMIUM."
    )


def browser_version() -> str:
    """Return the browser's version, as it says it, and by which name it was called."""
    said = subprocess.run([browser_path(), "--version"], capture_output=True, text=True, check=True)
    return f"{' '.join(said.stdout.split()[:2])} ({Path(browser_path()).name})"


async def visit(playwright: Playwright, url: str, widget: Widget, limit_seconds: float) -> Measured:
    """Measure one visit. What takes longer than the limit, until it stands or moving it, is given up."""
    browser = await playwright.chromium.launch(executable_path=browser_path(), args=OPTIONS)
    try:
        return await _measured(browser, url + widget.page, widget, limit_seconds)
    finally:
        await browser.close()


async def _measured(browser: Browser, url: str, widget: Widget, limit_seconds: float) -> Measured:
    page = await browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
    stands: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    await page.expose_function("timelineStands", lambda now: stands.set_result(now))
    await page.add_init_script(WATCH)
    network = await page.context.new_cdp_session(page)
    received: list[float] = []
    network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    await network.send("Network.enable")
    try:
        async with asyncio.timeout(limit_seconds):
            await page.goto(url, wait_until="commit", timeout=0)
            ready = max(await stands, await page.evaluate(FIRST_PAINT))
            await page.wait_for_load_state("load", timeout=0)
    except (TimeoutError, NotInTime):
        return Measured()
    transfer = sum(received) / 1000
    try:
        async with asyncio.timeout(limit_seconds):
            frame = await _moved(page, widget)
            heap = await _heap_megabytes(network)
    except (TimeoutError, NotInTime):
        return Measured(ready_ms=ready, transfer_kb=transfer)
    return Measured(ready, frame, transfer, sum(received) / 1000 - transfer, heap)


async def _moved(page: Page, widget: Widget) -> float:
    """Zoom in, pan to and fro, zoom in, pan, zoom out; return the 95th percentile of time between frames, in ms."""
    area = page.locator(widget.area).first
    await area.scroll_into_view_if_needed(timeout=0)
    box = await area.bounding_box(timeout=0)
    assert box, f"{widget.name}: there is nothing to take hold of at {widget.area}"
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + min(box["height"], 600) / 2)
    await page.evaluate(COUNT_FRAMES)
    await _must_change(page, widget, "zoomed", _zoom(page, widget, 1))
    await _must_change(page, widget, "moved", _drag(page, box, -1))
    await _drag(page, box, 1)
    await _zoom(page, widget, 1)
    await _drag(page, box, -1)
    await _zoom(page, widget, -1)
    await _zoom(page, widget, -1)
    await page.wait_for_timeout(REST_MS)  # what it puts off until the hand rests is its doing too
    frames = await page.evaluate("window.frames_")
    return percentile([after - before for before, after in pairwise(frames)], 0.95)


async def _must_change(page: Page, widget: Widget, done: str, gesture: Any) -> None:
    """A gesture that a widget does not notice would measure nothing: that is an error of this benchmark."""
    before = await page.evaluate(widget.seen)
    await gesture
    for _attempt in range(20):
        if await page.evaluate(widget.seen) != before:
            return
        await page.wait_for_timeout(50)
    raise AssertionError(f"{widget.name} was {done} and shows the same as before: {before}")


async def _zoom(page: Page, widget: Widget, direction: int) -> None:
    """Turn the wheel by six notches with Ctrl held, or press its button once for every three."""
    button = widget.zoom_in if direction > 0 else widget.zoom_out
    if button:
        for _press in range(NOTCHES // 3):
            await page.locator(button).dispatch_event("click", timeout=0)
            await page.wait_for_timeout(60)
        return
    await page.keyboard.down("Control")
    for _notch in range(NOTCHES):
        await page.mouse.wheel(0, -direction * NOTCH_PIXELS)
        await page.wait_for_timeout(16)
    await page.keyboard.up("Control")


async def _drag(page: Page, box: Any, direction: int) -> None:
    """Pull it by a fifth of the window in steps of ten pixels, and let it go."""
    x, y = box["x"] + box["width"] / 2 - direction * DRAG_PIXELS / 2, box["y"] + min(box["height"], 600) / 2
    await page.mouse.move(x, y)
    await page.mouse.down()
    for step in range(1, DRAG_STEPS + 1):
        await page.mouse.move(x + direction * DRAG_PIXELS * step / DRAG_STEPS, y)
    await page.mouse.up()


async def _heap_megabytes(session: CDPSession) -> float:
    """Return what scripts hold when all that nobody needs was thrown away."""
    await session.send("HeapProfiler.enable")
    await session.send("HeapProfiler.collectGarbage")
    return float((await session.send("Runtime.getHeapUsage"))["usedSize"]) / 1e6
