"""A story as it is read: chapters of blocks, with evidence notes numbered in reading order.

telling     an exhibit's blocks as chapters, without what visitors may not see
chapters    the story, its chapters, and their headings alone
passages    how the parts of a chapter are set on the page
parts       a block as shown
notes       the marks in a text, and the notes that they open
"""

from exhibit.story.chapters import Chapter, Story, outline, outlines
from exhibit.story.parts import Part
from exhibit.story.telling import tell

__all__ = ["Chapter", "Part", "Story", "outline", "outlines", "tell"]
