"""Resumption tokens: where a list goes on, signed, so that only what we gave out is taken back.

A token says the whole question and the last record of the page before it. It never expires, and the same token
gives the same page as long as the records are the same.
"""

from dataclasses import asdict, dataclass

from django.core import signing

from exhibit.interop.oai.errors import OaiError

SALT = "oai-pmh"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on: after which record of which noun, and how many were told before."""

    noun: int = 0
    after: int = 0
    told: int = 0


def token_of(arguments: dict[str, str], place: Place) -> str:
    """Return the token with which a question goes on."""
    return signing.Signer(salt=SALT).sign_object([arguments, asdict(place)], compress=True)


def read_token(verb: str, token: str) -> tuple[dict[str, str], Place]:
    """Return the arguments and the place that a token of this verb says.

    Raises:
        OaiError: badResumptionToken for one that is not ours, or was given for another verb.
    """
    try:
        arguments, place = signing.Signer(salt=SALT).unsign_object(token)
        if arguments.pop("verb") == verb:
            return arguments, Place(**place)
    except (signing.BadSignature, TypeError, ValueError, KeyError):
        pass
    raise OaiError("badResumptionToken", "This resumptionToken is not from here. Begin the list anew.")
