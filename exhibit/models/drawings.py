"""The museum's own drawings in static/art/, by name: what each is called, and what it shows in words."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Drawing(models.TextChoices):
    """A drawing that a curator may hang; its value is the file's name without the ending."""

    CRANES = "cranes", _("a wedge of cranes")
    CROWD = "crowd", _("a camera in the crowd")
    RAILS = "rails", _("circular rails, seen from above")
    STAIRCASE = "staircase", _("a staircase with a camera lift")
    BIRCHES = "birches", _("birches against the sky")
    PALM = "palm", _("a palm leaf")

    @property
    def description(self) -> str | Promise:
        """What the drawing shows, for a visitor who cannot see it."""
        return DESCRIPTIONS[self]


DESCRIPTIONS = {
    Drawing.CRANES: _(
        "Eleven cranes fly to the right in a wedge: three near and large below, the others in a line that grows "
        "small towards the upper left."
    ),
    Drawing.CROWD: _(
        "Seen from behind: a man lifts a film camera above his head in a dense crowd. Rows of heads in caps and "
        "kerchiefs recede before him, hands are raised, and shafts of light fall across a station roof."
    ),
    Drawing.RAILS: _(
        "A birch wood seen from above: rails run in a circle round one man who holds on to a trunk, and a camera on "
        "a trolley looks inward at him. An arrow shows that it goes round."
    ),
    Drawing.STAIRCASE: _(
        "A staircase winds up round a lattice mast. A man runs up the steps; from a small lift on the mast, "
        "a cameraman follows him with a film camera."
    ),
    Drawing.BIRCHES: _(
        "The trunks of twelve birches, seen from the ground, lean inward in a slow whirl towards the open sky, "
        "which is fringed with twigs and leaves."
    ),
    Drawing.PALM: _("One palm leaf on a curved stem, its left half dark and its right half silver."),
}
