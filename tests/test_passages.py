"""Passages: those of the real documents, and the rules on other Markdown."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from vectorstore.documents import Document, read_corpus
from vectorstore.parts import sentences
from vectorstore.passages import Passage, split
from vectorstore.tokens import count_tokens

CORPUS = Path(__file__).parent.parent / "corpus"
COMMITMENT = "vision/renewed-commitment-prevention-sustaining-peace"


def passages(text: str) -> tuple[Passage, ...]:
    return split(Document("ship", "ship.md", "The Ship", "Ship", text, ""))


def told(text: str) -> list[tuple[str, str | None, str]]:
    """Id, title and body of all but the outlines."""
    return [
        (passage.id, passage.title.text if passage.title else None, passage.body.text)
        for passage in passages(text)
        if passage.kind != "outline"
    ]


@cache
def corpus() -> dict[str, Passage]:
    return {p.id: p for document in read_corpus(CORPUS).documents for p in split(document)}


def test_the_corpus_has_all_its_takeaways_priorities_points_and_footnotes() -> None:
    nouns = Counter((p.document, p.noun) for p in corpus().values() if p.kind != "outline")
    assert nouns == {
        ("caf24", "takeaway"): 12,
        ("caf24", "paragraph"): 6,
        ("vision", "priority"): 6,
        ("vision", "point"): 4,
        ("vision", "footnote"): 4,
        ("vision", "paragraph"): 5,
    }


@pytest.mark.parametrize(
    ("name", "markup"),
    [
        ("caf24", ["1", "2", "3"]),
        ("vision", ("sup 4 sup" + "".join(f" sup sup lt sup {n} sup" for n in "1234")).split()),
    ],
)
def test_every_word_of_the_corpus_is_in_exactly_one_passage(name: str, markup: list[str]) -> None:
    (document,) = (d for d in read_corpus(CORPUS).documents if d.id == name)
    found = split(document)
    slices = [p.title for p in found if p.title] + [p.body for p in found if p.kind != "outline"]
    times = Counter(i for s in slices for a, b in s.spans for i in range(a, b))
    assert set(times.values()) == {1}
    left = "".join(" " if i in times else c for i, c in enumerate(document.text))
    assert re.findall(r"\w+", left) == markup


def test_takeaways_are_numbered_under_their_theme() -> None:
    takeaways = [p for p in corpus().values() if p.noun == "takeaway"]
    assert [
        p.number for p in takeaways
    ] == "1.1 1.2 1.3 1.4 1.5 2.1 2.2 2.3 2.4 3.1 3.2 3.3".split()
    assert all(p.parent == f"caf24/{p.number[0]}" for p in takeaways)


@pytest.mark.parametrize(
    ("passage", "label"),
    [
        ("caf24/1.2", "CAF24, takeaway 1.2: Supplementary mandating by the General Assembly"),
        ("caf24/p1", "CAF24, introduction"),
        ("caf24/2/p1", "CAF24, thematic area 2, introduction"),
        ("vision/priorities/innovation", "Vision, priority 5: Innovation"),
        ("vision/note-4", "Vision, footnote 4"),
        ("vision/priorities", "Vision, Our shared priorities"),
    ],
)
def test_labels_are_what_a_person_would_cite(passage: str, label: str) -> None:
    assert corpus()[passage].label == label


def test_takeaway_1_2_is_joined_over_the_page_break() -> None:
    last = corpus()["caf24/1.2"].sentences[-1]
    assert len(last.spans) == 2
    assert last.text == (
        "A 'shadow penholdership' mechanism in the General Assembly should proactively prepare "
        "coordinated responses in case of Security Council blockages and vetoes."
    )


def test_point_2_is_joined_over_the_footnotes() -> None:
    first = corpus()[f"{COMMITMENT}/2"].sentences[0]
    assert len(first.spans) == 2
    assert first.text.endswith("– placing political solutions at the heart of its work.")


def test_footnote_4_is_linked_from_the_paragraph_that_refers_to_it() -> None:
    linked = {p.id: p.notes for p in corpus().values() if p.notes}
    assert linked == {"vision/unified-peace-security-pillar/p3": ("vision/note-4",)}
    assert corpus()["vision/note-4"].body.text.startswith("DPPA has developed a 2020-2022")


def test_ids_do_not_change_with_another_document_or_another_passage(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS, folder)
    (folder / "a-ship.md").write_text("# The ship\n\nIt left port.", "utf-8")
    added = {p.id for d in read_corpus(folder).documents for p in split(d)}
    assert added - {"a-ship", "a-ship/p1"} == set(corpus())
    (caf24,) = (d for d in read_corpus(CORPUS).documents if d.id == "caf24")
    text = caf24.text.replace("Flexible, predictable, multi-year funding", "More. It")
    changed = split(Document("caf24", caf24.file, caf24.title, caf24.label, text, ""))
    assert [p.id for p in changed] == [p for p in corpus() if p.startswith("caf24")]


@pytest.mark.parametrize("mark", ["**", "*", "__", "_"])
@pytest.mark.parametrize(
    "opens", ["- {0}Mast.{0} ", "- {0}Mast{0}. ", "- {0}Mast:{0} ", "- {0}Mast{0}: "]
)
def test_a_run_in_title_is_found_however_it_is_written(mark: str, opens: str) -> None:
    assert told(opens.format(mark) + "It is tall.") == [("ship/mast", "Mast", "It is tall.")]


@pytest.mark.parametrize(
    "line", ["- Mast: It is tall.", "**Mast** – It is tall.", "**Mast.** It is tall."]
)
def test_plain_dashed_and_paragraph_titles_are_found(line: str) -> None:
    assert told(line) == [("ship/mast", "Mast", "It is tall.")]


@pytest.mark.parametrize(
    "line", ["Mast: It is tall.", "*Mast* is tall.", "- The mast. It is tall."]
)
def test_plain_words_are_no_title(line: str) -> None:
    assert [title for _, title, _ in told(line)] == [None]


def test_a_title_may_stand_above_its_list_or_carry_a_footnote() -> None:
    assert told("- **Crew.**\n  - mate\n  - cook")[0] == ("ship/crew", "Crew", "mate cook")
    assert told("- **Crew.**[^1] Six.\n\n[^1]: Note.")[0] == ("ship/crew", "Crew", "Six.")


def test_ordinals_open_points_where_two_or_more_do() -> None:
    text = "# Log\n\nWhy we sail.\n\nFirst, fish.\n\nSecondly, salt.\n\nMore.\n\nFinally, home."
    points = [(p.label, p.body.text) for p in passages(text) if p.noun == "point"]
    assert points == [
        ("Ship, point 1", "First, fish."),
        ("Ship, point 2", "Secondly, salt."),
        ("Ship, point 3", "Finally, home."),
    ]
    assert "point" not in [p.noun for p in passages("First, fish.\n\nThen salt.")]


def test_a_short_list_belongs_to_the_paragraph_that_announces_it() -> None:
    announced = told("The crew has:\n\n- a mate\n- a cook\n  - with a pan\n\nThey sing.")
    assert [body for _, _, body in announced] == [
        "The crew has: a mate a cook with a pan",
        "They sing.",
    ]


def test_long_items_stand_alone() -> None:
    item = "the mate who keeps the log " * 4
    assert len(told(f"The crew has:\n\n- {item}\n- {item}")) == 3


def test_a_paragraph_after_the_items_is_no_introduction() -> None:
    labels = [p.label for p in passages("# Log\n\nWhy.\n\n- **Mast.** Tall.\n\nFarewell.")]
    assert labels[1:] == ["Ship, introduction", "Ship, item 1: Mast", "Ship, paragraph 2"]


LONG = "the harbour master decides that no ship of more than nine feet enters by night and none "


def test_a_printed_number_is_the_number_that_is_cited() -> None:
    text = f"# Log\n\nWhy.\n\n7. {LONG}\n\n8. {LONG}\n\n(b) {LONG}\n\nFarewell.\n\n10. {LONG}"
    found = [p for p in passages(text) if p.kind != "outline"]
    assert [(p.label, p.number) for p in found] == [
        ("Ship, introduction", ""),
        ("Ship, paragraph 7", "7"),
        ("Ship, paragraph 8", "8"),
        ("Ship, paragraph 8 (b)", "8 (b)"),
        ("Ship, after paragraph 8", ""),
        ("Ship, paragraph 10", "10"),
    ]
    assert [p.kind for p in found][1:4] == ["item", "item", "paragraph"]
    assert [p.id for p in found][1:5] == ["ship/7", "ship/8", "ship/8/b", "ship/8/p1"]


@pytest.mark.parametrize(
    ("first", "body"),
    [
        ("1. Asks the skipper to:\n   - pay\n   - show", "Asks the skipper to: pay show"),
        ("1. Decides as follows:", "Decides as follows:"),
    ],
)
def test_a_short_numbered_item_is_no_part_of_the_one_before(first: str, body: str) -> None:
    assert told(f"The Council,\n\n{first}\n2. Decides to meet.\n3. Decides to pay.")[1:] == [
        ("ship/1", None, body),
        ("ship/2", None, "Decides to meet."),
        ("ship/3", None, "Decides to pay."),
    ]


def test_what_an_item_goes_on_in_names_it() -> None:
    many = " ".join([LONG + "again."] * 12)
    text = f"# Log\n\n8. {many}\n\n(a) {many}\n\n## Deck\n\n8. {LONG}\n\n(a) {LONG}"
    found = {p.id: p.continues for p in passages(text) if p.kind != "outline"}
    assert set(found.values()) == {"", "ship/8/part-1", "ship/deck/8"}
    assert [id_ for id_, whole in found.items() if not whole] == ["ship/8/part-1", "ship/deck/8"]
    assert found["ship/8/a/part-2"] == found["ship/8/part-2"] == "ship/8/part-1"


def test_a_long_roman_numeral_is_a_letter_of_an_item() -> None:
    found = passages(f"# Log\n\n7. {LONG}\n\n(xviii) {LONG}\n\n(sometimes) {LONG}")
    labels = [p.label for p in found if p.kind == "paragraph"]
    assert labels == ["Ship, paragraph 7 (xviii)", "Ship, after paragraph 7"]


def test_a_list_that_is_printed_with_ones_alone_is_counted() -> None:
    found = passages(f"# Log\n\n1. {LONG}\n1. {LONG}\n1. {LONG}")
    assert [p.number for p in found if p.kind == "item"] == ["1", "2", "3"]


def test_numbers_that_go_on_under_the_next_heading_are_kept() -> None:
    text = f"# Log\n\n## Deck\n\n1. {LONG}\n2. {LONG}\n\n## Hold\n\n3. {LONG}\n4. {LONG}"
    labels = [p.label for p in passages(text) if p.kind == "item"]
    assert labels == [f"Ship, paragraph {number}" for number in (1, 2, 3, 4)]


def test_numbers_that_begin_anew_under_each_heading_are_cited_with_it() -> None:
    text = (
        f"# Log\n\n## Deck\n\n1. {LONG}\n2. {LONG}\n\n## Hold\n\n1. {LONG}\n2. {LONG}\n\n(a) {LONG}"
    )
    labels = [p.label for p in passages(text) if p.kind != "outline"]
    assert labels[1:] == [
        "Ship, Deck, paragraph 2",
        "Ship, Hold, paragraph 1",
        "Ship, Hold, paragraph 2",
        "Ship, Hold, paragraph 2 (a)",
    ]


def test_a_long_heading_is_shortened_in_a_label() -> None:
    heading = "Albania, Algeria, " * 12 + "Andorra"
    (deck,) = (
        p for p in passages(f"# Log\n\nOne.\n\n## {heading}\n\nTwo.") if p.body.text == "Two."
    )
    assert len(deck.label) < 110
    assert deck.label.endswith(" …, paragraph 1")
    assert deck.headings == (heading,)


LETTERHEAD = """## Harbour Council H/7

