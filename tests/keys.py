"""What stands in for a telephone: an app that shows codes, and a device that makes passkeys."""

import base64
import hashlib
import json
import re
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import totp

from exhibit.accounts import authenticator
from exhibit.accounts.encrypted import encrypt
from exhibit.models import Authenticator

PASSWORD = "a long enough password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def person(name: str, *groups: str, **fields: Any) -> User:
    """An account at the desk in these groups."""
    user = User.objects.create_user(name, f"{name}@museum.example", PASSWORD, is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def code_of(secret: str = SECRET, drift: int = 0) -> str:
    """What an app shows now."""
    return f"{totp(base64.b32decode(secret.replace(' ', '')), authenticator.STEP_SECONDS, drift=drift):06d}"


def app_of(user: User) -> Authenticator:
    """An app that the account has, none of whose codes was used yet."""
    return Authenticator.objects.create(user=user, name="Telephone", secret=encrypt(base64.b32decode(SECRET)))


def give_password(client: Client, name: str, password: str = PASSWORD, **more: Any) -> HttpResponse:
    address = more.pop("at", "/admin/login/")
    data = {"username": name, "password": password} | ({"next": more.pop("next")} if "next" in more else {})
    return client.post(address, data, **more)  # type: ignore[return-value]


def give_code(client: Client, code: str) -> HttpResponse:
    return client.post("/admin/login/code/", {"code": code})  # type: ignore[return-value]


def secret_in(response: HttpResponse) -> str:
    """The key that a page offers to an app."""
    found = re.search(r'door__secret">([A-Z2-7 ]+)<', response.content.decode())
    assert found
    return found[1]


def codes_in(response: HttpResponse) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"<li><code>([a-z2-7-]+)</code>", response.content.decode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Device:
    """A device that makes one passkey and signs by it, as a browser of `origin` would have it do."""

    def __init__(self, origin: str = "http://testserver") -> None:
        self.origin, self.host = origin, origin.rpartition("/")[2].partition(":")[0]
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.count, self.handle = secrets.token_bytes(16), 0, b""

    def make(self, options: Any) -> dict[str, Any]:
        self.handle = _bytes(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        data = self._data(0x45) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", options)
        return self._answer({"clientDataJSON": _text(said), "attestationObject": _text(attested)})

    def sign(self, options: Any, *, flags: int = 0x05) -> dict[str, Any]:
        self.count += 1
        data, said = self._data(flags), self._said("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": _text(said),
                "authenticatorData": _text(data),
                "signature": _text(signature),
                "userHandle": _text(self.handle),
            }
        )

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, kind: str, options: Any) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = _text(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
