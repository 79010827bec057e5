"""Slices: exact words at exact offsets, whatever the document."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.parts import sentences
from vectorstore.slices import Slice, Spans, cut, strip, within
from vectorstore.tokens import count_tokens, grouped

LOG = "The ship left port.\n\nIt came back at dawn."
EXACT = settings(max_examples=200, deadline=None)


@st.composite
def text_and_spans(draw: st.DrawFn) -> tuple[str, Spans]:
    text = draw(st.text(min_size=2, max_size=60))
    cuts = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8, unique=True))
    ends = sorted(cuts)[: len(cuts) // 2 * 2]
    return text, tuple(zip(ends[::2], ends[1::2], strict=True))


def test_cut_joins_pieces_by_one_space() -> None:
    assert cut(LOG, ((0, 8), (21, 28))) == Slice("The ship It came", ((0, 8), (21, 28)))


def test_a_cut_slice_stands_in_its_document() -> None:
    assert cut(LOG, ((0, 8), (21, 28))).stands_in(LOG)


@pytest.mark.parametrize(
    "slice_",
    [
        Slice("The ship", ((0, 7),)),
        Slice("the ship", ((0, 8),)),
        Slice("", ()),
        Slice("", ((3, 3),)),
        Slice("", ((5, 3),)),
        Slice("n.", ((len(LOG) - 2, len(LOG) + 1),)),
        Slice(LOG[-2:], ((-2, len(LOG)),)),
    ],
)
def test_a_forged_slice_does_not_stand_in_the_document(slice_: Slice) -> None:
    assert not slice_.stands_in(LOG)


def test_a_slice_does_not_stand_in_a_changed_document() -> None:
    assert not cut(LOG, ((4, 8),)).stands_in(LOG.replace("ship", "boat"))


@pytest.mark.parametrize(
    ("other", "shared"),
    [(((8, 21),), False), (((7, 9),), True), (((0, 1), (30, 31)), True), ((), False)],
)
def test_slices_overlap_where_they_share_a_character(other: Spans, shared: bool) -> None:
    assert cut(LOG, ((0, 8), (21, 28))).overlaps(other) is shared


def test_strip_drops_white_space_of_any_kind_at_both_ends() -> None:
    assert strip("\t\u2003 a b\r\n\u2028", (0, 9)) == (3, 6)


def test_strip_leaves_nothing_of_white_space() -> None:
    start, end = strip(" \n\t ", (0, 4))
    assert start == end


def test_within_reaches_across_the_joint_of_two_spans() -> None:
    spans = ((0, 8), (21, 28))
    assert cut(LOG, within(spans, 4, 11)).text == "ship It"


@EXACT
@given(text_and_spans())
def test_every_cut_stands_in_any_document(made: tuple[str, Spans]) -> None:
    document, spans = made
    assert cut(document, spans).stands_in(document)


@EXACT
@given(text_and_spans(), st.data())
def test_within_finds_the_same_words_as_the_joined_text(
    made: tuple[str, Spans], data: st.DataObject
) -> None:
    document, spans = made
    text = cut(document, spans).text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = "".join(document[a:b] for a, b in within(spans, start, end))
    joints = _joints(spans)
    assert found == "".join(c for i, c in enumerate(text[start:end], start) if i not in joints)


@EXACT
@given(text_and_spans())
def test_sentences_hold_every_character_of_their_runs_but_white_space(
    made: tuple[str, Spans],
) -> None:
    document, spans = made
    found = [span for sentence in sentences(document, [spans]) for span in sentence.spans]
    assert found == sorted(found)
    assert _solid(document, found) == _solid(document, spans)


def test_a_sentence_across_two_spans_has_two_spans() -> None:
    ward = "The ward is closed. Visitors wait at the\n\n---\n\ndoor of the clinic. Thank you."
    run = ((0, 40), (ward.index("door"), len(ward)))
    texts = [sentence.text for sentence in sentences(ward, [run])]
    assert texts[1:] == ["Visitors wait at the door of the clinic.", "Thank you."]


def test_a_sentence_never_crosses_two_runs() -> None:
    crew = "captain\nmate"
    assert [s.text for s in sentences(crew, [((0, 7),), ((8, 12),)])] == ["captain", "mate"]


@pytest.mark.parametrize("blank", ["\u0085", "\u2028", "\u00a0", "\u3000"])
def test_an_odd_blank_before_an_initial_is_read_as_white_space(blank: str) -> None:
    text = f"The captain was{blank}A. Holm of Bergen."
    assert [s.text for s in sentences(text, [((0, len(text)),)])] == [text]


def test_a_sentence_without_end_is_cut_at_white_space() -> None:
    endless = "rope " * 900
    found = list(sentences(endless, [((0, len(endless)),)]))
    assert len(found) > 1
    assert all(len(s.text) <= 1_000 and set(s.text.split()) == {"rope"} for s in found)
    assert sum(len(s.text.split()) for s in found) == 900


def test_tokens_are_counted_in_text_of_any_length_and_kind() -> None:
    assert count_tokens("") == 0
    assert count_tokens("The ship left port.") == 5
    assert count_tokens("<|endoftext|>") > 1
    assert count_tokens("x" * 50_000) > 1_000


def test_groups_keep_the_order_and_the_budget() -> None:
    text = "The ship left port. " * 40
    whole = list(sentences(text, [((0, len(text)),)]))
    groups = grouped(whole, 20)
    assert [sentence for group in groups for sentence in group] == whole
    assert {len(group) for group in groups} == {4}


def test_a_sentence_over_the_budget_is_a_group_of_its_own() -> None:
    text = "Ropes and sails and oars and nets. Go. Stay."
    assert [len(g) for g in grouped(sentences(text, [((0, len(text)),)]), 6)] == [1, 2]


def _joints(spans: Spans) -> set[int]:
    """Where the joining spaces stand in the joined text."""
    position, joints = -1, set()
    for start, end in spans[:-1]:
        position += end - start + 1
        joints.add(position)
    return joints


def _solid(document: str, spans: Spans | list[tuple[int, int]]) -> set[int]:
    return {i for a, b in spans for i in range(a, b) if not document[i].isspace()}
