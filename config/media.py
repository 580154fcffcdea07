"""Pictures in object storage that speaks S3, instead of in a folder of this machine."""

import errno
from collections.abc import Callable
from functools import wraps
from mimetypes import guess_type
from typing import Any

from boto3.exceptions import Boto3Error  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from storages.backends.s3 import S3Storage  # type: ignore[import-untyped]

FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
RENDITIONS = "renditions/"


def as_a_folder(method: Callable[..., Any]) -> Callable[..., Any]:
    """Have a storage that is away, full or closed raise what a folder would: whoever is ready for that stays so."""

    @wraps(method)
    def answer(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except (Boto3Error, BotoCoreError, ClientError) as problem:
            raise OSError(errno.EREMOTEIO, f"The object storage does not do what it is asked: {problem}") from problem

    return answer


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
                read_timeout=10,
                retries={"total_max_attempts": 3, "mode": "standard"},
                request_checksum_calculation="when_required",  # others than Amazon do not know the newer ones
                response_checksum_validation="when_required",
            ),
        }

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Say how long browsers may keep a file, and its type: by its checked ending, not by what an upload claims."""
        own = name.removeprefix(f"{self.location}/")
        kind = guess_type(own)[0] or "application/octet-stream"
        return {"CacheControl": FOR_EVER if own.startswith(RENDITIONS) else A_DAY, "ContentType": kind}


for verb in ("_open", "_save", "delete", "exists", "listdir", "size", "get_modified_time"):
    setattr(ObjectStorage, verb, as_a_folder(getattr(S3Storage, verb)))
