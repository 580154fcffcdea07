"""An hour's visitors, one after another: does memory grow?"""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.serving.load import ENCODINGS, saturated
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
    """Ask for all `paths` in turn; yield how many answers there were so far, and the memory of the stack then."""
    script, asked = folder / "soak.lua", 0
    place = urlsplit(stack.url)
    for path in paths:  # each is made once, before anybody hurries
        answer(f"{place.scheme}://{place.netloc}{path}", ENCODINGS)
    while asked < requests:
        quoted = ", ".join(json.dumps(path) for path in paths)
        script.write_text(SCRIPT.format(paths=quoted, seed=asked, invented=INVENTED))
        asked += saturated(f"{place.scheme}://{place.netloc}/", SLICE_SECONDS, script=script).requests
        yield asked, memory_megabytes(stack.servers)
