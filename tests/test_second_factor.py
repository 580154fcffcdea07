"""More than a password: asked at every door, each code and each answer taken once."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from exhibit.accounts import authenticator, doors, invitations, passkeys, policy, recovery
from exhibit.accounts.encrypted import decrypt, encrypt
from exhibit.models import AccountEvent, Authenticator, Image, Passkey, RecoveryCode, Session, UsedChallenge
from tests.keys import (
    PASSWORD,
    SECRET,
    Device,
    app_of,
    code_of,
    codes_in,
    give_code,
    give_password,
    person,
    secret_in,
)

pytestmark = pytest.mark.django_db

Kind = AccountEvent.Kind


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any) -> None:
    settings.SECOND_FACTOR = "editors"


@pytest.fixture
def olga() -> User:
    return person("olga", "Editors")


def places() -> Iterator[str]:
    """Every address of the desk, with keys that may lead somewhere."""

    def walk(patterns: Any, before: str) -> Iterator[str]:
        for one in patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, here)
            elif isinstance(one, URLPattern) and here.startswith("admin/"):
                yield here

    for place in walk(get_resolver().url_patterns, ""):
        path = re.sub(r"<(\w+:)?content_type_id>", "4", place.replace("<uidb64>/<token>", "MQ/x-y"))
        path = (
            re.sub(r"<[\w:]+>", "1", path)
            .replace(r"(\d+)", "1")
            .replace("([^/]+)", "1")
            .replace("/^", "/")
            .removesuffix("$")
        )
        if "(?P" not in path:  # what is at no address leads to the door too
            yield "/" + path


BEFORE_THE_DOOR = {
    "/admin/login/",
    "/admin/login/code/",
    "/admin/login/passkey/",
    "/admin/account/app/",
    "/admin/account/passkey/",
    "/admin/account/passkey/options/",
    "/admin/password_reset/",
    "/admin/password_reset/done/",
    "/admin/reset/MQ/x-y/",
    "/admin/reset/done/",
    "/admin/invited/1/",
}


def opened(client: Client, among: Iterable[str] = ()) -> set[str]:
    """Which addresses of the desk answer anything but the door, by GET or POST."""
    found = set()
    for place in among or places():
        if place in BEFORE_THE_DOOR or place == "/admin/logout/":
            continue
        for answer in (client.get(place), client.post(place, {})):
            to_the_door = answer.status_code == 302 and "/admin/login/" in answer["Location"]
            if not to_the_door and answer.status_code not in (404, 405):
                found.add(f"{place} {answer.status_code}")
    return found


class TestEveryDoor:
    """Row 25: with the password alone nothing but enrolment is reached."""

    def test_all_addresses_of_the_desk_are_looked_at(self) -> None:
        known = list(places())
        assert len(known) > 150
        assert not [place for place in known if set(place) & set("<>()^$")]
        assert set(known) >= BEFORE_THE_DOOR

    def test_with_the_password_alone_none_opens(self, museum: None, olga: User) -> None:
        app_of(olga)
        client = Client()
        assert give_password(client, "olga")["Location"] == "/admin/login/code/"
        assert opened(client) == set()
        # Nor a key of one's own: there is one already, and it was not shown.
        assert client.get("/admin/account/app/")["Location"] == "/admin/login/"
        assert client.post("/admin/account/app/", {"code": code_of(), "name": "x"})["Location"] == "/admin/login/"
        assert client.get("/admin/account/passkey/")["Location"] == "/admin/login/"
        assert client.get("/admin/account/passkey/options/").status_code == 403
        assert Authenticator.objects.count() == 1

    def test_a_session_that_says_more_than_was_proved_opens_none_either(self, museum: None, olga: User) -> None:
        """Whatever way signed somebody in, as another app's page might (CVE-2022-24857)."""
        client = Client()
        client.force_login(olga)
        assert opened(client) == set()

    def test_it_would_be_found_if_only_the_door_asked(
        self, museum: None, olga: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The fault: neither the middleware nor the desk asks."""
        monkeypatch.setattr(doors, "is_let_in", lambda request, user: True)
        client = Client()
        client.force_login(olga)
        some = ("/admin/guide/", "/admin/exhibit/pastslug/", "/admin/account/", "/admin/password_change/")
        assert opened(client, some) == {f"{place} 200" for place in some}

    def test_the_desk_asks_for_itself(self, olga: User) -> None:
        """Without the middleware, too."""
        client = Client()
        client.force_login(olga)
        request = RequestFactory().get("/admin/")
        request.user, request.session = olga, client.session
        assert not admin.site.has_permission(request)
        request.session[doors.VERIFIED] = "app"
        assert admin.site.has_permission(request)

    def test_pictures_that_hang_nowhere_are_not_shown(self, museum: None, olga: User, settings: Any) -> None:
        image = Image.objects.exclude(pk__in=Image.objects.shown()).first()
        if image is None:
            Image.objects.filter(slug="crowd").update(rights="licensed", rights_expire_on="2000-01-01")
            image = Image.objects.get(slug="crowd")
        client = Client()
        client.force_login(olga)
        assert client.get(image.file.url).status_code == 404
        settings.SECOND_FACTOR = "off"
        answer = client.get(image.file.url)
        assert answer.status_code == 200
        answer.close()

    def test_nobody_is_signed_in_for_the_rest_of_the_house(self, olga: User) -> None:
        app_of(olga)
        client = Client()
        give_password(client, "olga")
        assert "_auth_user_id" not in client.session
        assert PASSWORD not in str(client.session.items()), "the password is kept nowhere (CVE-2020-15105)"
        client.force_login(olga)
        request = RequestFactory().get("/")
        request.session = client.session
        assert isinstance(doors.let_in(request), AnonymousUser)


class TestWhoNeedsIt:
    @pytest.mark.parametrize(
        ("asked", "needing"),
        [
            ("off", set()),
            ("optional", set()),
            ("editors", {"Editors", "Administrators", "superuser", "renamed"}),
            ("all", {"Viewers", "Curators", "Editors", "Administrators", "superuser", "renamed"}),
        ],
    )
    def test_rights_decide_not_names(self, asked: str, needing: set[str], settings: Any) -> None:
        settings.SECOND_FACTOR = asked
        people = {name: person(name, name) for name in ("Viewers", "Curators", "Editors", "Administrators")}
        people |= {"superuser": person("root", is_superuser=True), "renamed": person("renamed", "Редакторы")}
        group = Group.objects.create(name="Редакторы")
        group.permissions.set(Group.objects.get(name="Editors").permissions.all())
        people["renamed"].groups.add(group)
        assert {name for name, user in people.items() if policy.is_required(user)} == needing

    def test_whoever_has_set_it_up_is_asked(self, settings: Any) -> None:
        settings.SECOND_FACTOR = "optional"
        user = person("anna", "Curators")
        assert give_password(Client(), "anna")["Location"] == "/admin/"
        app_of(user)
        assert give_password(Client(), "anna")["Location"] == "/admin/login/code/"
        settings.SECOND_FACTOR = "off"
        assert give_password(Client(), "anna")["Location"] == "/admin/"


class TestEnrolment:
    def test_the_first_sign_in_of_an_editor(self, museum: None, olga: User) -> None:
        client = Client()
        assert give_password(client, "olga", next="/admin/guide/")["Location"] == "/admin/account/app/"
        page = client.get("/admin/account/app/")
        html = page.content.decode()
        assert "<svg" in html
        assert "style=" not in html[html.index("<svg") : html.index("</svg>")]
        secret = secret_in(page)
        assert secret_in(client.get("/admin/account/app/")) == secret, "a page that is loaded again is the same"
        wrong = client.post("/admin/account/app/", {"code": "000000", "name": "Telephone"})
        assert "not the code that the app should show" in wrong.content.decode()
        assert client.get("/admin/").status_code == 302
        shown = client.post("/admin/account/app/", {"code": code_of(secret), "name": "Telephone"})
        assert len(codes_in(shown)) == recovery.COUNT
        assert 'href="/admin/guide/"' in shown.content.decode()
        assert client.get("/admin/guide/").status_code == 200
        assert secret.replace(" ", "") not in str(client.session.items())

    def test_an_app_has_the_museum_and_the_account_in_its_list(self) -> None:
        said = authenticator.address("ABC", "olga & co", "Музей: кино")
        assert said.startswith("otpauth://totp/%D0%9C")
        assert "%3Aolga%20%26%20co?secret=ABC&issuer=" in said

    def test_the_last_key_stays_where_one_is_needed(self, olga: User) -> None:
        client = entered(olga)
        first = Authenticator.objects.get()
        answer = client.post("/admin/account/remove/", {"kind": "app", "key": first.pk}, follow=True)
        assert "This is your only key" in answer.content.decode()
        Authenticator.objects.create(user=olga, name="Tablet", secret=encrypt(b"x" * 20))
        client.post("/admin/account/remove/", {"kind": "app", "key": first.pk})
        assert [one.name for one in Authenticator.objects.all()] == ["Tablet"]

    def test_nobody_removes_the_key_of_another(self, olga: User) -> None:
        theirs = app_of(person("anna", "Editors"))
        assert entered(olga).post("/admin/account/remove/", {"kind": "app", "key": theirs.pk}).status_code == 404
        assert Authenticator.objects.filter(pk=theirs.pk).exists()

    def test_keys_are_changed_by_whoever_has_just_proved_who_they_are(self, olga: User) -> None:
        client = entered(olga)
        session = client.session
        session["entered"] |= {"at": session["entered"]["at"] - 1000}
        session.save()
        first = Authenticator.objects.get()
        Authenticator.objects.create(user=olga, name="Tablet", secret=encrypt(b"x" * 20))
        answer = client.post("/admin/account/remove/", {"kind": "app", "key": first.pk})
        assert answer["Location"] == "/admin/account/confirm/?next=%2Fadmin%2Faccount%2F"
        asked = client.post(answer["Location"], {"password": "wrong", "next": "/admin/account/"})
        assert "This is not your password." in asked.content.decode()
        answer = client.post(answer["Location"], {"password": PASSWORD, "next": "/admin/account/"})
        assert answer["Location"] == "/admin/account/"
        assert client.post("/admin/account/remove/", {"kind": "app", "key": first.pk})["Location"] == "/admin/account/"
        assert not Authenticator.objects.filter(pk=first.pk).exists()


def entered(user: User) -> Client:
    """A client signed in by password and app."""
    app_of(user)
    client = Client()
    give_password(client, user.username)
    assert give_code(client, code_of()).status_code == 302
    return client


class TestOnce:
    """Row 25: of 200 replays none is taken."""

    def test_a_code_of_an_app(self, olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
        app_of(olga)
        code = code_of()
        assert authenticator.take(olga, code)
        assert [authenticator.take(olga, code) for _number in range(200)] == [None] * 200
        # Nor the one before it, which the clock's tolerance would allow; of two at one moment one comes in.
        assert authenticator.take(olga, code_of(drift=-1)) is None
        stale = Authenticator.objects.get()
        monkeypatch.setattr(authenticator, "step_of", lambda secret, code, after=0: stale.last_step)
        assert authenticator.take(olga, code) is None

    def test_a_code_would_be_taken_again_if_its_step_were_not_kept(
        self, olga: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The fault: the last step is forgotten."""
        app_of(olga)
        code = code_of()
        assert authenticator.take(olga, code)
        Authenticator.objects.update(last_step=0)
        assert authenticator.take(olga, code)

    def test_the_same_code_at_the_door(self, olga: User) -> None:
        app_of(olga)
        code, first, second = code_of(), Client(), Client()
        for client in (first, second):
            give_password(client, "olga")
        assert give_code(first, code).status_code == 302
        answer = give_code(second, code)
        assert "This code does not fit, or it was used already." in answer.content.decode()
        assert second.get("/admin/").status_code == 302

    @pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "1 2 3"])
    def test_what_is_no_code(self, olga: User, code: str) -> None:
        assert authenticator.step_of(base64.b32decode(SECRET), code) is None

    def test_a_recovery_code(self, olga: User) -> None:
        app_of(olga)
        codes = recovery.make(olga)
        assert recovery.take(olga, codes[0].upper().replace("-", " "))
        assert not any(recovery.take(olga, codes[0]) for _number in range(200))
        assert recovery.left(olga) == recovery.COUNT - 1
        assert not recovery.take(person("anna"), codes[1]), "of another"
        stored = " ".join(RecoveryCode.objects.values_list("digest", flat=True))
        assert not any(code.replace("-", "") in stored for code in codes), "only digests are kept"

    def test_a_recovery_code_opens_the_desk_and_says_how_many_are_left(self, museum: None, olga: User) -> None:
        app_of(olga)
        code = recovery.make(olga)[0]
        client = Client()
        give_password(client, "olga")
        assert give_code(client, code)["Location"] == "/admin/"
        assert "9 recovery codes are left." in client.get("/admin/").content.decode()
        assert AccountEvent.objects.filter(kind=Kind.CODE_USED, account=olga).exists()

    def test_new_recovery_codes_make_the_old_ones_void(self, olga: User) -> None:
        client = entered(olga)
        old = recovery.make(olga)
        new = codes_in(client.post("/admin/account/codes/"))
        assert len(new) == 10
        assert not recovery.take(olga, old[0])
        assert recovery.take(olga, new[0])
        assert client.get("/admin/account/codes/").status_code == 405

    def test_codes_are_not_guessed(self, olga: User) -> None:
        app_of(olga)
        client = Client()
        give_password(client, "olga")
        states = [give_code(client, f"{number:06d}").status_code for number in range(30)]
        assert states.count(200) <= 5
        assert set(states[6:]) == {429}

    def test_who_tried_too_many_codes_is_led_back_to_where_they_wanted_to_go(self, olga: User) -> None:
        app_of(olga)
        client = Client()
        give_password(client, "olga", next="/admin/exhibit/film/")
        for number in range(6):
            answer = give_code(client, f"{number:06d}")
        html = answer.content.decode()
        assert answer.status_code == 429
        assert "/admin/login/?next=%2Fadmin%2Fexhibit%2Ffilm%2F" in html
        assert "An administrator can open it at once." in html
        assert "At another address" not in html, "codes are counted by account"

    def test_the_threshold_is_left_after_ten_minutes(self, olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
        app_of(olga)
        client = Client()
        give_password(client, "olga")
        assert client.get("/admin/login/code/").status_code == 200
        monkeypatch.setattr(doors, "PENDING_SECONDS", -1)
        assert client.get("/admin/login/code/")["Location"] == "/admin/login/"

    def test_a_new_password_takes_others_off_the_threshold(self, olga: User) -> None:
        app_of(olga)
        client = Client()
        give_password(client, "olga")
        olga.set_password("quite another password")
        olga.save()
        assert give_code(client, code_of())["Location"] == "/admin/login/"


class TestPasskeys:
    ORIGIN = "http://testserver"

    def made(self, user: User) -> tuple[Device, Passkey]:
        device = Device()
        asked = passkeys.invite(user, self.ORIGIN, "Museum")
        return device, passkeys.add(user, self.ORIGIN, asked["token"], device.make(asked["options"]), "Stick")

    def test_an_answer_opens_once(self, olga: User) -> None:
        device, passkey = self.made(olga)
        asked = passkeys.ask(self.ORIGIN)
        answer = device.sign(asked["options"])
        assert passkeys.owner_of(self.ORIGIN, asked["token"], answer) == passkey
        Passkey.objects.update(sign_count=0)  # many devices do not count
        for _number in range(200):
            with pytest.raises(passkeys.PasskeyError):
                passkeys.owner_of(self.ORIGIN, asked["token"], answer)

    def test_it_would_open_again_if_used_challenges_were_not_noted(
        self, olga: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The fault: CVE-2022-42731."""
        device, _passkey = self.made(olga)
        asked = passkeys.ask(self.ORIGIN)
        answer = device.sign(asked["options"])
        monkeypatch.setattr(passkeys, "_use_up", lambda challenge: None)
        for _number in range(2):
            Passkey.objects.update(sign_count=0)
            passkeys.owner_of(self.ORIGIN, asked["token"], answer)

    def test_an_invitation_makes_one_passkey_for_one_account(self, olga: User) -> None:
        asked = passkeys.invite(olga, self.ORIGIN, "Museum")
        answer = Device().make(asked["options"])
        with pytest.raises(passkeys.PasskeyError):
            passkeys.add(person("anna"), self.ORIGIN, asked["token"], answer, "theirs")
        passkeys.add(olga, self.ORIGIN, asked["token"], answer, "mine")
        for device in (answer, Device().make(asked["options"])):
            with pytest.raises(passkeys.PasskeyError):
                passkeys.add(olga, self.ORIGIN, asked["token"], device, "again")
        assert Passkey.objects.count() == 1

    def test_what_does_not_hold(self, olga: User) -> None:
        device, _passkey = self.made(olga)

        def refused(change: Any = None, *, origin: str = self.ORIGIN, flags: int = 0x05, token: str = "") -> str:
            asked = passkeys.ask(self.ORIGIN)
            answer = device.sign(asked["options"], flags=flags)
            if change:
                change(answer)
            with pytest.raises(passkeys.PasskeyError) as problem:
                passkeys.owner_of(origin, token or asked["token"], answer)
            return str(problem.value)

        other = passkeys.ask(self.ORIGIN)["token"]
        invitation = passkeys.invite(olga, self.ORIGIN, "Museum")["token"]
        assert refused(token=other), "an answer to something else"
        assert refused(token=invitation) == "a challenge for something else"
        assert refused(token="made up") == "no challenge of ours"
        assert refused(flags=0x01), "nobody looked at the finger"
        assert refused(origin="https://evil.example"), "another site"
        device.origin = "https://evil.example"
        assert refused(), "signed for another site"
        device.origin = self.ORIGIN
        assert refused(lambda answer: answer["response"].update(signature="AAAA"))
        assert refused(lambda answer: answer["response"].update(userHandle="AAAA"))
        assert refused(lambda answer: answer["response"].pop("authenticatorData"))
        assert refused(lambda answer: answer.update(id="nobody's")) == "unknown"
        for junk in (None, [], "x", 7, {"id": None}, {"response": 7}):
            with pytest.raises(passkeys.PasskeyError):
                passkeys.owner_of(self.ORIGIN, other, junk)
            with pytest.raises(passkeys.PasskeyError):
                passkeys.add(olga, self.ORIGIN, invitation, junk, "x")
        assert not UsedChallenge.objects.exclude(pk=UsedChallenge.objects.first().pk).exists()  # type: ignore[union-attr]

    def test_an_old_challenge_is_none(self, olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
        device, _passkey = self.made(olga)
        asked = passkeys.ask(self.ORIGIN)
        monkeypatch.setattr(passkeys, "SECONDS", -1)
        with pytest.raises(passkeys.PasskeyError):
            passkeys.owner_of(self.ORIGIN, asked["token"], device.sign(asked["options"]))

    def test_at_the_door(self, museum: None, olga: User) -> None:
        device, _passkey = self.made(olga)
        client = Client()
        asked = client.get("/admin/login/passkey/").json()
        sent = {"token": asked["token"], "answer": json.dumps(device.sign(asked["options"])), "next": "//evil.example/"}
        answer = client.post("/admin/login/passkey/", sent)
        assert answer["Location"] == "/admin/", "no other site is led to"
        assert client.get("/admin/").status_code == 200
        again = Client().post("/admin/login/passkey/", sent)
        assert again.status_code == 403
        assert "This passkey was not accepted." in again.content.decode()
        for closing in ({"is_active": False}, {"is_active": True, "is_staff": False}):
            User.objects.filter(pk=olga.pk).update(**closing)
            asked = client.get("/admin/login/passkey/").json()
            sent = {"token": asked["token"], "answer": json.dumps(device.sign(asked["options"]))}
            assert Client().post("/admin/login/passkey/", sent).status_code == 403

    def test_without_second_factors_there_are_none(self, settings: Any, olga: User) -> None:
        settings.SECOND_FACTOR = "off"
        assert Client().get("/admin/login/passkey/").status_code == 404
        assert "passkey" not in Client().get("/admin/login/").content.decode()

    def test_broken_answers_are_refused_with_words(self, olga: User) -> None:
        for answer in ("", "{", "[]", '"x"', '{"id": "' + "x" * 30_000 + '"}'):
            sent = {"token": "x", "answer": answer}
            assert Client(REMOTE_ADDR=f"10.0.1.{len(answer) % 250}").post(
                "/admin/login/passkey/", sent
            ).status_code in {403}


class TestReset:
    def test_an_administrator_resets_another(self, museum: None, olga: User) -> None:
        chief = entered(person("nina", "Administrators"))
        client = entered_again(olga)
        page = f"/admin/auth/user/{olga.pk}/doors/"
        html = chief.get(page).content.decode()
        assert "Where olga is signed in" in html
        assert "Reset the second factor" in html
        chief.post(page, {"_reset": ""})
        assert not policy.has_any(olga)
        assert client.get("/admin/").status_code == 302, "signed in nowhere any more"
        event = AccountEvent.objects.get(kind=Kind.FACTORS_RESET)
        assert (event.account, event.actor_name, event.details) == (olga, "nina", "app: Telephone")
        assert give_password(Client(), "olga")["Location"] == "/admin/account/app/"

    def test_others_may_not_and_nobody_a_superusers(self, museum: None, olga: User) -> None:
        root = person("root", is_superuser=True)
        app_of(root)
        chief, editor = entered(person("nina", "Administrators")), entered_again(olga)
        for client in (chief, editor):
            for verb in (client.get, client.post):
                assert verb(f"/admin/auth/user/{root.pk}/doors/").status_code == 403
        assert editor.post(f"/admin/auth/user/{User.objects.get(username='nina').pk}/doors/").status_code == 403
        assert chief.get("/admin/auth/user/999999/doors/").status_code == 404
        assert policy.has_any(root)

    def test_by_the_command_line(self, olga: User) -> None:
        client = entered(olga)
        said = StringIO()
        call_command("reset_second_factor", "olga", stdout=said)
        assert said.getvalue() == "1 second factors of “olga” are gone, and its sessions ended.\n"
        assert not policy.has_any(olga)
        assert not Session.objects.filter(user=olga).exists()
        assert client.get("/admin/").status_code == 302
        assert AccountEvent.objects.get(kind=Kind.FACTORS_RESET).actor_name == "(command line)"
        with pytest.raises(CommandError, match="There is no account “nobody”"):
            call_command("reset_second_factor", "nobody")

    def test_without_keys_recovery_codes_open_nothing(self, olga: User, settings: Any) -> None:
        settings.SECOND_FACTOR = "optional"
        client = entered(olga)
        recovery.make(olga)
        client.post("/admin/account/remove/", {"kind": "app", "key": Authenticator.objects.get().pk})
        assert not RecoveryCode.objects.exists()


def entered_again(user: User) -> Client:
    """Signed in by another app of the same secret; its first code was not used."""
    return entered(user)


def test_every_page_of_the_door_is_kept_by_nobody(museum: None, olga: User) -> None:
    client = entered(olga)
    for name in ("account", "account_app", "account_passkey", "account_confirm", "password_reset", "login_passkey"):
        assert "no-store" in client.get(reverse(f"admin:{name}"))["Cache-Control"], name


class TestKeptSecrets:
    """Row 25: what an app and the museum share is of no use to whoever has a copy of the database alone."""

    def test_the_database_does_not_hold_it(self, olga: User) -> None:
        client = Client()
        give_password(client, "olga")
        secret = secret_in(client.get("/admin/account/app/"))
        client.post("/admin/account/app/", {"name": "Telephone", "code": code_of(secret)})
        stored = bytes(Authenticator.objects.get().secret)
        assert base64.b32decode(secret.replace(" ", "")) not in stored
        assert decrypt(stored) == base64.b32decode(secret.replace(" ", ""))

    def test_an_earlier_key_still_counts_where_it_is_named(self, olga: User, settings: Any) -> None:
        app_of(olga)
        before = bytes(Authenticator.objects.get().secret)
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
        client = Client()
        give_password(client, "olga")
        assert give_code(client, code_of())["Location"] == "/admin/"
        assert bytes(Authenticator.objects.get().secret) != before
        settings.SECRET_KEY_FALLBACKS = []
        assert decrypt(bytes(Authenticator.objects.get().secret)) is not None, "it is written anew under the new key"

    def test_without_it_codes_are_refused_and_paper_helps(
        self, olga: User, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        app_of(olga)
        paper = recovery.make(olga)[0]
        settings.SECRET_KEY = "another" * 10
        client = Client()
        give_password(client, "olga")
        assert give_code(client, code_of()).status_code == 200
        assert "cannot be read: SECRET_KEY is another" in caplog.text
        assert give_code(client, paper).status_code == 302


def test_an_earlier_key_keeps_sessions_and_links(settings: Any) -> None:
    olga = person("olga", "Curators")
    client = Client()
    client.force_login(olga)
    token = invitations.invite(person("vera", "Curators"))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    assert invitations.invited(token) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert invitations.invited(token) is not None
    assert client.get("/admin/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get("/admin/").status_code == 200, "the session was signed anew"
