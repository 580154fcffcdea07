"""Who may go through which door: every address of the resolver, every role, every method, as a table to compare.

The table is `tests/permissions.txt`. After a change of addresses or rights `make permissions` writes it anew, and the
difference is what is to be reviewed.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.contrib.admin.sites import site as desk
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from reversion import add_to_revision, create_revision, is_registered
from reversion.models import Version

from exhibit.interop.formats import NOUNS
from exhibit.models import Exhibit, Film, Import, PastSlug, PreservationEvent, Record, ReviewLink, Upload
from tests.crawl import ROWS, routes
from tests.hidden import Museum

TABLE = Path(__file__).with_name("permissions.txt")
ROLES = ("anonymous", "staff", "Viewers", "Curators", "Editors", "Administrators", "superuser")
METHODS = ("GET", "POST", "PUT", "DELETE")
SAID = {200: "o", 304: "o", 301: ">", 302: ">", 303: ">", 400: "?", 403: "x", 404: "-", 405: ".", 409: "!"}
SAID |= {410: "-", 422: "?"}
LEGEND = f"""\
# Who may go through which door. A letter a role, in this order: {", ".join(ROLES)}.
# o answered  L asked to sign in  > led on  x refused  - not there  . no such method  ? not understood  ! in conflict
# PUT and DELETE, which no form of ours uses, are asked by the first and the last of them. An empty form is sent;
# whoever may open a form is told what is missing in it. Written by `make permissions`.
"""
NOBODY = 999_999
STATEFUL = ("change", "delete", "discard", "preview", "merge")
"""What is asked of a record that visitors see, and of one that they do not."""

ENDS = ("anonymous", "superuser")
ASKED = {"GET": ROLES, "POST": ROLES, "PUT": ENDS, "DELETE": ENDS}
"""Who is asked of by which method: two that no form of ours uses are asked of by those who may nothing and all."""

KEPT_ASIDE = (
    "django_session",
    "exhibit_session",
    "exhibit_deskvisit",
    "exhibit_search",
    "search_index",
    "django_content_type",
)
"""Tables into which looking may write: who is signed in, who has what open, what the search has read."""


@dataclass(frozen=True, slots=True)
class Door:
    """One address, with the state of the record behind it."""

    name: str
    state: str
    path: str

    @property
    def key(self) -> str:
        return f"{self.name} {self.state}".strip()


def desk_patterns() -> Iterator[tuple[str, str, list[str]]]:
    """Yield the name, the route and the names of the parts of every address of the desk."""
    for one in get_resolver().url_patterns:
        for inner in getattr(one, "url_patterns", []):
            if isinstance(inner, URLResolver) and str(inner.pattern) == "admin/":
                yield from _patterns(inner.url_patterns, "")
                return


def _patterns(patterns: Any, before: str) -> Iterator[tuple[str, str, list[str]]]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield one.name or "", route, list(one.pattern.regex.groupindex) or ["…"] * one.pattern.regex.groups


def doors() -> Iterator[Door]:
    """Yield every door of the museum: those of the desk for each state of a record, those of visitors once."""
    for name, route, parts in desk_patterns():
        model = _model_of(route)
        if name in ("", "app_list"):
            yield Door(f"desk: {route}", "", _unnamed(route, model))
            continue
        has_states = name.rpartition("_")[2] in STATEFUL
        for state, record in _records(model, has_states=has_states) if parts and model else [("", None)]:
            yield Door(f"admin:{name}", state, reverse(f"admin:{name}", args=_args(name, parts, record)))
    for name, _route in dict(routes()).items():
        if path := _public(name):
            yield Door(name, "", path)


def _model_of(route: str) -> Any:
    """Return the kind of record behind an address of the desk, None for none."""
    parts = route.split("/")
    known = {(one._meta.app_label, one._meta.model_name): one for one in desk._registry}
    return known.get((parts[0], parts[1])) if len(parts) > 1 else None


def _unnamed(route: str, model: Any) -> str:
    if model:
        return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{model._base_manager.first().pk}/"
    return "/admin/exhibit/" if "app_label" in route else "/admin/no-such-door/"


def _records(model: Any, *, has_states: bool = True) -> Iterator[tuple[str, Any]]:
    rows = model._base_manager.order_by("pk")
    if issubclass(model, Record) and has_states:
        published = rows.filter(status="published").last()
        yield "published", published
        yield "draft", rows.exclude(pk=published.pk).filter(status="draft").last() or published
    else:
        yield "", rows.last()


def _args(name: str, parts: list[str], record: Any) -> list[Any]:
    """Return what an address names: its record, a version of it, or a number that nothing has."""
    if not parts:
        return []
    if name == "view_on_site":
        return [ContentType.objects.get_for_model(Film).pk, Film.objects.published().order_by("pk")[0].pk]
    if name.endswith("_revision"):
        return [record.pk, Version.objects.get_for_object(record)[0].pk]
    if name.endswith("_recover"):
        return [NOBODY]
    if name.endswith("_import_plan"):
        return [Upload.objects.latest("pk").pk]
    if name == "import":
        return [Import.objects.latest("pk").pk]
    if record is not None and parts[0] in ("object_id", "id", "…"):
        return [record.pk, *[NOBODY] * (len(parts) - 1)]
    return [NOBODY] * len(parts)


def _public(name: str) -> str:
    """Return one path that visitors may ask, of every kind."""
    museum = Museum(shown={noun: _shown(noun) for noun in NOUNS.values()})
    for given in ROWS[name](museum):
        if "<" not in name:
            return reverse(name, kwargs=given)
    return ""


def _shown(noun: str) -> Any:
    model = next(one for one, called in NOUNS.items() if called == noun)
    shown = getattr(model._default_manager, "published", None) or model._default_manager.shown
    return shown().order_by("pk")[0]


def prepare() -> None:
    """Have a record of every kind in both states, a version of each, and what the desk keeps besides."""
    boss = User.objects.create_superuser("boss")
    film = Film.objects.published().order_by("pk")[0]
    PastSlug.objects.create(noun="film", slug="an-old-address", current=film.slug)
    ReviewLink.objects.create(exhibit=Exhibit.objects.all()[0], reviewer="Dr A", expires_at="2100-01-01T00:00Z")
    for model in (one for one in desk._registry if issubclass(one, Record)):
        last = model._base_manager.order_by("pk").last()
        if model._base_manager.count() > 1:
            model._base_manager.filter(pk=last.pk).update(status="draft")
        else:
            copy = model._base_manager.get(pk=last.pk)
            copy.pk, copy.slug, copy.status = None, f"{copy.slug}-draft", "draft"
            copy.save()
    PreservationEvent.objects.create(kind="fixity", subject="a.png", outcome="good")
    Upload.objects.create(user=boss, noun="film", file_name="films.csv", content=b"slug\n")
    empty = {"base": {"exhibit.film": {}}, "contents": {"exhibit.film": {}}}
    counts = dict.fromkeys(("created_count", "changed_count", "same_count", "left_out_count"), 0)
    Import.objects.create(noun="film", file_name="films.csv", user=boss, **empty, **counts)
    with create_revision():
        for model in desk._registry:
            for _state, record in _records(model) if is_registered(model) else ():
                add_to_revision(record)


def clients(**options: Any) -> dict[str, Client]:
    """Return a browser for each role."""
    found: dict[str, Client] = {}
    for role in ROLES:
        found[role] = Client(raise_request_exception=False, **options)
        if role != "anonymous":
            user = User.objects.create_user(f"as-{role}", is_staff=True, is_superuser=role == "superuser")
            if group := Group.objects.filter(name=role).first():
                user.groups.add(group)
            found[role].force_login(user)
    return found


def sign(answer: HttpResponseBase) -> str:
    """Return an answer as one letter."""
    place = answer.headers.get("Location", "")
    if answer.status_code == 302 and "/login/?next=" in place:
        return "L"
    return SAID.get(answer.status_code, str(answer.status_code))


@contextmanager
def without_templates(patch: Any) -> Iterator[None]:
    """What the pages of the desk say is no matter here, and takes most of the time."""
    with patch.context() as within:
        within.setattr(SimpleTemplateResponse, "rendered_content", property(lambda self: ""))
        yield


@contextmanager
def writing() -> Iterator[list[str]]:
    """Collect the statements that write, but for what looking may write."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.lstrip().partition(" ")[0].upper()
        if verb in ("INSERT", "UPDATE", "DELETE", "REPLACE") and not any(name in sql for name in KEPT_ASIDE):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def digest() -> str:
    """Return a name for everything in the database, but for what looking may write."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if not table.startswith((*KEPT_ASIDE, "sqlite_")):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                found.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return found.hexdigest()


def leaves_a_trace(client: Client, path: str) -> bool:
    """Whether looking at a page changes anything. Some pages write and take back: a preview, an older version."""
    with transaction.atomic():
        before = digest()
        client.get(path).close()
        is_other = digest() != before
        transaction.set_rollback(True)
    return is_other


def asked(client: Client, method: str, path: str) -> tuple[str, list[str], str]:
    """Go to a door, tell what was said, what was written, and who may keep the answer; let nothing of it be."""
    cookies = SimpleCookie({name: one.value for name, one in client.cookies.items()})
    with transaction.atomic(), writing() as written:
        answer: HttpResponseBase = getattr(client, method.lower())(path)
        answer.close()
        transaction.set_rollback(True)
    client.cookies = cookies  # who has signed out is in again
    return sign(answer), written, answer.headers.get("Cache-Control", "")


def row(door: Door, signs: dict[tuple[str, str], str]) -> str:
    """Return a line of the table."""
    columns = {method: "".join(signs[method, role] for role in ASKED[method]) for method in METHODS}
    return f"{door.key:62} " + "  ".join(f"{method} {said}" for method, said in columns.items())


def read(text: str) -> dict[str, dict[tuple[str, str], str]]:
    """Return the table as it is committed."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        *words, _get, get, _post, post, _put, put, _delete, delete = line.split()
        said = dict(zip(METHODS, (get, post, put, delete), strict=True))
        found[" ".join(words)] = {
            (method, role): letter
            for method in METHODS
            for role, letter in zip(ASKED[method], said[method], strict=True)
        }
    return found
