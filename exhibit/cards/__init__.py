"""Cards: what stands for a page of the museum where somebody shares its address, a picture of 1200 × 630 pixels.

`card_of` says a record in the few words that fit, `drawn` sets them: on the paper of the projection room, beside the
record's picture, or beside a drawing of its kind where it has none. A card depends on nothing but what it says, so
the same record gives the same bytes.
"""

from exhibit.cards.drawing import SIZE, drawn
from exhibit.cards.words import NOUNS, Card, card_of, museum_card

__all__ = ["NOUNS", "SIZE", "Card", "card_of", "drawn", "museum_card"]
