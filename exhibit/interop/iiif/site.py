"""Addresses: of documents, which speak all languages under one, and of our pages, which have one for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from exhibit.interop.formats import twins
from exhibit.interop.iiif.words import LanguageMap, said, spoken
from exhibit.languages import every
from exhibit.models import Image

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
MUSEUM = _("Film museum")


def media_type(document: Mapping[str, Any]) -> str:
    """Return how a document is named to whoever gets it: by its context, of which there is one."""
    return f'application/ld+json;profile="{document["@context"]}"'


@dataclass(frozen=True, slots=True)
class Site:
    """The museum on the web; `origin` is scheme and host of its full addresses."""

    origin: str

    def document(self, name: str, *args: str) -> str:
        """Return the full address of the document with this URL name."""
        return f"{self.origin}{reverse(name, args=args)}"

    def picture(self, image: Image) -> str:
        """Return the full address of an image service, which its tiles' addresses begin with."""
        return self.document("iiif_image", image.slug)

    def pages(self, record: Any, name: str) -> list[dict[str, Any]]:
        """Return the page of a record in each language; the field `name` says what it is called."""
        label = said(record, name)
        return [self._page(language, record.get_absolute_url, label) for language in every()]

    def data(self, record: Any) -> list[dict[str, Any]]:
        """Return the documents of a record for programs, in the museum's first language."""
        with translation.override(settings.LANGUAGE_CODE):
            found = twins(record)
        return [
            {
                "id": f"{self.origin}{twin.path}",
                "type": "Dataset",
                "label": {"none": [twin.format.name]},
                "format": twin.format.type,
                **({"profile": twin.format.profile} if twin.format.profile else {}),
            }
            for twin in found
        ]

    def timeline(self, record: Any) -> list[dict[str, Any]]:
        """Return the dated facts of a film or a person, as data."""
        address = self.document("timeline_export", "timeline.json")
        label = spoken(lambda: _("Timeline"))
        asked = f"{address}?{record._meta.model_name}={record.slug}"
        return [{"id": asked, "type": "Dataset", "label": label, "format": "application/json"}]

    def provider(self) -> list[dict[str, Any]]:
        """Return the museum, who answers for what its documents say."""
        label = spoken(lambda: MUSEUM)
        homes = [self._page(language, lambda: reverse("home"), label) for language in every()]
        return [{"id": homes[0]["id"], "type": "Agent", "label": label, "homepage": homes}]

    def _page(self, language: str, path: Any, label: LanguageMap) -> dict[str, Any]:
        with translation.override(language):
            address = f"{self.origin}{path()}"
        return {"id": address, "type": "Text", "label": label, "format": "text/html", "language": [language]}
