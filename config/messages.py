"""Where a message waits for the next page: in a cookie of this host alone, over HTTPS.

Not in the session: a save that was done would then fail with it, on a disk that has just become full.
"""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookie(CookieStorage):
    """Django's own, by a name that browsers keep for one host (`__Host-`)."""

    cookie_name = "__Host-messages"


class HostMessages(FallbackStorage):
    """What has no room in the cookie waits in the session, as ever."""

    storage_classes = (HostCookie, SessionStorage)
