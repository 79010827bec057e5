"""The benchmark on public sets, over sets made up here in the published layout."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.public import chunking, clapnq, feedbackqa, scifact, squad, wice
from benchmarks.public.__main__ import main
from benchmarks.public.measures import (
    auroc,
    ndcg_at_10,
    overlap_f1,
    rouge_l,
    span_recall_precision,
)
from benchmarks.public.pool import Entry, Pool, Question, Store
from benchmarks.public.rankers import as_the_index_does, rankers
from benchmarks.public.readers import Reading, Reread
from vectorstore.embedder import Embedder, Floats, LocalModel

SHIP = "The ship sails at noon. Its captain is Ada Brown. The harbour is in the north."
BREAD = "Bread needs flour and water. The oven must be hot. Wait an hour before you cut it."


def write_scifact(data: Path) -> None:
    corpus = "doc_id,title,abstract,structured\n" + "".join(
        f'{number},{title},"[{listed}]",False\n'
        for number, title, listed in (
            (4, "Ships", "'The ship''s crew sails.'\n \"\"A captain's word.\"\"".replace("''", "")),
            (7, "Bread", "'Flour makes bread.'"),
        )
    )
    claims = (
        "id,claim,evidence_doc_id,evidence_label,evidence_sentences,cited_doc_ids\n"
        "1,Bread is made of flour.,7,SUPPORT,[0],[ 7 ]\n"
        "1,Bread is made of flour.,7,SUPPORT,[0],[7]\n"
        "2,Ships have crews.,,,[],[4]\n"
    )
    (data / "scifact").mkdir(parents=True)
    with zipfile.ZipFile(data / scifact.FILE, "w") as archive:
        archive.writestr("corpus_train.csv", corpus)
        archive.writestr("claims_validation.csv", claims)


def write_feedbackqa(data: Path) -> None:
    for agency in feedbackqa.AGENCIES:
        place = {"page_title": agency, "section_headers": ["Ships"], "section_content": SHIP}
        other = {"page_title": agency, "section_headers": [], "section_content": BREAD}
        passages = [{"passage_id": 0, "reference": place}, {"passage_id": 1, "reference": other}]
        examples = [{"question": f"When does the {agency} ship sail?", "passage_id": 0}]
        write_json(
            data / "feedbackqa" / agency / "test.json",
            {"passages": passages, "examples": examples},
        )


def write_chunking(data: Path) -> None:
    folder = data / chunking.FOLDER
    (folder / "corpora").mkdir(parents=True)
    (folder / "corpora" / "ship.md").write_text(SHIP, "utf-8")
    (folder / "corpora" / "bread.md").write_text(BREAD, "utf-8")
    gold = json.dumps([{"content": SHIP[:23], "start_index": 0, "end_index": 23}])
    row = f'When does the ship sail?,"{gold.replace(chr(34), chr(34) * 2)}",ship\n'
    (folder / "questions_df.csv").write_text("question,references,corpus_id\n" + row, "utf-8")


def write_clapnq(data: Path) -> None:
    for half, question, chosen in (
        ("answerable", "when does the ship sail", ["The ship sails at noon."]),
        ("unanswerable", "who won the football match", []),
    ):
        passage = {"title": "Ship", "sentences": [f"{part}." for part in SHIP[:-1].split(". ")]}
        output = [{"answer": " ".join(chosen), "selected_sentences": chosen}]
        row = {"id": half, "input": question, "passages": [passage], "output": output}
        write_json(data / "clapnq" / f"{half}.jsonl", row)


def write_squad(data: Path) -> None:
    asked = [
        {"question": "When does the ship sail?", "is_impossible": False},
        {"question": "Who stole the ship's cat in 1907?", "is_impossible": True},
    ]
    articles = [
        {"title": title, "paragraphs": [{"context": text, "qas": asked}]}
        for title, text in (("A_ship", SHIP), ("Bread", BREAD))
    ]
    write_json(data / squad.FILE, {"data": articles})


def write_wice(data: Path) -> None:
    rows = [
        {"claim": "The ship sails at noon.", "label": "supported"},
        {"claim": "The ship sinks at midnight in a storm.", "label": "not_supported"},
        {"claim": "The ship sails at noon in a storm.", "label": "partially_supported"},
    ]
    lines = [json.dumps({**row, "evidence": SHIP.split(". ")}) for row in rows]
    (data / wice.FILE).parent.mkdir(parents=True)
    (data / wice.FILE).write_text("\n".join(lines), "utf-8")


def write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), "utf-8")


@pytest.fixture
def data(tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Path:
    def take(self: LocalModel) -> None:
        vars(self).update(vars(embedder))

    monkeypatch.setattr(LocalModel, "__init__", take)
    return tmp_path / "data"


def run(tmp_path: Path, *more: str) -> int:
    return main(
        [
            *("--data", str(tmp_path / "data"), "--cache", str(tmp_path / "cache")),
            *("--result", str(tmp_path / "public.md"), *more),
        ]
    )


def test_every_set_gives_its_rows(data: Path, tmp_path: Path) -> None:
    writers = (write_scifact, write_feedbackqa, write_chunking, write_clapnq, write_squad)
    for write in (*writers, write_wice):
        write(data)
    assert run(tmp_path) == 0
    page = (tmp_path / "public.md").read_text("utf-8")
    rows = [line.split(" | ")[0].removeprefix("| ") for line in page.splitlines()]
    assert rows.count("Chroma chunking") == 2
    assert rows.count("ClapNQ") == 3
    assert rows.count("WiCE") == 2
    assert re.search(
        r"WiCE \| supported against not supported.* \| 1\.000 \|  \|$", page, re.MULTILINE
    )
    for name in ("SciFact", "FeedbackQA", "SQuAD 2.0 half, held-out articles"):
        assert rows.count(name) == 1
    assert "| SciFact | nDCG@10 | MiniLM .6451, BM25 .687 | 1.000 | 1.000 | ≥ .72 |" in page


def test_a_set_that_is_missing_is_left_out_and_named(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_scifact(data)
    assert run(tmp_path, "--sets", "scifact,squad2") == 0
    assert "squad2 is left out: there is no" in capsys.readouterr().err
    assert "| SQuAD" not in (tmp_path / "public.md").read_text("utf-8")


def test_without_any_set_nothing_is_written(data: Path, tmp_path: Path) -> None:
    assert run(tmp_path) == 1
    assert not (tmp_path / "public.md").exists()


def test_a_set_of_another_name_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        run(tmp_path, "--sets", "trivia")


def test_an_abstract_is_read_as_its_sentences(data: Path) -> None:
    write_scifact(data)
    entries, asked = scifact.read(data)
    assert entries[0].text == "Ships The ships crew sails. A captain's word."
    assert [entries[0].text[a:b] for a, b in entries[0].bounds][1] == "A captain's word."
    assert [(one.question, one.right) for one in asked] == [
        ("Bread is made of flour.", frozenset({"7"})),
        ("Ships have crews.", frozenset({"4"})),
    ]


def test_sentences_of_a_section_stand_where_it_says(data: Path) -> None:
    write_feedbackqa(data)
    entries, _ = feedbackqa.read(data)
    first = entries[0]
    assert first.text[slice(*first.bounds[0])] == "The ship sails at noon."


def test_annotators_who_chose_nothing_leave_a_question_unanswered(data: Path) -> None:
    write_clapnq(data)
    _, asked = clapnq.read(data)
    assert [len(one.answers) for one in asked] == [1, 0]
    assert asked[0].answers[0][1] == {0}


def test_only_held_out_articles_are_asked_about(data: Path) -> None:
    write_squad(data)
    entries, asked = squad.read(data)
    assert len(entries) == 2
    assert {one.article for one in asked} == {"A ship"}
    assert squad.held_out(list("gfedcbaa")) == {"a", "e"}


def test_texts_are_embedded_once(tmp_path: Path, embedder: Embedder) -> None:
    entries = [Entry.of_text("a", "Ship", SHIP), Entry.of_text("b", "", BREAD)]
    first = Pool(entries, Store(embedder, tmp_path))
    made = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npy")}
    again = Pool(entries, Store(embedder, tmp_path))
    assert np.array_equal(first.vectors.rows, again.vectors.rows)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npy")} == made


def test_every_ranker_puts_the_answer_first(tmp_path: Path, embedder: Embedder) -> None:
    entries = [Entry.of_text("a", "Bread", BREAD), Entry.of_text("b", "Ship", SHIP)]
    pool = Pool(entries, Store(embedder, tmp_path))
    (question,) = pool.questions(["When does the ship sail?"])
    near = pool.candidates(question, 5)
    for name, ranker in rankers(pool).items():
        assert int(np.argmax(ranker.rank(question, near))) == 1, name


class OneWord:
    """A reader that is sure of passages with one word in them."""

    def read(self, question: Question, pool: Pool, positions: Sequence[int]) -> list[Reading]:
        texts = [pool.entries[at].text for at in positions]
        return [Reading(floats(), 1.0 if "oven" in text else -1.0) for text in texts]


def test_a_reader_moves_what_it_reads_and_leaves_the_rest_behind(
    tmp_path: Path, embedder: Embedder
) -> None:
    texts = [SHIP, BREAD, "The ship sails at dusk.", "The ship sails."]
    pool = Pool(
        [Entry.of_text(str(at), "", text) for at, text in enumerate(texts)],
        Store(embedder, tmp_path),
    )
    (question,) = pool.questions(["When does the ship sail?"])
    before = as_the_index_does(pool).rank(question, range(4))
    assert int(np.argmin(before)) == 1
    every = Reread(pool, as_the_index_does(pool), OneWord(), weight=5.0, count=4)
    assert int(np.argmax(every.rank(question, range(4)))) == 1
    some = Reread(pool, as_the_index_does(pool), OneWord(), weight=5.0, count=2)
    after = some.rank(question, range(4))
    assert list(np.argsort(-after)) == list(np.argsort(-before))


def floats(*values: float) -> Floats:
    return np.asarray(values, dtype=np.float32)


def test_ndcg_counts_what_was_not_found() -> None:
    assert ndcg_at_10(floats(3, 2, 1), ["a", "b", "c"], frozenset("a")) == pytest.approx(1.0)
    second = 1 / np.log2(3)
    assert ndcg_at_10(floats(3, 2), ["b", "a"], frozenset("a")) == pytest.approx(second)
    half = 1 / (1 + second)
    assert ndcg_at_10(floats(3), ["a"], frozenset(["a", "z"])) > half - 1e-9
    assert ndcg_at_10(floats(*range(20, 0, -1)), list("bcdefghijklmnopqrstu"), frozenset("a")) == 0


def test_the_other_measures() -> None:
    assert auroc([True, True, False], [0.9, 0.2, 0.5]) == 0.5
    assert overlap_f1({1, 2}, {2, 3}) == 0.5
    assert overlap_f1(set(), {1}) == 0.0
    assert rouge_l("The ship sails.", "the SHIP really sails") == pytest.approx(6 / 7)
    assert rouge_l("", "words") == 0.0
    assert span_recall_precision([(0, 10)], [(5, 15)]) == (0.5, 0.5)
