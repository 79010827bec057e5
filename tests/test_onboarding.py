"""The self-test's questions, each looked at by code that shares nothing with what made it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.checks import faults
from onboarding.kinds.statements import FALSE, TRUE
from onboarding.material import Material
from onboarding.question import GAP, Question
from onboarding.selftest import questions
from vectorstore.documents import Document, read_corpus
from vectorstore.passages import split

ROOT = Path(__file__).resolve().parent.parent
INVENTED = (ROOT / "training" / "documents.jsonl").read_text("utf-8").splitlines()
SMALL = frozenset(
    "a an and as at be by for from in is it its of on or our that the to with".split()
)


def material(documents: Sequence[Document]) -> Material:
    passages = {p.id: p for document in documents for p in split(document)}
    return Material({document.id: document for document in documents}, passages)


def written(number: int, text: str) -> Document:
    return Document(f"d{number}", f"d{number}.md", f"Paper {number}", f"Paper {number}", text, "")


@cache
def real() -> Material:
    return material(read_corpus(ROOT / "corpus").documents)


@cache
def invented(number: int) -> Material:
    """One of the invented documents, as Markdown."""
    row = json.loads(INVENTED[number])
    lines = [f"# {row['title']}"]
    for section in row["sections"]:
        lines += [f"## {section['heading']}"] if section["heading"] else []
        for passage in section["passages"]:
            title = f"- **{passage['title']}.** " if passage["title"] else ""
            lines.append(title + " ".join(passage["sentences"]))
    return material([written(number, "\n\n".join(lines))])


@cache
def asked(number: int = -1) -> tuple[Question, ...]:
    return questions(real() if number < 0 else invented(number))


def plain(text: str) -> str:
    return " " + " ".join(re.findall(r"[^\W_]+", text.lower())) + " "


@cache
def told(number: int) -> dict[str, str]:
    """What each passage says, in plain words, by id: title and body."""
    held = real() if number < 0 else invented(number)
    return {
        p.id: plain(f"{p.title.text if p.title else ''} {p.body.text}")
        for p in held.passages.values()
        if p.kind != "outline"
    }


def times(text: str, number: int) -> int:
    """In how many passages these words stand."""
    return sum(plain(text) in said for said in told(number).values())


def subject(text: str) -> set[str]:
    return {word[:5] for word in plain(text).split() if word not in SMALL and len(word) > 2}


def heading_of(held: Material, passage: str) -> str:
    title = held.passages[held.passages[passage].parent].title
    return plain(title.text) if title else ""


def every() -> list[tuple[int, Question]]:
    return [(number, question) for number in (-1, *range(0, 200, 10)) for question in asked(number)]


def test_there_are_enough_questions_of_several_kinds() -> None:
    kinds = Counter(question.kind for question in asked())
    assert len(asked()) >= 60
    assert len(kinds) >= 6
    assert min(kinds["statement"], kinds["ending"], kinds["where"], kinds["member"]) >= 10
    assert {q.key.passage.document for q in asked()} == {"caf24", "vision"}


def test_the_same_corpus_gives_the_same_questions() -> None:
    again = questions(material(read_corpus(ROOT / "corpus").documents))
    assert again == asked()
    assert len({question.id for question in again}) == len(again)


@pytest.mark.parametrize("number", [-1, *range(0, 200, 10)])
def test_every_key_is_an_exact_quote(number: int) -> None:
    held = real() if number < 0 else invented(number)
    for question in asked(number):
        document = held.documents[question.key.passage.document].text
        spans = question.key.words.spans
        assert question.key.words.text == " ".join(document[a:b] for a, b in spans)
        assert times(question.key.words.text, number) >= 1


def test_exactly_one_option_is_borne_out_by_the_documents() -> None:
    seen: Counter[str] = Counter()
    for number, question in every():
        held = real() if number < 0 else invented(number)
        true = [option for option in question.options if stands(held, question, option, number)]
        assert true == [question.answer], question
        assert len({plain(option) for option in question.options}) == len(question.options)
        seen[question.kind] += 1
    assert set(seen) >= {"where", "which", "ending", "gap", "member", "statement", "section"}


def stands(held: Material, question: Question, option: str, number: int) -> bool:
    match question.kind:
        case "statement":
            return (option == TRUE) == (times(question.shown, number) > 0)
        case "ending":
            return times(question.shown + option, number) > 0
        case "gap":
            return times(question.shown.replace(GAP, option), number) > 0
        case "where":
            saying = [id_ for id_, said in told(number).items() if plain(question.shown) in said]
            titles = [held.passages[id_].title for id_ in saying]
            own = {plain(title.text) for title in titles if title}
            return plain(option) in own | {heading_of(held, id_) for id_ in saying}
        case "which":
            saying = [id_ for id_, said in told(number).items() if plain(option) in said]
            titles = [held.passages[id_].title for id_ in saying]
            return any(title and plain(title.text) == plain(question.shown) for title in titles)
        case "section":
            return heading_of(held, question.key.passage.id) == plain(option)
        case "member":
            return any(
                passage.title is not None
                and plain(passage.title.text) == plain(option)
                and heading_of(held, passage.id) == plain(question.shown)
                for passage in held.passages.values()
                if passage.kind == "item"
            )


def test_a_changed_statement_differs_in_one_place_only() -> None:
    changed = [q for _, q in every() if q.answer == FALSE]
    assert len(changed) > 20
    for question in changed:
        quote = " ".join(question.key.words.text.split())
        at = question.shown.lower().index(question.put.lower())
        back = question.shown[:at] + question.instead + question.shown[at + len(question.put) :]
        assert back == quote
        assert question.put.lower() != question.instead.lower()


def test_true_and_false_are_balanced_and_no_word_tells_which() -> None:
    for number in (-1, *range(0, 200, 10)):
        statements = [q for q in asked(number) if q.kind == "statement"]
        answers = Counter(question.answer for question in statements)
        assert abs(answers[TRUE] - answers[FALSE]) <= 1
        true = " ".join(q.shown.lower() for q in statements if q.answer == TRUE)
        for word in {q.put.lower() for q in statements if q.put and not q.put[0].isdigit()}:
            shown_falsely = sum(q.put.lower() == word for q in statements)
            if word in ("must", "should", "may", "can", "will", "would", "could"):
                assert len(re.findall(rf"\b{word}\b", true)) >= shown_falsely, word


def test_the_right_option_has_no_favourite_place_or_length() -> None:
    choices = [q for q in asked() if q.kind != "statement"]
    places = Counter(question.right for question in choices)
    ranks = Counter(sum(len(o) < len(q.answer) for o in q.options) for q in choices)
    for counted in (places, ranks):
        assert set(counted) == {0, 1, 2, 3}
        assert max(counted.values()) <= 0.38 * len(choices)


def test_options_are_alike_in_length_and_shape() -> None:
    for _, question in every():
        if question.kind == "statement":
            continue
        sizes = [len(option) for option in question.options]
        assert max(sizes) <= 2.3 * min(sizes), question
        shapes = {(o[0] == "…", o[-1] == ".") for o in question.options if o[-1] != "!"}
        if question.kind in ("ending", "which"):
            assert len({ends for ends, _ in shapes}) == 1


def test_the_right_option_does_not_repeat_the_question() -> None:
    for _, question in every():
        if question.kind != "statement":
            said = subject(question.shown)
            shared = [len(said & subject(option)) for option in question.options]
            others = [n for at, n in enumerate(shared) if at != question.right]
            assert shared[question.right] <= max(others) + 1, question


def test_endings_fit_every_beginning_by_their_grammar() -> None:
    for _, question in every():
        if question.kind == "ending":
            opens = [option.split()[1] for option in question.options]
            gerunds = [word.endswith("ing") and len(word) > 5 for word in opens]
            assert len(set(gerunds)) == 1 or "be" in opens, question
            assert len({word == "be" for word in opens}) == 1
            assert all(word.islower() for word in opens)


def test_a_beginning_says_enough_to_be_gone_on_with() -> None:
    for _, question in every():
        if question.kind == "ending":
            modal = r"\b(?:should|must|may|can|could|would|will|needs?|to|by|through|…)\W*$"
            said = re.sub(modal, "", question.shown)
            assert len(subject(re.sub(modal, "", said))) + len(re.findall(r"\bUN\b", said)) >= 3
            assert not re.match(r"[A-Z]\w+ing\b", question.shown), question


def test_no_wrong_option_is_met_again_and_again() -> None:
    for kind in ("where", "which", "ending", "member"):
        some = [q for q in asked() if q.kind == kind]
        wrong = Counter(o for q in some for at, o in enumerate(q.options) if at != q.right)
        assert max(wrong.values()) <= max(2, 0.45 * len(some)), kind


def test_a_wrong_part_is_of_the_same_document_too() -> None:
    for number, question in every():
        if question.kind == "where":
            held = real() if number < 0 else invented(number)
            own = {
                plain(p.title.text)
                for p in held.passages.values()
                if p.title and p.document == question.key.passage.document
            }
            assert sum(plain(option) in own for option in question.options) >= 2, question


def test_a_statement_stands_by_itself() -> None:
    for _, question in every():
        if question.kind == "statement":
            opens = " ".join(question.shown.split()[:12]).lower()
            assert not re.search(r"\b(?:these|those|this|them)\b|, that\b", opens), question


def test_no_sentence_is_asked_about_too_often() -> None:
    keys = Counter(question.key.words.text for question in asked())
    assert max(keys.values()) <= 2


def test_a_fault_is_found_when_it_is_made() -> None:
    by_kind = defaultdict(list)
    for question in asked():
        by_kind[question.kind].append(question)
    for some in by_kind.values():
        for question in some[:5]:
            moved = (question.right + 1) % len(question.options)
            wrong = Question(
                question.kind, question.ask, question.shown, question.options, moved, question.key
            )
            assert list(faults(wrong, real())), question
            assert not list(faults(question, real()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Only a title",
        "One sentence.",
        "# A\n\n- **B.** C.\n- **D.** E.",
        "\u202e<b>&amp;\n" * 9,
    ],
)
def test_short_or_odd_documents_give_no_faulty_question(text: str) -> None:
    assert isinstance(questions(material([written(1, text)])), tuple)
    assert questions(material([])) == ()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, len(INVENTED) - 1), min_size=2, max_size=4, unique=True))
def test_a_corpus_of_several_documents_gives_sound_questions(numbers: list[int]) -> None:
    documents = [document for n in numbers for document in invented(n).documents.values()]
    together = material(documents)
    words = [plain(p.body.text) for p in together.passages.values() if p.kind != "outline"]
    for question in questions(together):
        assert not list(faults(question, together))
        if question.kind == "statement":
            standing = any(plain(question.shown) in said for said in words)
            assert standing == (question.answer == TRUE)
