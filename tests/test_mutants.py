"""The gate sees every mutant of the assistant, and for the reason that its table tells."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from assistant.answer import Answer, Sentence
from assistant.ask import Assistant
from evals import proof
from evals.answering import every
from evals.broken import Bench, answered
from evals.cases import read_cases
from evals.exactness import is_exact
from evals.gate import Reason
from evals.mutants import CONTROL, MUTANTS, Mutant
from evals.proof import PAGE, Proved, print_proved, prove, table, write_table
from evals.report import put_between
from evals.run import run
from evals.scores import read_scores
from vectorstore.documents import Corpus
from vectorstore.embedder import Embedder
from vectorstore.multilingual import Multilingual
from vectorstore.reader import Reader

CASES = 120  # evenly spread over all splits, and what must never fail; `make mutants` asks all


@pytest.fixture(scope="module")
def bench(
    assistant_multilingual: Assistant,
    corpus: Corpus,
    embedder: Embedder,
    multilingual: Multilingual,
    reader: Reader,
    multilingual_folder: Path,
) -> Bench:
    gold = read_cases()
    spread = {case.id for case in every(gold, CASES)}
    cases = tuple(case for case in gold if case.id in spread or case.must_never_fail)
    parts = (corpus, embedder, multilingual, reader)
    return Bench(assistant_multilingual, *parts, multilingual_folder, cases)


@pytest.fixture(scope="module")
def proved(bench: Bench) -> list[Proved]:
    return list(prove(bench, read_scores()))


def test_every_mutant_is_red_for_its_reason_and_the_assistant_is_green(
    proved: list[Proved], capsys: pytest.CaptureFixture[str]
) -> None:
    for each in proved:
        print_proved(each)
    told = capsys.readouterr().out
    assert [each.mutant for each in proved] == [CONTROL, *MUTANTS]
    assert [each.mutant.name for each in proved if not each.is_caught] == [], told
    assert told.count("as it has to be") == len(proved)


def test_the_table_in_the_guide_is_of_these_mutants(proved: list[Proved]) -> None:
    text = PAGE.read_text("utf-8")
    shown = text[text.index(proof.OPENING) : text.index(proof.CLOSING)].splitlines()[3:]
    rows = table(proved).splitlines()[2:]
    assert len(shown) == len(rows)
    for was, now in zip(shown, rows, strict=True):  # the last column is of all cases
        assert was.split(" | ")[:4] == now.split(" | ")[:4], "Run `make mutants`."


def test_what_the_issue_names_is_there_and_every_reason_is_seen() -> None:
    told = " ".join(mutant.name for mutant in MUTANTS)
    for name in "takeaway ranks character answer decline neighbour must turns".split():
        assert name in told
    seen = {start.partition(":")[0] for mutant in MUTANTS for start in mutant.expected}
    assert seen == {*get_args(Reason)} - {"nothing to compare"}


def test_the_assistant_is_as_before_when_it_is_over(bench: Bench, proved: list[Proved]) -> None:
    assert proved
    (outcome,) = run(bench.assistant, [bench.cases[0]])
    (stored,) = [each for each in read_scores() if each.id == bench.cases[0].id]
    assert outcome.answer
    assert outcome.answer.text == stored.answer


def proving(
    bench: Bench, change: Callable[[Answer, Bench], Answer], *expected: str
) -> Callable[[pytest.MonkeyPatch], Proved]:
    def run(monkeypatch: pytest.MonkeyPatch) -> Proved:
        monkeypatch.setattr(proof, "MUTANTS", (Mutant("x", "y", expected, answered(change)),))
        _, found = prove(replace(bench, cases=bench.cases[:6]), read_scores())
        return found

    return run


def test_a_mutant_that_is_not_seen_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = proving(bench, lambda answer, _: answer, "floor: quotes exact")(monkeypatch)
    assert (found.colour, found.is_caught) == ("green", False)
    print_proved(found)
    told = capsys.readouterr().out
    assert "x: green, NOT AS IT HAS TO BE.\n  expected and not given: floor: quotes exact" in told


def test_a_mutant_that_crashes_though_it_was_not_to_has_proved_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(answer: Answer, _: Bench) -> Answer:
        return sys.modules["none"]  # type: ignore[return-value]

    assert not proving(bench, crash, "floor: quotes exact")(monkeypatch).is_caught
    assert proving(bench, crash, "floor: no error")(monkeypatch).is_caught


def test_the_table_is_put_between_its_marks(proved: list[Proved], tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{proof.OPENING}\nold\n{proof.CLOSING}\nafter\n", "utf-8")
    write_table(proved, page)
    shown = page.read_text("utf-8")
    assert "old" not in shown
    assert shown.startswith(f"before\n{proof.OPENING}\n| mutant |")
    assert shown.endswith(f"|\n{proof.CLOSING}\nafter\n")
    put_between(page, proof.OPENING, proof.CLOSING, "new")
    assert page.read_text("utf-8") == f"before\n{proof.OPENING}\nnew\n{proof.CLOSING}\nafter\n"


# ── Exactness ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def quoted(assistant_real: Assistant) -> Answer:
    return assistant_real.ask("Where does the unified pillar put political solutions?")


def changed(answer: Answer, **fields: object) -> Answer:
    first, *rest = answer.citations
    return replace(answer, citations=(replace(first, **fields), *rest))  # type: ignore[arg-type]


def test_whole_sentences_and_titles_are_exact(assistant_real: Assistant, quoted: Answer) -> None:
    index = assistant_real.index
    assert is_exact(quoted, index)
    assert is_exact(assistant_real.ask("List the takeaways of theme 1."), index)
    assert is_exact(assistant_real.ask("How many troops are in Mali?"), index)


def test_what_is_not_the_passage_s_sentence_is_not_exact(
    assistant_real: Assistant, quoted: Answer
) -> None:
    index, first = assistant_real.index, quoted.citations[0]
    (start, end), *more = first.spans
    text = index.documents["vision"].text
    short = ((start, end - 1), *more)
    for fields in (
        {"quote": first.quote[:-1]},
        {"spans": ((start + 1, end + 1), *more)},
        {"spans": short, "quote": " ".join(text[a:b] for a, b in short)},
        {"passage": "vision/priorities/people"},
        {"passage": "vision/none"},
        {"document": "other.md"},
        {"spans": ()},
    ):
        assert not is_exact(changed(quoted, **fields), index), fields


def test_a_quoting_answer_says_its_quotes_and_a_model_s_need_not(
    assistant_real: Assistant, quoted: Answer
) -> None:
    said = (Sentence("It puts them at the heart of its work.", (1,)),)
    other = replace(quoted, sentences=said)
    assert not is_exact(other, assistant_real.index)
    assert is_exact(replace(other, writer="model"), assistant_real.index)


def test_several_sentences_of_a_passage_make_one_quote(
    assistant_real: Assistant, quoted: Answer
) -> None:
    passage = assistant_real.index.passages["caf24/3.2"]
    for picked, is_right in (((0, 2), True), ((2, 0), False)):
        chosen = [passage.sentences[at] for at in picked]
        fields = {
            "passage": passage.id,
            "document": "challenges-annual-forum-2024-key-takeaways.md",
            "quote": " ".join(each.text for each in chosen),
            "spans": tuple(span for each in chosen for span in each.spans),
        }
        answer = replace(changed(quoted, **fields), writer="model")
        assert is_exact(answer, assistant_real.index) is is_right
