"""What becomes of accounts: written down, read by few, changed by fewer; a forgotten password tells nobody anything."""

import json
import logging
import random
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from config.logs import JsonLines
from exhibit.accounts import letters, unsaved
from exhibit.accounts.events import note
from exhibit.admin import accounts, own_account
from exhibit.models import AccountEvent, Session, UnsavedForm
from tests.keys import PASSWORD, app_of, code_of, give_code, give_password, person

pytestmark = pytest.mark.django_db

Kind = AccountEvent.Kind
LIST = "/admin/exhibit/accountevent/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def kinds(account: User | None = None) -> list[str]:
    """What was written down, the earliest first."""
    rows = AccountEvent.objects.filter(account=account) if account else AccountEvent.objects.all()
    return list(rows.order_by("pk").values_list("kind", flat=True))


class TestWrittenDown:
    def test_a_day_at_the_door(self, settings: Any) -> None:
        settings.SECOND_FACTOR = "editors"
        olga = person("olga", "Editors")
        app_of(olga)
        AccountEvent.objects.all().delete()
        client = Client(HTTP_USER_AGENT="curl/8", REMOTE_ADDR="192.0.2.9")
        give_password(client, "olga", "wrong")
        give_password(client, "olga")
        give_code(client, "000000")
        give_code(client, code_of())
        new = "quite another password"
        client.post("/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
        assert "nobody can go on in this browser" in client.post("/admin/logout/").content.decode()
        assert kinds() == ["failed", "code_failed", "signed_in", "password_changed", "signed_out"]
        for event in AccountEvent.objects.all():
            assert (event.account, event.address, event.browser) == (olga, "192.0.2.9", "curl")

    def test_rights_by_whom(self) -> None:
        nina, anna = person("nina", "Administrators"), person("anna", "Curators")
        AccountEvent.objects.all().delete()
        client = signed_in(nina)
        editors = Group.objects.get(name="Editors")
        page = f"/admin/auth/user/{anna.pk}/change/"
        sent = {"username": "anna", "is_active": "on", "is_staff": "on", "groups": [editors.pk]}
        sent |= {"date_joined_0": "2026-01-01", "date_joined_1": "12:00"}
        assert client.post(page, sent).status_code == 302
        del sent["is_staff"]
        client.post(page, sent)
        told = [(e.kind, e.actor_name, e.details) for e in AccountEvent.objects.filter(account=anna).order_by("pk")]
        assert told == [
            (Kind.RIGHTS_CHANGED, "nina", "taken: Curators"),
            (Kind.RIGHTS_CHANGED, "nina", "given: Editors"),
            (Kind.RIGHTS_CHANGED, "nina", "is_staff: no"),
        ]
        client.post(f"/admin/auth/user/{anna.pk}/delete/", {"post": "yes"})
        gone = AccountEvent.objects.get(kind=Kind.ACCOUNT_DELETED)
        assert (gone.account, gone.account_name, gone.actor_name) == (None, "anna", "nina")
        assert AccountEvent.objects.filter(account_name="anna", account=None).count() == 4

    def test_rights_of_groups(self) -> None:
        group = Group.objects.get(name="Viewers")
        group.permissions.add(Permission.objects.get(codename="add_film"))
        Permission.objects.get(codename="add_film").group_set.remove(group)
        told = list(
            AccountEvent.objects.filter(kind=Kind.GROUP_CHANGED).order_by("pk").values_list("details", flat=True)
        )
        assert told == ["Viewers: given: add_film", "Viewers: taken: add_film"]

    def test_many_refusals_are_one_row_and_a_line_each(self, caplog: pytest.LogCaptureFixture) -> None:
        person("olga")
        with caplog.at_level(logging.WARNING):
            for _number in range(12):
                give_password(Client(), "olga", "guess")
        assert AccountEvent.objects.filter(kind=Kind.THROTTLED).count() == 1
        assert sum("'throttled'" in record.getMessage() for record in caplog.records) == 7

    def test_lines_are_objects_without_secrets(self, caplog: pytest.LogCaptureFixture, settings: Any) -> None:
        settings.SECOND_FACTOR = "editors"
        app_of(person("olga", "Editors"))
        client, code = Client(), code_of()
        with caplog.at_level(logging.INFO):
            give_password(client, "olga", "a wrong canary")
            give_password(client, "olga")
            give_code(client, code)
        lines = [json.loads(JsonLines().format(record)) for record in caplog.records if "accounts" in record.name]
        assert [line["event"] for line in lines][-2:] == ["failed", "signed_in"]
        assert {line["account"] for line in lines[-2:]} == {"olga"}
        text = json.dumps(lines)
        for secret in (PASSWORD, "canary", code, client.session.session_key):
            assert secret not in text

    def test_the_list_is_read_by_administrators_and_written_by_nobody(self, museum: None) -> None:
        event = AccountEvent.objects.create(kind=Kind.FAILED)
        may = {"Viewers": 403, "Curators": 403, "Editors": 403, "Administrators": 200}
        for role, status in may.items():
            client = signed_in(person(role.lower(), role))
            assert client.get(LIST).status_code == status, role
            assert ("accountevent" in client.get("/admin/").content.decode()) == (status == 200)
            for page in ("add/", f"{event.pk}/change/", f"{event.pk}/delete/"):
                assert client.post(LIST + page, {"post": "yes"}).status_code in (403, 302)
        assert signed_in(person("root", is_superuser=True)).post(f"{LIST}{event.pk}/delete/").status_code == 403
        assert AccountEvent.objects.filter(pk=event.pk).exists()
        html = signed_in(User.objects.get(username="administrators")).get(LIST + "?kind=failed&q=olga").content.decode()
        assert "wrong name or password" in html

    def test_details_are_read_in_the_language_of_the_page(self, museum: None) -> None:
        nina = person("nina", "Administrators")
        anna = person("anna", "Curators")
        anna.groups.add(Group.objects.get(name="Editors"))
        client = signed_in(nina)
        assert '<td class="field-told">given: Editors</td>' in client.get(LIST).content.decode()
        russian = client.get(f"/ru{LIST}").content.decode()
        assert '<td class="field-told">дано: Редакторы (Editors)</td>' in russian
        note(Kind.FACTOR_REMOVED, anna, details="app: Telephone of Anna")
        note(Kind.FACTOR_ADDED, anna, details="app: left")
        page = client.get(f"/ru/admin/auth/user/{anna.pk}/doors/").content.decode()
        assert "приложение: Telephone of Anna" in page
        assert "приложение: left" in page, "a name"


class TestOwnRights:
    """Row 21."""

    PAGES = ("change/", "password/", "doors/", "delete/")

    @pytest.mark.parametrize("role", ["Viewers", "Curators", "Editors"])
    def test_100_edits_by_a_lower_role_gain_no_right(self, role: str) -> None:
        user, chance = person("olga", role), random.Random(21)  # noqa: S311
        root = person("root", is_superuser=True)
        client = signed_in(user)

        def state() -> Any:
            rows = User.objects.order_by("pk").values_list(
                "username", "password", "is_superuser", "is_staff", "is_active"
            )
            given = User.groups.through.objects.count(), Group.permissions.through.objects.count()
            return list(rows), given, User.user_permissions.through.objects.count(), Group.objects.count()

        before, rights = state(), User.objects.get(pk=user.pk).get_all_permissions()
        groups = list(Group.objects.values_list("pk", flat=True))
        permissions = list(Permission.objects.values_list("pk", flat=True))
        for _number in range(100):
            target = chance.choice([user.pk, root.pk])
            page = chance.choice(
                [f"user/{target}/{page}" for page in self.PAGES]
                + ["user/add/", "group/add/", f"group/{groups[0]}/change/"]
            )
            sent = {
                "username": chance.choice(["olga", "root", "evil"]),
                "is_superuser": "on",
                "is_staff": "on",
                "is_active": "on",
                "groups": groups,
                "user_permissions": chance.sample(permissions, 5),
                "permissions": chance.sample(permissions, 5),
                "name": "Editors",
                "usable_password": "true",
                "password1": "quite another password",
                "password2": "quite another password",
                "post": "yes",
                "_reset": "",
                "_end": "",
                "date_joined_0": "2026-01-01",
                "date_joined_1": "12:00",
            }
            assert client.post(f"/admin/auth/{page}", sent).status_code == 403, page
        assert state() == before
        assert User.objects.get(pk=user.pk).get_all_permissions() == rights

    def test_an_administrator_makes_no_superuser_nor_gives_single_rights(self) -> None:
        nina = person("nina", "Administrators")
        client = signed_in(nina)
        sent = {"username": "nina", "is_active": "on", "is_staff": "on", "is_superuser": "on", "user_permissions": [1]}
        sent |= {"groups": list(nina.groups.values_list("pk", flat=True))}
        sent |= {"date_joined_0": "2026-01-01", "date_joined_1": "12:00"}
        assert client.post(f"/admin/auth/user/{nina.pk}/change/", sent).status_code == 302
        nina.refresh_from_db()
        assert not nina.is_superuser
        assert not nina.user_permissions.exists()

    def test_the_edits_would_gain_rights_if_the_page_did_not_ask(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The fault."""
        olga = person("olga", "Curators")
        page = admin.site._registry[User]
        monkeypatch.setattr(type(page), "has_change_permission", lambda self, request, obj=None: True)
        monkeypatch.setattr(type(page), "has_view_permission", lambda self, request, obj=None: True)
        sent = {"username": "olga", "is_active": "on", "is_staff": "on"}
        sent |= {"groups": list(Group.objects.values_list("pk", flat=True))}
        sent |= {"date_joined_0": "2026-01-01", "date_joined_1": "12:00"}
        signed_in(olga).post(f"/admin/auth/user/{olga.pk}/change/", sent)
        assert olga.groups.count() > 1


class TestAskedAgain:
    """A session that somebody else may have taken over changes nothing by which people sign in."""

    @pytest.fixture
    def anna(self) -> User:
        return person("anna", "Curators")

    @pytest.fixture
    def client(self) -> Client:
        client = signed_in(person("nina", "Administrators"))
        session = client.session
        session["entered"] |= {"at": session["entered"]["at"] - own_account.FRESH_SECONDS - 1}
        session.save()
        return client

    def form(self, name: str = "anna") -> dict[str, Any]:
        dated = {"date_joined_0": "2026-01-01", "date_joined_1": "12:00"}
        mark = {unsaved.MARK: unsaved.mark_for(User.objects.get(username="nina"))}
        return {"username": name, "is_active": "on", "is_staff": "on", "email": "evil@example.org", **dated, **mark}

    def test_what_was_written_in_an_account_comes_back_afterwards(self, client: Client, anna: User) -> None:
        page = f"/admin/auth/user/{anna.pk}/change/"
        asked = client.post(page, self.form())
        place, _question, back = asked["Location"].partition("?next=")
        assert place == "/admin/account/confirm/"
        assert User.objects.get(pk=anna.pk).email == anna.email
        assert "What you wrote is kept." in client.get(asked["Location"]).content.decode()
        answer = client.post(place, {"password": PASSWORD, "next": unquote(back)})
        assert answer["Location"].startswith(f"{page}?{unsaved.ASKED}=")
        html = client.get(answer["Location"]).content.decode()
        assert 'value="evil@example.org"' in html
        assert "All that you wrote is here; save it now." in html
        assert User.objects.get(pk=anna.pk).email == anna.email, "it waits to be saved"
        assert f'name="{unsaved.MARK}"' in html
        assert client.post(answer["Location"], self.form())["Location"] == "/admin/auth/user/"
        assert User.objects.get(pk=anna.pk).email == "evil@example.org"
        assert not UnsavedForm.objects.exists()

    def test_so_does_a_new_account_and_once_it_is_made_nothing_waits(self, client: Client) -> None:
        asked = client.post("/admin/auth/user/add/", self.form("vera"))
        back = unquote(asked["Location"].partition("?next=")[2])
        assert UnsavedForm.objects.get().title == "vera"
        client.post("/admin/account/confirm/", {"password": PASSWORD, "next": back})
        assert 'value="vera"' in client.get(back).content.decode()
        assert not User.objects.filter(username="vera").exists()
        assert client.post(back, self.form("vera")).status_code == 200, "the page with the link"
        assert User.objects.filter(username="vera").exists()
        assert not UnsavedForm.objects.exists()

    def test_words_that_wait_are_not_forgotten_by_being_asked_again(self, client: Client, anna: User) -> None:
        page = f"/admin/auth/user/{anna.pk}/change/"
        first = unquote(client.post(page, self.form())["Location"].partition("?next=")[2])
        client.post(first, {"username": "anna"})  # without a mark, so that nothing of this one is kept
        assert UnsavedForm.objects.count() == 1

    PAGES = ("user/add/", "user/{}/change/", "user/{}/password/", "user/{}/doors/", "user/{}/delete/", "user/")
    OF_ROLES = ("group/add/", "group/{}/change/", "group/{}/delete/", "group/")

    @pytest.mark.parametrize("page", PAGES + OF_ROLES)
    def test_no_page_of_accounts_does_anything(self, client: Client, anna: User, page: str) -> None:
        if page in self.OF_ROLES:
            User.objects.filter(username="nina").update(is_superuser=True)
        key = anna.pk if page in self.PAGES else Group.objects.get(name="Curators").pk
        address = f"/admin/auth/{page.format(key)}"
        sent = {"username": "new", "name": "new", "_end": "", "_reset": "", "post": "yes"}
        sent |= {"action": "delete_selected", "_selected_action": key}

        def state() -> list[Any]:
            nouns = (User, Group, Group.permissions.through, User.groups.through, AccountEvent)
            return [list(noun._default_manager.values()) for noun in nouns]

        before = state()
        for answer in (client.post(address, sent), *([] if page.count("/") == 1 else [client.get(address)])):
            assert answer["Location"] == f"/admin/account/confirm/?{urlencode({'next': address})}"
        assert state() == before
        asked = client.get(answer["Location"]).content.decode()
        assert "What you sent is not done yet. Do it again after this." in asked

    def test_who_may_not_is_not_asked(self) -> None:
        client = signed_in(person("olga", "Curators"))
        session = client.session
        session["entered"] |= {"at": session["entered"]["at"] - own_account.FRESH_SECONDS - 1}
        session.save()
        assert client.get("/admin/auth/user/add/").status_code == 403

    def test_sessions_are_not_ended(self, client: Client) -> None:
        signed_in(User.objects.get(username="nina"))
        for which in ("all", "others"):
            answer = client.post("/admin/account/sessions/", {"session": which})
            assert answer["Location"] == "/admin/account/confirm/?next=%2Fadmin%2Faccount%2F"
        assert Session.objects.filter(user__username="nina").count() == 2

    def test_whoever_has_no_password_is_told_what_to_do(self, client: Client) -> None:
        nina = User.objects.get(username="nina")
        nina.set_unusable_password()
        User.objects.filter(pk=nina.pk).update(password=nina.password)
        client.force_login(nina)
        html = client.get("/admin/account/confirm/").content.decode()
        assert "Your account has no password at the moment." in html
        assert 'type="password"' not in html
        assert client.post("/admin/account/confirm/", {"password": ""}).status_code == 200

    def test_the_form_would_be_saved_if_nobody_asked(
        self, client: Client, anna: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The fault."""
        monkeypatch.setattr(accounts, "is_known", lambda request: True)
        client.post(f"/admin/auth/user/{anna.pk}/change/", self.form())
        assert User.objects.get(pk=anna.pk).email == "evil@example.org"


CHANGING = (
    "login",
    "login_code",
    "login_passkey",
    "account_app",
    "account_passkey",
    "account_codes",
    "account_remove",
    "account_sessions",
    "account_confirm",
    "password_reset",
    "password_change",
    "logout",
)


@pytest.mark.parametrize("name", CHANGING)
def test_no_form_without_its_token_changes_anything(name: str, settings: Any) -> None:
    """Row 22, for every address of the door."""
    settings.SECOND_FACTOR, settings.MAIL_IS_ON = "optional", True
    olga = person("olga", "Curators")
    app = app_of(olga)
    client = Client(enforce_csrf_checks=True)
    client.force_login(olga)
    session = client.session
    session["second_factor"] = "app"
    session.save()
    assert client.get("/admin/account/").status_code == 200
    sessions, events = Session.objects.count(), AccountEvent.objects.count()
    sent = {"session": "all", "kind": "app", "key": app.pk, "code": code_of(), "email": olga.email, "name": "x"}
    for more in ({}, {"HTTP_ORIGIN": "https://evil.example"}):
        assert client.post(reverse(f"admin:{name}"), sent, **more).status_code == 403
    assert (Session.objects.count(), AccountEvent.objects.count()) == (sessions, events)
    assert type(app).objects.filter(pk=app.pk).exists()
    assert not mail.outbox


@pytest.mark.parametrize("name", ["account_codes", "account_remove", "account_sessions", "logout"])
def test_what_changes_something_is_no_link(name: str) -> None:
    assert signed_in(person("olga", "Curators")).get(reverse(f"admin:{name}")).status_code == 405


class TestForgottenPassword:
    @pytest.fixture(autouse=True)
    def _letters(self, settings: Any) -> Any:
        settings.MAIL_IS_ON = True
        with letters.at_once():
            yield

    def ask(self, email: str, **more: Any) -> Any:
        return Client(**more).post("/admin/password_reset/", {"email": email})

    def link(self) -> str:
        found = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)
        assert found
        return found[1]

    def test_the_answer_is_the_same_for_everybody(self) -> None:
        person("olga", "Editors")
        person("gone", "Editors", is_active=False)
        User.objects.create_user("visitor", "visitor@museum.example", PASSWORD)
        told = {
            (answer.status_code, answer["Location"], answer.content)
            for answer in map(self.ask, ("olga@museum.example", "nobody@museum.example", "gone@museum.example",
                                         "visitor@museum.example"))
        }  # fmt: skip
        assert told == {(302, "/admin/password_reset/done/", b"")}
        assert [letter.to for letter in mail.outbox] == [["olga@museum.example"]]
        assert Client().get("/admin/password_reset/done/").status_code == 200

    def test_the_letter_is_written_after_the_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """So that an address which has an account takes no longer."""
        started: list[Any] = []
        monkeypatch.setattr(letters.threading.Thread, "start", lambda self: started.append(self._target))
        letters._at_once.set(False)
        person("olga", "Editors")
        for email in ("olga@museum.example", "nobody@museum.example"):
            self.ask(email)
        assert started == [letters._write_apart] * 2
        assert not mail.outbox

    def test_a_link_sets_a_password_once_and_lets_nobody_in(self, museum: None, settings: Any) -> None:
        settings.SECOND_FACTOR = "editors"
        olga = person("olga", "Editors")
        app_of(olga)
        there = Client()
        there.force_login(olga)
        self.ask("OLGA@museum.example")
        link, client = self.link(), Client()
        page = client.get(link, follow=True)
        assert page.redirect_chain[0][0].endswith("/set/"), "the link leaves the address bar"
        new = "quite another password"
        place = page.redirect_chain[0][0]
        weak = client.post(place, {"new_password1": "museum", "new_password2": "museum"})
        assert "at least 12 characters" in weak.content.decode()
        done = client.post(place, {"new_password1": new, "new_password2": new})
        assert done["Location"] == "/admin/reset/done/"
        assert "_auth_user_id" not in client.session
        assert not Session.objects.filter(user=olga).exists(), "signed in nowhere"
        assert give_password(client, "olga", new)["Location"] == "/admin/login/code/", "the second factor is asked"
        again = Client().get(link, follow=True)
        assert "This link is not good any more" in again.content.decode()
        assert kinds(olga)[-2:] == [Kind.PASSWORD_CHANGED, Kind.PASSWORD_RESET]

    def test_a_link_lasts_an_hour(self, settings: Any) -> None:
        person("olga", "Editors")
        self.ask("olga@museum.example")
        assert settings.PASSWORD_RESET_TIMEOUT == 3600
        settings.PASSWORD_RESET_TIMEOUT = -1
        assert "not good any more" in Client().get(self.link(), follow=True).content.decode()

    def test_letters_are_few(self) -> None:
        person("olga", "Editors")
        states = [self.ask("olga@museum.example", REMOTE_ADDR=f"10.0.0.{n}").status_code for n in range(6)]
        assert states == [302] * 3 + [429] * 3
        states = [self.ask(f"nobody{n}@museum.example").status_code for n in range(12)]
        assert states == [302] * 10 + [429] * 2

    def test_the_link_leads_to_the_museums_own_address(self, settings: Any) -> None:
        settings.SITE_URL = "https://exhibit.example.org"
        person("olga", "Editors")
        self.ask("olga@museum.example", HTTP_X_FORWARDED_HOST="evil.example")
        assert "https://exhibit.example.org/admin/reset/" in mail.outbox[0].body

    def test_letters_speak_the_language_of_the_page(self) -> None:
        person("olga", "Editors")
        Client().post("/ru/admin/password_reset/", {"email": "olga@museum.example"})
        assert "/ru/admin/reset/" in mail.outbox[0].body

    def test_where_no_letters_are_sent_it_says_whom_to_ask(self, settings: Any) -> None:
        settings.MAIL_IS_ON = False
        person("olga", "Editors")
        html = Client().get("/admin/password_reset/").content.decode()
        assert "This museum sends no letters. Ask an administrator" in html
        assert self.ask("olga@museum.example").status_code == 200
        assert not mail.outbox

    def test_a_mail_server_that_is_away_is_no_error(self, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
        person("olga", "Editors")
        assert self.ask("olga@museum.example").status_code == 302
        assert "A letter for a password could not be sent: ConnectionRefusedError" in caplog.text


def test_nothing_of_accounts_is_in_an_archive_or_a_copy(museum: None, tmp_path: Path) -> None:
    """Row 48, for what the door keeps."""
    olga = person("olga", "Editors")
    app_of(olga)
    give_password(Client(), "olga")
    call_command("dump_exhibit", tmp_path / "folder", verbosity=0)
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "folder").glob("*.json"))
    assert "Cranes" in text
    for canary in (olga.password, olga.email, "accountevent", "authenticator", Session.objects.first().session_key):  # type: ignore[union-attr]
        assert canary not in text
