"""The door for WSGI servers: finished pages first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django = get_wsgi_application()

from exhibit.publishing.finished import with_finished_pages  # noqa: E402  (Django must be set up)
from exhibit.publishing.operations import Operations  # noqa: E402

application = Operations(with_finished_pages(django))
