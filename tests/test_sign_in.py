"""The front door: how often it may be knocked at, and what it tells whom."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exhibit import callers
from exhibit.accounts import passwords, retention, throttle
from exhibit.accounts.events import plain
from exhibit.models import AccountEvent, Attempts, Session, UnsavedForm
from tests.keys import PASSWORD, Device, give_password, person
from tests.test_settings import PRODUCTION, manage

pytestmark = pytest.mark.django_db

Kind = AccountEvent.Kind


@pytest.fixture
def olga() -> User:
    return person("olga", "Curators")


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each password that was really looked at."""
    seen: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        seen.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return seen


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets time pass for everything that asks Django for it."""
    now = timezone.now
    passed = [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: now() + passed[0])

    def wait(**amount: float) -> None:
        passed[0] += timedelta(**amount)

    return wait


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets no time pass: a slow machine is no help to those who guess."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def attack(count: int, addresses: int, name: str = "olga") -> list[Any]:
    """Guess from so many addresses, each claiming others in X-Forwarded-For before what the proxy appends."""
    client = Client()
    answers = []
    for number in range(count):
        forged = f"203.0.113.{number % 251}, 198.51.100.{number % 13}, 10.1.{number % addresses}.9"
        answers.append(give_password(client, name, f"guess {number}", HTTP_X_FORWARDED_FOR=forged))
    return answers


class TestGuessing:
    """Row 24."""

    def test_of_1000_guesses_from_50_addresses_at_most_20_reach_the_password(
        self, olga: User, checks: list[str], settings: Any, still: None
    ) -> None:
        settings.PROXY_COUNT, settings.SECOND_FACTOR = 1, "optional"
        home = "192.0.2.7"
        owner = Client()
        assert give_password(owner, "olga", HTTP_X_FORWARDED_FOR=home).status_code == 302
        device, maker = Device(), owner.get("/admin/account/passkey/options/", HTTP_X_FORWARDED_FOR=home).json()
        sent = {"token": maker["token"], "answer": json.dumps(device.make(maker["options"])), "name": "Stick"}
        assert owner.post("/admin/account/passkey/", sent).status_code == 200
        checks.clear()

        answers = attack(1000, 50)
        guessed = [one for one in checks if one.startswith("guess")]
        assert len(guessed) <= 20
        assert len(guessed) == 5, "at one moment: the free attempts of one name"
        assert sum(answer.status_code == 429 for answer in answers) == 995
        assert AccountEvent.objects.filter(kind=Kind.FAILED).count() == 5

        # The owner, by password, from where she was before; and from anywhere by a passkey.
        at_home = give_password(Client(), "olga", HTTP_X_FORWARDED_FOR=home)
        assert (at_home.status_code, at_home["Location"]) == (302, "/admin/login/code/")
        away = Client()
        asked = away.get("/admin/login/passkey/").json()
        sent = {"token": asked["token"], "answer": json.dumps(device.sign(asked["options"])), "next": "/admin/guide/"}
        entered = away.post("/admin/login/passkey/", sent, HTTP_X_FORWARDED_FOR="198.51.100.200")
        assert (entered.status_code, entered["Location"]) == (302, "/admin/guide/")
        assert away.get("/admin/guide/").status_code == 200

    def test_without_the_wait_of_a_name_many_addresses_guess_on(
        self, olga: User, checks: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch, still: None
    ) -> None:
        """The fault: each address has its own five attempts."""
        settings.PROXY_COUNT = 1
        monkeypatch.setitem(throttle.LIMITS, "name", throttle.Limit(10**6, timedelta(), timedelta()))
        attack(60, 10)
        assert len(checks) > 20

    def test_where_the_first_word_of_forwarded_for_is_believed_they_guess_on(
        self, olga: User, checks: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch, still: None
    ) -> None:
        """The fault: a forged address is a new one each time. Here against many names from one address."""
        settings.PROXY_COUNT = 1

        def guess() -> int:
            checks.clear()
            for number in range(40):
                forged = f"203.0.113.{number}, 10.1.1.9"
                give_password(Client(), f"name{number}", "guess", HTTP_X_FORWARDED_FOR=forged)
            return len(checks)

        assert guess() == 20
        monkeypatch.setattr(throttle, "address_of", lambda request: request.META["HTTP_X_FORWARDED_FOR"].split(",")[0])
        assert guess() == 40

    def test_an_attempt_counts_before_it_is_looked_at(self, olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
        """What many send at one moment cannot pass the count together."""
        seen: list[int] = []
        clean = throttle.password

        def during(request: Any, name: str) -> Any:
            found = clean(request, name)
            seen.append(Attempts.objects.order_by("-count").values_list("count", flat=True)[0])
            return found

        monkeypatch.setattr(throttle, "password", during)
        for _number in range(3):
            give_password(Client(), "olga", "guess")
        assert seen == [1, 2, 3]

    def test_the_page_says_until_when(self, olga: User) -> None:
        for _number in range(5):
            assert give_password(Client(), "olga", "guess").status_code == 200
        answer = give_password(Client(), "olga", next="/admin/exhibit/film/?q=a&p=1")
        assert answer.status_code == 429
        back = "/admin/login/?next=%2Fadmin%2Fexhibit%2Ffilm%2F%3Fq%3Da%26p%3D1"
        assert f'href="{back}"' in answer.content.decode(), "the door leads where it would have"
        assert 14 * 60 < int(answer["Retry-After"]) <= 15 * 60 + 1
        assert "no-store" in answer["Cache-Control"]
        html = answer.content.decode()
        assert "There were too many attempts. Try again in 15 minutes" in html
        russian = give_password(Client(), "olga", at="/ru/admin/login/")
        assert russian.status_code == 429

    def test_it_opens_by_itself_and_closes_for_longer(self, olga: User, later: Any) -> None:
        for _number in range(5):
            give_password(Client(), "olga", "guess")
        later(minutes=16)
        assert give_password(Client(), "olga", "guess").status_code == 200
        assert int(give_password(Client(), "olga")["Retry-After"]) > 25 * 60
        later(minutes=31)
        assert give_password(Client(), "olga").status_code == 302
        assert give_password(Client(), "olga", "guess").status_code == 200, "what was right begins anew"

    def test_a_name_waits_ever_longer_but_never_more_than_a_quarter_of_an_hour(self) -> None:
        waits = [throttle.LIMITS["name"].wait(count).total_seconds() for count in (4, 5, 6, 10, 15, 1000)]
        assert waits == [0, 1, 2, 32, 900, 900]

    def test_a_day_later_all_is_forgotten(self, olga: User, later: Any) -> None:
        for _number in range(5):
            give_password(Client(), "olga", "guess")
        later(days=1, hours=1)
        assert give_password(Client(), "olga", "guess").status_code == 200
        assert set(Attempts.objects.values_list("count", flat=True)) == {1}

    def test_an_administrator_sees_who_waits_and_lets_them_in(self, olga: User) -> None:
        """A colleague behind the same router has missed her password; both stand at one address."""
        chief = Client()
        chief.force_login(person("chief", "Administrators"))
        page = f"/admin/auth/user/{olga.pk}/doors/"
        assert "_let_in" not in chief.get(page).content.decode()
        for _number in range(5):
            give_password(Client(), "Olga", "guess", REMOTE_ADDR="198.51.100.7")
        assert give_password(Client(), "olga", REMOTE_ADDR="198.51.100.7").status_code == 429
        html = chief.get(page).content.decode()
        assert "Let them try again" in html
        assert html.count("wrong name or password") == 5
        assert "198.51.100.7" in html
        chief.post(page, {"_let_in": ""})
        assert "_let_in" not in chief.get(page).content.decode()
        assert give_password(Client(), "olga", REMOTE_ADDR="198.51.100.7").status_code == 302
        event = AccountEvent.objects.get(kind=Kind.WAIT_ENDED)
        assert (event.account_id, event.actor_name) == (olga.pk, "chief")

    def test_a_refusal_costs_as_much_for_a_name_that_no_account_has(self, olga: User) -> None:
        """An address is closed; what it asks from then on tells nothing of names."""
        for number in range(20):
            give_password(Client(), f"nobody {number}", "guess")
        give_password(Client(), "olga")
        asked = []
        for name in ("olga", "nobody"):
            with CaptureQueriesContext(connection) as queries:
                assert give_password(Client(), name).status_code == 429
            asked.append([query["sql"].split()[0] for query in queries])
        assert asked[0] == asked[1]

    def test_the_page_promises_only_what_is_so(self, olga: User) -> None:
        for _number in range(5):
            give_password(Client(), "olga", "guess")
        named = give_password(Client(), "olga").content.decode()
        assert "An administrator can open it at once." in named
        assert "At another address from which you signed in lately" in named
        for number in range(20):
            give_password(Client(), f"nobody {number}", "guess")
        closed = give_password(Client(), "olga").content.decode()
        assert "It opens by itself." in closed
        assert "administrator" not in closed
        assert "At another address" not in closed

    def test_what_is_forgotten_at_this_very_moment_is_counted_anew(
        self, olga: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An administrator lets somebody in while a guesser knocks."""
        create, forgotten = type(Attempts.objects).bulk_create, []

        def forgetful(self: Any, rows: Any, **more: Any) -> Any:
            create(self, rows, **more)
            if not forgotten:
                forgotten.append(Attempts.objects.all().delete())

        monkeypatch.setattr(type(Attempts.objects), "bulk_create", forgetful)
        assert give_password(Client(), "olga", "guess").status_code == 200
        assert forgotten
        assert set(Attempts.objects.values_list("count", flat=True)) == {1}

    def test_who_is_let_in_opens_no_door_for_others(self, olga: User) -> None:
        nina = person("nina", "Curators")
        for name in ("olga", "nina"):
            for _number in range(5):
                give_password(Client(), name, "guess", REMOTE_ADDR="198.51.100.7")
        throttle.end_waiting(nina)
        assert give_password(Client(), "olga", REMOTE_ADDR="198.51.100.7").status_code == 429
        assert give_password(Client(), "nina", REMOTE_ADDR="198.51.100.7").status_code == 302

    def test_who_signs_in_often_is_never_held_up(self, olga: User) -> None:
        for _number in range(30):
            assert give_password(Client(), "olga").status_code == 302


