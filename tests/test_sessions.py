"""Sessions: they end when they should, wherever they are; and words outlive them."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exhibit.accounts import changes, sessions, unsaved
from exhibit.accounts.browsers import browser_of
from exhibit.admin.own_account import mark_of
from exhibit.models import AccountEvent, Event, Film, Session, UnsavedForm
from tests.keys import PASSWORD, app_of, code_of, give_code, give_password, person
from tests.test_admin import CREDIT, added_row, address, filled

pytestmark = pytest.mark.usefixtures("museum")

Kind = AccountEvent.Kind
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def olga() -> User:
    return person("olga", "Editors")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets time pass for everything that asks Django for it."""
    now, passed = timezone.now, [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: now() + passed[0])

    def wait(**amount: float) -> None:
        passed[0] += timedelta(**amount)

    return wait


def entered(name: str = "olga", **more: Any) -> Client:
    client = Client(**more)
    assert give_password(client, name).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/admin/guide/").status_code == 200


class TestEnds:
    """Row 26."""

    def test_the_key_is_another_after_signing_in(self, olga: User) -> None:
        client = Client()
        client.post("/admin/login/code/")
        session = client.session
        session["planted"] = "by whoever sent the link"
        session.save()
        client.cookies["sessionid"] = before = session.session_key
        give_password(client, "olga")
        assert client.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_after_half_an_hour_without_a_request(self, olga: User, later: Any) -> None:
        client = entered()
        for _number in range(4):
            later(minutes=25)
            assert is_in(client)
        later(minutes=31)
        assert not is_in(client)

    def test_after_twelve_hours_whatever_is_done(self, olga: User, later: Any) -> None:
        client = entered()
        for _number in range(36):
            later(minutes=19.9)
            assert is_in(client)
        later(minutes=10)
        assert not is_in(client)

    def test_it_would_last_for_ever_without_its_end(
        self, olga: User, later: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The fault."""
        monkeypatch.setattr(sessions.SessionStore, "_left", lambda self: 10**6)
        client = entered()
        for _number in range(40):
            later(minutes=20)
            assert is_in(client)

    def test_the_last_moment_is_written_once_a_minute(self, olga: User, later: Any) -> None:
        client = entered()
        before = Session.objects.get().seen_at
        later(seconds=30)
        assert "sessionid" not in client.get("/admin/guide/").cookies
        later(seconds=40)
        assert "sessionid" in client.get("/admin/guide/").cookies
        assert Session.objects.get().seen_at > before

    @pytest.mark.parametrize(
        "change",
        [
            lambda user: (user.set_password("quite another password"), user.save()),
            lambda user: (setattr(user, "is_active", False), user.save()),
            lambda user: (setattr(user, "is_staff", False), user.save()),
            lambda user: (setattr(user, "is_superuser", True), user.save()),
            lambda user: user.groups.add(Group.objects.get(name="Administrators")),
            lambda user: user.groups.remove(Group.objects.get(name="Editors")),
            lambda user: user.groups.clear(),
            lambda user: Group.objects.get(name="Viewers").user_set.add(user),
            lambda user: Group.objects.get(name="Editors").user_set.clear(),
            lambda user: user.user_permissions.add(1),
            lambda user: user.delete(),
        ],
        ids="password deactivation staff superuser joined left none joined-by-group group-emptied right gone".split(),
    )
    def test_at_once_when_password_or_rights_change(self, olga: User, change: Any) -> None:
        clients, other = [entered() for _number in range(3)], entered(person("anna", "Curators").username)
        change(User.objects.get(pk=olga.pk))
        assert not Session.objects.filter(user_id=olga.pk).exists()
        assert not any(is_in(client) for client in clients)
        assert is_in(other)

    def test_it_would_go_on_with_the_rights_of_others(self, olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
        """The fault."""
        monkeypatch.setattr(changes, "end_others", lambda user: 0)
        client = entered()
        olga.groups.add(Group.objects.get(name="Administrators"))
        assert is_in(client)

    def test_what_does_not_touch_rights_ends_nothing(self, olga: User) -> None:
        client = entered()
        olga.first_name = "Olga"
        olga.save()
        assert is_in(client)

    def test_whoever_changes_the_own_password_stays_here_alone(self, olga: User) -> None:
        here, elsewhere = entered(), entered()
        new = "quite another password"
        sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert here.post("/admin/password_change/", sent).status_code == 302
        assert (is_in(here), is_in(elsewhere)) == (True, False)

    def test_the_old_password_is_not_tried_out_at_an_open_desk(self, olga: User) -> None:
        client = entered()
        sent = {"old_password": "guess", "new_password1": "x", "new_password2": "x"}
        states = [client.post("/admin/password_change/", sent).status_code for _number in range(8)]
        assert states == [200] * 5 + [429] * 3

    def test_signing_out_and_signing_out_everywhere(self, olga: User) -> None:
        first, second, third = entered(), entered(), entered()
        first.post("/admin/logout/")
        assert [is_in(one) for one in (first, second, third)] == [False, True, True]
        assert second.post("/admin/account/sessions/", {"session": "all"})["Location"] == "/admin/login/"
        assert [is_in(one) for one in (second, third)] == [False, False]


class TestList:
    def test_each_is_named_and_one_is_ended(self, olga: User) -> None:
        here = entered(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.1")
        there = entered(HTTP_USER_AGENT="curl/8", REMOTE_ADDR="192.0.2.2")
        html = here.get("/admin/account/").content.decode()
        assert "<strong>Firefox, Windows</strong>" in html
        assert "<strong>curl</strong>" in html
        assert "192.0.2.1 ·" in html
        assert "192.0.2.2 ·" in html
        assert not any(key in html for key in Session.objects.values_list("session_key", flat=True))
        [mark] = re.findall(r'name="session" value="([0-9a-f]{24})"', html)
        answer = here.post("/admin/account/sessions/", {"session": mark}, follow=True)
        assert "1 session is ended." in answer.content.decode()
        assert (is_in(here), is_in(there)) == (True, False)

    def test_nobody_ends_anothers(self, olga: User) -> None:
        client, other = entered(), entered(person("anna", "Curators").username)
        for row in Session.objects.filter(user__username="olga"):
            other.post("/admin/account/sessions/", {"session": mark_of(row)})
        other.post("/admin/account/sessions/", {"session": "others"})
        assert is_in(client)

    def test_all_others_end(self, olga: User) -> None:
        here, there = entered(), entered()
        here.post("/admin/account/sessions/", {"session": "others"})
        assert (is_in(here), is_in(there)) == (True, False)

    def test_an_administrator_ends_those_of_another(self, olga: User) -> None:
        client, chief = entered(), entered(person("nina", "Administrators").username)
        chief.post(f"/admin/auth/user/{olga.pk}/doors/", {"_end": ""})
        assert (is_in(client), is_in(chief)) == (False, True)
        assert AccountEvent.objects.get(kind=Kind.SESSIONS_ENDED).actor_name == "nina"

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            (FIREFOX, "Firefox, Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/130.0 Mobile Safari/604.1",
                "Chrome, iPhone",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36", "Chrome, Linux"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, macOS"),
            ("<script>alert(1)</script>", "unknown browser"),
            ("", "unknown browser"),
        ],
    )
    def test_a_browser_in_words(self, said: str, words: str) -> None:
        assert browser_of(said) == words


# Words that outlive a session

WORDS_EN, WORDS_RU = "The words of a long evening", "Слова долгого вечера"


@pytest.fixture
def event() -> Event:
    found = Event.objects.filter(status="published", description_en__gt="").first()
    assert found
    return found


def written(client: Client, record: Any, **more: Any) -> dict[str, list[str]]:
    data = filled(client.get(address(record)))
    return data | {"description_en": [f"<p>{WORDS_EN}</p>"], "description_ru": [f"<p>{WORDS_RU}</p>"]} | more


class TestWords:
    def test_they_come_back_after_signing_in_and_nothing_is_saved_before(
        self, olga: User, event: Event, settings: Any
    ) -> None:
        """The words of both languages, through the second factor too."""
        settings.SECOND_FACTOR = "editors"
        app_of(olga)
        client = Client()
        give_password(client, "olga")
        give_code(client, code_of(drift=-1))
        data = written(client, event)
        Session.objects.all().delete()

        answer = client.post(address(event), data)
        assert answer.status_code == 302
        door = client.get(answer["Location"])
        html = door.content.decode()
        assert "You were signed out before your words were saved. They are kept" in html
        assert WORDS_EN not in html

        back = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
        assert give_password(client, "olga", next=back)["Location"] == "/admin/login/code/"
        assert client.get(back).status_code == 302, "not before the second factor"
        assert give_code(client, code_of())["Location"] == back
        page = client.get(back)
        assert page.status_code == 200
        html = page.content.decode()
        assert WORDS_EN in html
        assert WORDS_RU in html
        assert "You had to prove first who you are. All that you wrote is here; save it now." in html
        assert "Please correct" not in html, "nothing in it is wrong"
        event.refresh_from_db()
        assert WORDS_EN not in event.description_en

        assert client.post(back, filled(page)).status_code == 302
        event.refresh_from_db()
        assert (WORDS_EN in event.description_en, WORDS_RU in event.description_ru) == (True, True)
        assert not UnsavedForm.objects.exists()

    def test_with_rows_and_a_record_that_is_new(self, olga: User) -> None:
        client = entered()
        film = Film.objects.get(slug="cranes-are-flying")
        data = added_row(filled(client.get(address(film))), "credits", **(CREDIT | {"name_en": "Ivan of the rows"}))
        credits_before = film.credits.count()
        Session.objects.all().delete()
        back = next_of(client.post(address(film), data))
        give_password(client, "olga")
        page = client.get(back)
        assert "Ivan of the rows" in page.content.decode()
        assert film.credits.count() == credits_before
        assert client.post(back, filled(page)).status_code == 302
        assert film.credits.filter(name_en="Ivan of the rows").exists()

        place = reverse("admin:exhibit_place_add")
        data = filled(client.get(place)) | {"name_en": ["Nowhere yet"], "slug": ["nowhere-yet"]}
        client.post("/admin/logout/")
        back = next_of(client.post(place, data))
        give_password(client, "olga")
        assert "Nowhere yet" in client.get(back).content.decode()

    def test_without_the_keeping_they_are_lost(self, olga: User, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
        """The fault."""
        client = entered()
        data = written(client, event)
        Session.objects.all().delete()
        monkeypatch.setattr(unsaved, "author_of", lambda request: None)
        back = next_of(client.post(address(event), data))
        give_password(client, "olga")
        assert WORDS_EN not in client.get(back).content.decode()

    def test_another_who_signs_in_does_not_see_them(self, olga: User, event: Event) -> None:
        person("anna", "Editors")
        client = entered()
        data = written(client, event)
        Session.objects.all().delete()
        back = next_of(client.post(address(event), data))
        give_password(client, "anna")
        html = client.get(back).content.decode()
        assert WORDS_EN not in html
        assert "are another curator’s" in html
        assert WORDS_EN not in client.get("/admin/").content.decode()
        client.post("/admin/logout/")
        give_password(client, "olga")
        assert "not saved" in client.get("/admin/").content.decode(), "the desk says that they wait"
        assert WORDS_EN in client.get(back).content.decode()

    def test_another_who_is_signed_in_by_then_does_not_either(self, olga: User, event: Event) -> None:
        """The form of one, open in a window, while another has signed in in the same browser."""
        person("anna", "Editors")
        client = Client(enforce_csrf_checks=True)
        client.force_login(olga)
        data = written(client, event)
        client.force_login(User.objects.get(username="anna"))
        answer = client.post(address(event), data | {"csrfmiddlewaretoken": ["x" * 64]})
        assert answer.status_code == 302
        assert WORDS_EN not in client.get(answer["Location"]).content.decode()
        event.refresh_from_db()
        assert WORDS_EN not in event.description_en

    def test_signed_in_again_in_another_window_the_first_ones_words_are_not_lost(
        self, olga: User, event: Event
    ) -> None:
        """The token of a form ends with the sign-in in which it was made."""
        client = Client(enforce_csrf_checks=True)
        client.force_login(olga)
        data = written(client, event)
        answer = client.post(address(event), data | {"csrfmiddlewaretoken": ["x" * 64]})
        assert answer.status_code == 302
        assert WORDS_EN in client.get(answer["Location"]).content.decode()
        event.refresh_from_db()
        assert WORDS_EN not in event.description_en

    def test_nobody_leaves_words_for_another(self, olga: User, event: Event) -> None:
        """A form without a mark that we signed is a forged one, and nothing of it is kept."""
        client = Client(enforce_csrf_checks=True)
        client.force_login(olga)
        data = written(client, event)
        for mark in ("", "1", unsaved.mark_for(olga)[:-1] + "x"):
            answer = client.post(address(event), data | {unsaved.MARK: [mark], "csrfmiddlewaretoken": ["x" * 64]})
            assert answer.status_code == 403
        assert not UnsavedForm.objects.exists()

    def test_files_are_named_because_they_cannot_be_kept(self, olga: User) -> None:
        client = entered()
        place = reverse("admin:exhibit_image_add")
        data = filled(client.get(place)) | {"title_en": ["A photograph"]}
        Session.objects.all().delete()
        sent = data | {"file": SimpleUploadedFile("crane.png", b"png")}
        back = next_of(client.post(place, sent))
        give_password(client, "olga")
        assert "Files cannot be kept. Choose again: “crane.png”" in client.get(back).content.decode()

    def test_they_last_three_days_and_twenty_forms(self, olga: User, event: Event, later: Any) -> None:
        client = entered()
        data = written(client, event)
        Session.objects.all().delete()
        backs = [next_of(client.post(address(event), data)) for _number in range(unsaved.MOST + 2)]
        assert UnsavedForm.objects.count() == unsaved.MOST
        give_password(client, "olga")
        assert WORDS_EN in client.get(backs[-1]).content.decode()
        assert "no longer kept" in client.get(backs[0]).content.decode()
        later(days=3, hours=1)
        give_password(client, "olga")
        assert "no longer kept" in client.get(backs[-1]).content.decode()

    def test_what_another_saved_meanwhile_is_told(self, olga: User, event: Event) -> None:
        client = entered()
        data = written(client, event)
        Session.objects.all().delete()
        back = next_of(client.post(address(event), data))
        with transaction.atomic():
            Event.objects.filter(pk=event.pk).update(title_en="Changed meanwhile")
        give_password(client, "olga")
        page = client.get(back)
        html = page.content.decode()
        assert "Somebody saved this record after you opened it." in html
        assert WORDS_EN in html

    def test_rights_are_asked_anew(self, olga: User, event: Event) -> None:
        client = entered()
        data = written(client, event)
        olga.groups.set(Group.objects.filter(name="Viewers"))
        back = next_of(client.post(address(event), data))
        give_password(client, "olga")
        assert client.get(back).status_code == 403
        event.refresh_from_db()
        assert WORDS_EN not in event.description_en

    def test_what_was_no_form_of_words_is_said_not_to_be_done(self, olga: User, event: Event) -> None:
        client = entered()
        Session.objects.all().delete()
        answer = client.post(reverse("admin:exhibit_event_changelist"), {"action": "publish"}, follow=True)
        assert "You were signed out. What you sent last was not done." in answer.content.decode()
        assert not UnsavedForm.objects.exists()


def next_of(answer: Any) -> str:
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer["Location"]).query)["next"][0]
