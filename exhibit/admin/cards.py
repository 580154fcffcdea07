"""The words of pictures that are uploaded together: what is said once for all, and a card for each file."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import AdminForm
from django.forms.models import modelform_factory
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exhibit.admin.forms import each
from exhibit.interop import arrivals
from exhibit.interop.arrivals import MOST_WAITING
from exhibit.languages import original_of
from exhibit.models import Arrival, Image

WORDS, CREDIT, RIGHTS = (*each("alt"), *each("caption")), each("credit"), ("rights", "rights_expire_on")
IN_CARD = (*WORDS, *CREDIT, *RIGHTS, "slug")
FIRST_CREDIT = original_of("credit")
DAY = {"type": "date", "class": "vTextField"}
"""The browser's own field for a day: the desk's needs a script, which would not know new cards."""

NEW = "__key__"
"""Stands for the key in the card of which the script makes others."""


class Credited(forms.ModelForm):
    """What is said of pictures in one place or another: whose they are, and until when they may be shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        for name in (*CREDIT, "rights"):
            self.fields[name].required = False
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 2


class Card(Credited):
    """The words of one file. One in which nothing is written is no mistake: its file goes on waiting."""

    is_thrown = forms.BooleanField(label=_("Throw this file away"), required=False)

    def __init__(
        self, *args: Any, arrival: Arrival, for_all: forms.ModelForm, typed: Any = None, **kwargs: Any
    ) -> None:
        initial = {"slug": arrival.slug, "rights": "", **(typed or {})}
        super().__init__(*args, initial=initial, empty_permitted=True, **kwargs)
        self.arrival, self.for_all = arrival, for_all
        self.lacks: list[str] = []
        chosen: Any = self.fields["rights"]
        chosen.choices = [("", gettext("as for all")), *Image.Rights.choices]
        for field in self.fields.values():
            field.help_text = ""  # it is said once, above all cards

    @property
    def throws(self) -> bool:
        """Whether the file is to be thrown away, whatever else is written."""
        return self.is_bound and bool(self["is_thrown"].data)

    @property
    def fieldsets(self) -> AdminForm:
        """The words, and folded away what is rarely another than for all."""
        own = _("Another credit, other rights, another key")
        parts = [
            (None, {"fields": (each("alt"), each("caption"))}),
            (own, {"fields": (CREDIT, RIGHTS, "slug"), "classes": ("collapse",)}),
        ]
        if self.arrival.pk:
            parts.append((None, {"fields": ("is_thrown",), "classes": ("upload-card__throw",)}))
        return AdminForm(self, parts, {})  # type: ignore[arg-type]  # any form will do

    def clean_slug(self) -> str:
        """A key that was only proposed makes way for one that was given meanwhile."""
        slug = str(self.cleaned_data["slug"])
        is_proposed = "slug" not in self.changed_data
        return arrivals.free_slug(slug) if is_proposed and Image.objects.filter(slug=slug).exists() else slug

    def clean(self) -> dict[str, Any]:
        """What a card does not say of credit and rights is as for all."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        common = getattr(self.for_all, "cleaned_data", {})
        if not any(said.get(name) for name in CREDIT):
            said |= {name: common.get(name, "") for name in CREDIT}
            if not said[FIRST_CREDIT]:
                self.lacks.append(FIRST_CREDIT)
        elif not said.get(FIRST_CREDIT):
            self.add_error(FIRST_CREDIT, gettext("Write the credit in this language too."))
        said["rights"] = said.get("rights") or common.get("rights")
        if not said["rights"]:
            self.lacks.append("rights")
        said["rights_expire_on"] = said.get("rights_expire_on") or common.get("rights_expire_on")
        return said


class Sheet:
    """All that the page asks: what is said for all pictures, and a card for each file that waits."""

    def __init__(self, page: admin.ModelAdmin, request: HttpRequest, *, is_saved: bool) -> None:
        sent = request.POST
        make: Any = partial(
            modelform_factory,
            Image,
            formfield_callback=partial(page.formfield_for_dbfield, request=request),
            widgets={"rights_expire_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d")},
        )
        common, self.card = make(form=Credited, fields=(*CREDIT, *RIGHTS)), make(form=Card, fields=IN_CARD)
        data = sent if is_saved else None
        self.for_all = common(data, prefix="all", initial=_typed(sent, "all"))
        waiting = Arrival.objects.filter(curator_id=request.user.pk).defer("thumbnail")
        self.cards = []
        for arrival in waiting[:MOST_WAITING]:
            prefix = f"picture-{arrival.key}"
            is_sent = f"{prefix}-slug" in sent
            typed = None if is_saved else _typed(sent, prefix)
            self.cards.append(self._card(arrival, prefix, typed, data if is_sent else None))

    @property
    def common(self) -> AdminForm:
        return AdminForm(self.for_all, [(None, {"fields": (CREDIT, RIGHTS)})], {})  # type: ignore[dict-item]

    @property
    def empty(self) -> Card:
        """The card of which the script makes others."""
        return self._card(Arrival(key=NEW), f"picture-{NEW}", None, None)

    @property
    def written(self) -> list[Card]:
        """The cards that are to become images."""
        return [card for card in self.cards if card.is_bound and card.has_changed() and not card.throws]

    @property
    def thrown(self) -> list[Card]:
        return [card for card in self.cards if card.throws]

    def is_valid(self) -> bool:
        """Whether all that is written may be saved; asked once, it says in the forms what may not."""
        self.for_all.full_clean()
        slugs: set[str] = set()
        for card in self.written:
            slug = card.cleaned_data.get("slug") if card.is_valid() else None
            if slug in slugs:
                card.add_error("slug", gettext("Another picture here has the same key. Give one of them another."))
            slugs |= {slug} if slug else set()
        words = {
            FIRST_CREDIT: gettext("Write the credit here for all pictures, or with each picture its own."),
            "rights": gettext("Choose the rights here for all pictures, or with each picture its own."),
        }
        for name in dict.fromkeys(name for card in self.written for name in card.lacks):
            self.for_all.add_error(name, words[name])
        return not self.for_all.errors and not any(card.errors for card in self.written)

    def _card(self, arrival: Arrival, prefix: str, typed: Any, data: Any) -> Card:
        card: Card = self.card(data, prefix=prefix, arrival=arrival, for_all=self.for_all, typed=typed)
        return card


def _typed(sent: Any, prefix: str) -> dict[str, str]:
    """What was typed and is not saved yet: it stands in the form again."""
    return {name: sent[key] for name in (*IN_CARD, "is_thrown") if (key := f"{prefix}-{name}") in sent}
