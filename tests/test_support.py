"""Support: what must agree agrees, each difference has its reason, and every quote is exact."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ask import Assistant
from assistant.checking import Checker
from assistant.moods import is_turned
from assistant.support import supports
from evals.pairs import PAIRS, judge, let_through, read_pairs, read_shown
from vectorstore.documents import Corpus
from vectorstore.embedder import Embedder
from vectorstore.index import open_index
from vectorstore.passages import Passage, split

SAMPLE = PAIRS.with_name("sample.jsonl")
TRUE = {
    "caf24/1.2": "The General Assembly should proactively prepare coordinated responses.",
    "caf24/1.1": "The authority of the Security Council should be restored by diversifying "
    "penholders, the forum says.",
    "caf24/p1": "CAF24 was hosted by the Center for International Peace Operations (ZIF).",
    "caf24/2.1": "The UN should adopt a more flexible and needs-based “modular toolbox” approach.",
}
FALSE = [
    ("caf24/p1", "Over 150 partners and key stakeholders met in Berlin.", "number"),
    ("caf24/p1", "The forum took place in Berlin on 3 December with over 120 partners.", "number"),
    ("caf24/p1", "The forum took place in Geneva on 3-4 December.", "name"),
    ("caf24/1.2", "The General Assembly should not prepare coordinated responses.", "negation"),
    ("caf24/1.2", "The General Assembly must prepare coordinated responses.", "modality"),
    ("caf24/1.2", "The General Assembly prepares coordinated responses to vetoes.", "modality"),
    ("caf24/3.1", "Inclusive joint assessments and planning are prioritised.", "modality"),
    ("caf24/1.2", "Responsibility for international peace lies only with the Council.", "scope"),
    (
        "caf24/1.2",
        "The responsibility for peace and security lies with the Security Council.",
        "scope",
    ),
    ("caf24/1.2", "France says the General Assembly should prepare responses.", "actor"),
    ("caf24/2.4", "The AU should aim to become an enabler of security.", "actor"),
    ("caf24/2.1", "The toolbox approach should adopt the UN system.", "direction"),
    ("caf24/2.1", "The UN should adopt a “flexible and modular toolbox” approach.", "content"),
    (
        "caf24/3.2",
        "Multi-year funding would be a game changer for small island nations.",
        "content",
    ),
]


@pytest.fixture(scope="module")
def passages(corpus: Corpus) -> dict[str, Passage]:
    return {p.id: p for document in corpus.documents for p in split(document)}


@pytest.mark.parametrize("passage", TRUE)
def test_what_a_passage_says_is_supported_by_its_sentences(
    assistant_real: Assistant, passage: str
) -> None:
    found = assistant_real.index.passages[passage]
    ((held, verdict),) = Checker(assistant_real.index).check(TRUE[passage], [found]).found
    assert held is found
    assert verdict.quote
    text = assistant_real.index.documents[found.document].text
    assert verdict.quote.stands_in(text)


@pytest.mark.parametrize(("passage", "sentence", "reason"), FALSE, ids=lambda v: str(v)[:40])
def test_each_difference_has_its_reason(
    assistant_real: Assistant, passage: str, sentence: str, reason: str
) -> None:
    found = assistant_real.index.passages[passage]
    checked = Checker(assistant_real.index).check(sentence, [found])
    assert not checked.found
    assert checked.because == reason


def test_two_sentences_do_not_lend_each_other_subject_and_verb(assistant_real: Assistant) -> None:
    sentence = (
        "The Security Council's inability to agree and act should be restored by instituting "
        "broader consultations with member states."
    )
    found = assistant_real.index.passages["caf24/1.1"]
    assert not Checker(assistant_real.index).check(sentence, [found]).found


def test_another_verb_does_not_lend_a_subject(assistant_real: Assistant) -> None:
    sentence = (
        "The role of regional organisations should be expanded to include the need for a more "
        "flexible, adaptive and needs-based modular toolbox approach, drawing on the full range of "
        "capabilities within the UN system."
    )
    found = assistant_real.index.passages["caf24/2.1"]
    assert not Checker(assistant_real.index).check(sentence, [found]).found


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("caf24/3/p1", "Complex threats increasingly confront peace operations."),
        ("vision/unified-peace-security-pillar/p1", "Faith in multilateralism has been declining."),
        (
            "caf24/1.3",
            (
                "Including host countries on the Commission's agenda would facilitate sustained, "
                "long-term peacebuilding support and funding."
            ),
        ),
    ],
)
def test_a_passive_a_predicate_and_a_pointer_are_understood(
    assistant_real: Assistant, passage: str, sentence: str
) -> None:
    found = assistant_real.index.passages[passage]
    assert Checker(assistant_real.index).check(sentence, [found]).found


@pytest.mark.parametrize(
    ("passage", "sentence", "reason"),
    [
        ("caf24/2.4", "The role of regional organisations is crucial to the toolbox.", "actor"),
        (
            "vision/renewed-commitment-prevention-sustaining-peace/4",
            "The pillar is seen as a vision of alignment between peace and security.",
            "actor",
        ),
        (
            "vision/renewed-commitment-prevention-sustaining-peace/2",
            "A renewed commitment to prevention and sustaining peace.",
            "empty",
        ),
        (
            "caf24/3.2",
            (
                "The untapped potential of private sector engagement in peace operations should be "
                "revisited."
            ),
            "content",
        ),
    ],
)
def test_words_that_stand_there_are_not_enough(
    assistant_real: Assistant, passage: str, sentence: str, reason: str
) -> None:
    found = assistant_real.index.passages[passage]
    checked = Checker(assistant_real.index).check(sentence, [found])
    assert not checked.found
    assert checked.because == reason


def test_of_what_a_weak_model_wrote_little_that_is_unsupported_passes(
    assistant_real: Assistant,
) -> None:
    every = read_shown()
    passed = let_through(assistant_real.index, every)
    first = [each for each in passed if each.id.startswith("s")]
    assert all(each.supported for each in first)
    assert len(first) >= 40
    assert sum(not each.supported for each in passed) <= 5
    assert sum(each.supported for each in passed) >= 100


def test_of_what_answers_show_hardly_anything_is_unsupported(assistant_real: Assistant) -> None:
    bodies = [passage.body.text for passage in assistant_real.index.passages.values()]
    rows = [json.loads(line) for line in SAMPLE.read_text("utf-8").splitlines()]
    assert len(rows) >= 200
    assert all(any(quote in body for body in bodies) for row in rows for quote in row["quotes"])
    assert all(row["supported"] or row["writer"] == "model" for row in rows)
    assert sum(not row["supported"] for row in rows) <= 0.01 * len(rows)


def test_a_word_of_grammar_denies_nothing() -> None:
    assert not is_turned("It hosted the forum.", "The United Nations hosted the forum.")
    assert is_turned("The Council is able to act.", "The Council is unable to act.")


def test_an_opinion_does_not_become_a_fact(assistant_real: Assistant) -> None:
    found = assistant_real.index.passages["caf24/p2"]
    checker = Checker(assistant_real.index)
    said = "the current geopolitical context underscores the necessity of rebuilding consensus"
    assert checker.check(f"Participants highlighted that {said}.", [found]).found
    assert not checker.check(f"{said.capitalize()}.", [found]).found


HEARD = [
    (
        "caf24/p1",
        (
            "The Forum will continue the momentum of the UN Pact for the Future, with a focus on "
            "creating a coherent and integrated approach for sustaining peace."
        ),
        False,
    ),
    (
        "vision/unified-peace-security-pillar/p1",
        (
            "Deep rifts between the major powers have brought paralysis in the face of "
            "catastrophic wars and have helped to make people's belief in multilateralism ebb "
            "steadily, the vision says."
        ),
        True,
    ),
]


@pytest.mark.parametrize(("passage", "sentence", "supported"), HEARD)
def test_the_reader_objects_and_vouches_where_rules_would_judge_otherwise(
    assistant_real: Assistant,
    corpus: Corpus,
    embedder: Embedder,
    index_folder: Path,
    passage: str,
    sentence: str,
    supported: bool,
) -> None:
    by_rules = open_index(corpus, embedder, index_folder)
    for index, wanted in ((assistant_real.index, supported), (by_rules, not supported)):
        found = Checker(index).check(sentence, [index.passages[passage]]).found
        assert bool(found) is wanted


def test_every_sentence_of_a_passage_is_mostly_supported_by_it(corpus: Corpus) -> None:
    every = [
        (p, s)
        for d in corpus.documents
        for p in split(d)
        if p.kind != "outline"
        for s in p.sentences
    ]
    called = {d.id: f"{d.title} {d.label} {d.also_called}" for d in corpus.documents}
    held = [supports(s.text, p, called[p.document]).supported for p, s in every]
    assert sum(held) / len(held) > 0.9


@given(sentence=st.text(max_size=120))
def test_any_text_gets_a_verdict_and_its_quote_is_exact(corpus: Corpus, sentence: str) -> None:
    document = corpus.documents[0]
    passage = split(document)[2]
    verdict = supports(sentence, passage)
    assert verdict.supported == (verdict.reason == "supported")
    assert verdict.quote is None or verdict.quote.stands_in(document.text)


def test_the_labelled_pairs_are_judged_as_the_decision_note_says(assistant_real: Assistant) -> None:
    rows = list(judge(assistant_real.index, read_pairs()))
    unseen = [row for row in rows if row.pair.split == "unseen"]
    false = [row for row in unseen if not row.pair.supported]
    assert sum(not row.accepted for row in false) / len(false) >= 0.9
    true = [row for row in unseen if row.pair.supported]
    assert sum(row.accepted for row in true) / len(true) >= 0.48
    exact = [row for row in false if row.pair.kind in ("number", "name")]
    assert not any(row.accepted for row in exact)
    close = [row for row in unseen if row.pair.kind == "close"]
    assert sum(row.accepted for row in close) / len(close) >= 0.7
