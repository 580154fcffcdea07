"""The stacks, each served by itself, and one round of measuring one of them."""

import gzip
import math
import sys
import time
import zlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import brotli
import zstandard

from tests.benchmarks.serving import content, nginx, table
from tests.benchmarks.serving.load import CONNECTIONS, ENCODINGS, paced, saturated, warm_up
from tests.benchmarks.serving.museum import THREADS, Museum
from tests.benchmarks.serving.processes import Process, answer, cpu_seconds, memory_megabytes
from tests.benchmarks.serving.table import Measured
from tests.benchmarks.serving.wagtail import IN_MEMORY, Wagtail, redis

RATE = 500
"""Requests a second, two million an hour; who cannot answer twice as many gets half of what it can."""

ANSWERS = 3
"""How many each connection gets at least, however slow the stack is, within reason."""
LONGEST_SECONDS = 20


@dataclass(frozen=True)
class Stack:
    """The address of the film, and all processes that have part in answering."""

    name: str
    url: str
    servers: Sequence[Process]


def serve(museum: Museum, folder: Path, open_things: ExitStack, *, with_peers: bool) -> list[Stack]:
    """Start every stack; they run until `open_things` are closed, and are checked to serve the whole film."""
    html = museum.html()
    limit = folder / "limit"
    limit.mkdir()
    (limit / "film.html").write_bytes(html)
    (limit / "film.html.gz").write_bytes(gzip.compress(html, mtime=0))
    served = {
        table.LIMIT: nginx.files(limit, folder / "nginx-limit", "/film.html"),
        table.FROZEN: nginx.files(museum.frozen(), folder / "nginx-frozen", content.PATH),
        table.CACHED: museum.served(),
        table.ONE_THREAD: museum.served(threads=1),
        table.UNCACHED: museum.served(page_cache_mb=0),
    }
    found = [Stack(name, *open_things.enter_context(opened)) for name, opened in served.items()]
    if with_peers:
        wagtail = Wagtail(html.decode())
        shared, its_servers = open_things.enter_context(redis(folder))
        for name, cache, threads in (
            (table.WAGTAIL_MEMORY, IN_MEMORY, THREADS),
            (table.WAGTAIL_ONE_THREAD, IN_MEMORY, 1),
            (table.WAGTAIL_REDIS, shared, THREADS),
            (table.WAGTAIL, "", THREADS),
        ):
            url, servers = open_things.enter_context(wagtail.served(cache, threads))
            found.append(Stack(name, url, [*servers, *(its_servers if cache == shared else [])]))
    for stack in found:
        _must_say_everything(stack)
    return found


def _must_say_everything(stack: Stack) -> None:
    headers, body = answer(stack.url, ENCODINGS)
    packed = headers.get("Content-Encoding", "")
    if not packed:
        sys.exit(f"{stack.name} is not compressed.")
    if left_out := content.missing(unpacked(packed, body).decode()):
        sys.exit(f"{stack.name} leaves out {left_out[:3]}.")


def unpacked(coding: str, body: bytes) -> bytes:
    """Undo a content coding: gzip, br or zstd."""
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(body)
    return brotli.decompress(body) if coding == "br" else zlib.decompress(body, wbits=31)


def one_answer(stack: Stack) -> float:
    """Return how many seconds one answer takes when nobody else asks."""
    begun = time.perf_counter()
    answer(stack.url, ENCODINGS)
    return time.perf_counter() - begun


def measured(stack: Stack, seconds: int) -> Measured:
    """Warm it up, then load it with all that it can take, with a fixed rate, and with visitors who have the page."""
    warm_up(stack.url)
    seconds = max(seconds, min(LONGEST_SECONDS, math.ceil(ANSWERS * CONNECTIONS * one_answer(stack))))
    before = cpu_seconds(stack.servers)
    loaded = saturated(stack.url, seconds)
    cost = (cpu_seconds(stack.servers) - before) / loaded.requests * 1000
    rate = min(RATE, loaded.a_second / 2)
    late = paced(stack.url, rate, seconds)
    headers, body = answer(stack.url, ENCODINGS)
    unchanged = None
    if tag := headers.get("ETag"):
        before = cpu_seconds(stack.servers)
        asked = saturated(stack.url, max(seconds // 2, 1), ENCODINGS | {"If-None-Match": tag})
        unchanged = (cpu_seconds(stack.servers) - before) / asked.requests * 1000
    return Measured(
        a_second=loaded.a_second,
        p50_ms=loaded.p50_ms,
        p99_ms=loaded.p99_ms,
        cpu_seconds=cost,
        rate=rate,
        paced_p99_ms=late,
        unchanged_cpu_seconds=unchanged,
        memory_mb=memory_megabytes(stack.servers),
        kilobytes=len(body) / 1000,
    )
