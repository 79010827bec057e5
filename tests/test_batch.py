"""Batches: the contract of README.md to the letter, and no bad line that spoils another."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.ask import Assistant
from assistant.batch import answer_lines
from vectorstore.errors import IndexDamaged

Command = Callable[..., tuple[int, str, str]]
Row = dict[str, Any]

ROOT = Path(__file__).parent.parent
QUESTIONS = [
    "Which partner of the Challenges Forum hosted the event in Berlin?",
    "What should the General Assembly prepare for a blocked Council?",
    "What priorities do the two departments share?",
    "Where does the unified pillar put political solutions?",  # cut in two by a page break
    "How many troops does the UN have in Mali?",
    "What is a shadow penholdership mechanism?",
    "What are the takeaways of CAF24?",
    "How do both documents see partnerships, and who won the world cup in 1954?",
    "\x1b[31mwhat about\x1b[0m training?",
    "vison of teh pilar",
]
KEYS = {
    *("id", "question", "language", "answer", "status", "reason", "sentences", "citations"),
    "seconds",
}
REASONS = {"not_in_corpus", "fact_missing", "false_premise", "out_of_scope", "unclear"}


def line(**row: object) -> bytes:
    return json.dumps(row).encode()


@pytest.fixture(scope="module")
def ask(assistant_real: Assistant) -> Callable[..., list[Row]]:
    return lambda *lines: list(answer_lines(assistant_real, lines))


@pytest.fixture(scope="module")
def answers(ask: Callable[..., list[Row]]) -> list[Row]:
    asked = ask(*(line(id=str(number), question=each) for number, each in enumerate(QUESTIONS)))
    return [json.loads(json.dumps(row)) for row in asked]


def test_one_answer_a_line_in_order(answers: list[Row]) -> None:
    assert [row["id"] for row in answers] == [str(number) for number in range(len(QUESTIONS))]
    said = [row["question"] for row in answers]
    assert said[:8] == QUESTIONS[:8]
    assert "\x1b" not in said[8]


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_an_answer_has_the_keys_and_types_that_others_rely_on(
    answers: list[Row], number: int
) -> None:
    row = answers[number]
    assert set(row) == KEYS
    assert row["answer"].strip()
    assert isinstance(row["seconds"], float)
    assert 0 < row["seconds"] < 30
    assert (row["status"] == "answered") == (row["reason"] is None)
    assert (row["status"] == "declined") == (row["sentences"] == [])
    assert row["reason"] is None or row["reason"] in REASONS
    numbers = [citation["number"] for citation in row["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    for sentence in row["sentences"]:
        assert set(sentence) == {"text", "citations"}
        assert sentence["text"] in row["answer"]
        assert sentence["citations"]
        assert set(sentence["citations"]) <= set(numbers)
        assert all(f"[{each}]" in row["answer"] for each in sentence["citations"])


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_each_quote_is_the_files_text_at_its_spans(answers: list[Row], number: int) -> None:
    for citation in answers[number]["citations"]:
        assert set(citation) == {"number", "passage", "label", "document", "quote", "spans"}
        content = (ROOT / "corpus" / citation["document"]).read_bytes().decode("utf-8")
        pieces = [content[start:end] for start, end in citation["spans"]]
        assert citation["quote"] == " ".join(pieces)
        assert all(pieces)
        assert citation["spans"] == sorted(citation["spans"])
        assert citation["label"].startswith(("CAF24, ", "Vision, "))
        assert citation["passage"].split("/")[0] in ("caf24", "vision")


def test_the_questions_of_the_issue_are_answered_or_declined(answers: list[Row]) -> None:
    assert [row["status"] for row in answers[:5]] == ["answered"] * 4 + ["declined"]
    assert len(answers[3]["citations"][0]["spans"]) == 2
    assert len(answers[2]["sentences"]) == 6


def test_history_makes_a_follow_up_understood(ask: Callable[..., list[Row]]) -> None:
    history = [["What priorities do the two departments share?", "Politics, People, …"]]
    alone, after = ask(
        line(question="What do they say about innovation?"),
        line(question="What do they say about innovation?", history=history),
    )
    assert alone["id"] is None
    assert "vision/priorities/innovation" in {each["passage"] for each in after["citations"]}


BAD_LINES: dict[str, tuple[bytes, str]] = {
    "not JSON": (b"what is the vision?", "is not JSON in UTF-8"),
    "cut off": (b'{"question": "what', "is not JSON in UTF-8"),
    "not UTF-8": (b'{"question": "\xff\xfe"}', "is not JSON in UTF-8"),
    "UTF-16": ('{"question": "x"}'.encode("utf-16"), "is not JSON in UTF-8"),
    "NUL bytes": (b"\x00\x00\x00", "is not JSON in UTF-8"),
    "nested without end": (b"[" * 100_000, "is not JSON in UTF-8"),
    "a number without end": (b'{"question": ' + b"9" * 9_999 + b"}", "is not JSON in UTF-8"),
    "an array": (b'["what is the vision?"]', "is not an object"),
    "a string": (b'"what is the vision?"', "is not an object"),
    "null": (b"null", "is not an object"),
    "no question": (line(text="x"), 'no "question"'),
    "question null": (line(question=None), 'no "question"'),
    "question a number": (line(question=7), 'no "question"'),
    "question a list": (line(question=["x"]), 'no "question"'),
    "empty": (line(question=""), "There is no question"),
    "white space": (line(question=" \t\n\u00a0\u2028"), "There is no question"),
    "control characters": (line(question="\x00\x1b\x07\x7f"), "There is no question"),
    "marks": (line(question="?!…"), "There is no question"),
    "lone surrogates": (line(question="\ud800\udfff"), "There is no question"),
    "too long": (line(question="a" * 100_000), "100,000 characters"),
    "history a string": (line(question="why?", history="x"), '"history"'),
    "history an object": (line(question="why?", history={"a": "b"}), '"history"'),
    "history of strings": (line(question="why?", history=["ab", "cd"]), '"history"'),
    "history of threes": (line(question="why?", history=[["a", "b", "c"]]), '"history"'),
    "history of numbers": (line(question="why?", history=[[1, 2]]), '"history"'),
    "history with null": (line(question="why?", history=[["a", None]]), '"history"'),
    "id a number": (line(id=7, question="why?"), '"id"'),
}


@pytest.mark.parametrize("bad", BAD_LINES)
def test_a_bad_line_is_told_on_its_line_and_the_rest_goes_on(
    ask: Callable[..., list[Row]], bad: str
) -> None:
    content, said = BAD_LINES[bad]
    good = line(id="good", question="What are the takeaways of CAF24?")
    first, error, last = ask(good, content, good)
    assert set(error) == {"id", "error"}
    assert error["id"] is None
    assert said in str(error["error"])
    assert len(str(error["error"])) < 400
    assert first["answer"] == last["answer"]
    assert first["status"] == "answered"


def test_a_bad_line_keeps_its_id(ask: Callable[..., list[Row]]) -> None:
    (error,) = ask(line(id="é\ud800", question=""))
    assert error["id"] == "é\ud800"


@pytest.mark.parametrize(
    "content",
    [
        line(question="the vision", history=[]),
        line(question="the vision", history=None, id=None),
        line(question="the vision", history=[["", ""], ["x" * 100_000, "y" * 100_000]]),
        line(question="the vision", history=[["and it?", "."]] * 500),
        line(question="the vision", more={"a": [1]}),
        b"\xef\xbb\xbf" + line(question="the vision"),
        line(question="the \x00\x1b[31m\ud800 vision"),
        line(question="the vision") + b"\r\n",
    ],
    ids=lambda content: repr(content[:60]),
)
def test_what_can_be_understood_is_answered(ask: Callable[..., list[Row]], content: bytes) -> None:
    (row,) = ask(content)
    assert set(row) == KEYS


def test_blank_lines_are_passed_over(ask: Callable[..., list[Row]]) -> None:
    assert ask(b"", b"\n", b"  \r\n") == []
    assert len(ask(b"\n", line(question="the vision"), b"\n")) == 1


def test_an_index_that_breaks_meanwhile_is_told_on_the_line(
    ask: Callable[..., list[Row]], assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **named: object) -> None:
        raise IndexDamaged("The index is damaged.")

    monkeypatch.setattr(assistant_real.index, "find", broken)
    broken_row, whole = ask(
        line(id="a", question="shadow penholders"),
        line(id="b", question="What are the takeaways of CAF24?"),
    )
    assert broken_row == {"id": "a", "error": "The index is damaged."}
    assert whole["status"] == "answered"


def test_a_batch_loads_the_model_once(
    command: Command, loaded: list[str], index_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\n".join(line(id=each, question=each) for each in QUESTIONS[:4]) + b"\n[]")
    code, out, err = command("ask", "--batch", file, "--index", index_folder)
    rows = [json.loads(each) for each in out.splitlines()]
    assert (code, err) == (0, "")
    assert [row["id"] for row in rows] == [*QUESTIONS[:4], None]
    assert len(loaded) == 1
