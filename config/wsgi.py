"""The door for WSGI servers: who asks for data is led there, then finished pages, then Django."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django = get_wsgi_application()

from exhibit.publishing.finished import with_finished_pages  # noqa: E402  (Django must be set up)
from exhibit.publishing.negotiation import Negotiation  # noqa: E402
from exhibit.publishing.operations import Operations  # noqa: E402

application = Operations(Negotiation(with_finished_pages(django)))

gc.collect()
gc.freeze()  # what a server begins with stays: no collection looks through it again
