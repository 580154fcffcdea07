"""Pictures in object storage that speaks S3, instead of in a folder of this machine."""

from typing import Any

from botocore.config import Config  # type: ignore[import-untyped]
from storages.backends.s3 import S3Storage  # type: ignore[import-untyped]

FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
RENDITIONS = "renditions/"


class ObjectStorage(S3Storage):
    """Behaves as the folder does: no file goes over another, and an address is plain and stays.

    A signed address would end while a page that names it is still kept. What is a rendition never changes under its
    name; a picture's own file may be exchanged.
    """

    def get_default_settings(self) -> dict[str, Any]:
        """Return what django-storages would ask many settings for, in the museum's own choice."""
        return super().get_default_settings() | {
            "file_overwrite": False,
            "querystring_auth": False,
            "client_config": Config(
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                connect_timeout=5,
                read_timeout=30,
                retries={"total_max_attempts": 3, "mode": "standard"},
                request_checksum_calculation="when_required",  # others than Amazon do not know the newer ones
                response_checksum_validation="when_required",
            ),
        }

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Say how long browsers may keep a file."""
        own = self._strip(name)
        return {"CacheControl": FOR_EVER if own.startswith(RENDITIONS) else A_DAY}

    def _strip(self, name: str) -> str:
        return name.removeprefix(f"{self.location}/") if self.location else name
