"""Two records of one thing made one: nothing lost, every address leads on."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from exhibit.curation.merging import MergeError, merge, planned
from exhibit.models import AwardRecipient, Citation, Credit, Event, Exhibit, Film, FilmTitle, PastSlug, Person, Source
from tests.test_admin import address

pytestmark = pytest.mark.usefixtures("museum")


@pytest.fixture
def twin() -> Person:
    """A second record of somebody of the museum's, used here and there."""
    original = Person.objects.filter(awards__isnull=False, events__isnull=False, credits__isnull=False)[0]
    twin = Person.objects.create(
        slug="twin", name_en="Twin", sort_name_en="Twin", status="published", honours_en="Honoured", birth="1901"
    )
    Credit.objects.create(film=Film.objects.get(slug="red-tent"), person=twin, department="crew", job_en="driver")
    AwardRecipient.objects.create(award=original.awards.all()[0].award, person=twin)
    other = Event.objects.exclude(people=original)[0]
    other.people.add(twin)
    Citation.objects.create(person=twin, source=Source.objects.all()[0], about="honours")
    PastSlug.objects.remember("person", "older-twin", "twin")
    return twin


def original() -> Person:
    return Person.objects.filter(awards__isnull=False, events__isnull=False, credits__isnull=False)[0]


def test_all_that_referred_to_the_one_refers_to_the_other(twin: Person, client: Client) -> None:
    stays = original()
    recipients = stays.awards.count()
    born = stays.birth
    event = twin.events.get()
    merge(stays, twin)
    stays.refresh_from_db()
    assert stays.credits.filter(job_en="driver").exists()
    assert event in stays.events.all()
    assert stays.awards.count() == recipients, "nobody receives one award twice"
    assert stays.citations.filter(about="honours").exists()
    assert stays.birth == born, "what it had stays"
    assert not Person.objects.filter(slug="twin").exists()
    for old in ("twin", "older-twin"):
        answer = client.get(f"/people/{old}/")
        assert (answer.status_code, answer["Location"]) == (301, stays.get_absolute_url())


def test_empty_fields_are_filled_from_the_other(twin: Person) -> None:
    stays = original()
    Person.objects.filter(pk=stays.pk).update(honours_en="", birth=None, birth_earliest=None, birth_latest=None)
    stays.refresh_from_db()
    told = dict(planned(stays, twin).filled)
    assert told["Honours · English"] == "Honoured"
    merge(stays, twin)
    stays.refresh_from_db()
    assert stays.honours_en == "Honoured"
    assert stays.birth is not None
    assert stays.birth.edtf == "1901"
    assert stays.birth_earliest.year == 1901


def test_rows_that_cannot_both_be_kept_stop_it_before_anything_changes() -> None:
    stays, goes = Film.objects.filter(titles__isnull=False)[0], Film.objects.create(slug="new", title_en="New")
    title = stays.titles.all()[0]
    FilmTitle.objects.create(film=goes, language=title.language, kind=title.kind, title="Otherwise")
    with pytest.raises(MergeError, match="Otherwise"):
        merge(stays, goes)
    assert goes.titles.count() == 1
    assert Film.objects.filter(slug="new").exists()


def test_a_story_shows_the_film_that_stays() -> None:
    goes = Exhibit.objects.get().film
    assert goes
    stays = Film.objects.create(slug="new", title_en="New", original_title="New", status="published")
    merge(stays, goes)
    assert Exhibit.objects.get().film == stays
    assert stays.credits.exists()


def test_a_record_is_not_merged_with_itself_or_another_kind(twin: Person) -> None:
    with pytest.raises(MergeError, match="the same record"):
        merge(twin, twin)
    with pytest.raises(MergeError, match="one kind"):
        merge(twin, Film.objects.all()[0])


def test_at_the_desk_it_is_looked_at_confirmed_and_can_be_recovered(curator_client: Client, twin: Person) -> None:
    stays = original()
    page = curator_client.get(address(twin, "usage")).content.decode()
    assert 'href="../merge/"' in page
    looked = curator_client.get(address(twin, "merge"), {"into": stays.slug}).content.decode()
    assert str(stays) in looked
    assert "Will refer to it" in looked
    assert "There is no record" in curator_client.get(address(twin, "merge"), {"into": "x"}).content.decode()
    done = curator_client.post(address(twin, "merge"), {"into": stays.slug}, follow=True).content.decode()
    assert "“Twin” was merged into" in done
    assert "Twin" in curator_client.get("/admin/exhibit/person/recover/").content.decode()
    assert "was merged into" in curator_client.get(address(stays, "history")).content.decode()


def test_only_publishers_merge_and_stories_are_never_merged(
    client: Client, curator_client: Client, twin: Person
) -> None:
    user = User.objects.create_user("anna", is_staff=True)
    user.groups.add(Group.objects.get(name="Curators"))
    client.force_login(user)
    assert client.post(address(twin, "merge"), {"into": original().slug}).status_code == 403
    assert curator_client.get(address(Exhibit.objects.get(), "merge")).status_code == 404


def test_a_record_that_comes_back_after_it_was_merged_leaves_the_other_its_address(museum: None) -> None:
    stays = Person.objects.create(slug="stays", name_en="Stays", sort_name_en="Stays")
    goes = Person.objects.create(slug="goes", name_en="Goes", sort_name_en="Goes")
    merge(stays, goes)
    assert PastSlug.objects.get(slug="goes").current == "stays"
    Person.objects.create(slug="goes", name_en="Goes", sort_name_en="Goes")
    assert not PastSlug.objects.filter(slug__in=("goes", "stays")).exists()
    stays.refresh_from_db()
    stays.full_clean()
