"""The table of chat models: a broken run goes on, and what is counted is right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from model_server import Script, serving

from assistant.answer import Answer, Citation, Record, Sentence, Withdrawn
from assistant.ask import Assistant
from benchmarks import models, models_page, verification
from benchmarks.tutorial import TutorialChain
from benchmarks.tutorial_chat import TOP, ChunkChecker, TutorialChat
from evals.cases import Case, read_cases
from evals.outcomes import Outcome
from evals.pairs import Shown
from vectorstore.documents import Corpus
from vectorstore.embedder import Embedder

pytest.importorskip("langchain_openai")

TRUE = "The forum was hosted by the Center for International Peace Operations (ZIF)."
FALSE = "The forum was hosted by the European Union in 1999."


@pytest.fixture(scope="module")
def case() -> Case:
    return models.drawn(read_cases(), "dev", 1)[0]


@pytest.fixture(scope="module")
def chain(
    corpus: Corpus, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> TutorialChain:
    return TutorialChain(corpus, embedder, tmp_path_factory.mktemp("chunks"))


def shown(case: Case, *texts: str) -> Outcome:
    """An answer in a model's words, of which one sentence was withdrawn."""
    cited = Citation(1, "caf24/p1", "CAF24", "x.md", TRUE, ((0, 9),))
    record = Record("m", withdrawn=(Withdrawn("No.", "name"), Withdrawn("Yes.", "replaced")))
    sentences = tuple(Sentence(text, (1,)) for text in texts)
    answer = Answer(case.question, sentences, (cited,), writer="model", record=record)
    return Outcome(case, answer, ("caf24/p1",), True, 0.5)


def test_the_same_questions_are_drawn_again() -> None:
    cases = read_cases()
    few, more = models.drawn(cases, "heldout", 5), models.drawn(cases, "heldout", 20)
    assert few == more[:5]
    assert {case.split for case in more} == {"heldout"}


def test_a_broken_run_goes_on(case: Case, tmp_path: Path) -> None:
    other = replace(case, id="dev/other")
    asked: list[str] = []

    def ask(case: Case) -> Outcome:
        asked.append(case.id)
        return shown(case, TRUE)

    first = models.answered({"one": ask}, [case], tmp_path)
    with (tmp_path / "one.jsonl").open("ab") as file:
        file.write(b'{"case": ')  # killed while it wrote
    again = models.answered({"one": ask}, [case, other], tmp_path)
    assert asked == [case.id, other.id]
    assert again["one"][0] == first["one"][0] == shown(case, TRUE)
    assert models.answered({"one": ask}, [case, other], tmp_path) == again
    assert asked == [case.id, other.id]


def test_a_crash_is_no_outcome(case: Case, tmp_path: Path) -> None:
    def crash(case: Case) -> Outcome:
        return Outcome(case, None, (), False, 0.1, error="ValueError()")

    with pytest.raises(RuntimeError, match="ValueError"):
        models.answered({"one": crash}, [case], tmp_path)
    assert not (tmp_path / "one.jsonl").exists()


def test_the_chain_writes_from_its_chunks_or_declines(chain: TutorialChain, case: Case) -> None:
    script = Script([f"{TRUE} {FALSE}"])
    with serving(script) as url:
        answer = TutorialChat(chain, models.smollm2(url).chat).outcome(case).answer
    assert answer
    assert [sentence.text for sentence in answer.sentences] == [TRUE, FALSE]
    sent = str(script.requests[0]["messages"])
    assert all(chunk.words.text[:40] in sent for chunk in chain.nearest(case.question, TOP))
    with serving(Script(["I don't know."])) as url:
        assert TutorialChat(chain, models.smollm2(url).chat).outcome(case).declined


def test_a_chunk_supports_what_it_says(chain: TutorialChain, embedder: Embedder) -> None:
    checker = ChunkChecker(chain, embedder)
    assert checker.is_supported("Who hosted the forum in Berlin?", TRUE)
    assert not checker.is_supported("Who hosted the forum in Berlin?", FALSE)


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        (TRUE, True),
        ("The forum was held by the Center for International Peace Operations.", True),
        ("The forum was hosted by the Center for International Peace Operations in 2024.", False),
        ("Blockchain accountability frameworks strengthen democratic governance.", False),
    ],
)
def test_words_alone_tell_what_stands_nowhere(sentence: str, stands: bool) -> None:
    assert models_page.stands_there(sentence, TRUE) == stands


def test_the_page_counts_what_was_withdrawn(
    chain: TutorialChain, embedder: Embedder, assistant_real: Assistant, case: Case
) -> None:
    plain = Outcome(case, assistant_real.ask(case.question), (), True, 0.1)
    theirs = shown(case, TRUE, FALSE)
    assert theirs.answer
    theirs = replace(theirs, answer=replace(theirs.answer, record=None))
    outcomes = {"quotes": [plain], "verified": [shown(case, TRUE)], "chain": [theirs]}
    passed = [Shown("s", "c", TRUE, "caf24/p1", TRUE, supported, "") for supported in (True, False)]
    page = models_page.page([case], outcomes, ChunkChecker(chain, embedder), passed)
    assert "| unsupported by hand | – | .50 (1 of 2) | .93 (93 of 100) |" in page
    assert "| of what answers show, unsupported by hand | – | .003 (1 of 336) | – |" in page
    assert "| written by the model | – | 1.00 | 1.00 |" in page
    assert "| sentences withdrawn | – | .33 | – |" in page
    assert "| few of its words in what it cites | – | .00 | .50 |" in page
    assert "| seconds, p95 | 0.1 | 0.5 | 0.5 |" in page


def test_what_a_check_costs_is_told_by_what_became_of_the_sentence() -> None:
    became = ["stands", "is withdrawn", "stands", "is withdrawn"]
    page = verification.page([0.01] * 4, [0.02, 0.04, 0.02, 0.04], became, 2)
    assert "| stands | 1 | 10.0 ms | 20.0 ms | 20.0 ms | 2.00 |" in page
    assert "| is withdrawn | 1 | 10.0 ms | 40.0 ms | 40.0 ms | 4.00 |" in page
    assert "is repaired |" not in page
