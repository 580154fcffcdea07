"""Secrets that have to be read again, in the database only as ciphertext: of no use without SECRET_KEY.

Fernet: AES-128 in CBC mode with HMAC-SHA256. Its keys are derived from SECRET_KEY and, for what was written before a
change of it, from SECRET_KEY_FALLBACKS.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

PURPOSE = "exhibit.accounts.encrypted"


def encrypt(secret: bytes) -> bytes:
    """Return the ciphertext of a secret under the present key."""
    return _keys().encrypt(secret)


def decrypt(ciphertext: bytes) -> bytes | None:
    """Return the secret; None where none of the keys is the one under which it was written."""
    try:
        return _keys().decrypt(ciphertext)
    except InvalidToken:
        return None


def _keys() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(key: str) -> Fernet:
    derived = salted_hmac(PURPOSE, b"", secret=key, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(derived))
