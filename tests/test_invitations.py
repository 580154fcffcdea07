"""Nobody knows another's password: accounts begin, and begin again, with a link that their owner follows."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail, signing
from django.test import Client

from exhibit.accounts import invitations, letters
from exhibit.models import AccountEvent, Session
from tests.keys import PASSWORD, give_password, person

pytestmark = pytest.mark.django_db

CHOSEN = "of her own choosing 7"
ADD = "/admin/auth/user/add/"


@pytest.fixture
def chief() -> Client:
    client = Client()
    client.force_login(person("nina", "Administrators"))
    return client


def link_in(answer: Any) -> str:
    (link,) = re.findall(r"readonly>https?://testserver(/admin/invited/[^<]+)<", answer.content.decode())
    return str(link)


def follow(link: str, password: str = CHOSEN) -> Any:
    """Follow a link in a browser of its own and set a password."""
    client = Client()
    answer = client.get(link, follow=True)
    if answer.status_code != 200:
        return answer
    page = answer.request["PATH_INFO"]
    return client.post(page, {"new_password1": password, "new_password2": password}, follow=True)


def may_enter(name: str, password: str) -> bool:
    return Client().login(username=name, password=password)


class TestNewAccount:
    def test_it_is_at_the_desk_and_its_owner_sets_the_password(self, chief: Client) -> None:
        editors = Group.objects.get(name="Editors")
        answer = chief.post(ADD, {"username": "olga", "email": "olga@museum.example", "groups": [editors.pk]})
        olga = User.objects.get(username="olga")
        assert (olga.is_staff, olga.is_superuser, olga.has_usable_password()) == (True, False, False)
        assert list(olga.groups.all()) == [editors]
        assert answer["Cache-Control"].endswith("no-store, private") or "no-store" in answer["Cache-Control"]
        done = follow(link_in(answer))
        assert done.redirect_chain[-1][0] == "/admin/reset/done/"
        assert may_enter("olga", CHOSEN)
        told = list(AccountEvent.objects.filter(account=olga).order_by("pk").values_list("kind", "actor_name"))
        assert ("invited", "nina") in told
        assert told[-1] == ("password_reset", "olga")

    def test_no_page_of_the_desk_takes_anothers_password(self, chief: Client) -> None:
        olga = person("olga", "Curators")
        sent = {"username": "vera", "password1": CHOSEN, "password2": CHOSEN, "usable_password": "true"}
        chief.post(ADD, sent)
        chief.post(f"/admin/auth/user/{olga.pk}/password/", sent)
        assert not may_enter("vera", CHOSEN)
        assert not may_enter("olga", CHOSEN)
        for page in (ADD, f"/admin/auth/user/{olga.pk}/password/"):
            assert 'type="password"' not in chief.get(page).content.decode()

    def test_a_name_that_is_taken_is_said_whatever_its_letters(self, chief: Client) -> None:
        person("olga")
        answer = chief.post(ADD, {"username": "Olga"})
        assert "There is an account “Olga” already." in answer.content.decode()
        assert User.objects.filter(username__iexact="olga").count() == 1

    def test_a_letter_brings_the_link_where_there_is_an_address(self, chief: Client, settings: Any) -> None:
        settings.MAIL_IS_ON = True
        answer = chief.post(ADD, {"username": "olga", "email": "olga@museum.example"})
        (letter,) = mail.outbox
        assert letter.to == ["olga@museum.example"]
        assert f"http://testserver{link_in(answer)}" in letter.body
        assert "within 3 days" in letter.body
        assert "A letter with this link is on its way to olga@museum.example." in answer.content.decode()

    def test_a_mail_server_that_is_away_is_said_and_the_link_is_there(
        self, chief: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.MAIL_IS_ON = True
        monkeypatch.setattr("exhibit.accounts.letters.send_mail", lambda *_words: (_ for _ in ()).throw(OSError()))
        answer = chief.post(ADD, {"username": "olga", "email": "olga@museum.example"})
        assert "The mail server took no letter" in answer.content.decode()
        assert follow(link_in(answer)).status_code == 200


class TestForgotten:
    def test_the_old_password_and_all_sessions_end(self, chief: Client) -> None:
        olga = person("olga", "Curators")
        hers = Client()
        hers.force_login(olga)
        page = f"/admin/auth/user/{olga.pk}/password/"
        asked = chief.get(page).content.decode()
        assert "The present password ends at once" in asked
        assert "/admin/invited/" not in asked
        assert may_enter("olga", PASSWORD)
        answer = chief.post(page)
        assert not may_enter("olga", PASSWORD)
        assert not Session.objects.open(olga.pk).exists()
        assert hers.get("/admin/").status_code == 302
        follow(link_in(answer))
        assert may_enter("olga", CHOSEN)

    def test_ones_own_is_changed_by_whoever_knows_it(self, chief: Client) -> None:
        nina = User.objects.get(username="nina")
        answer = chief.post(f"/admin/auth/user/{nina.pk}/password/")
        assert answer["Location"] == "/admin/password_change/"
        assert may_enter("nina", PASSWORD)

    def test_a_letter_for_whoever_asks_opens_no_account_that_waits_for_its_owner(
        self, chief: Client, settings: Any
    ) -> None:
        settings.MAIL_IS_ON = True
        chief.post(ADD, {"username": "olga"})
        User.objects.filter(username="olga").update(email="olga@museum.example")
        Client().post("/admin/password_reset/", {"email": "olga@museum.example"})
        assert mail.outbox == []

    def test_whoever_was_held_back_gets_in_by_the_link(self, chief: Client) -> None:
        olga = person("olga", "Curators")
        hers = Client()
        for _time in range(6):
            answer = give_password(hers, "olga", "a wrong one")
        assert answer.status_code == 429
        follow(link_in(chief.post(f"/admin/auth/user/{olga.pk}/password/")))
        assert give_password(hers, "olga", CHOSEN)["Location"] == "/admin/"

    def test_a_link_is_no_change_of_the_password_in_the_log(self, chief: Client) -> None:
        olga = person("olga", "Curators")
        AccountEvent.objects.all().delete()
        follow(link_in(chief.post(f"/admin/auth/user/{olga.pk}/password/")))
        told = list(AccountEvent.objects.order_by("pk").values_list("kind", "actor_name"))
        assert told == [("invited", "nina"), ("password_changed", ""), ("password_reset", "olga")]


class TestLink:
    @pytest.fixture
    def olga(self) -> User:
        return person("olga", "Curators")

    def spent(self, token: str) -> bool:
        answer = Client().get(f"/admin/invited/{token}/")
        assert answer.status_code in (302, 410)
        return answer.status_code == 410

    def test_it_is_good_until_a_password_is_set(self, olga: User) -> None:
        token = invitations.invite(olga)
        assert not self.spent(token)
        assert not self.spent(token), "looking at it, as messengers do, does not use it up"
        follow(f"/admin/invited/{token}/")
        assert self.spent(token)

    def test_a_later_one_takes_its_place(self, olga: User) -> None:
        first, second = invitations.invite(olga), invitations.invite(olga)
        assert self.spent(first)
        assert not self.spent(second)

    def test_after_three_days_it_is_not_good(self, olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
        token = invitations.invite(olga)
        now = signing.time.time()
        for later, spent in ((3 * 86_400 - 60, False), (3 * 86_400 + 60, True)):
            monkeypatch.setattr(signing.time, "time", lambda later=later: now + later)
            assert (invitations.invited(token) is None) is spent

    def test_nor_for_an_account_that_is_closed(self, olga: User) -> None:
        token = invitations.invite(olga)
        User.objects.filter(pk=olga.pk).update(is_active=False)
        assert self.spent(token)

    @pytest.mark.parametrize("token", ["x", "WzEsMl0:1:1", "a" * 3000])
    def test_what_is_none_is_told_calmly(self, token: str) -> None:
        answer = Client().get(f"/admin/invited/{token}/")
        assert answer.status_code in (404, 410)

    def test_one_of_another_purpose_is_none(self, olga: User) -> None:
        token = signing.dumps([olga.pk, "x"], salt="another")
        assert self.spent(token)

    def test_the_page_that_follows_is_good_for_an_hour(self, olga: User, settings: Any) -> None:
        path = letters.password_path(olga)
        assert datetime.timedelta(hours=1).total_seconds() == settings.PASSWORD_RESET_TIMEOUT
        assert Client().get(path).status_code == 302
