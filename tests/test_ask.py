"""The stream and the answer: what is shown is exact, cited, or declined with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import Answered, Draft, Quote, Searched, Turn, Wrote
from assistant.ask import Assistant
from assistant.citations import cite, is_exact
from assistant.errors import QuestionError
from assistant.followup import FollowUp, follow_up, leans_back
from assistant.question import LONGEST, clean
from vectorstore.slices import Slice, cut

QUESTIONS = [
    "Which partner of the Challenges Forum hosted the event in Berlin?",
    "What should the General Assembly prepare for a blocked Council?",
    "What priorities do the two departments share?",
    "Where does the unified pillar put political solutions?",
    "What do both documents say about technology?",
    "takeaway 2.4",
    "yuoth and peacbuilding",
]


@pytest.mark.parametrize(
    ("question", "passage", "words"),
    [
        (QUESTIONS[0], "caf24/p1", "Center for International Peace Operations (ZIF)"),
        (QUESTIONS[1], "caf24/1.2", "proactively prepare coordinated responses"),
        (QUESTIONS[2], "vision/priorities/innovation", "Innovation"),
        (
            QUESTIONS[3],
            "vision/renewed-commitment-prevention-sustaining-peace/2",
            "placing political solutions at the heart of its work.",
        ),
    ],
)
def test_the_answer_to_a_plain_question(
    assistant_real: Assistant, question: str, passage: str, words: str
) -> None:
    answer = assistant_real.ask(question)
    assert answer.status == "answered"
    assert passage in [citation.passage for citation in answer.citations]
    assert words in answer.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_is_an_exact_cited_slice(assistant_real: Assistant, question: str) -> None:
    answer = assistant_real.ask(question)
    texts = {d.file: d.text for d in assistant_real.index.documents.values()}
    by_number = {citation.number: citation for citation in answer.citations}
    assert answer.sentences
    for sentence in answer.sentences:
        quotes = [by_number[number] for number in sentence.citations]
        assert sentence.text == " ".join(" ".join(quote.quote for quote in quotes).split())
    for citation in answer.citations:
        pieces = [texts[citation.document][start:end] for start, end in citation.spans]
        assert citation.quote == " ".join(pieces)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How many troops does the UN have in Mali?", "fact_missing"),
        ("What is the capital of France?", "not_in_corpus"),
        ("How do I bake bread?", "not_in_corpus"),
        ("In what year did the restructuring of the pillar take effect?", "fact_missing"),
        ("How do I apply for a job at the UN?", "fact_missing"),
        ("How do I become a peacekeeper?", "fact_missing"),
        ("Can I work for the UN?", "fact_missing"),
        ("How can I join the UN?", "fact_missing"),
        ("How can I contact DPPA?", "fact_missing"),
        ("What is the email address of ZIF?", "fact_missing"),
        ("What is the address of ZIF?", "fact_missing"),
        ("what?", "unclear"),
    ],
)
def test_what_is_not_answered_is_declined_with_a_reason_and_topics(
    assistant_real: Assistant, question: str, reason: str
) -> None:
    answer = assistant_real.ask(question)
    assert (answer.status, answer.reason) == ("declined", reason)
    assert answer.refusal
    assert answer.refusal.nearest
    assert not answer.citations


def test_the_stream_gives_hits_then_sentences_then_the_answer(assistant_real: Assistant) -> None:
    events = list(assistant_real.stream(QUESTIONS[1]))
    assert isinstance(events[0], Searched)
    assert all(isinstance(event, Wrote) for event in events[1:-1])
    assert isinstance(events[-1], Answered)
    assert [e.sentence for e in events if isinstance(e, Wrote)] == list(events[-1].answer.sentences)


@pytest.mark.parametrize(
    "question",
    [
        "What do both documents say about technology?",
        "Do both documents say something about technology?",
        "What part do young people get in the one document and in the other?",
    ],
)
def test_both_documents_answer_a_question_about_both(
    assistant_real: Assistant, question: str
) -> None:
    answer = assistant_real.ask(question)
    assert len({citation.document for citation in answer.citations}) == 2


@pytest.mark.parametrize(
    "question", ["What do both say about women?", "compare what is said of youth"]
)
def test_documents_are_compared_although_they_are_not_called_so(
    assistant_real: Assistant, question: str
) -> None:
    answer = assistant_real.ask(question)
    assert len({citation.document for citation in answer.citations}) == 2


@pytest.mark.parametrize(
    "question",
    [
        "Did both sides sign the armistice?",
        "Do DPPA and DPO both share goals?",
        "Does regular stocktaking make a difference to mandate implementation?",
    ],
)
def test_what_compares_no_documents_is_searched_in_all(
    assistant_real: Assistant, question: str
) -> None:
    answer = assistant_real.ask(question)
    first = answer.citations[0].document if answer.citations else ""
    assert answer.status == "declined" or all(c.document == first for c in answer.citations)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Did the forum say anything about troop contributors?", "caf24/1.5"),
        ("have you got anything on funding", "caf24/3.2"),
        ("Can you tell me something about the compact?", "caf24/1.4"),
        ("Is there anything about drones in the vision?", ""),
        ("Did they say anything on climate change?", ""),
        ("Tell me about cryptocurrency", ""),
        ("Please tell me a bit more about the compact.", "caf24/1.4"),
        ("Give me the priority about cryptocurrency", ""),
        ("Give me the takeaway about youth", "caf24/3.1"),
        ("Give me everything on volcanoes", ""),
        ("Summarise the chapter on railways.", ""),
        ("Show me football", ""),
    ],
)
def test_whether_anything_is_said_is_answered_with_what_is_said(
    assistant_real: Assistant, question: str, passage: str
) -> None:
    cited = {citation.passage for citation in assistant_real.ask(question).citations}
    assert cited == ({passage} if passage else set())


def test_a_subject_that_the_documents_lack_does_not_lean_back(assistant_real: Assistant) -> None:
    before = Turn("What should the Fifth Committee do?", "It should prioritise. [1]")
    assert assistant_real.ask("Tell me about football", [before]).status == "declined"


def test_a_quote_that_is_not_in_its_document_is_not_shown(assistant_real: Assistant) -> None:
    index = assistant_real.index
    passage = index.passages["caf24/1.2"]
    right = Quote(passage, passage.sentences[0])
    text = index.documents["caf24"].text
    wrong = [
        replace(right, words=Slice(right.words.text.replace("primary", "only"), right.words.spans)),
        replace(right, words=Slice(right.words.text, ((0, 10),))),
        replace(right, words=Slice("", ())),
        replace(right, words=cut(text, index.passages["caf24/1.1"].sentences[0].spans)),
        replace(right, words=Slice("x", ((len(text), len(text) + 1),))),
    ]
    assert is_exact(right, index.documents["caf24"])
    shown = list(cite(Draft((*wrong, right)), index.documents))
    assert [sentence.text for sentence, _ in shown] == [right.words.text]
    assert [citation.number for _, citation in shown] == [1]


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "?!", "\u200b", "x" * (LONGEST + 1)])
def test_what_is_no_question_is_told(assistant_real: Assistant, text: str) -> None:
    with pytest.raises(QuestionError):
        assistant_real.ask(text)


def test_control_characters_are_taken_out_of_a_question() -> None:
    assert clean("  Who\x00 hosted\r\nthe \x1b[31mforum?\ud800 ") == "Who hosted the [31mforum?"


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("What about the fifth one?", "vision/priorities/innovation"),
        ("and the second?", "vision/priorities/people"),
    ],
)
def test_a_follow_up_leans_on_the_question_before(
    assistant_real: Assistant, question: str, passage: str
) -> None:
    answer = assistant_real.ask(question, [Turn("What are the shared priorities?", "…")])
    assert answer.citations[0].passage == passage


def test_a_follow_up_of_a_follow_up_reaches_back_to_the_subject() -> None:
    turns = [
        Turn("What does the forum say about penholders?", ""),
        Turn("And why?", ""),
        Turn("By whom?", ""),
    ]
    asked = follow_up("How so?", turns).full
    assert asked.startswith("What does the forum say about penholders?")
    assert asked.endswith("How so?")


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("ok, something else: who hosted the forum?", "who hosted the forum?"),
        ("Forget the money. Is there anything on elections?", "Is there anything on elections?"),
        ("Different question - what is said about data?", "what is said about data?"),
    ],
)
def test_a_change_of_subject_leans_on_nothing(question: str, left: str) -> None:
    assert follow_up(question, [Turn("What is the money for?", "Funds.")]) == FollowUp(left)


@pytest.mark.parametrize(
    ("before", "question", "passage"),
    [
        ("Who hosted the forum?", "What are the takeaways of CAF24?", "caf24/1.1"),
        ("What are the shared priorities?", "Who hosted CAF24?", "caf24/p1"),
        ("What is theme 1?", "What is theme 2?", "caf24/2"),
        ("What does takeaway 3.1 say?", "And takeaway 3.2?", "caf24/3.2"),
    ],
)
def test_a_new_question_does_not_lean_on_the_one_before(
    assistant_real: Assistant, before: str, question: str, passage: str
) -> None:
    answer = assistant_real.ask(question, [Turn(before, "…")])
    assert answer.citations[0].passage == passage


@pytest.mark.parametrize(
    ("question", "word"), [("what about youth", "youth"), ("funding", "funding")]
)
def test_a_bare_phrase_that_only_fits_alone_is_asked_alone(
    assistant_real: Assistant, question: str, word: str
) -> None:
    answer = assistant_real.ask(question, [Turn("Who hosted the forum?", "…")])
    assert word in answer.text


@pytest.mark.parametrize("length", ["In one sentence:", "In two sentences,", "In 30 words –"])
@pytest.mark.parametrize("before", ["What does takeaway 1.2 say?", "What about Mali?"])
def test_a_length_leans_on_nothing(assistant_real: Assistant, length: str, before: str) -> None:
    question = f"{length} where does the unified pillar put political solutions?"
    turns = [Turn(before, assistant_real.ask(before).text)]
    alone = assistant_real.ask(question)
    assert alone.status == "answered"
    assert assistant_real.ask(question, turns).text == alone.text


def test_a_length_alone_leans_on_the_question_before() -> None:
    assert all(map(leans_back, ("In one sentence?", "Say that in 30 words.", "And in two lines?")))


def test_an_answer_without_an_exact_quote_is_declined(
    assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.citations.is_exact", lambda quote, document: False)
    answer = assistant_real.ask(QUESTIONS[1])
    assert (answer.status, answer.reason) == ("declined", "fact_missing")


def test_a_question_that_stands_alone_is_left_alone() -> None:
    question = "Which resolution on regional organisations should be implemented?"
    assert not leans_back(question)
    assert follow_up(question, [Turn("Who hosted the forum?", "ZIF")]) == FollowUp(question)


def test_turns_that_are_no_questions_do_no_harm(assistant_real: Assistant) -> None:
    turns = [Turn("\x00", ""), Turn("y" * 100_000, "z"), Turn("", "")]
    assert assistant_real.ask("and the third?", turns).status in ("answered", "declined")


@pytest.mark.parametrize("question", ["What is a compact?", "define compact", "compact"])
def test_what_one_passage_alone_speaks_of_is_shown(
    assistant_real: Assistant, question: str
) -> None:
    answer = assistant_real.ask(question)
    assert [citation.passage for citation in answer.citations] == ["caf24/1.4"]


def test_what_no_passage_speaks_of_is_not_defined(assistant_real: Assistant) -> None:
    assert assistant_real.ask("What is a tariff?").status == "declined"
