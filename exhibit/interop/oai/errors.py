"""What the protocol lets a repository refuse. https://www.openarchives.org/OAI/openarchivesprotocol.html#ErrorConditions"""

from typing import Literal

Code = Literal[
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noMetadataFormats",
    "noRecordsMatch",
    "noSetHierarchy",
]


class OaiError(Exception):
    """A question that cannot be answered, with the protocol's code and the remedy in words."""

    def __init__(self, code: Code, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words
