"""Blocks: what is a heading, a footnote or one paragraph, in any Markdown."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.blocks import Block, read_blocks

WORDS = "The ward opens at eight."


def read(document: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text(document)) for block in read_blocks(document)]


def only(document: str) -> Block:
    (block,) = read_blocks(document)
    return block


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# Visiting hours", "Visiting hours"),
        ("### Visiting hours ###", "Visiting hours"),
        ("Visiting hours\n===", "Visiting hours"),
        ("Visiting hours\n---", "Visiting hours"),
        ("Visiting\nhours\n---", "Visiting\nhours"),
        ("VISITING HOURS", "VISITING HOURS"),
        ("ÖFFNUNGSZEITEN", "ÖFFNUNGSZEITEN"),
        ("**Visiting hours**", "Visiting hours"),
        ("__Visiting hours__", "Visiting hours"),
        ("**Visiting hours:**", "Visiting hours"),
        ("1. Visiting hours", "Visiting hours"),
        ("2) Visiting hours", "Visiting hours"),
        ("1.2 Visiting hours", "Visiting hours"),
        ("IV. Visiting hours", "Visiting hours"),
        ("B. Visiting hours", "Visiting hours"),
    ],
)
def test_a_heading_is_found_however_it_is_written(line: str, title: str) -> None:
    assert read(f"{line}\n\n{WORDS}") == [("heading", title), ("paragraph", WORDS)]


@pytest.mark.parametrize(
    ("line", "number"),
    [("1. Wards", "1"), ("12) Wards", "12"), ("3.1. Wards", "3.1"), ("II. Wards", "II")],
)
def test_a_numbered_heading_keeps_its_number(line: str, number: str) -> None:
    assert read_blocks(f"{line}\n\n{WORDS}")[0].number == number


@pytest.mark.parametrize(
    "line",
    [
        "Visiting hours",
        "VISITORS, WASH YOUR HANDS.",
        "**Wash your hands before you enter.**",
        "**Wash** your hands",
        "1. Wash your hands.",
        "1. wash your hands",
        "UN",
        "W" * 121,
        "VISITING HOURS\nAND RULES",
        "3.5 million people were cared for in 2019",
        "12.5 % of beds are free",
        "1.5 metres is the depth of the bath",
    ],
)
def test_a_sentence_a_short_word_or_a_long_line_is_no_heading(line: str) -> None:
    assert "heading" not in [kind for kind, _ in read(f"{line}\n\n{WORDS}")]


def test_a_last_line_opens_nothing_and_is_no_heading() -> None:
    assert read(f"{WORDS}\n\nVISITING HOURS\n\n---\n")[-1] == ("paragraph", "VISITING HOURS")


def test_a_list_of_several_numbers_is_a_list() -> None:
    steps = "1. Wash\n2. Dry\n3. Enter"
    assert read(steps) == [("item", "Wash"), ("item", "Dry"), ("item", "Enter")]


def test_ranks_of_headings_go_from_hashes_over_capitals_and_numbers_to_bold() -> None:
    lines = ["# A house", "FIRST FLOOR", "1. Wards", "1.1 Beds", "**Sheets**", "## A garden"]
    levels = [block.level for block in read_blocks("\n\n".join([*lines, WORDS]))][:-1]
    assert levels == sorted(levels)
    assert len(set(levels)) == len(lines)


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("[^1]", "[^1]: See the log."),
        ("[^log]", "[^log]: See the log."),
        ("<sup>1</sup>", "<sup>1</sup> See the log."),
        ("<sup>*</sup>", "<sup>*</sup> See the log."),
        ("&lt;sup&gt;1&lt;/sup&gt;", "&lt;sup&gt;1&lt;/sup&gt; See the log."),
        ("<sup>1</sup>", "<sup>&</sup>lt;sup>1</sup> See the log."),
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_footnote_is_found_and_its_marks_are_no_words(mark: str, note: str, gap: str) -> None:
    document = f"The ship{mark} left port.{gap}{note}"
    paragraph, footnote = read_blocks(document)
    assert paragraph.text(document) == "The ship left port."
    assert (footnote.kind, footnote.text(document)) == ("footnote", "See the log.")
    assert paragraph.references == (footnote.number,)


def test_footnotes_on_neighbouring_lines_are_told_apart() -> None:
    notes = "[^1]: The log,\nfirst page.\n[^2]: The chart."
    assert read(notes) == [("footnote", "The log,\nfirst page."), ("footnote", "The chart.")]


@pytest.mark.parametrize("words", ["A bed takes 2 m<sup>2</sup>.", "The pattern [^a-z] fits."])
def test_a_mark_without_a_footnote_stays_in_the_words(words: str) -> None:
    assert read(words) == [("paragraph", words)]


@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n\n", "\n\n---\n\n", "\n\n[^1]: A note.\n\n"])
@pytest.mark.parametrize("end", ["the nurse", "the nurse,", "the night –"])
def test_a_paragraph_is_joined_over_what_cuts_it(gap: str, end: str) -> None:
    document = f"Ask {end}{gap}or a doctor."
    joined = read_blocks(document)[0]
    assert joined.text(document) == f"Ask {end} or a doctor."
    assert len(joined.runs) == 1


def test_a_function_word_joins_even_before_a_capital() -> None:
    assert read("The ship came from the\n\nBlack Sea.") == [
        ("paragraph", "The ship came from the Black Sea.")
    ]


def test_an_item_is_joined_with_the_rest_of_its_sentence() -> None:
    assert read("- The mate keeps the log\n\nin the cabin.\n\n- The cook cooks.") == [
        ("item", "The mate keeps the log in the cabin."),
        ("item", "The cook cooks."),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [("The ship left.", "it came back."), ("The ship left", "It came back."), ("So:", "go.")],
)
def test_whole_paragraphs_stay_apart(first: str, second: str) -> None:
    assert len(read_blocks(f"{first}\n\n{second}")) == 2


def test_a_heading_ends_every_paragraph() -> None:
    assert len(read_blocks("The crew and the\n\n## Cook\n\nof the ship.")) == 3


def test_a_table_is_one_block_of_rows() -> None:
    table = "| Day | Ward |\n|:--|--:|\n| Monday | Eye |\n| Friday | Ear |"
    assert [table[a:b] for ((a, b),) in only(table).runs] == [
        "| Day | Ward |",
        "| Monday | Eye |",
        "| Friday | Ear |",
    ]


def test_nested_items_belong_to_their_item() -> None:
    document = "- Deck\n  - Mast\n    1. Sail\n- Cabin\n\n  With a stove."
    assert read(document) == [("item", "Deck Mast Sail"), ("item", "Cabin With a stove.")]


def test_the_number_of_an_item_is_no_word_of_it() -> None:
    assert read("1. 1 bed\n2. 2\0beds") == [("item", "1 bed"), ("item", "2\0beds")]


def test_the_marks_of_a_quotation_are_no_words_of_it() -> None:
    assert read("> Be kind\n> to >all<.\n>\n> > Always.") == [
        ("paragraph", "Be kind to >all<."),
        ("paragraph", "Always."),
    ]


@pytest.mark.parametrize(
    "code",
    ["```python\nsail(1)\n\n# no heading\n```", "    sail(1)\n\n    row(2)", "~~~\nGO!\n~~~"],
)
def test_code_is_one_block_and_never_a_heading(code: str) -> None:
    assert read(f"{code}\n\n{WORDS}") == [("paragraph", code.strip()), ("paragraph", WORDS)]


def test_raw_html_is_kept_as_text() -> None:
    raw = "<div>Ahoy</div>\n<img src=x>\n\n<script>alert(1)</script>"
    assert read(raw) == [("paragraph", piece) for piece in raw.split("\n\n")]


def test_a_link_definition_is_not_swallowed() -> None:
    assert read("[ship]: https://ship.example 'The ship'")[0][1].startswith("[ship]: https")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_any_kind_give_the_same_blocks(end: str) -> None:
    document = f"# Log\n\n- **Crew.** Six.\n- Cargo\n\n{WORDS}\n"
    assert read(document.replace("\n", end)) == read(document)


@pytest.mark.parametrize("document", ["# Log\n\nWords.", "Log\n===", "- Log", "[^1]: Log", "Log"])
def test_a_byte_order_mark_changes_nothing(document: str) -> None:
    assert read("\ufeff" + document) == read(document)


@pytest.mark.parametrize("mark", ["> ", "- ", "1. "])
def test_words_nested_too_deep_for_the_parser_are_not_lost(mark: str) -> None:
    assert "anchor" in only(mark * 60 + "anchor").text(mark * 60 + "anchor")


@pytest.mark.parametrize(
    "document", ["", " \n\t\r\n", "---", "- \n- ", "# ", ">", "[^1]:", "\ufeff"]
)
def test_a_document_without_words_has_no_blocks(document: str) -> None:
    assert read_blocks(document) == []


@pytest.mark.parametrize(
    "piece", ["&lt;sup>", "<sup>", "[^", "**a", "*a ", "> ", "- ", "`", "[", "a_", "&", "|a"]
)
def test_time_grows_gently_with_any_repeated_mark(piece: str) -> None:
    start = time.perf_counter()
    read_blocks(piece * 5_000)
    assert time.perf_counter() - start < 2


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from(">-#*_|.1a[]^:<sup/&lt; \n\r\t\0\ufeff\x85\u2028\x0c`=é"), max_size=80)
)
def test_runs_of_any_text_are_in_order_apart_and_never_empty(document: str) -> None:
    for block in read_blocks(document):
        spans = [span for run in block.runs for span in run]
        assert all(run for run in block.runs)
        assert all(document[a:b].strip() for a, b in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    "above",
    [
        "---\ntitle: The ward\ntags: [a, b]\n---\n\n",
        "---\r\ntitle: The ward\r\n\r\ndate: 2024-05-01\r\n...\r\n",
        "\ufeff---\n# made by hand\nauthors:\n  - A. Nurse\n- B. Nurse\nempty:\n---\n",
    ],
)
def test_front_matter_is_no_part_of_the_text(above: str) -> None:
    document = above + WORDS
    assert read(document) == [("paragraph", WORDS)]
    (((start, end),),) = only(document).runs
    assert document[start:end] == WORDS


@pytest.mark.parametrize(
    "document",
    [
        f"---\n{WORDS}\n---\n",  # a sentence is no field
        f"---\n\n{WORDS}\n\nVisit: soon.",  # a rule, and no second one
        f"{WORDS}\n\n---\ntitle: x\n---\n",  # further down
        f"---\n# {WORDS}\n---\n",  # a heading, and no comment where nothing names a field
    ],
)
def test_what_stands_between_rules_is_text(document: str) -> None:
    assert WORDS in [text for _, text in read(document)]


def test_endless_front_matter_is_read_in_no_time() -> None:
    started = time.monotonic()
    read_blocks("---\n" + "  - a: b : c:\n   \n" * 5_000 + "x")
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (
            "The ward <!-- ask Berg --> opens <!--\nat\nten --> at eight.",
            "The ward opens at eight.",
        ),
        (f"<!-- a list\n\n- in it -->\n\n{WORDS}", WORDS),
        (f"<!-- a --> {WORDS} <!-- b -->", WORDS),
        (f"- <!-- a --> {WORDS}", WORDS),
        (f"`<!-- a -->` {WORDS}", f"`<!-- a -->` {WORDS}"),
        ("```\n<!-- a -->\n```", "```\n<!-- a -->\n```"),
        ("    <!-- a -->", "<!-- a -->"),
        (f"\\<!-- a --> {WORDS}", f"\\<!-- a --> {WORDS}"),
        (f"{WORDS} <!-- without an end", f"{WORDS} <!-- without an end"),
    ],
)
def test_a_comment_is_no_part_of_the_text_outside_code(document: str, words: str) -> None:
    assert [text for _, text in read(document)] == [words]


def test_endless_comments_are_read_in_no_time() -> None:
    started = time.monotonic()
    read_blocks("<!-- a --> b " * 5_000 + "-->" + "<!-- ` `` " * 5_000)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("rule", ["---", "--", "===="])
def test_sentences_above_a_rule_are_no_heading(rule: str) -> None:
    wrapped = "The ward opens at eight. It was\nbuilt last year, and has\ntwenty beds."
    signed = f"{WORDS}\nKind regards"
    for text in (wrapped, signed, WORDS):
        assert read(f"{text}\n{rule}\n\n{WORDS}") == [("paragraph", text), ("paragraph", WORDS)]
