"""Two records beside each other: two lives on one ruler of years, two films fact by fact.

Whoever stands on the left is `first`. Nothing here builds a sentence: what a page would have to
decline by gender or case is given as a number, a date or a name, and the template sets it in a table.
"""

from exhibit.timeline.comparison.films import two_films
from exhibit.timeline.comparison.lives import two_lives

__all__ = ["two_films", "two_lives"]
