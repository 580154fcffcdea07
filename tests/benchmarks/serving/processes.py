"""Processes of the run: started on one core, asked what they took, and ended.

What a stack takes is the processor time and the memory of all its processes, as Linux counts them.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SECONDS_TO_START, SECONDS_TO_STOP = 60, 15
CORES = sorted(os.sched_getaffinity(0))
SERVERS, LOAD = CORES[0], CORES[-1]
"""The servers have one core for themselves and the load comes from another, so that none disturbs the other."""

Process = subprocess.Popen[bytes]


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Keep this process, and what it starts meanwhile, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def run(words: Sequence[str | Path], cwd: Path, environment: Mapping[str, str]) -> str:
    """Return what a command says; one that fails ends the run with what it said."""
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))} failed:\n{(done.stderr or done.stdout)[-3000:]}")
    return done.stdout


@contextmanager
def started(
    words: Sequence[str | Path], port: int, log: Path, cwd: Path, environment: Mapping[str, str]
) -> Iterator[Process]:
    """Run a server on the servers' core until it is left; it is yielded when its port is open."""
    with log.open("wb") as said:
        with on_core(SERVERS):
            server = subprocess.Popen(words, cwd=cwd, env=environment, stdout=said, stderr=said)
        try:
            _wait_for(port, server, log)
            yield server
        finally:
            server.terminate()
            try:
                server.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(port: int, server: Process, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)
    sys.exit(f"Port {port} did not open within {SECONDS_TO_START} seconds. The server said:\n{log.read_text()[-2000:]}")


def answer(url: str, headers: Mapping[str, str]) -> tuple[Mapping[str, str], bytes]:
    """Return the headers and the body, as they came, of an answer that is no error."""
    asked = urllib.request.Request(url, headers=dict(headers))  # noqa: S310
    with urllib.request.urlopen(asked, timeout=SECONDS_TO_START) as found:  # noqa: S310
        return found.headers, found.read()


def family(pid: int) -> list[int]:
    """Return the process and all that it started, and these started."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents[int(entry.name)] = int(fields[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def cpu_seconds(servers: Sequence[Process]) -> float:
    """Return the processor time that the servers took since they were started, their families included."""
    ticks = 0
    for pid in (member for server in servers for member in family(server.pid)):
        if fields := _stat(pid):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_megabytes(servers: Sequence[Process]) -> float:
    """Return the memory that the servers hold; pages that several share are counted once (PSS)."""
    kilobytes = 0
    for pid in (member for server in servers for member in family(server.pid)):
        try:
            rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        kilobytes += sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    return kilobytes / 1024


def _stat(pid: int) -> list[str]:
    """Return the fields after the name, which may itself hold spaces; nothing of one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
