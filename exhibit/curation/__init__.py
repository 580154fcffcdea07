"""What curators want to know before visitors see it.

readiness   what a record lacks, as errors and warnings
checks      one condition of the database for each thing that may be wrong
stories     what only reading an exhibit finds
findings    a finding, its level and its words
translations  which translations are older than their original
progress    how much is translated: of a noun, an exhibit, a record
usage       where a record is used
merging     two records of one thing made one
contents    a record with all it owns, and what differs between two states of it
editions    the rows behind an edition, compared and put back
versions    records kept as they were
drafts      what is written and not published yet
changes     what differs, field by field, in words
differences  what differs between two texts, word by word
links       whether addresses outside the museum still answer
"""

from exhibit.curation.findings import Finding, Level, Readiness
from exhibit.curation.readiness import lacking, of_records, readiness, ready, report

__all__ = ["Finding", "Level", "Readiness", "lacking", "of_records", "readiness", "ready", "report"]
