"""Our timeline beside TimelineJS and vis-timeline: the same events, browser, gesture and machine, in one run.

    .venv/bin/python -m tests.benchmarks.timeline
    .venv/bin/python -m tests.benchmarks.timeline --sizes 50,500 --peers-only

It takes about half an hour and needs npm (Debian: apt-get install npm) and Chromium. The table goes to
standard output, progress to standard error. What is fetched from npm stays in var/benchmarks/; all
else is made in a temporary folder and goes with it.

table      the measurements and how they are printed
peers      the peers' packages from npm, and pages made of them as their documentation says
shelf      a web server for those pages
museum     our exhibit with generated events in a database of its own, served as in production
inside     what runs within the exhibit's own process: filling its database, asking its timeline
visit      one visit by Chromium: until the timeline stands, then a hand that moves and zooms it

Fair to the peers
- All get the same events, title and date only: they are spared texts, pictures and their fonts.
- They are served from memory, compressed with Brotli as ours is; their JSON is loaded as documented.
- Our exhibit is served as `manage.py serve` does, by one process: its page is finished and in memory too, as it is
  for all but the first visitor after a change; how long that one waits, the server's table says.
- Each visit is one by a browser that was never there, so that nothing is cached.
- Ours asks its server while it is moved, and its page below follows: that has a row of its own, and what
  is held in memory is taken after it.
- A day is a point for all. What is less exact is a range of all its days for vis-timeline, and the year
  or month as such for TimelineJS and for us.
- TimelineJS zooms by its buttons, for it has no wheel for that; the others by Ctrl and the wheel.
"""
