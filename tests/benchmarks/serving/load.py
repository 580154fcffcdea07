"""Load: as many requests as a stack can answer (wrk), and a few hundred a second at their own pace.

The second is open: a request leaves when its time has come, whether or not those before it were answered, and
what it waits for a free connection counts. Only so is a slow answer felt by those who come after it.
"""

import asyncio
import gc
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.serving.processes import LOAD, on_core
from tests.benchmarks.timeline.table import percentile

CONNECTIONS = 16
ENCODINGS = {"Accept-Encoding": "gzip, deflate, br, zstd"}
"""As Chromium asks."""
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Loaded:
    """What wrk counted."""

    requests: int
    a_second: float
    p50_ms: float
    p99_ms: float


def parsed(said: str) -> Loaded:
    """Read what wrk prints. Answers that are errors, and connections that break, make it worthless: ValueError."""
    if wrong := re.search(r"Non-2xx or 3xx responses: .*|Socket errors: .*[1-9].*", said):
        raise ValueError(wrong[0])
    count, a_second = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not count or not a_second or not int(count[1]):
        raise ValueError(f"no request was answered. wrk said:\n{said}")
    late = {part: float(value) * UNITS[unit] for part, value, unit in re.findall(r"(\d+)%\s+([\d.]+)(us|ms|s|m)", said)}
    return Loaded(int(count[1]), float(a_second[1]), late["50"], late["99"])


def warm_up(url: str, seconds: int = 1) -> None:
    """Let a stack open its connections and remember what it remembers; what it answers is not looked at."""
    _wrk(url, seconds, ENCODINGS)


def saturated(url: str, seconds: int, headers: Mapping[str, str] = ENCODINGS, script: Path | None = None) -> Loaded:
    """Ask as fast as answers come, over connections that are kept."""
    try:
        return parsed(_wrk(url, seconds, headers, script))
    except ValueError as problem:
        sys.exit(f"{url}: {problem}")


def _wrk(url: str, seconds: int, headers: Mapping[str, str], script: Path | None = None) -> str:
    words = ["wrk", "--threads=1", f"--connections={CONNECTIONS}", f"--duration={seconds}s", "--latency"]
    words += ["--timeout=30s", *(f"--header={name}: {value}" for name, value in headers.items())]
    words += [f"--script={script}"] if script else []
    with on_core(LOAD):
        done = subprocess.run([*words, url], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"wrk failed: {done.stderr or done.stdout}")
    return done.stdout


def wrk_version() -> str:
    """Return wrk's version; without it the run ends with a sentence that says what to do."""
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed, and the load comes from it. Debian: apt-get install wrk")
    said = subprocess.run(["wrk", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"[\d.]*\d", said.stdout)
    return found[0] if found else "unknown"


def paced(url: str, a_second: float, seconds: float) -> float:
    """Ask at a fixed rate; return the 99th percentile of the time to an answer, in ms."""
    gc.disable()
    try:
        with on_core(LOAD):
            waited = asyncio.run(_paced(url, a_second, seconds))
    finally:
        gc.enable()
    return percentile(waited, 0.99)


async def _paced(url: str, a_second: float, seconds: float) -> Sequence[float]:
    place = urlsplit(url)
    request = f"GET {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\n"
    request += "".join(f"{name}: {value}\r\n" for name, value in ENCODINGS.items()) + "\r\n"
    due: asyncio.Queue[float | None] = asyncio.Queue()
    waited: list[float] = []

    async def ask() -> None:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        while (left := await due.get()) is not None:
            writer.write(request.encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
            if not head.startswith(b"HTTP/1.1 200") or not length:
                sys.exit(f"{url} was not answered under load: {head.decode(errors='replace')}")
            await reader.readexactly(int(length[1]))
            waited.append((time.perf_counter() - left) * 1000)
        writer.close()

    async with asyncio.TaskGroup() as group:
        for _connection in range(CONNECTIONS):
            group.create_task(ask())
        begun = time.perf_counter()
        for number in range(int(a_second * seconds)):
            await asyncio.sleep(max(0.0, begun + number / a_second - time.perf_counter()))
            due.put_nowait(time.perf_counter())
        for _connection in range(CONNECTIONS):
            due.put_nowait(None)
    return waited