class TestWhoExists:
    """Row 27."""

    def test_existing_absent_and_closed_accounts_get_one_answer_and_one_look(
        self, olga: User, checks: list[str]
    ) -> None:
        person("gone", "Editors", is_active=False)
        User.objects.create_user("visitor", password=PASSWORD)
        told = set()
        for name, password in (
            ("olga", "wrong"),
            ("nobody", "wrong"),
            ("gone", "wrong"),
            ("gone", PASSWORD),
            ("visitor", PASSWORD),
        ):
            checks.clear()
            client = Client()
            client.cookies["csrftoken"] = "a" * 32
            answer = give_password(client, name, password, REMOTE_ADDR=f"10.0.0.{len(name)}")
            assert len(checks) == 1, f"{name}: the hasher ran as often as for all others"
            html = answer.content.decode().replace(f'value="{name}"', "")
            token = answer.context["csrf_token"]
            told.add((answer.status_code, html.replace(str(token), "")))
        assert len(told) == 1

    def test_a_door_that_skips_the_look_for_absent_names_is_found(
        self, olga: User, checks: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The fault: no hash for a name that is not there, which is quicker."""
        monkeypatch.setattr("django.contrib.auth.base_user.make_password", lambda password, *_more: "")
        checks.clear()
        give_password(Client(), "nobody", "wrong")
        assert checks == []

    def test_a_name_that_no_account_has_is_kept_nowhere(self, olga: User, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO):
            give_password(Client(), "my secret password", "oops")
        assert "my secret" not in caplog.text
        assert AccountEvent.objects.get(kind=Kind.FAILED).account_name == ""


class TestAddress:
    def asked(self, **meta: str) -> str:
        return callers.address_of(RequestFactory().get("/", **meta))

    def test_nobody_in_front_is_believed_unless_told(self) -> None:
        assert self.asked(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4") == "10.0.0.1"

    @pytest.mark.parametrize(
        ("count", "said", "found"),
        [
            (1, "1.2.3.4, 5.6.7.8", "5.6.7.8"),
            (2, "1.2.3.4, 5.6.7.8", "1.2.3.4"),
            (3, "1.2.3.4, 5.6.7.8", "10.0.0.1"),
            (1, "", "10.0.0.1"),
            (1, "1.2.3.4, <script>", "10.0.0.1"),
            (1, "::ffff:1.2.3.4", "1.2.3.4"),
            (1, "2001:DB8:0::0001", "2001:db8::1"),
            (1, "fe80::1%\x1b[31m", "fe80::1"),
        ],
    )
    def test_as_many_words_count_as_there_are_servers(self, count: int, said: str, found: str, settings: Any) -> None:
        settings.PROXY_COUNT = count
        assert self.asked(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=said) == found

    def test_a_household_has_one_network(self) -> None:
        assert callers.network_of("2001:db8::1") == callers.network_of("2001:db8::ffff:2") == "2001:db8::/64"
        assert callers.network_of("1.2.3.4") == "1.2.3.4"


class TestPasswords:
    @pytest.mark.parametrize("word", ["cranesareflying", "The Cranes 1957!!", "МузейЖуравли2026", "museum-exhibit-1"])
    def test_the_museums_own_words_are_no_password(self, museum: None, word: str) -> None:
        with pytest.raises(ValidationError, match="little more than the museum"):
            passwords.MuseumWordsValidator().validate(word)

    def test_a_sentence_is_one(self, museum: None, settings: Any) -> None:
        validate_password("four cranes eat porridge quietly")
        validate_password("x7" * 50)
        with pytest.raises(ValidationError):
            validate_password("eleven char")


class TestRetention:
    def test_what_is_old_is_forgotten_with_a_sign_in(self, olga: User, later: Any, settings: Any) -> None:
        give_password(Client(), "olga", "guess")
        give_password(Client(), "olga")
        UnsavedForm.objects.create(key="k", author=olga, path="/", contents=b"")
        later(days=settings.AUDIT_DAYS + 1)
        assert give_password(Client(), "olga").status_code == 302
        assert list(AccountEvent.objects.values_list("kind", flat=True)) == [Kind.SIGNED_IN]
        assert not UnsavedForm.objects.exists()
        assert Session.objects.count() == 1
        assert retention.forget() == dict.fromkeys(("events", "attempts", "sessions", "unsaved", "challenges"), 0)


def test_a_text_of_the_log_is_one_line_that_no_terminal_obeys() -> None:
    assert plain("a\r\nb\x1b[2Jc\u202ed\x9b") == r"a\r\nb\x1b[2Jc\u202ed\x9b"


def test_a_name_with_control_characters_forges_no_line(caplog: pytest.LogCaptureFixture) -> None:
    User.objects.create_user("evil\r\n2026 INFO all is well\x1b[31m", password=PASSWORD, is_staff=True)
    with caplog.at_level(logging.INFO):
        give_password(Client(), "evil\r\n2026 INFO all is well\x1b[31m", "x")
    assert all("\n" not in record.getMessage() and "\x1b" not in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SECOND_FACTOR": "maybe"}, "SECOND_FACTOR is “maybe”; set it to off, optional, editors or all."),
        ({"TRUST_PROXY": "true", "PROXY_COUNT": "0"}, "PROXY_COUNT is “0”; set it to how many"),
        ({"SESSION_IDLE_MINUTES": "soon"}, "SESSION_IDLE_MINUTES is “soon”; set it to minutes"),
        ({"SESSION_HOURS": "9999"}, "SESSION_HOURS is “9999”; set it to hours after signing in, from 1 to 744."),
        ({"AUDIT_DAYS": "7"}, "AUDIT_DAYS is “7”; set it to days"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL is not understood; write it as smtp+tls://"),
        ({"EMAIL_URL": "smtp://"}, "EMAIL_URL is not understood"),
        ({"EMAIL_FROM": "museum"}, "EMAIL_FROM is “museum”; write it as"),
    ],
)
def test_a_wrong_setting_is_one_sentence(environment: dict[str, str], said: str) -> None:
    run = manage("check", **PRODUCTION, **environment)
    assert run.returncode == 1
    assert said in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


def test_production_asks_for_two_factors_and_its_cookies_are_of_this_host_alone() -> None:
    asked = "from django.conf import settings as s; print(s.SECOND_FACTOR, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
    asked += "s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.SESSION_COOKIE_AGE,"
    asked += "s.SESSION_LONGEST, s.MAIL_IS_ON, s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH, s.MESSAGE_STORAGE)"
    told = manage("shell", "-v0", "-c", asked, **PRODUCTION).stdout.split()
    cookies = "__Host-sessionid __Host-csrftoken True True Lax 1800 43200 False None / config.messages.HostMessages"
    assert told == ["editors", *cookies.split()]
    told = manage("shell", "-v0", "-c", asked, **PRODUCTION | {"DEBUG": "true"}).stdout.split()
    assert (told[0], told[8]) == ("optional", "True"), "in development as easy as ever"


def test_a_message_waits_in_a_cookie_of_this_host_alone(settings: Any) -> None:
    settings.MESSAGE_STORAGE, settings.SESSION_COOKIE_SECURE = "config.messages.HostMessages", True
    client = Client()
    client.force_login(person("olga", "Administrators"))
    group = {"username": "vera", "is_staff": "on", "date_joined_0": "2026-01-01", "date_joined_1": "12:00"}
    answer = client.post(f"/admin/auth/user/{person('vera').pk}/change/", group, secure=True)
    assert answer.status_code == 302
    cookie = answer.cookies["__Host-messages"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")


@pytest.mark.parametrize(("asked", "code"), [("off", 1), ("optional", 1), ("editors", 0), ("all", 0)])
def test_check_deploy_warns_of_a_door_with_passwords_alone(asked: str, code: int) -> None:
    run = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, SECOND_FACTOR=asked)
    assert run.returncode == code
    assert ("SECOND_FACTOR does not ask for more" in run.stderr) == bool(code)


def test_check_deploy_is_clean_with_letters_and_a_proxy() -> None:
    more = {"EMAIL_URL": "smtp+tls://a:b@mail.example.org:587", "TRUST_PROXY": "true", "PROXY_COUNT": "2"}
    run = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, **more)
    assert run.returncode == 0, run.stderr
