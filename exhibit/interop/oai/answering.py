"""Answers of the protocol, verb by verb, as XML."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, tostring

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibit.interop.oai import dublin_core, edm
from exhibit.interop.oai.asking import arguments_of, verb_of
from exhibit.interop.oai.dating import earliest, written
from exhibit.interop.oai.describing import described
from exhibit.interop.oai.errors import OaiError
from exhibit.interop.oai.listing import Told, page_of, sets, told
from exhibit.interop.oai.nouns import NOUNS, Noun
from exhibit.interop.oai.tokens import Place, read_token, token_of
from exhibit.interop.oai.xml import OAI, SCHEMA_LOCATION, add, clean
from exhibit.models import Record

SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
FORMATS: dict[str, Any] = {"oai_dc": dublin_core, "edm": edm}


def answer(asked: Mapping[str, Sequence[str]], site: str, path: str) -> bytes:
    """Return the answer to a question as XML; `site` is scheme and host of addresses, `path` that of the repository."""
    root = Element(f"{{{OAI}}}OAI-PMH", {SCHEMA_LOCATION: f"{OAI} {SCHEMA}"})
    add(root, OAI, "responseDate", written(timezone.now()))
    request = add(root, OAI, "request", f"{site}{path}")
    try:
        verb = verb_of(asked)
        arguments = arguments_of(verb, asked)
        for name, value in {"verb": verb, **arguments}.items():
            request.set(name, clean(value))
        part = Element(f"{{{OAI}}}{verb}")
        _Answer(site, path, verb, arguments, part).fill()
        root.append(part)
    except OaiError as problem:
        add(root, OAI, "error", problem.words, code=problem.code)
    found: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return found


class _Answer:
    """The answer to one question, in the element of its verb."""

    def __init__(self, site: str, path: str, verb: str, arguments: dict[str, str], part: Element) -> None:
        self.site = site
        self.path = path
        self.verb = verb
        self.arguments = arguments
        self.part = part
        self.names = f"oai:{urlsplit(site).hostname}:"

    def fill(self) -> None:
        """Put in what is asked for.

        Raises:
            OaiError: saying what is wrong.
        """
        match self.verb:
            case "Identify":
                self._identify()
            case "ListMetadataFormats":
                self._list_formats()
            case "ListSets":
                self._list_sets()
            case "GetRecord":
                self._get_record()
            case _:
                self._list()

    def _identify(self) -> None:
        for name, text in {
            "repositoryName": _("Film museum"),
            "baseURL": f"{self.site}{self.path}",
            "protocolVersion": "2.0",
            "adminEmail": settings.CONTACT_EMAIL or f"webmaster@{urlsplit(self.site).hostname}",
            "earliestDatestamp": written(earliest()),
            "deletedRecord": "no",
            "granularity": "YYYY-MM-DDThh:mm:ssZ",
        }.items():
            add(self.part, OAI, name, text)

    def _list_formats(self) -> None:
        noun = self._found(self.arguments["identifier"]).noun if "identifier" in self.arguments else None
        for prefix, form in FORMATS.items():
            if noun is None or _tells(prefix, noun):
                one = add(self.part, OAI, "metadataFormat")
                add(one, OAI, "metadataPrefix", prefix)
                add(one, OAI, "schema", form.SCHEMA)
                add(one, OAI, "metadataNamespace", form.NAMESPACE)

    def _list_sets(self) -> None:
        if "resumptionToken" in self.arguments:
            read_token(self.verb, self.arguments["resumptionToken"])
        for name, words in sets():
            one = add(self.part, OAI, "set")
            add(one, OAI, "setSpec", name)
            add(one, OAI, "setName", words)

    def _get_record(self) -> None:
        prefix = self._known_prefix(self.arguments)
        found = self._found(self.arguments["identifier"])
        if not _tells(prefix, found.noun):
            raise OaiError("cannotDisseminateFormat", f"{prefix} is not told of {found.noun.name}. Ask for oai_dc.")
        self._record(found, prefix)

    def _list(self) -> None:
        arguments, place = self.arguments, Place()
        if token := arguments.get("resumptionToken"):
            arguments, place = read_token(self.verb, token)
        prefix, is_whole = self._known_prefix(arguments), self.verb == "ListRecords"
        page = page_of(arguments, place, has_object=prefix == "edm", is_whole=is_whole)
        for one in page.told:
            if is_whole:
                self._record(one, prefix)
            else:
                self._header(self.part, one)
        if page.onward or place.told:
            onward = token_of({"verb": self.verb, **arguments}, page.onward) if page.onward else ""
            add(self.part, OAI, "resumptionToken", onward, cursor=str(place.told))

    def _record(self, found: Told, prefix: str) -> None:
        one = add(self.part, OAI, "record")
        self._header(one, found)
        told_of = described(found.record, self.site)
        FORMATS[prefix].written(add(one, OAI, "metadata"), self._identifier(found), told_of)

    def _header(self, parent: Element, found: Told) -> None:
        header = add(parent, OAI, "header")
        add(header, OAI, "identifier", self._identifier(found))
        add(header, OAI, "datestamp", written(found.changed_at))
        for name in found.sets:
            add(header, OAI, "setSpec", name)

    def _identifier(self, found: Told) -> str:
        return f"{self.names}{found.noun.name}/{found.record.slug}"

    def _known_prefix(self, arguments: dict[str, str]) -> str:
        prefix = arguments["metadataPrefix"]
        if prefix not in FORMATS:
            known = ", ".join(FORMATS)
            raise OaiError("cannotDisseminateFormat", f"“{prefix[:40]}” is not told here. Ask for one of: {known}.")
        return prefix

    def _found(self, identifier: str) -> Told:
        """Return what an identifier names; of an old one it is said what is its name now."""
        name, _stroke, slug = identifier.removeprefix(self.names).partition("/")
        noun = next((noun for noun in NOUNS if noun.name == name), None)
        if noun and identifier.startswith(self.names) and "\0" not in slug:
            records = list(noun.loaded(noun.shown()).filter(slug=slug)[:1])
            if records:
                return told(noun, records)[0]
            if issubclass(noun.model, Record) and (now := noun.shown().moved_from(slug).first()):  # type: ignore[attr-defined]
                raise OaiError("idDoesNotExist", f"It was renamed. Ask for {self.names}{name}/{now.slug}.")
        raise OaiError("idDoesNotExist", f"Nothing here has this name. They begin with {self.names}{NOUNS[0].name}/.")


def _tells(prefix: str, noun: Noun) -> bool:
    return prefix != "edm" or noun.has_object
