"""The record that an address of the desk names, beside the pages that Django's admin has itself."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404


def addressed(noun: type[models.Model], object_id: str) -> Any:
    """Return the record of a key as it stands in an address; Http404 also for what is no key at all."""
    try:
        return get_object_or_404(noun, pk=unquote(object_id))
    except ValueError as problem:  # letters where a number is meant
        raise Http404 from problem
