"""Our exhibit's server beside nginx, which is the limit, and beside Wagtail with its cache: one page, one run.

    .venv/bin/python -m tests.benchmarks.serving
    .venv/bin/python -m tests.benchmarks.serving --quick --ours-only
    .venv/bin/python -m tests.benchmarks.serving --soak --growth

It takes about ten minutes, with --soak a quarter of an hour more. It needs Debian's wrk, nginx-light and
redis-server, and PyPI once; what takes long to prepare stays in var/benchmarks/, all else goes with a temporary
folder. The tables go to standard output, progress to standard error.

content    the page: a film with 25 credits, 6 awards and 20 events, the same for all
museum     our exhibit with it, served as in production; inside is what runs in its own process
wagtail    the peer with it, from PyPI; peer/ is its site, made as its manual says
nginx      the page as a file
stacks     all of them started, and one round of measuring one of them
processes  starting them, and what Linux says that they took
load       requests: as many as possible (wrk), or at a fixed rate
soak       an hour's visitors, for the memory
table      medians, ratios, goals, Markdown
kept       what is used again by the next run

How it is measured
- The servers have one core for themselves, the load comes from another. One stack is loaded at a time, in
  turn, round after round; the medians of the rounds count.
- Processor time and memory are those of all processes of a stack, Redis included, as Linux counts them.
- 16 connections, kept open, ask for what Chromium takes: gzip, br, zstd. A second load asks at a fixed rate
  whether or not there were answers: its 99th percentile is what a visitor waits on a busy day.

Fair to the others
- nginx serves our page's HTML, compressed beforehand as tightly as gzip can, without looking for anything.
- Wagtail has the same server with the same options (two threads, as `manage.py serve`, and one), SQLite as we
  have, the settings of `wagtail start` for production. Its page has the same rows; each kind of row is one query.
  The head, header and footer around it are ours, as plain text; what else our page says (neighbours in time,
  doubts) is spared it.
- Its cache keeps pages compressed: the order of middleware that costs least. Our own gzip and brotli
  are counted as well.
- It has no ETags by default, so that it cannot say “unchanged”.
- wagtail-cache 3.0.0 declares that it wants Wagtail 7 at most. It works with 8.
"""
