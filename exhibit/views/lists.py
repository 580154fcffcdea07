"""The museum's lists as tables: /films.csv."""

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from exhibit.interop.lists import list_lines
from exhibit.publishing.addresses import origin
from exhibit.views.open_data import open_to_all
from exhibit.views.written import written


@open_to_all
@require_safe
def table(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """All that visitors may see of one noun, in the language of the address."""
    return written(list_lines(name, origin(request)), "text/csv; charset=utf-8", f"{name}.csv")
