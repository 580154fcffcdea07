"""How much is invented: what is asked for, and what follows from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amounts:
    """Four numbers are asked for; the others keep the proportions of a museum."""

    films: int = 0
    people: int = 0
    credits: int = 0
    events: int = 0

    def __post_init__(self) -> None:
        if min(self.films, self.people, self.credits, self.events) < 0:
            raise ValueError("No amount may be below zero.")
        if self.credits and not (self.films and self.people):
            raise ValueError("Credits need films and people.")
        if self.films and self.credits / self.films > 30_000:
            raise ValueError("A film bears 30,000 credits at most.")

    @property
    def places(self) -> int:
        """One for some five hundred people, or for some hundred events."""
        return max(8, self.people // 500, self.events // 100)

    @property
    def sources(self) -> int:
        return max(10, (self.films + self.events) // 100)

    @property
    def bodies(self) -> int:
        return max(3, self.films // 500) if self.films else 0

    @property
    def awards(self) -> int:
        return self.films // 2
