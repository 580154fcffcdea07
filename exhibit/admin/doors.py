"""Which pages stand before and beside the desk's door: address, name and page of each.

OPEN ones are for whoever comes, OWN ones for whoever is signed in.
"""

from collections.abc import Callable
from typing import Any

from exhibit.admin import own_account, own_keys, passwords, sign_in

Page = Callable[..., Any]

OPEN: dict[str, tuple[str, Page]] = {
    "login_code": ("login/code/", sign_in.code),
    "login_passkey": ("login/passkey/", sign_in.passkey),
    "account_app": ("account/app/", own_keys.app),
    "account_passkey": ("account/passkey/", own_keys.passkey),
    "account_passkey_options": ("account/passkey/options/", own_keys.passkey_options),
    "password_reset": ("password_reset/", passwords.ask),
    "password_reset_done": ("password_reset/done/", passwords.asked),
    "password_reset_confirm": ("reset/<uidb64>/<token>/", passwords.set_password),
    "invited": ("invited/<str:token>/", passwords.invited),
    "password_reset_complete": ("reset/done/", passwords.complete),
}
"""Whoever is on the threshold may add a first key: `own_keys` looks who it is."""

OWN: dict[str, tuple[str, Page]] = {
    "account": ("account/", own_account.account),
    "account_confirm": ("account/confirm/", own_account.confirm),
    "account_codes": ("account/codes/", own_keys.codes),
    "account_remove": ("account/remove/", own_keys.remove),
    "account_sessions": ("account/sessions/", own_account.end_sessions),
}
