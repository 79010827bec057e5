"""Slices: exact words at exact offsets, whatever the document."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.documents import Document
from vectorstore.front_matter import without_front_matter
from vectorstore.parts import sentences
from vectorstore.passages import BUDGET, Passage, split
from vectorstore.slices import Joined, Slice, Spans, cut, strip
from vectorstore.tokens import count_tokens, grouped

LOG = "The ship left port.\n\nIt came back at dawn."
EXACT = settings(max_examples=300, deadline=None)
THOROUGH = settings(max_examples=1_000, deadline=None)

# Letters and digits that are no words: marks of footnotes, numbers of headings and items.
MARKUP = re.compile(
    r"</?sup>|&?lt;/?sup(?:>|&gt;)|(?<=<sup>)\d|(?<=lt;sup>)\d|\[\^\d\]:?"
    r"|(?<![^\s>*_\ufeff-])(?:\d[\d.]*|[IVX]{1,5}|[A-Z])[.)]?(?!\S)"
)

ODD = "A.B. 3.5 Über 学校 İn ship's SOS e.g. Go. x\0y \u2028 A\x85. […] 😀 [^2] \ufeff"
WORDS = st.lists(
    st.sampled_from(["the", "of", "Ward", "nurse", *ODD.split(" ")]), min_size=1, max_size=12
).map(" ".join)
HEADINGS = ["# {0}", "## {0} ##", "{0}\n===", "{0}\n---", "1. {0}", "2.1 {0}", "II. {0}"]
TITLES = ["**{0}**", "**{0}:**", "- **{0}.** {1}", "- *{0}*: {1}", "* {0}: {1}", "_{0}_ – {1}"]
NOTES = [
    "[^1]: {0}",
    "<sup>2</sup> {0}",
    "<sup>&</sup>lt;sup>3</sup> {0}",
    "{0}[^1] {1}<sup>2</sup>",
]
LISTS = ["{0}:", "- {0}", "  - {0}", "1. {0}\n2. {1}", "First, {0}.", "Second, {0}."]
RAW = ["```\n{0}\n```", "    {0}", "<div>{0}\n{1}", "| {0} | {1} |\n|---|---|\n| {1} | {0}"]
TEXT = ["{0}", "{0}. {1}! {0}?", "> {0}\n> - {1}", "---", ">" * 25 + "{0}"]
BLOCKS = st.builds(
    str.format, st.sampled_from([*HEADINGS, *TITLES, *NOTES, *LISTS, *RAW, *TEXT]), WORDS, WORDS
)
GAPS = st.sampled_from(["\n", "\n\n", "\r\n\r\n", "\r\r", "\n \n", "\n\n\x0c\n\n", "\r\n\n"])
MARKDOWN = st.lists(st.tuples(BLOCKS, GAPS).map("".join), max_size=14).map("".join)


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


def test_strip_drops_white_space_of_any_kind_at_both_ends() -> None:
    assert strip("\t\u2003 a b\r\n\u2028", (0, 9)) == (3, 6)


def test_strip_leaves_nothing_of_white_space() -> None:
    start, end = strip(" \n\t ", (0, 4))
    assert start == end


def test_within_reaches_across_the_joint_of_two_spans() -> None:
    spans = ((0, 8), (21, 28))
    assert cut(LOG, Joined(spans).within(4, 11)).text == "ship It"


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
    found = "".join(document[a:b] for a, b in Joined(spans).within(start, end))
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


@THOROUGH
@given(MARKDOWN | MARKDOWN.map("\ufeff".__add__))
def test_any_markdown_is_split_soundly(text: str) -> None:
    assert_sound(text)


@THOROUGH
@given(st.text() | st.text(st.sampled_from("aB1.:*_#->|[^]<sup/&lt; \n\r\t\0\ufeff\x85é学`")))
def test_any_text_is_split_soundly(text: str) -> None:
    assert_sound(text)


def assert_sound(text: str) -> None:
    """What holds for any document."""
    found = split(Document("ship", "ship.md", "The Ship", "Ship", text, ""))
    outlines = {passage.id for passage in found if passage.kind == "outline"}
    bodies = [passage for passage in found if passage.kind != "outline"]
    assert misplaced(text, found) == []
    assert len({passage.id for passage in found}) == len(found)
    assert {passage.parent for passage in found} <= outlines | {""}
    starts = [passage.body.spans[0][0] for passage in bodies]
    assert starts == sorted(starts)
    for passage in found:
        assert_exact(text, passage)
    masthead = [passage for passage in bodies if not passage.sentences]
    assert bodies[: len(masthead)] == masthead  # it stands above all else
    assert all(len(passage.body.text) <= 80 for passage in masthead)
    for passage in bodies:
        assert set(passage.notes) <= {p.id for p in bodies if p.kind == "footnote"}
        assert len(passage.sentences) <= 1 or count_tokens(passage.body.text) <= BUDGET + 5


def assert_exact(text: str, passage: Passage) -> None:
    words = [s for s in (passage.title, passage.body, *passage.sentences) if s and s.text]
    assert all(s.stands_in(text) for s in words)
    assert passage.body.text or passage.kind == "outline"
    spans = [span for sentence in passage.sentences for span in sentence.spans]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    if passage.sentences or passage.kind == "outline":
        assert _solid(text, passage.body.spans) == _solid(text, spans)


def misplaced(text: str, found: tuple[Passage, ...]) -> list[str]:
    """Words in no passage's body or title, or in more than one; front matter has none."""
    slices = [p.title for p in found if p.title] + [p.body for p in found if p.kind != "outline"]
    times = Counter(i for s in slices for a, b in s.spans for i in range(a, b))
    markup = {i for match in MARKUP.finditer(text) for i in range(*match.span())}
    wrong = [
        i
        for i, character in enumerate(without_front_matter(text))
        if character.isalnum() and times[i] != 1 and not (times[i] == 0 and i in markup)
    ]
    return [text[max(0, i - 20) : i + 20] for i in wrong]


def _joints(spans: Spans) -> set[int]:
    """Where the joining spaces stand in the joined text."""
    position, joints = -1, set()
    for start, end in spans[:-1]:
        position += end - start + 1
        joints.add(position)
    return joints


def _solid(document: str, spans: Spans | list[tuple[int, int]]) -> set[int]:
    return {i for a, b in spans for i in range(a, b) if not document[i].isspace()}
