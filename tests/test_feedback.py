"""From a reader's word to a gold case: sent, kept, listed, promoted, filled in, accepted."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import evals.growing
from assistant.answer import Turn
from assistant.ask import Assistant
from assistant.desk import Desk
from assistant.errors import FeedbackError
from assistant.feedback import Feedback, FeedbackStore
from evals.__main__ import main
from evals.cases import SPLITS, GoldError, read_cases
from evals.complaints import promote
from evals.pending import PENDING, accept
from ui_parts.feedback import feedback
from ui_parts.memory import remember
from vectorstore.documents import Corpus
from vectorstore.index import Index, split_all
from vectorstore.passages import Passage

ROOT = Path(__file__).parent.parent
SAID: dict[str, Any] = {
    "question": "Who pays for special political missions?",
    "answer": "Flexible, predictable, multi-year funding. [1]",
    "passages": ["caf24/3.2"],
    "verdict": "bad",
    "wrong": "wrong_source",
    "note": "It should name the budget.",
}
BAD = Feedback("Who pays?", "Nobody. [1]", ("caf24/3.2",), "bad", "missing", "", "f0")

WRITER = """
import sys
from pathlib import Path
from assistant.feedback import Feedback, FeedbackStore

store = FeedbackStore(Path(sys.argv[1]))
for number in range(25):
    store.add(Feedback(f"{sys.argv[2]}/{number}", "a", (), "good", None, "", "f"))
