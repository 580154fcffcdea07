"""A request that carries files is read within limits; what is too much is said in words instead of by a bare page."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext

from exhibit.interop.arrivals import MOST_BYTES


class Limit(FileUploadHandler):
    """Lets no file be longer than it may be, while it comes: neither memory nor the disk is filled."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.passed: list[str] = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > MOST_BYTES:
            self.passed.append(str(self.file_name))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""


def unreadable(request: HttpRequest) -> str:
    """Read what was sent, and return why it could not be read, in words; empty if it could."""
    try:
        request.POST  # noqa: B018
    except TooManyFilesSent:
        text = gettext(
            "These are more than %(count)d files at once. Go back, where what you wrote still stands, and choose fewer."
        )
        return text % {"count": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
    except (RequestDataTooBig, TooManyFieldsSent):
        return gettext("This is too much text for one form. Go back, and save fewer pictures at once.")
    except (MultiPartParserError, UnreadablePostError):
        return gettext("The upload broke off on its way. Send the files again.")
    return ""