# Harbour Council

Distr.: General

Original: English (revised)
"""
DRAFT = "### Norhaven: draft decision\n\nThe Council decides to wait.\n\n### Annex\n\nNone"


@pytest.mark.parametrize(
    ("text", "masthead"),
    [
        (LETTERHEAD + DRAFT, ["Distr.: General", "Original: English (revised)"]),
        (
            LETTERHEAD + "\nThe Council,\n\n1. Waits;",
            ["Distr.: General", "Original: English (revised)"],
        ),
        (
            "3 May 1988\n\nOriginal: English\n\n# Ships\n\nThey sail.",
            ["3 May 1988", "Original: English"],
        ),
        ("# Ships\n\nOpen from 9 to 17\n\n## Fares\n\nNine marks", []),
        ("# Ships\n\n## Hours\n\nFrom 9 to 17\n\n### Winter\n\nFrom 10 to 12", []),
        ("They sail at 9.\n\nOriginal: English\n\n# Ships\n\nAll of them", []),
        ("From 9 to 17\n\n# Hours\n\nFrom 10 to 12\n\n# Fares\n\nNine marks", []),
        (LETTERHEAD.replace("Distr.: General", "They sail at 9.") + DRAFT, []),
    ],
)
def test_a_masthead_is_kept_and_never_quoted(text: str, masthead: list[str]) -> None:
    found = [p for p in passages(text) if p.kind != "outline"]
    assert [p.body.text for p in found if not p.sentences] == masthead
    assert {p.body.text for p in found} >= set(masthead)


def test_no_passage_of_the_corpus_is_a_masthead() -> None:
    assert all(p.sentences for p in corpus().values() if p.kind != "outline")


def test_repeated_titles_and_footnotes_are_told_apart() -> None:
    section = "**Mast.** Tall[^1].\n\n[^1]: Oak.\n\n"
    found = {p.id: p for p in passages(section + "## Deck\n\n" + section + "## Deck\n\n" + section)}
    assert found["ship/deck/mast-2"].parent == "ship/deck-2"
    assert found["ship/deck/mast-2"].notes == ("ship/note-1-3",)


def test_an_overlong_paragraph_is_split_at_sentences_within_the_budget() -> None:
    lines = [f"On day {day} the ship sailed on and the crew sang." for day in range(80)]
    text = "# Log\n\n**Days.** " + "\n".join(lines)
    parts = [p for p in passages(text) if p.kind != "outline"]
    assert [p.id for p in parts[:2]] == ["ship/days/part-1", "ship/days/part-2"]
    assert all(100 < count_tokens(p.body.text) <= 200 for p in parts[:-1])
    assert [s.text for p in parts for s in p.sentences] == lines
    assert [bool(p.title) for p in parts] == [True] + [False] * (len(parts) - 1)
    assert [p.headings for p in parts[:2]] == [(), ("Days",)]


def test_an_overlong_paragraph_is_read_before_and_after_the_footnote_inside_it() -> None:
    sail = "They set sail and sang. " * 30
    ids = [id_ for id_, _, _ in told(f"{sail}On the\n\n[^1]: Baltic.\n\nsea. {sail}")]
    assert ids == ["ship/p1/part-1", "ship/note-1", "ship/p1/part-2"]


def test_a_sentence_across_two_spans_has_two_spans() -> None:
    ward = "The ward is closed. Visitors wait at the\n\n---\n\ndoor of the clinic. Thank you."
    run = ((0, 40), (ward.index("door"), len(ward)))
    texts = [sentence.text for sentence in sentences(ward, [run])]
    assert texts[1:] == ["Visitors wait at the door of the clinic.", "Thank you."]


def test_a_sentence_never_crosses_two_runs() -> None:
    crew = "captain\nmate"
    assert [s.text for s in sentences(crew, [((0, 7),), ((8, 12),)])] == ["captain", "mate"]


@pytest.mark.parametrize("blank", ["\u0085", "\u2028", "\u00a0", "\u3000"])
def test_an_odd_blank_after_an_initial_is_read_as_white_space(blank: str) -> None:
    text = f"The captain was A{blank}. Holm of Bergen."
    assert [s.text for s in sentences(text, [((0, len(text)),)])] == [text]


@pytest.mark.parametrize("white", [" ", "\n", "\r\n", "\t", "\N{LINE SEPARATOR}"])
def test_a_sentence_without_end_is_cut_at_white_space(white: str) -> None:
    endless = f"rope{white}" * 900
    found = list(sentences(endless, [((0, len(endless)),)]))
    assert len(found) > 1
    assert all(len(s.text) <= 1_000 and set(s.text.split()) == {"rope"} for s in found)
    assert sum(len(s.text.split()) for s in found) == 900