"""


@pytest.fixture(scope="module")
def passages(corpus: Corpus) -> dict[str, Passage]:
    return {passage.id: passage for passage in split_all(corpus)}


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore(tmp_path / "said.sqlite")


@pytest.fixture
def client(store: FeedbackStore, passages: dict[str, Passage]) -> Iterator[TestClient]:
    index = cast(Index, SimpleNamespace(passages=passages, fingerprint="0123456789abcdef"))
    app = FastAPI()
    app.include_router(feedback(index, store, Desk()))
    with TestClient(app) as client:
        yield client


# ── Sent and kept ────────────────────────────────────────────────────────────────────────────


def test_what_is_sent_is_kept_with_the_index_and_the_time(
    client: TestClient, store: FeedbackStore
) -> None:
    answered = client.post("/feedback", json=SAID)
    assert (answered.status_code, answered.json()) == (201, {"id": 1})
    (kept,) = store.all()
    assert kept.said.question == SAID["question"]
    assert kept.said.passages == ("caf24/3.2",)
    assert (kept.said.verdict, kept.said.wrong) == ("bad", "wrong_source")
    assert kept.said.note == SAID["note"]
    assert kept.said.fingerprint == "0123456789abcdef"
    assert kept.at.endswith("+00:00")


def test_what_was_said_before_is_compared_beside_the_server_at_a_place(
    store: FeedbackStore, passages: dict[str, Passage], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(places=1, line=0)
    seen: list[tuple[bool, bool]] = []

    def look(rows: list[object], index: Index) -> tuple[()]:
        try:
            asyncio.get_running_loop()
            is_beside = False
        except RuntimeError:
            is_beside = True
        seen.append((is_beside, len(vars(desk)["_here"]) == 1))
        return ()

    monkeypatch.setattr("ui_parts.feedback.recall", look)
    index = cast(Index, SimpleNamespace(passages=passages, fingerprint="0"))
    app = FastAPI()
    app.include_router(feedback(index, store, desk))
    with TestClient(app) as client:
        assert client.post("/feedback", json=SAID | {"before": [{}]}).status_code == 201
    assert seen == [(True, True)]


def test_a_passage_may_have_a_long_id(
    client: TestClient, store: FeedbackStore, passages: dict[str, Passage]
) -> None:
    long = f"caf24/{'a-very-long-heading/' * 20}p1"
    passages[long] = passages["caf24/3.2"]
    try:
        answered = client.post("/feedback", json=SAID | {"passages": [long]})
    finally:
        del passages[long]
    assert answered.status_code == 201
    assert store.get(1).said.passages == (long,)


def test_nothing_tells_who_it_was(client: TestClient, store: FeedbackStore) -> None:
    headers = {"user-agent": "Reader/7", "x-forwarded-for": "198.51.100.7", "cookie": "a=b7c"}
    client.post("/feedback", json=SAID, headers=headers)
    content = store.file.read_bytes()
    for trace in (b"Reader/7", b"198.51", b"b7c", b"testclient"):
        assert trace not in content
    with closing(sqlite3.connect(store.file)) as opened:
        columns = [row[1] for row in opened.execute("PRAGMA table_info(feedback)")]
    wanted = "id at question answer passages verdict wrong note fingerprint turns"
    assert columns == wanted.split()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"passages": ["caf24/9.9"]}, "“caf24/9.9” is no passage of these documents."),
        ({"passages": "caf24/3.2"}, "`passages`"),
        ({"passages": ["x" * 301]}, "is no passage of these documents."),
        ({"passages": [7]}, "`passages.0`"),
        ({"passages": ["caf24/3.2"] * 1_001}, "`passages`"),
        ({"verdict": "fair"}, "`verdict`"),
        ({"verdict": "good"}, "a good answer has nothing wrong"),
        ({"wrong": "rude"}, "`wrong`"),
        ({"question": ""}, "`question`"),
        ({"question": "q" * 2_001}, "`question`"),
        ({"answer": "a" * 100_001}, "`answer`"),
        ({"note": "n" * 2_001}, "`note`"),
        ({"note": 7}, "`note`"),
        ({"name": "Mara"}, "`name`"),
        ({"before": [{}] * 7}, "`before`"),
        ({"before": "all"}, "`before`"),
    ],
)
def test_what_is_no_feedback_is_refused_in_a_sentence(
    client: TestClient, store: FeedbackStore, change: dict[str, object], told: str
) -> None:
    answered = client.post("/feedback", json=SAID | change)
    assert answered.status_code == 422
    assert told in answered.json()["error"]
    assert answered.json()["error"].endswith(".")
    assert not store.file.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"question": "\\ud800"}', "application/json", 422),
        (b"\xff\x00", "application/json", 422),
        (json.dumps(SAID).encode(), "text/plain", 415),  # what another site's form could send
        (b" " * 600_001, "application/json", 413),
    ],
)
def test_what_is_no_json_is_refused_in_a_sentence(
    client: TestClient, body: bytes, kind: str, status: int
) -> None:
    answered = client.post("/feedback", content=body, headers={"content-type": kind})
    assert answered.status_code == status
    assert answered.json()["error"].endswith(".")


OLD_TABLE = """
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, question TEXT NOT NULL,
    answer TEXT NOT NULL, passages TEXT NOT NULL, verdict TEXT NOT NULL, wrong TEXT,
    note TEXT NOT NULL, fingerprint TEXT NOT NULL
)
"""


def test_a_file_from_before_the_turns_were_kept_is_read_and_added_to(store: FeedbackStore) -> None:
    with closing(sqlite3.connect(store.file)) as old, old:
        old.execute(OLD_TABLE)
        old.execute(
            "INSERT INTO feedback (at, question, answer, passages, verdict, note, fingerprint) "
            "VALUES ('2026-01-01', 'Who?', 'ZIF', '[]', 'good', '', '')"
        )
    assert [kept.said.turns for kept in store.all()] == [()]
    after = replace(BAD, turns=(Turn("Who pays for what?", "For missions. [1]"),))
    for _ in range(2):
        store.add(after)
    assert [kept.said.question for kept in store.all()] == ["Who?", "Who pays?", "Who pays?"]
    assert store.all()[-1].said == after


def test_several_processes_write_at_once(store: FeedbackStore) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, store.file, str(each)], cwd=ROOT)
        for each in range(4)
    ]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    assert {kept.said.question for kept in store.all()} == {
        f"{each}/{number}" for each in range(4) for number in range(25)
    }


def test_a_full_disk_is_told_and_takes_nothing(
    client: TestClient, store: FeedbackStore, mount: Callable[..., None], tmp_path: Path
) -> None:
    mount(tmp_path, "-t", "tmpfs", "-o", "size=256k", "tmpfs")
    assert client.post("/feedback", json=SAID).status_code == 201
    for _ in range(100):
        answered = client.post("/feedback", json=SAID | {"answer": "a" * 20_000})
        if answered.status_code != 201:
            break
    assert answered.status_code == 507
    assert "disk is full" in answered.json()["error"]
    before = store.all()
    assert before[0].said.note == SAID["note"]
    with closing(sqlite3.connect(store.file)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_read_only_folder_is_told_and_takes_nothing(
    client: TestClient, store: FeedbackStore, mount: Callable[..., None], tmp_path: Path
) -> None:
    mount(tmp_path, "-t", "tmpfs", "tmpfs")
    client.post("/feedback", json=SAID)
    mount(tmp_path, "-o", "remount,ro")
    answered = client.post("/feedback", json=SAID)
    assert answered.status_code == 507
    assert "read-only" in answered.json()["error"]
    assert str(tmp_path) not in answered.json()["error"]
    mount(tmp_path, "-o", "remount,rw")
    assert len(store.all()) == 1


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedbackError, match="folder is missing"):
        FeedbackStore(tmp_path / "none" / "said.sqlite").add(BAD)


def test_a_file_that_is_no_store_is_told_and_left(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader, " * 100, "utf-8")
    with pytest.raises(FeedbackError, match="no feedback store"):
        FeedbackStore(tmp_path / "letter.txt").add(BAD)
    assert (tmp_path / "letter.txt").read_text("utf-8") == "Dear reader, " * 100


# ── Listed, promoted, accepted ───────────────────────────────────────────────────────────────


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A folder of gold cases, one in each split."""
    folder = tmp_path / "gold"
    folder.mkdir()
    for split in SPLITS:
        (folder / f"{split}.jsonl").write_text(
            json.dumps(row(id="a", question=f"Who hosted it, {split}?")) + "\n", "utf-8"
        )
    return folder


