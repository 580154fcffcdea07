"""A date in a form: typed as people write it, shown again as EDTF, refused with the reason."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from exhibit.dates import EXAMPLES, DateError, UncertainDate

HELP_TEXT = _(
    "As much as is known: 1957, 1957-10, 1957~ (about), 1941/1945, [1941..1945] (between)."
    " Words are understood too: 12 Oct 1957, c. 1957, spring 1958."
)
INVALID = _("“%(text)s” is no date: %(reason)s. Understood are: %(examples)s.")


def dated(read: Callable[[str], UncertainDate], value: object) -> UncertainDate | None:
    """The date that `read` makes of a value, None of an empty one; ValidationError of anything else."""
    if value is None or isinstance(value, UncertainDate):
        return value
    text = str(value)
    if not text.strip():
        return None
    try:
        return read(text)
    except DateError as error:
        raise explained(error) from error


def explained(error: DateError) -> ValidationError:
    """The same in the language of the page."""
    params = {"text": error.text, "reason": _(error.reason), "examples": _(EXAMPLES)}
    return ValidationError(INVALID, code="invalid", params=params)


class UncertainDateFormField(forms.CharField):
    """Takes what people type, gives an UncertainDate or None, shows EDTF again."""

    def __init__(self, *, help_text: Any = HELP_TEXT, **kwargs: Any) -> None:
        super().__init__(help_text=help_text, **kwargs)

    def clean(self, value: Any) -> UncertainDate | None:
        return dated(UncertainDate.understand, super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return value.edtf if isinstance(value, UncertainDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The same date in other words is no change; a text that is no date is one."""
        if self.disabled:
            return False
        try:
            return dated(UncertainDate.understand, initial) != dated(UncertainDate.understand, data)
        except ValidationError:
            return True
