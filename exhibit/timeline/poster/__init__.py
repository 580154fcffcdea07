"""The timeline as a poster: one sheet of A3, drawn for ink.

paper     the sheet and its measures, in millimetres
letters   how wide words are
scale     the ruler: a year is as wide as it is full
marks     how an entry is drawn: marks, bars, tapers
captions  the words beside a mark, in the lines in which they may be set
placed    an entry with its place on the sheet
rows      lines of a lane, on which nothing covers anything
band      one lane
bands     all of them, in the largest letters that fit
foot      what marks mean, and what had room for no more than a number
sheet     all of it together
"""

from exhibit.timeline.poster.sheet import Poster, poster

__all__ = ["Poster", "poster"]
