"""Drafts of gold questions: for what few cases ask for, checked, and counted by nobody."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from made import case
from model_server import Script, serving

import evals.growing
from evals.__main__ import main
from evals.cases import GOLD, SPLITS, missing_facts, read_case, read_cases
from evals.pending import pending
from evals.suggesting import Draft, by_rule, coverage, drafts, fact_of, sound
from onboarding.material import Material, Said, material_of
from vectorstore.documents import Corpus, Document
from vectorstore.embedder import Embedder
from vectorstore.passages import split

NONE: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def material(corpus: Corpus) -> Material:
    return material_of(corpus)


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of some gold questions."""
    folder = tmp_path / "gold"
    folder.mkdir()
    for name in SPLITS:
        lines = (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines()[:8]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    monkeypatch.setattr(evals.growing, "GOLD", folder)
    return folder


@pytest.fixture
def told(gold: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs `python -m evals` with these gold questions."""

    def run(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, " ".join((out + err).split())

    return run


def said(text: str, title: str = "") -> tuple[Said, Material]:
    """The first sentence of a document that says this."""
    document = Document("a", "a.md", "Ships", "Ships", f"# {title or 'Ships'}\n\n{text}\n", "")
    passages = {p.id: p for p in split(document)}
    material = Material({"a": document}, passages)
    return material.whole_sentences[0], material


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "Old harbours should be repaired with money from all seven coastal towns.",
            "How should old harbours be repaired?",
        ),
        (
            "After a storm, the harbour master must close both of the outer gates.",
            "What must the harbour master do?",
        ),
        (
            "Young captains should be empowered to leave the harbour without a pilot.",
            "What should young captains be empowered to do?",
        ),
        (
            "A shadow captain is a person who sails with the crew unseen.",
            "What is a shadow captain?",
        ),
    ],
)
def test_a_sentence_becomes_a_question(sentence: str, question: str) -> None:
    one, material = said(sentence)
    assert by_rule([one], material) == (question, one)


def test_a_sentence_that_speaks_of_us_is_asked_for_by_its_title_or_not_at_all(
    material: Material,
) -> None:
    one, own = said("We will rely on every sailor of the fleet in the winter.")
    assert by_rule([one], own) is None
    ours = [each for each in material.whole_sentences if "priorities/politics" in each.passage.id]
    assert by_rule(ours, material) == ("What does Vision say about “Politics”?", ours[0])


def test_a_fact_stands_once_is_short_and_is_not_in_the_question(material: Material) -> None:
    for each in material.whole_sentences:
        question, _ = by_rule([each], material) or ("What?", each)
        if fact := fact_of(each, question, material):
            assert fact in each.text
            assert material.times_said(fact) == 1
            assert 3 <= len(fact.split()) <= 7
            assert fact.lower() not in question.lower()
    one, own = said("The harbour master must close the gates, the harbour master must close.")
    assert fact_of(one, one.text, own) == ""


def test_the_least_covered_passages_come_first_and_the_held_out_are_not_counted(
    material: Material,
) -> None:
    cases = read_cases()
    counted = coverage(cases, material.passages)
    seen = Counter(id_ for each in cases if each.split != "heldout" for id_ in each.must)
    assert counted == {id_: seen[id_] for id_ in material.passages}
    found = list(drafts(cases, material, by_rule, "rule", NONE))
    assert [each.covered for each in found] == sorted(each.covered for each in found)
    assert len({each.passage.id for each in found}) == len(found) >= 15
    more = case(id="dev/y", must=frozenset({found[0].passage.id}))
    again = list(drafts([*cases, *[more] * 30], material, by_rule, "rule", NONE))
    assert again[-1].passage.id == found[0].passage.id
    skipped = drafts(cases, material, by_rule, "rule", frozenset({found[0].passage.id}))
    assert next(skipped).passage.id == found[1].passage.id


def test_a_draft_that_is_asked_already_or_has_no_fact_is_left_out(
    material: Material, embedder: Embedder
) -> None:
    cases = [each for each in read_cases() if not each.turns and each.language == "en"][:8]
    good = next(drafts(cases, material, by_rule, "rule", NONE))
    same = replace(good, question=cases[1].question)
    like = replace(good, question=f"Please: {cases[1].question}")
    unfounded = replace(good, question="What about harbours?", fact="seven ships in the harbour")
    again = replace(good, passage=material.passages["caf24/1.1"])
    drafted = [good, same, like, unfounded, again]
    assert sound(drafted, cases, material, embedder) == [good]
    accepted = case(id=f"dev/{good.row['id']}", question="Put into other words?")
    assert sound([good], [*cases, accepted], material, embedder) == []


def test_drafts_wait_and_count_only_when_a_person_moved_them(
    gold: Path, told: Callable[..., tuple[int, str]], material: Material
) -> None:
    before = read_cases(gold)
    code, out = told("suggest", "--count", "3")
    assert code == 0
    rows = pending(gold)
    assert len(rows) == 3
    assert all(row["id"] in out and row["question"] in out for row in rows)
    assert read_cases(gold) == before
    for row in rows:
        as_case = read_case(
            {k: v for k, v in row.items() if k != "suggested"} | {"category": "x"}, "dev"
        )
        assert list(missing_facts(as_case, material.passages)) == []
        assert row["suggested"]["by"] == "rule"

    first = rows[0]
    code, out = told("accept", first["id"])
    assert code == 2
    assert "`category`" in out
    filled = first | {"category": "direct", "question": "What became easier with the new set-up?"}
    lines = [json.dumps(row) for row in (filled, *rows[1:])]
    (gold / "pending.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    assert told("accept", first["id"])[0] == 0
    (new,) = [each for each in read_cases(gold) if each not in before]
    assert (new.id, new.category) == (f"dev/{first['id']}", "direct")
    assert '"suggested"' not in (gold / "dev.jsonl").read_text("utf-8").splitlines()[-1]

    told("suggest", "--count", "3")
    waiting = [row["must"][0] for row in pending(gold)]
    assert len(waiting) == len(set(waiting)) == 5  # no second draft for a passage that has one


def test_a_model_drafts_where_there_is_one(
    gold: Path, told: Callable[..., tuple[int, str]]
) -> None:
    asked: list[str] = []

    def reply(request: dict[str, object]) -> list[str]:
        sentence = str(request["messages"][-1]["content"])  # type: ignore[index]
        asked.append(sentence)
        copied = " ".join(sentence.split()[:6])
        replies = [f"{copied} what?"], ["No question."], [f"Number {len(asked)}", "?"]
        return replies[min(len(asked) - 1, 2)]

    with serving(Script(reply)) as url:
        assert told("suggest", "--model-url", url, "--count", "2")[0] == 0
    rows = pending(gold)
    assert [row["question"] for row in rows] == ["Number 3?", "Number 4?"]
    assert {row["suggested"]["by"] for row in rows} != {"rule"}
    assert all(row["sentences"][0] in asked for row in rows)


def test_a_model_that_fails_drafts_nothing(
    gold: Path, told: Callable[..., tuple[int, str]]
) -> None:
    with serving(Script(status=400)) as url:
        code, out = told("suggest", "--model-url", url, "--count", "1")
    assert (code, pending(gold)) == (0, [])
    assert "0 drafts" in out


def test_a_draft_has_the_same_id_wherever_it_is_made() -> None:
    one, _ = said("The harbour master must close both of the outer gates at night.")
    made = Draft(one.passage, "What must be closed?", "the outer gates", one.text, 0, "rule")
    assert made.row["id"] == replace(made, covered=7).row["id"]
    assert made.row["id"] != replace(made, question="When?").row["id"]
