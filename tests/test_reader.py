"""The reader, with its real weights, and what its reading does to the hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from vectorstore.documents import Document
from vectorstore.errors import ReaderError
from vectorstore.passages import split
from vectorstore.ranking import Hit
from vectorstore.reader import WEIGHTS, PackagedReader, Reader, Reading
from vectorstore.reading import read_best

HEADINGS = ("The Harbour Conference", "Summary")
SENTENCES = (
    "The conference was hosted by the Port Authority and held in Aldermouth on 4 May.",
    "Participants agreed that pilots need longer training.",
)
TEXT = "# Log\n\nThe rope is long.\n\nThe ship is old.\n\nThe crew is tired.\n\nThe sea is calm.\n"
LOG = Document("log", "log.md", "Log", "Log", TEXT, "")


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Who hosted the conference?", 0),
        ("Where was the meeting?", 0),
        ("What do pilots need?", 1),
    ],
)
def test_the_sentence_that_answers_is_read_out(reader: Reader, question: str, best: int) -> None:
    reading = reader.read(question, HEADINGS, SENTENCES)
    assert max(range(2), key=reading.sentences.__getitem__) == best


def test_an_answered_question_reads_better_than_one_about_something_else(
    reader: Reader,
) -> None:
    answered = reader.read("Who hosted the conference?", HEADINGS, SENTENCES)
    other = reader.read("How many whales live in the Arctic?", HEADINGS, SENTENCES)
    assert answered.answers > other.answers
    assert answered.passage > other.passage


@pytest.mark.parametrize(
    ("said", "not_said"),
    [
        (
            (
                "In the view of the Panel, the national police took over the river patrols too "
                "soon, since their boats had not come yet."
            ),
            "All members of the Panel agreed that the patrols had been handed over too early.",
        ),
        (
            "Why should no further posts be handed over for now?",
            "Why did all of the Panel's members agree on this?",
        ),
    ],
)
def test_what_a_passage_says_is_borne_out_sooner(reader: Reader, said: str, not_said: str) -> None:
    above = ("Lessons of the Delta Mission", "Handing over")
    passage = (
        (
            "The Panel found that the handover of the river patrols to the national police began a "
            "year too early, before the new boats had arrived."
        ),
        (
            "It therefore recommends that no further post be handed over until an independent "
            "assessment confirms that the police can hold it."
        ),
        "Two members of the Panel did not share this view.",
    )
    odds = [reader.bears_out(text, above, passage) for text in (said, not_said)]
    assert odds[0] > 0 > -4.5 > odds[1]


def test_the_same_is_read_the_same_every_time(reader: Reader) -> None:
    first = reader.read("Who hosted the conference?", HEADINGS, SENTENCES)
    assert reader.read("Who hosted the conference?", HEADINGS, SENTENCES) == first


def test_any_text_can_be_read(reader: Reader) -> None:
    long = reader.read("why " * 500, ["title " * 500], ("word " * 900, "\ud800 Ω", ""))
    assert len(long.sentences) == 3


def test_other_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="cannot be read"):
        PackagedReader(tmp_path / "nothing.onnx")
    other = tmp_path / "reader.onnx"
    other.write_bytes(b"something else")
    with pytest.raises(ReaderError, match="not the trained ones"):
        PackagedReader(other)
    with pytest.raises(ReaderError, match="not the trained ones"):
        PackagedReader(entailment=WEIGHTS)  # those of the other network


class Counting:
    """A reader whose answers are fixed, and which counts."""

    def __init__(self, odds: Sequence[float]) -> None:
        self.odds = list(odds)
        self.read_so_far = 0

    def read(self, question: str, headings: Sequence[str], sentences: Sequence[str]) -> Reading:
        odds = self.odds[self.read_so_far]
        self.read_so_far += 1
        return Reading(odds, tuple(odds for _ in sentences))

    def bears_out(self, said: str, headings: Sequence[str], sentences: Sequence[str]) -> float:
        return self.odds[0]


def hits(count: int) -> list[Hit]:
    """So many hits, the first the likest."""
    passages = [passage for passage in split(LOG) if passage.kind == "paragraph"]
    return [Hit(passages[at % len(passages)], 0.9 - 0.001 * at, 0.0, (0.5,)) for at in range(count)]


@pytest.mark.parametrize(("answers_at", "reads"), [(0, 8), (7, 8), (8, 9), (12, 13), (13, 14)])
def test_eight_are_read_and_then_on_until_one_answers(answers_at: int, reads: int) -> None:
    reader = Counting([*[-5.0] * answers_at, 4.0, *[-5.0] * 20])
    found = hits(20)
    read = read_best(reader, "?", found)
    assert reader.read_so_far == reads
    assert read[0].passage == found[answers_at].passage
    assert read[0].score > 0.9


def test_no_more_than_fourteen_are_read() -> None:
    reader = Counting([-5.0] * 20)
    assert len(read_best(reader, "?", hits(20))) == 20
    assert reader.read_so_far == 14


def test_what_is_far_less_like_the_question_is_not_read() -> None:
    reader = Counting([-5.0] * 8)
    first, second, *others = hits(8)
    far = [replace(hit, score=first.score - 0.2) for hit in others]
    read_best(reader, "?", [first, second, *far])
    assert reader.read_so_far == 2


def test_those_that_were_not_read_stand_behind_those_that_were() -> None:
    read = read_best(Counting([-9.0] * 14), "?", hits(16))
    assert [hit.reading is not None for hit in read] == [True] * 14 + [False] * 2
    assert read[13].score < read[14].score


def test_nothing_is_read_where_nothing_was_found() -> None:
    assert read_best(Counting([]), "?", []) == []