def row(**changes: object) -> dict[str, object]:
    filled: dict[str, object] = {
        "id": "a",
        "category": "direct",
        "question": "Who?",
        "history": [],
        "answerable": True,
        "must": ["caf24/3.2"],
        "may": [],
        "facts": [["multi-year funding"]],
    }
    return filled | changes


@pytest.fixture
def told(
    store: FeedbackStore, gold: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> Callable[..., tuple[int, str]]:
    """Runs `python -m evals` with this store and these gold cases."""
    monkeypatch.setattr(evals.growing, "GOLD", gold)
    monkeypatch.setenv("ASSISTANT_FEEDBACK", str(store.file))

    def run(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, " ".join((out + err).split())

    return run


def test_a_complaint_becomes_a_gold_case(
    client: TestClient, told: Callable[..., tuple[int, str]], gold: Path
) -> None:
    client.post("/feedback", json=SAID)
    client.post("/feedback", json=SAID | {"verdict": "good", "wrong": None, "question": "Fine?"})
    code, out = told("feedback")
    assert code == 0
    for words in ("special political missions", "bad: wrong source", "caf24/3.2", "Fine?"):
        assert words in out
    assert "2 in all: 1 wrong source, 1 good." in out
    assert "Fine?" not in told("feedback", "--bad")[1]

    code, out = told("promote", "1")
    assert code == 0
    (pending,) = [json.loads(line) for line in (gold / PENDING).read_text("utf-8").splitlines()]
    assert pending["id"] in out
    assert pending["question"] == SAID["question"]
    assert (pending["must"], pending["facts"], pending["category"]) == ([], [], "")
    assert pending["feedback"]["cited"] == ["caf24/3.2"]
    assert len(read_cases(gold)) == 3  # nothing pending counts
    assert "was promoted" in told("promote", "1")[1]

    code, out = told("accept", "1")
    assert code == 2
    assert "`category`" in out
    okay = {"wordings": ["game changer"], "vital": False}
    best = ["Flexible, predictable, multi-year funding would be a game changer for the UN."]
    filled = {
        "category": "direct",
        "must": ["caf24/3.2"],
        "sentences": best,
        "facts": [["multi-year funding"], okay],
    }
    (gold / PENDING).write_text(json.dumps(pending | filled) + "\n", "utf-8")
    assert told("accept", "1")[0] == 0
    assert (gold / PENDING).read_text("utf-8") == ""
    case = next(case for case in read_cases(gold) if case.id == f"dev/{pending['id']}")
    assert case.must == {"caf24/3.2"}
    assert (case.okay, case.sentences) == ((("game changer",),), tuple(best))
    assert (
        "feedback" not in (gold / "dev.jsonl").read_text("utf-8").splitlines()[1].split(": ", 2)[2]
    )
    assert "promoted and accepted" in told("promote", "1")[1]


def test_a_complaint_about_a_follow_up_becomes_a_case_with_its_turns(
    assistant_real: Assistant, store: FeedbackStore, gold: Path
) -> None:
    first = assistant_real.ask("What are the shared priorities?")
    turns = [Turn(first.question, first.text)]
    second = assistant_real.ask("What about the fifth one?", turns)
    (kept,) = remember([first])
    forged = kept | {"sentences": [["Unsupported.", [1]]]}
    app = FastAPI()
    app.include_router(feedback(assistant_real.index, store, Desk()))
    said = SAID | {
        "question": second.question,
        "answer": second.text,
        "passages": [citation.passage for citation in second.citations],
        "before": [forged, kept],
    }
    with TestClient(app) as client:
        assert client.post("/feedback", json=said).status_code == 201
    promote(store.get(1), gold)
    (pending,) = [json.loads(line) for line in (gold / PENDING).read_text("utf-8").splitlines()]
    history = tuple(Turn(*pair) for pair in pending["history"])
    assert list(history) == turns  # without what no document says
    again = assistant_real.ask(pending["question"], history)
    assert again.text == second.text
    assert again.citations[0].passage == "vision/priorities/innovation"
    fresh = {"category": "direct", "must": ["vision/priorities/innovation"], "facts": [["risks"]]}
    (gold / PENDING).write_text(json.dumps(pending | fresh) + "\n", "utf-8")
    accept("1", assistant_real.index.passages, gold)
    assert [case.turns for case in read_cases(gold) if "feedback" in case.id] == [history]


def test_an_unknown_number_and_a_missing_store_are_told(
    client: TestClient, told: Callable[..., tuple[int, str]]
) -> None:
    for command in (("feedback",), ("promote", "1")):
        code, out = told(*command)
        assert code == 2
        assert "There is no feedback at" in out
    client.post("/feedback", json=SAID)
    code, out = told("promote", "7")
    assert code == 2
    assert "There is no feedback 7" in out
    code, out = told("accept", "7")
    assert code == 2
    assert "7 is not one pending case. Pending: none." in out


def test_a_question_that_would_move_the_cursor_is_listed_as_text(
    client: TestClient, told: Callable[..., tuple[int, str]]
) -> None:
    client.post("/feedback", json=SAID | {"question": "\x1b[2J[red]Who?[/red]"})
    _, out = told("feedback")
    assert "\x1b" not in out
    assert "[red]Who?[/red]" in out


@pytest.mark.parametrize(
    ("changes", "told_of"),
    [
        ({"must": ["caf24/9"]}, "no passage of the corpus"),
        ({"facts": [["no such words"]]}, "which no passage of `must` holds"),
        ({"sentences": ["Multi-year funding."]}, "which no passage of it holds"),
        ({"facts": [{"wordings": ["multi-year funding"]}]}, "is not valid under any"),
        ({"must": []}, "`must` names no passage"),
        ({"must": "caf24/3.2"}, "`must`"),
        ({"category": "odd"}, "it is one of direct"),
        ({"question": "who hosted it, heldout"}, "The same is asked in heldout"),
        ({"answerable": False}, "`must`, `may`, `facts` are empty"),
        ({"answerable": False, "must": [], "facts": []}, "`reason` is one of not_in_corpus"),
        ({"reason": "unclear"}, "leave that null"),
        ({"reason": "because"}, "`reason`"),
        ({"id": "a"}, "A gold case has this id"),
    ],
)
def test_a_case_that_is_not_right_stays_pending(
    gold: Path, passages: dict[str, Passage], changes: dict[str, object], told_of: str
) -> None:
    pending = json.dumps(row(id="feedback-20260101-1", question="Why?") | changes) + "\n"
    (gold / PENDING).write_text(pending, "utf-8")
    before = (gold / "dev.jsonl").read_text("utf-8")
    with pytest.raises(GoldError) as refused:
        accept(str(changes.get("id", "1")), passages, gold)
    assert told_of in str(refused.value)
    assert (gold / PENDING).read_text("utf-8") == pending
    assert (gold / "dev.jsonl").read_text("utf-8") == before


def test_a_question_that_is_rightly_declined_can_be_accepted(
    gold: Path, passages: dict[str, Passage], store: FeedbackStore
) -> None:
    said = Feedback("Who won?", "Nobody.", (), "bad", "should_have_declined", "", "f")
    store.add(said)
    id_ = promote(store.get(1), gold)
    pending = json.loads((gold / PENDING).read_text("utf-8"))
    assert pending["answerable"] is False
    filled = pending | {"category": "direct", "reason": "not_in_corpus"}
    (gold / PENDING).write_text(json.dumps(filled) + "\n", "utf-8")
    assert accept(id_, passages, gold) == id_
    (case,) = [case for case in read_cases(gold) if case.id == f"dev/{id_}"]
    assert not case.answerable


def test_a_broken_pending_file_is_told(
    gold: Path, passages: dict[str, Passage], store: FeedbackStore
) -> None:
    (gold / PENDING).write_text("nope\n", "utf-8")
    store.add(BAD)
    with pytest.raises(GoldError, match="Mend the line"):
        promote(store.get(1), gold)
    with pytest.raises(GoldError, match="Mend the line"):
        accept("1", passages, gold)
    assert (gold / PENDING).read_text("utf-8") == "nope\n"
