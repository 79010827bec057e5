"""The reader for questions in other languages, with its real weights."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_reader import HEADINGS, SENTENCES

from vectorstore.errors import ReaderError
from vectorstore.multilingual import PackagedE5
from vectorstore.multilingual_reader import MultilingualReader
from vectorstore.reader import Reads


@pytest.fixture(scope="module")
def reads() -> Reads:
    return PackagedE5().reader


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Wer hat die Konferenz ausgerichtet?", 0),
        ("¿De qué necesitan más los pilotos?", 1),
        ("Кто принимал у себя конференцию?", 0),
        ("领航员需要什么？", 1),
        ("من استضاف المؤتمر؟", 0),
        ("De quelle formation les pilotes ont-ils besoin ?", 1),
    ],
)
def test_the_sentence_that_answers_is_read_out(reads: Reads, question: str, best: int) -> None:
    reading = reads.read(question, HEADINGS, SENTENCES)
    assert max(range(2), key=reading.sentences.__getitem__) == best


@pytest.mark.parametrize(
    ("answered", "other"),
    [
        ("Wer hat die Konferenz ausgerichtet?", "Wie viele Wale leben in der Arktis?"),
        ("Qui a accueilli la conférence ?", "Combien de baleines vivent dans l'Arctique ?"),
        ("谁主办了会议？", "北极有多少头鲸鱼？"),
    ],
)
def test_an_answered_question_reads_better_than_one_about_something_else(
    reads: Reads, answered: str, other: str
) -> None:
    read, beside = (reads.read(text, HEADINGS, SENTENCES) for text in (answered, other))
    assert read.answers > beside.answers
    assert read.passage > beside.passage


def test_the_same_is_read_the_same_every_time(reads: Reads) -> None:
    first = reads.read("Wer war der Gastgeber?", HEADINGS, SENTENCES)
    assert reads.read("Wer war der Gastgeber?", HEADINGS, SENTENCES) == first


def test_any_text_can_be_read(reads: Reads) -> None:
    long = reads.read("warum " * 500, ["Titel " * 500], ("Wort " * 900, "\ud800 Ω", ""))
    assert len(long.sentences) == 3


def test_other_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="cannot be read"):
        MultilingualReader(tmp_path / "words", tmp_path / "nothing.onnx")
    other = tmp_path / "reader.onnx"
    other.write_bytes(b"something else")
    with pytest.raises(ReaderError, match="not the trained ones"):
        MultilingualReader(tmp_path / "words", other)
