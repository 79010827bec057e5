"""Whatever is asked, read or sent: an answer or a sentence, in time, and never a traceback.

In full, with 10,000 questions and as many documents and lines, by `make test-faults`.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext
from pathlib import Path

import forked
import made_documents as made
import pytest
from counts import often, times
from hypothesis import given
from hypothesis import strategies as st
from nasty import HISTORIES, LINES, NASTY, QUESTIONS, SHORT, one_of
from test_slices import assert_sound

from assistant.answer import Citation, Turn
from assistant.ask import Assistant
from assistant.batch import answer_lines
from assistant.errors import QuestionError
from assistant.show import as_json, as_text
from vectorstore.documents import Document
from vectorstore.files import read_text
from vectorstore.formats import Unreadable
from vectorstore.formats.converting import Conversions
from vectorstore.passages import split

pytestmark = pytest.mark.faults

SECONDS = 2.0
"""Of computing by the thread that answers: a busy machine does not change them."""


@contextmanager
def in_time() -> Iterator[None]:
    began = time.thread_time()
    yield
    assert time.thread_time() - began < SECONDS


@pytest.fixture(scope="module")
def assistant(assistant_multilingual: Assistant) -> Assistant:
    """With the extra, warm: the first question in another language loads what its search needs."""
    assistant_multilingual.ask("Каковы приоритеты?")
    return assistant_multilingual


# ── Questions ────────────────────────────────────────────────────────────────────────────────


def assert_answered_well(
    assistant: Assistant, question: str, history: list[tuple[str, str]]
) -> None:
    turns = [Turn(*pair) for pair in history]
    texts = {document.file: document.text for document in assistant.index.documents.values()}
    with in_time():
        try:
            answer = assistant.ask(question, turns)
        except QuestionError as error:
            said = str(error)
            citations: tuple[Citation, ...] = ()
        else:
            said = as_text(answer)
            citations = answer.citations
            json.dumps(as_json(answer, None, 0.1), ensure_ascii=False).encode()
    assert said.strip()
    assert "Traceback" not in said
    assert "\x1b" not in said
    said.encode()
    for citation in citations:
        pieces = [texts[citation.document][start:end] for start, end in citation.spans]
        assert citation.quote == " ".join(pieces)


@pytest.mark.parametrize("kind", NASTY)
def test_nasty_questions_are_answered_or_declined(assistant: Assistant, kind: str) -> None:
    assert_answered_well(assistant, NASTY[kind], [])


@pytest.mark.parametrize("kind", ["a megabyte of words", "many brackets", "a flood of Chinese"])
def test_nasty_histories_are_no_burden(assistant: Assistant, kind: str) -> None:
    assert_answered_well(
        assistant, "and why is that so?", [(SHORT.get(kind, "why?"), NASTY[kind])] * 30
    )


def test_questions_without_end(assistant: Assistant) -> None:
    @often(times(40, 10_000))
    @given(QUESTIONS, HISTORIES)
    def asked(question: str, history: list[tuple[str, str]]) -> None:
        assert_answered_well(assistant, question, history)

    asked()


def test_lines_of_a_batch_without_end(assistant: Assistant) -> None:
    """Each line gives one object, that can be printed and read again."""

    @often(times(40, 10_000))
    @given(LINES)
    def sent(line: bytes) -> None:
        with in_time():
            rows = list(answer_lines(assistant, [line]))
        assert len(rows) == bool(line.strip())
        for row in rows:
            printed = json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace")
            read = json.loads(printed)
            assert ("error" in read) != ("answer" in read)
            assert "Traceback" not in printed.decode()

    sent()


_PROVED = 20_000  # characters up to which every passage is proved exact


# ── Documents that are text ──────────────────────────────────────────────────────────────────

_TEXTS = st.one_of(
    one_of(NASTY.values()),
    st.text(max_size=3_000),
    st.lists(
        st.one_of(
            one_of(SHORT.values()),
            st.sampled_from("# {}\n|## {}\n|- {}\n|1. {}\n|> {}\n|**{}** |[^1]: {}\n".split("|")),
            st.text(max_size=40),
        ),
        max_size=20,
    ).map("\n".join),
    st.builds(str.__mul__, st.text(min_size=1, max_size=12), st.integers(1, 20_000)),
)
_FILES = st.one_of(
    _TEXTS.map(lambda text: text.encode("utf-8", "replace")),
    _TEXTS.map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.binary(max_size=500),
)


def test_text_documents_without_end() -> None:
    """Each is read and split into exact passages, or left out with the reason."""
    conversions = Conversions(None)

    @often(times(150, 7_000))
    @given(_FILES)
    def read(content: bytes) -> None:
        with in_time():
            try:
                text = read_text(content, ".md", conversions).text
            except Unreadable:
                return
            split(Document("a", "a.md", "A", "A", text, ""))
        if len(text) < _PROVED:
            assert_sound(text)

    read()


# ── Documents of other formats ───────────────────────────────────────────────────────────────


def spoiled(content: bytes, draw: st.DrawFn) -> bytes:
    """The content cut, with bytes turned, or with a stretch in it twice."""
    size = len(content)
    at, to = sorted(draw(st.tuples(st.integers(0, size), st.integers(0, size))))
    put = draw(
        st.one_of(
            st.binary(max_size=8),
            one_of(SHORT.values()).map(lambda text: text.encode("utf-8", "replace")),
        )
    )
    return draw(
        st.sampled_from(
            [
                content[:to],
                content[:at] + put + content[at + len(put) :],
                content[:at] + put + content[to:],
                content[:to] + content[at:],
            ]
        )
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound file of each format."""
    folder = tmp_path_factory.mktemp("whole")
    return {
        ".pdf": made.report_pdf(folder / "report.pdf").read_bytes(),
        ".docx": made.manual_docx(folder / "manual.docx").read_bytes(),
        ".html": made.PAGE.encode(),
    }


