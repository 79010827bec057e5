"""The form of a gold case, and what `python -m evals check` finds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from made import case

from evals.cases import SCHEMA, SPLITS, Case, GoldError, missing_facts, read_case, read_cases
from evals.checking import Finding, check, print_findings
from vectorstore.documents import Corpus, Document
from vectorstore.embedder import Embedder
from vectorstore.passages import Passage, split

TEXT = "# Ships\n\nSeven ships lay in the harbour. Their captain is Ada Brown.\n"
ROW: dict[str, Any] = {
    "id": "ship-1",
    "category": "fact",
    "question": "How many ships are there?",
    "history": [["Which ships?", "Those in the harbour."]],
    "answerable": True,
    "must": ["a/p1"],
    "may": [],
    "facts": [["Seven ships", "7 ships"], {"wordings": ["Ada Brown"], "vital": False}],
    "sentences": ["Seven ships lay in the harbour."],
    "language": "en",
    "must_never_fail": True,
    "note": "the captain is beside the point",
    "author": "A. Reader",
    "written": "2026-11-22",
}


@pytest.fixture(scope="module")
def passages() -> dict[str, Passage]:
    return {p.id: p for p in split(Document("a", "a.md", "Ships", "Ships", TEXT, ""))}


def findings(cases: list[Case], passages: dict[str, Passage], embedder: Embedder) -> list[Finding]:
    return list(check(cases, passages, embedder, least=1))


def test_the_schema_is_one() -> None:
    rules = jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA)
    assert not list(rules.iter_errors(json.loads(SCHEMA.read_text("utf-8"))))


def test_every_field_is_read() -> None:
    read = read_case(ROW, "dev", 3)
    assert read.id == "dev/ship-1"
    assert read.facts == (("Seven ships", "7 ships"),)
    assert read.okay == (("Ada Brown",),)
    assert read.sentences == ("Seven ships lay in the harbour.",)
    assert (read.language, read.must_never_fail, read.reason) == ("en", True, None)
    assert (read.author, read.written) == ("A. Reader", "2026-11-22")
    assert read.conversation == "which ships?"
    assert read.place == "evals/gold/dev.jsonl:3"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"must": "a/p1"}, "'a/p1' is not of type 'array'"),
        ({"must": []}, "[] should be non-empty"),
        ({"question": "  "}, "'  ' does not match"),
        ({"reason": "unclear"}, "None was expected"),
        ({"answerable": False}, "'reason' is a required property"),
        ({"answerable": False, "reason": "unclear"}, "is expected to be empty"),
        ({"facts": [[]]}, "is not valid under any of the given schemas"),
        ({"history": [["only a question"]]}, "is too short"),
        ({"written": "yesterday"}, "'yesterday' is not a 'date'"),
        ({"hint": 1}, "'hint' was unexpected"),
    ],
)
def test_what_is_no_case_is_told(change: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        read_case({**ROW, **change}, "dev")


@pytest.mark.parametrize("line", ["nope", '{"id": "a"}', "[]", "3"])
def test_a_gold_line_that_is_no_case_is_named(line: str, tmp_path: Path) -> None:
    for each in SPLITS:
        (tmp_path / f"{each}.jsonl").write_text(line + "\n", "utf-8")
    with pytest.raises(GoldError, match="line 1"):
        read_cases(tmp_path)


def test_a_gold_id_that_is_used_twice_is_named(tmp_path: Path) -> None:
    for each in SPLITS:
        (tmp_path / f"{each}.jsonl").write_text((json.dumps(ROW) + "\n") * 2, "utf-8")
    with pytest.raises(GoldError, match="called dev/ship-1"):
        read_cases(tmp_path)


def test_a_fact_is_found_in_a_passage_that_must_be_cited(passages: dict[str, Passage]) -> None:
    assert list(missing_facts(read_case(ROW, "dev"), passages)) == []
    other = read_case({**ROW, "facts": [["eight ships"]]}, "dev")
    assert "“eight ships”" in next(missing_facts(other, passages))


@pytest.mark.parametrize(
    ("change", "what", "error"),
    [
        ({"must": ["a/p9"]}, "names a/p9, which is no passage", True),
        ({"facts": [["eight ships"]]}, "has the fact “eight ships”", True),
        ({"sentences": ["Seven ships lay"]}, "has the sentence “Seven ships lay”", True),
        ({"question": "How many ships are there?"}, "asks what dev/ship-1 asks", True),
        ({"question": "How many  ships are there", "history": []}, "", False),
    ],
)
def test_each_fault_of_a_case_is_found_at_its_line(
    change: dict[str, Any],
    what: str,
    error: bool,
    passages: dict[str, Passage],
    embedder: Embedder,
) -> None:
    first = read_case(ROW, "dev", 1)
    second = read_case({**ROW, "question": "Who sails?", **change, "id": "b"}, "dev", 2)
    found = findings([first, second], passages, embedder)
    if not what:
        assert found == []
        return
    assert any(what in each.what and each.error is error for each in found)
    assert {each.place for each in found} == {"evals/gold/dev.jsonl:2"}


def test_near_duplicates_and_thin_categories_are_warnings(
    passages: dict[str, Passage], embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = {**ROW, "history": []}
    same = {**alone, "id": "b", "question": "How many ships are there in all?"}
    other = {**alone, "id": "c", "category": "direct", "question": "Who wrote the budget?"}
    cases = [read_case(row, "dev", at) for at, row in enumerate((alone, same, other), start=1)]
    found = list(check(cases, passages, embedder, least=2))
    assert print_findings(found) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("evals/gold/dev.jsonl:2: warning: dev/b is like dev/ship-1 (evals/")
    assert told[1].startswith("category direct: warning: 1 cases")
    assert told[2] == "0 errors, 2 warnings."


def test_errors_make_the_exit_code_one() -> None:
    assert print_findings([Finding(True, "x:1", "what.", "remedy.")]) == 1


def test_the_gold_questions_have_no_error(embedder: Embedder, corpus: Corpus) -> None:
    known = {p.id: p for d in corpus.documents for p in split(d)}
    errors = [each for each in check(read_cases(), known, embedder) if each.error]
    assert errors == []


def test_an_old_line_is_read_with_what_it_lacks_as_defaults() -> None:
    old = {key: ROW[key] for key in ("id", "category", "question", "history", "answerable")}
    old |= {"must": ["a/p1"], "may": [], "facts": [["Seven ships"]]}
    read = read_case(old, "dev")
    assert (read.language, read.okay, read.sentences, read.must_never_fail) == ("en", (), (), False)
    assert case().conversation == "?"


def test_the_line_in_the_guide_is_a_case_that_could_be_added(
    corpus: Corpus, embedder: Embedder
) -> None:
    guide = (SCHEMA.parent.parent / "README.md").read_text("utf-8")
    (line,) = re.findall(r"```json\n(.*)\n```", guide)
    added = read_case(json.loads(line), "dev", 1)
    known = {p.id: p for d in corpus.documents for p in split(d)}
    assert list(check([added], known, embedder, least=1)) == []
    assert added.id not in {each.id for each in read_cases()}
