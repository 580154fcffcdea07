"""A story: chapters in order, notes numbered as they are met, nothing unpublished."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from exhibit.models import (
    BLOCKS,
    Award,
    ChapterBlock,
    DiagramBlock,
    Event,
    Exhibit,
    FigureBlock,
    Film,
    FilmBlock,
    Image,
    Lane,
    Person,
    PersonBlock,
    QuotationBlock,
    Statement,
    TextBlock,
    TimelineBlock,
)
from exhibit.rich_text import note_slugs, plain_text
from exhibit.story import Chapter, Part, outline, tell
from exhibit.story.passages import Slot
from exhibit.timeline import Entry, Timeline
from tests.test_admin import added_row, address, errors_of, opened

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


def test_every_kind_of_block_is_used(exhibit: Exhibit) -> None:
    kinds = {part.block.kind for chapter in tell(exhibit).chapters for part in chapter.parts}
    assert kinds == {block.kind for block in BLOCKS} - {"chapter"}


def test_notes_are_numbered_as_they_are_met(exhibit: Exhibit) -> None:
    notes = [note for chapter in tell(exhibit).chapters for note in chapter.notes]
    assert [note.number for note in notes] == list(range(1, len(notes) + 1))
    assert len({note.anchor for note in notes}) == len(notes)


def test_every_fact_of_the_outline_is_cited(exhibit: Exhibit) -> None:
    shown = {note.statement.slug for chapter in tell(exhibit).chapters for note in chapter.notes}
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
    assert part.html.count("<button") == 1


def test_a_statement_named_twice_is_one_note_of_the_first_chapter(exhibit: Exhibit) -> None:
    block = TextBlock.objects.get(key="camera-1")
    block.text_en = "<p>Again.[^intro-3]</p>"
    block.save()
    chapters = tell(exhibit).chapters
    homes = [chapter.number for chapter in chapters for note in chapter.notes if note.anchor == "note-intro-3"]
    [part] = [part for chapter in chapters for part in chapter.parts if part.block.key == "camera-1"]
    assert homes == [1]
    assert 'popovertarget="note-intro-3"' in part.html
    assert "id=" not in part.html  # the way back leads to the first mark


def test_a_mark_says_how_its_statement_stands(exhibit: Exhibit) -> None:
    Statement.objects.filter(slug="intro-3").update(evidence_status="disputed")
    [part] = [part for part in tell(exhibit).chapters[0].parts if part.block.key == "intro-1"]
    assert "note-mark--disputed" in part.html
    assert 'aria-label="Note 2, disputed"' in part.html


def arranged(*blocks: object) -> list[str]:
    """Passages as words: each part by the first letters of its kind, after it in brackets what hangs beside it."""
    chapter = Chapter(None, parts=[Part(block) for block in blocks])  # type: ignore[arg-type]
    return [" ".join(in_words(slot) for slot in passage.slots) for passage in chapter.passages]


def in_words(slot: Slot) -> str:
    margin = "".join(part.block.kind[:2] for part in slot.margin)
    return slot.part.block.kind[:2] + (f"[{margin}]" if margin else "")


def test_a_card_hangs_beside_the_text_before_it_and_the_text_flows_on() -> None:
    text, film = TextBlock(), FilmBlock()
    assert arranged(text, film, text) == ["te[fi] te"]
    assert arranged(text, text, film) == ["te te[fi]"]
    assert arranged(text, film, text, film) == ["te[fi] te[fi]"]


def test_a_card_without_text_before_it_waits_for_the_text_after_it() -> None:
    text, film, wide = TextBlock(), FilmBlock(), FigureBlock(width="wide")
    assert arranged(film, text) == ["te[fi]"]
    assert arranged(wide, film, text) == ["fi", "te[fi]"]
    assert arranged(wide, film, wide) == ["fi", "fi", "fi"]


def test_cards_that_follow_each_other_stand_in_a_row() -> None:
    text, film, person = TextBlock(), FilmBlock(), PersonBlock()
    assert arranged(text, film, person, text) == ["te", "fi pe", "te"]


def test_a_figure_in_the_margin_hangs_beside_the_text_after_it() -> None:
    text, figure = TextBlock(), FigureBlock(width="margin")
    assert arranged(text, figure, text) == ["te te[fi]"]
    assert arranged(text, figure) == ["te", "fi"]


def test_what_is_wide_stands_alone() -> None:
    text, film, wide, extract = TextBlock(), FilmBlock(), FigureBlock(width="wide"), TimelineBlock()
    assert arranged(text, wide, film, text, extract, text) == ["te", "fi", "te[fi]", "ti", "te"]
    assert arranged(text, FigureBlock(width="column"), QuotationBlock()) == ["te fi qu"]


def test_a_plan_with_what_the_lens_sees_is_wide() -> None:
    assert Part(DiagramBlock(drawing="rails")).is_wide
    assert not Part(DiagramBlock(drawing="palm")).is_wide


def test_only_the_first_dispute_of_a_chapter_lies_open(exhibit: Exhibit) -> None:
    disputes = [[part for part in chapter.parts if part.block.kind == "dispute"] for chapter in tell(exhibit).chapters]
    assert any(len(parts) > 1 for parts in disputes)
    for parts in disputes:
        assert [part.is_folded for part in parts] == [number > 0 for number in range(len(parts))]
        assert [part.is_wide for part in parts] == [not part.is_folded for part in parts]


def test_a_credit_is_said_again_only_where_it_changes(exhibit: Exhibit) -> None:
    def figures() -> list[Part]:
        chapters = tell(Exhibit.objects.get(pk=exhibit.pk)).chapters
        return [part for chapter in chapters for part in chapter.parts if part.block.kind == "figure"]

    second, third = figures()[1:3]
    Image.objects.filter(pk=second.block.image.pk).update(credit_en="Another hand", credit_ru="Another hand")
    Image.objects.exclude(pk=second.block.image.pk).update(credit_en="One hand", credit_ru="One hand", rights="own")
    assert second.block.image != third.block.image
    assert [part.repeats_credit for part in figures()[:4]] == [True, False, False, True]


def test_a_timeline_extract_knows_its_years() -> None:
    events = [Event(date=date, title="x", lane=Lane()) for date in ("1943/1945", "1941~", "1944/..")]
    part = Part(TimelineBlock(), records=[Entry.of_event(event) for event in events])
    assert part.window == (1941, 1945)


def test_an_extract_tells_its_entries_as_the_timeline_does(exhibit: Exhibit) -> None:
    for language in ("en", "ru"):
        with translation.override(language):
            extracts = [part for part in tell(exhibit).parts if part.block.kind == "timeline"]
            assert extracts
            for part in extracts:
                assert [entry.anchor for entry in part.records] == sorted(
                    (entry.anchor for entry in part.records), key=Timeline().anchors().index
                )
                for entry in part.records:
                    found = Timeline().find(entry.anchor)
                    assert found == replace(entry, record=None)


def test_chapters_know_their_neighbours(exhibit: Exhibit) -> None:
    first, *_middle, last = tell(exhibit).chapters
    assert first.preceding is None
    assert first.following
    assert first.following.preceding is first
    assert last.following is None


def test_the_next_exhibit_is_published_and_another_one(exhibit: Exhibit) -> None:
    assert tell(exhibit).next_exhibit() is None
    other = Exhibit.objects.create(slug="other", status="published", title="Other", lead="x", position=5)
    Exhibit.objects.create(slug="hidden", title="Hidden", lead="x", position=20)
    assert tell(exhibit).next_exhibit() == other
    assert tell(other).next_exhibit() == exhibit


def test_exhibits_follow_one_another_in_a_round(exhibit: Exhibit) -> None:
    for slug, position in (("b", 5), ("a", 5), ("c", exhibit.position)):
        Exhibit.objects.create(slug=slug, status="published", title=slug, lead="x", position=position)
    order = list(Exhibit.objects.in_order())
    for one, following in zip(order, [*order[1:], order[0]], strict=True):
        assert Exhibit.objects.after(one) == following


def test_only_who_asks_for_the_next_exhibit_asks_the_database(exhibit: Exhibit, django_assert_num_queries: Any) -> None:
    story = tell(exhibit)
    with django_assert_num_queries(1):
        assert story.next_exhibit() is None


def test_the_people_of_a_story_are_named_once_and_only_if_published(exhibit: Exhibit) -> None:
    people = tell(exhibit).people
    assert [person.slug for person in people[:2]] == ["rozov", "kalatozov"]
    Person.objects.filter(slug="rozov").update(status="draft")
    assert [person.slug for person in tell(exhibit).people] == [person.slug for person in people[1:]]


def test_telling_asks_a_constant_number_of_questions(exhibit: Exhibit) -> None:
    shown = Exhibit.objects.with_film().get(pk=exhibit.pk)
    with CaptureQueriesContext(connection) as asked:
        tell(shown)
    assert len(asked) <= 21


def test_notes_are_found_and_left_out_of_plain_text() -> None:
    html = "<p>One.[^a-1]</p><p><em>Two</em>[^b] [^a-1]</p>"
    assert note_slugs(html) == ["a-1", "b", "a-1"]
    assert plain_text(html) == "One. Two"


def test_a_chapter_without_an_address_gets_one_of_its_title(exhibit: Exhibit) -> None:
    made = [ChapterBlock.objects.create(parent=exhibit, title_en=title) for title in ("War", "war", "Contents", "…")]
    assert [chapter.slug for chapter in made] == ["war", "war-2", "contents-2", "chapter"]


def test_two_new_chapters_of_one_save_do_not_have_one_address(curator_client: Client, exhibit: Exhibit) -> None:
    data = opened(curator_client, exhibit)
    for place, title in (("5000", "A new one"), ("5001", "A new one")):
        row = {"parent": str(exhibit.pk), "title_en": title, "slug": "", "region": "story", "ordering": place}
        data = added_row(data, "exhibit_chapterblock_set", **row)
    answer = curator_client.post(address(exhibit), data | {"_continue": ["1"]})
    assert answer.status_code == 302, errors_of(answer)
    assert {"a-new-one", "a-new-one-2"} <= set(ChapterBlock.objects.values_list("slug", flat=True))
