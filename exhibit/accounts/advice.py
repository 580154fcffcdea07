"""What `manage.py check --deploy` says of the door."""

from typing import Any

from django.conf import settings
from django.core import checks

UNGUARDED = checks.Warning(
    "Whoever learns an editor's password can publish: SECOND_FACTOR does not ask for more.",
    hint="Set SECOND_FACTOR to editors or all, or leave it out.",
    id="exhibit.W010",
)


@checks.register(checks.Tags.security, deploy=True)
def second_factor(app_configs: Any = None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Warn where a password alone is enough to publish."""
    return [] if settings.SECOND_FACTOR in ("editors", "all") else [UNGUARDED]