def with_words(whole: bytes, suffix: str, words: str) -> bytes:
    """The file with nasty words put where its own stand."""
    plain = words.encode("utf-8", "replace")
    if suffix != ".docx":
        return whole.replace(b"light", plain, 1).replace(b"Tj", plain[:3] + b" Tj", 1)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"light", plain, 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("suffix", "short", "full"), [(".html", 12, 1_500), (".docx", 8, 750), (".pdf", 8, 750)]
)
def test_documents_of_other_formats_without_end(
    whole: dict[str, bytes], warm: ForkServerContext, suffix: str, short: int, full: int
) -> None:
    """Sound files with nasty words, spoiled ones, and none at all, each in a process of its own."""

    @often(times(short, full))
    @given(st.data())
    def read(data: st.DataObject) -> None:
        words = data.draw(one_of(NASTY.values()))
        content = with_words(whole[suffix], suffix, words)
        if data.draw(st.booleans()):
            content = data.draw(st.composite(lambda draw: spoiled(whole[suffix], draw))())
        told, other = warm.Pipe()
        reader = warm.Process(target=forked.read_when_told, args=(other,))
        reader.start()
        other.close()
        try:
            told.send((suffix, content))
            assert told.poll(60), "it hangs"
            printed, seconds = told.recv()
        finally:
            reader.kill()
            reader.join()
            reader.close()
            told.close()
        answer = json.loads(printed)
        assert seconds < SECONDS + 1  # with what the process itself costs
        if "refused" in answer:
            assert answer["refused"].endswith(".")
            return
        if len(answer["text"]) < _PROVED:
            assert_sound(answer["text"])

    read()


# ── The command line ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "kind", ["lone surrogates", "a shell", "a megabyte", "only combining marks", "blanks"]
)
def test_a_command_shows_no_traceback(
    command: Callable[..., tuple[int, str, str]], index_folder: Path, kind: str
) -> None:
    code, out, err = command("ask", NASTY[kind], "--index", index_folder)
    assert code in (0, 2)
    assert (out if code == 0 else err).strip()
    assert "Traceback" not in out + err
