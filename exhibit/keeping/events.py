"""What was done when, and with which outcome: written down in the museum itself."""

from exhibit.models import PreservationEvent

LONGEST = PreservationEvent._meta.get_field("subject").max_length


def tell(kind: str, subject: str, note: str = "", *, is_good: bool = True) -> PreservationEvent:
    """Write down one event."""
    outcome = PreservationEvent.Outcome.GOOD if is_good else PreservationEvent.Outcome.BAD
    return PreservationEvent.objects.create(kind=kind, subject=subject[:LONGEST], note=note, outcome=outcome)
