"""Passkeys: a challenge, an answer that a device signs after it has recognised its owner, each taken once.

A challenge is signed by us and says for what and for whom it is; it travels with the page. What was answered is noted,
so that the same answer does not open twice. https://www.w3.org/TR/webauthn-3/
"""

import hashlib
import json
import secrets
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from exhibit.models import Passkey, UsedChallenge

SALT = "exhibit.accounts.passkeys"
SECONDS = 300
MOST = 10
"""Passkeys of one account."""


class PasskeyError(Exception):
    """The answer does not hold."""


def invite(user: Any, origin: str, museum: str) -> dict[str, Any]:
    """Return what a browser needs to make a passkey for this account."""
    challenge = secrets.token_bytes(32)
    options = generate_registration_options(
        rp_id=host_of(origin),
        rp_name=museum,
        user_name=user.get_username(),
        user_id=handle_of(user),
        user_display_name=user.get_full_name() or user.get_username(),
        challenge=challenge,
        exclude_credentials=[_described(one) for one in user.passkeys.all()],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return {"options": json.loads(options_to_json(options)), "token": _token("make", challenge, user.pk)}


def add(user: Any, origin: str, token: str, answer: Any, name: str) -> Passkey:
    """Add the passkey that a browser made, or raise PasskeyError."""
    challenge = _challenge("make", token, user.pk)
    if not isinstance(answer, dict):
        raise PasskeyError("no answer")
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=host_of(origin),
            expected_origin=origin,
            require_user_verification=True,
        )
    except Exception as problem:  # whatever bytes from outside make of the libraries that read them
        raise PasskeyError(type(problem).__name__) from problem
    said = answer["response"].get("transports", [])
    try:
        with transaction.atomic():
            _use_up(challenge)
            if user.passkeys.count() >= MOST:
                raise PasskeyError("too many passkeys")
            return Passkey.objects.create(
                user_id=user.pk,
                name=name,
                credential=bytes_to_base64url(made.credential_id),
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                transports=[str(word)[:20] for word in said[:6]] if isinstance(said, list) else [],
            )
    except IntegrityError as problem:
        raise PasskeyError("used before") from problem


def ask(origin: str) -> dict[str, Any]:
    """Return what a browser needs to sign in by whichever passkey its owner chooses."""
    challenge = secrets.token_bytes(32)
    options = generate_authentication_options(
        rp_id=host_of(origin), challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return {"options": json.loads(options_to_json(options)), "token": _token("enter", challenge, None)}


def owner_of(origin: str, token: str, answer: Any) -> Passkey:
    """Return the passkey that signed this answer, or raise PasskeyError."""
    challenge = _challenge("enter", token, None)
    if not isinstance(answer, dict):
        raise PasskeyError("no answer")
    passkey = Passkey.objects.select_related("user").filter(credential=str(answer.get("id"))).first()
    if passkey is None:
        raise PasskeyError("unknown")
    try:
        proved = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=host_of(origin),
            expected_origin=origin,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
        handle = answer["response"].get("userHandle")
        if handle and base64url_to_bytes(handle) != handle_of(passkey.user):
            raise PasskeyError("of another account")
    except Exception as problem:  # whatever bytes from outside make of the libraries that read them
        raise PasskeyError(type(problem).__name__) from problem
    try:
        with transaction.atomic():
            _use_up(challenge)
            Passkey.objects.filter(pk=passkey.pk).update(sign_count=proved.new_sign_count, used_at=timezone.now())
    except IntegrityError as problem:
        raise PasskeyError("used before") from problem
    return passkey


def host_of(origin: str) -> str:
    """Return the host to which passkeys belong."""
    return urlsplit(origin).hostname or ""


def handle_of(user: Any) -> bytes:
    """Return by what a device knows an account: nothing that says who it is."""
    return hashlib.sha256(f"{SALT}\n{user.pk}".encode()).digest()


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential))


def _token(purpose: str, challenge: bytes, key: Any) -> str:
    return signing.dumps([purpose, bytes_to_base64url(challenge), key], salt=SALT)


def _challenge(purpose: str, token: str, key: Any) -> bytes:
    try:
        said, challenge, of = signing.loads(token, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError) as problem:
        raise PasskeyError("no challenge of ours") from problem
    if (said, of) != (purpose, key):
        raise PasskeyError("a challenge for something else")
    return base64url_to_bytes(challenge)


def _use_up(challenge: bytes) -> None:
    UsedChallenge.objects.create(digest=hashlib.sha256(challenge).hexdigest())
