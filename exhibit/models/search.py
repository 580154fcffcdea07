"""What the search has read: documents, the words in them, and the records that changed since.

None of it is the museum's own: it is made from the records, and can be thrown away and made again. Where the words of
documents lie, each database keeps in its own way (see `exhibit.search.engines`).
"""

import datetime

from django.db import models


class SearchDocument(models.Model):
    """One thing that can be found: a record, or a chapter of a story, as visitors may see it.

    `unit` names the record that is read as a whole when anything of it changes: "film:12"; the chapters of a story are
    of its unit. `names` are its names as stems, one after another between bars; `marks` what it can be chosen by.
    """

    unit = models.CharField(max_length=40, db_index=True)
    noun = models.CharField(max_length=20)
    record = models.BigIntegerField()
    weight = models.PositiveSmallIntegerField()
    names = models.TextField()
    marks = models.TextField()
    parts = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("noun", "record"), name="search_document_once"),)

    def __str__(self) -> str:
        return f"{self.noun} {self.record}"


class SearchWord(models.Model):
    """A word of the documents, the stem under which it is found, and how it sounds, whatever the script."""

    word = models.SlugField(max_length=60, allow_unicode=True, db_index=False)
    stem = models.SlugField(max_length=60, allow_unicode=True)
    sound = models.SlugField(max_length=60, allow_unicode=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("word", "stem"), name="search_word_once"),)

    def __str__(self) -> str:
        return self.word


class SearchChange(models.Model):
    """A unit that has changed since it was read; triggers write it, whatever path the change took."""

    unit = models.CharField(max_length=40)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.unit


class SearchState(models.Model):
    """One row: until when scheduled changes have been read, and when the next one is due."""

    read_at = models.DateTimeField(default=datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC))
    next_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.read_at)
