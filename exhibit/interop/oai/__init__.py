"""OAI-PMH 2.0: the museum's records for union catalogues to harvest, a hundred at a time, and later only what changed.

One address, /oai/, answers for all languages: a record says its words in each. Nothing is kept between two questions:
a resumption token says itself where to go on. https://www.openarchives.org/OAI/openarchivesprotocol.html

Of what is no longer shown nothing is told: it is gone from the lists (deletedRecord "no"). `dating` says since when a
record is as it is.
"""

from exhibit.interop.oai.answering import answer

__all__ = ["answer"]
