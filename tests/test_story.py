"""A story: chapters in order, notes numbered as they are met, nothing unpublished."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exhibit.models import Award, Event, Exhibit, Film, FilmBlock, Statement, TextBlock
from exhibit.rich_text import note_slugs, plain_text
from exhibit.story import outline, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def exhibit() -> Exhibit:
    return Exhibit.objects.get(slug="the-cranes-are-flying")


def test_it_has_eight_chapters_after_the_outline(exhibit: Exhibit) -> None:
    chapters = tell(exhibit).chapters
    assert [chapter.heading.slug for chapter in chapters if chapter.heading] == [
        "intro",
        "chance-encounter",
        "coincidences",
        "camera",
        "thaw",
        "cannes",
        "press",
        "legacy",
    ]
    assert [chapter.number for chapter in chapters] == list(range(1, 9))


def test_an_outline_has_the_same_chapters(exhibit: Exhibit) -> None:
    told = [(chapter.number, chapter.heading) for chapter in tell(exhibit).chapters]
    assert [(chapter.number, chapter.heading) for chapter in outline(exhibit).chapters] == told


def test_every_kind_of_block_but_the_figure_is_used(exhibit: Exhibit) -> None:
    kinds = {part.block.kind for chapter in tell(exhibit).chapters for part in chapter.parts}
    assert kinds == {"text", "quotation", "film", "person", "timeline", "awards", "dispute", "diagram"}


def test_notes_are_numbered_as_they_are_met(exhibit: Exhibit) -> None:
    notes = [note for chapter in tell(exhibit).chapters for part in chapter.parts for note in part.notes]
    assert [note.number for note in notes] == list(range(1, len(notes) + 1))
    assert len({note.anchor for note in notes}) == len(notes)


def test_every_fact_of_the_outline_is_cited(exhibit: Exhibit) -> None:
    shown = {note.statement.slug for chapter in tell(exhibit).chapters for part in chapter.parts for note in part.notes}
    assert shown == set(Statement.objects.values_list("slug", flat=True))
    assert all(statement.citations.exists() for statement in Statement.objects.all())


def test_an_unpublished_film_leaves_the_story(exhibit: Exhibit) -> None:
    block = FilmBlock.objects.all()[0]
    Film.objects.filter(pk=block.film_id).update(status="draft")
    shown = [part.block for chapter in tell(exhibit).chapters for part in chapter.parts]
    assert block not in shown


def test_unpublished_events_and_awards_leave_their_lists(exhibit: Exhibit) -> None:
    Event.objects.filter(slug="palme").update(status="draft")
    Award.objects.filter(slug="cannes58-palme").update(status="draft")
    shown = {record.slug for chapter in tell(exhibit).chapters for part in chapter.parts for record in part.records}
    assert {"ussr-release", "cannes58-cst"} <= shown
    assert not {"palme", "cannes58-palme"} & shown


def test_a_mark_without_its_statement_disappears(exhibit: Exhibit) -> None:
    Statement.objects.filter(slug="intro-1").delete()
    [part] = [part for part in tell(exhibit).chapters[0].parts if part.block.key == "intro-1"]
    assert "intro-1" not in part.html


def test_a_mark_inside_a_link_address_stays_there(exhibit: Exhibit) -> None:
    block = TextBlock.objects.get(key="intro-1")
    block.text_en = '<p><a href="https://example.org/[^intro-1]">Link</a>[^intro-1]</p>'
    block.save()
    [part] = [part for part in tell(exhibit).chapters[0].parts if part.block.key == "intro-1"]
    assert 'href="https://example.org/[^intro-1]"' in part.html
    assert part.html.count("note-mark") == 1


def test_telling_asks_a_constant_number_of_questions(exhibit: Exhibit) -> None:
    with CaptureQueriesContext(connection) as asked:
        tell(exhibit)
    assert len(asked) <= 22


def test_notes_are_found_and_left_out_of_plain_text() -> None:
    html = "<p>One.[^a-1]</p><p><em>Two</em>[^b] [^a-1]</p>"
    assert note_slugs(html) == ["a-1", "b", "a-1"]
    assert plain_text(html) == "One. Two"
