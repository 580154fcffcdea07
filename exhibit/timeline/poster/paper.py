"""The sheet: A3 across, less its margins. Everything on it is measured in millimetres.

From the top: the heading, the ruler, the lanes with their names at the left, the foot.
"""

WIDTH, HEIGHT = 404, 280
"""What margins of eight leave of 420 by 297, less one that no printer misses: it never needs a second sheet."""

TITLE_BASE, CHOSEN_BASE = 18.4, 25.2
"""Where the words of the heading stand."""

CHOSEN = 3.2
"""The letters of what was chosen, below the title."""

RULE_TOP, RULE = 36.8, 1.3
"""The ruler, below the numbers of its years."""

MONTHS = 3.6
"""Room for the names of months below the ruler, where it has any."""

LANES, FOOT = 38.8, 253.6
"""Where the lanes begin, if no months are named, and end."""

LEFT, RIGHT = 40.0, 402.0
FIELD = WIDTH - LEFT
"""The field of time: a mark at its end is still whole, for the sheet goes on a little."""

SMALLEST = 2.3
"""The smallest letters: 6.5 points."""
