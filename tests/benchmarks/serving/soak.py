"""An hour's visitors, one after another: does memory grow?"""

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from urllib.parse import urlsplit

from tests.benchmarks.serving.load import ENCODINGS, saturated
from tests.benchmarks.serving.museum import PAGE_CACHE_MB
from tests.benchmarks.serving.processes import answer, memory_megabytes
from tests.benchmarks.serving.stacks import Stack

HOUR = 3_600_000
"""Requests of an hour at 1,000 a second."""
SLICE_SECONDS = 5
INVENTED = 100
"""One request in so many has a query string that nobody had before: it is in no cache, and must not fill one."""
SCRIPT = """\
local paths = {{ {paths} }}
local count = 0
math.randomseed({seed})
request = function()
  count = count + 1
  local path = paths[count % #paths + 1]
  if count % {invented} == 0 then
    path = path .. "?invented=" .. math.random(1, 1000000000)
  end
  return wrk.format("GET", path)
end
"""


def soak(stack: Stack, paths: list[str], requests: int, folder: Path) -> Iterator[tuple[int, float]]:
    """Ask for all `paths` in turn; yield how many answers there were so far, and the memory of the stack then.

    Before the first that counts, invented questions have filled what memory there is for pages: what grows
    after that has no bound.
    """
    script, place = folder / "soak.lua", urlsplit(stack.url)
    museum = f"{place.scheme}://{place.netloc}"
    quoted = ", ".join(json.dumps(path) for path in paths)

    def ask(invented: int, seed: int) -> int:
        script.write_text(SCRIPT.format(paths=quoted, seed=seed, invented=invented))
        return saturated(f"{museum}/", SLICE_SECONDS, script=script).requests

    sizes = [len(answer(museum + path, ENCODINGS)[1]) for path in paths]  # each is made once, before anybody hurries
    room, filled = PAGE_CACHE_MB * 1_000_000 / mean(sizes), 0
    while filled < room:
        filled += ask(1, filled)
    asked = 0
    while asked < requests:
        asked += ask(INVENTED, filled + asked)
        yield asked, memory_megabytes(stack.servers)
