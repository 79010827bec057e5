"""Marks in every form that models use, and sentences out of a stream however it is cut."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.marks import Marked, Sentences, read_marks
from assistant.thoughts import reasoning_before

SENTENCES = (
    "The forum met in Berlin",
    "Should the Council act",
    "S/RES/2282 (2016) says so",
    "The U.N. has over 120 partners",
    "Nothing is lost",
)
FORMS = (
    "[{}]",
    "[{}, {}]",
    "[{}][{}]",
    "[{}] [{}]",
    "[{} and {}]",
    "【{}】",
    "［{}］",
    "【{}†source】",
    "[Source {}]",
    "[^{}]",
    "**[{}]**",
    "[{}](http://127.0.0.1/x)",
    "\\[{}\\]",
    "({})",
    "({}, {})",
    "<sup>{}</sup>",
)
MARK = re.compile(r"\[\s*\d{1,3}\s*\]|【")


def read(*pieces: str) -> list[Marked]:
    sentences = Sentences()
    found = [each for piece in pieces for each in sentences.feed(piece)]
    return [*found, *sentences.finish()]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(SENTENCES),
            st.sampled_from(FORMS),
            st.integers(1, 9),
            st.integers(1, 9),
            st.booleans(),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([" ", "\n\n", "\n- "]),
)
def test_every_form_is_read_before_and_after_the_full_stop(
    said: list[tuple[str, str, int, int, bool]], between: str
) -> None:
    text, expected = [], []
    for words, form, first, second, before in said:
        mark = form.format(first, second)
        text.append(f"{words} {mark}." if before else f"{words}. {mark}")
        numbers = (first, second) if form.count("{}") == 2 else (first,)
        expected.append(Marked(f"{words}.", tuple(dict.fromkeys(numbers))))
    assert read(between.join(text)) == expected


@given(st.text(alphabet="aB .!?\n[]()1,2*`<>-【】", max_size=80), st.data())
def test_how_the_stream_was_cut_makes_no_difference(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert read(*pieces) == read(text)


@given(st.text(max_size=200))
def test_any_text_is_read_and_no_mark_stays(text: str) -> None:
    for sentence in read(text):
        assert not MARK.search(sentence.text)
        assert sentence.text == " ".join(sentence.text.split())
        assert read_marks(sentence.text).text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("So it is [1-3].", (1, 2, 3)),
        ("So it is [2–4].", (2, 3, 4)),
        ("So it is [1; 3].", (1, 3)),
        ("So it is¹².", (12,)),
        ("So it is.¹,²", (1, 2)),
        ("So it is [¹].", (1,)),
        ("So it is {3}.", (3,)),
        ("So it is $^{2}$.", (2,)),
        ("So it is 【2:4†source】.", (4,)),
        ("So it is (passages 1 and 2).", (1, 2)),
        ("So it is [1-99].", (1, 99)),
        ("So it is [1, p. 3].", (1,)),
        ("So it is [1, pp. 3–5].", (1,)),
        ("So it is [Passage 1, Passage 2].", (1, 2)),
        ("So it is (Source: Passage 2).", (2,)),
        ("So it is ¹ ².", (1, 2)),
        ("So it is [12][7].", (12, 7)),
        ("So it is in 2016 (2016) [2024].", ()),
        ("The pillar (1) prevents and (2) resolves.", ()),
        ("Takeaway [1.2] it is.", ()),
        ("It is 5 km² and 3 m³ in all [4].", (4,)),
    ],
)
def test_which_numbers_a_mark_names(text: str, numbers: tuple[int, ...]) -> None:
    assert read_marks(text).numbers == numbers


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("```json\nThe **UN** acts [1].\n```\n", ["The UN acts."]),
        ("## Answer\n\nHere it is:\n- The *EU* [1]\n1. The AU.", ["The EU", "The AU."]),
        ("The UN should not\nact alone. It\nis", ["The UN should not act alone.", "It is"]),
        ("<think>Is it [1]? So.</think>Yes [2].", ["Yes."]),
        ("<think>Is it [1]? So. Never ends", []),
        ("![a. B](http://x/y?z=1) See [the page](http://x).", ["See the page."]),
        ("He said “go.” [1] Then he left.", ["He said “go.”", "Then he left."]),
        ("[1] [2]", []),
        ("The UN acts. [1]\r\n- The AU acts. [2]\r\n", ["The UN acts.", "The AU acts."]),
        ("| Who | What |\n|---|---|\n| UN | The UN acts now. [1] |\n", ["The UN acts now."]),
        ("**Funding.** The UN acts now. [1]\n\n**Key points:**\n", ["The UN acts now."]),
        ("**The UN acts now.** [1]", ["The UN acts now."]),
        ("The UN acts.[^1]\n\n[^1]: CAF24, takeaway 1.2\n", ["The UN acts."]),
        ("The UN acts. [1]\n\nSources:\n[1] CAF24, takeaway 1.2\n", ["The UN acts."]),
        ("<|start|>The UN acts. [1]<|im_end|>", ["The UN acts."]),
        ("<thought>Is it so?</thought>Yes.", ["Yes."]),
        ("◁think▷Is it so? ◁/think▷Yes.", ["Yes."]),
        ("[THINK]Is it so? [1]\nSo.[/THINK]Yes.", ["Yes."]),
        ("<seed:think>Is it so? </seed:think>Yes.", ["Yes."]),
        ("<reasoning>Is it so? Never ends", []),
        (
            "<|channel|>analysis<|message|>So?<|end|><|channel|>final<|message|>The UN acts. [1]",
            ["The UN acts."],
        ),
        ("<|channel|>final<|message|>The UN acts.<|return|>", ["The UN acts."]),
        ("As stated in [3], the UN acts. The AU acts (see [2]).", ["The UN acts.", "The AU acts."]),
        ("According to passage 1, the UN acts.", ["The UN acts."]),
        ("The UN acts. (Passage 1) The AU acts.", ["The UN acts.", "The AU acts."]),
        ("The UN acts. *[1]* The AU acts. _[2]_", ["The UN acts.", "The AU acts."]),
        ("The UN acts ¹ ². It is so.", ["The UN acts.", "It is so."]),
        (
            "The UN acts. (Takeaway 1.2) The AU acts. (In 2016) it did.",
            ["The UN acts. (Takeaway 1.2)", "The AU acts.", "(In 2016) it did."],
        ),
        ("As per passage [1], the UN acts.", ["The UN acts."]),
        ("Based on the provided passages, the UN acts.", ["The UN acts."]),
        ("According to the passages, the UN acts.", ["The UN acts."]),
        ("Passage [1] states that the UN acts.", ["The UN acts."]),
        ("Sure! Here is the answer: The UN acts.", ["Sure!", "The UN acts."]),
        ("**Answer:** The UN acts. [1]", ["The UN acts."]),
        (
            "- **Today**: The UN acts. [1]\n- **Now** – The AU acts.\n",
            ["The UN acts.", "The AU acts."],
        ),
        ("**The UN** – not the AU – acts.", ["The UN – not the AU – acts."]),
        ("It has 5,000 km² of forest.² It is so.", ["It has 5,000 km² of forest.", "It is so."]),
        ("The answer is: the UN acts.", ["The answer is: the UN acts."]),
        ("The UN acts.\u200b[1] The AU acts.\u2060", ["The UN acts.", "The AU acts."]),
        ("‘The UN acts.’ [1] «The AU acts.» [2]", ["‘The UN acts.’", "«The AU acts.»"]),
        ("Yes, the UN acts. [1]", ["The UN acts."]),
        ("**No** – according to passage 1, AU members act.", ["AU members act."]),
        ("No one acts. Yes.", ["No one acts.", "Yes."]),
        ("", []),
    ],
)
def test_markup_is_not_part_of_what_is_said(text: str, said: list[str]) -> None:
    assert [sentence.text for sentence in read(text)] == said


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Is it so? </think>Yes.", "Yes."),
        ("Is it so? ◁/think▷Yes.", "Yes."),
        ("So. </thinking>Or so. </thinking>\n\nYes.", "\n\nYes."),
        ("So. </think><think>Or so.</think>Yes.", "<think>Or so.</think>Yes."),
        ("Is it so? [/THINK]Yes.", "Yes."),
        ("Is it so? </seed:think>Yes.", "Yes."),
        ("So.<|end|><|start|>assistant<|channel|>final<|message|>Yes.", "Yes."),
        ("<think>Is it so?</think>Yes.", "<think>Is it so?</think>Yes."),
        ("<think>Never ends", "<think>Never ends"),
        ("Yes.", "Yes."),
    ],
)
def test_reasoning_may_end_without_having_begun(text: str, answer: str) -> None:
    assert text[reasoning_before(text) :] == answer


def test_an_open_thought_is_not_what_is_unfinished() -> None:
    sentences = Sentences()
    assert list(sentences.feed("<think>" + "Is it so? " * 999)) == []
    assert not sentences.rest.strip()


def test_a_sentence_is_given_as_soon_as_the_next_begins() -> None:
    sentences = Sentences()
    assert list(sentences.feed("The forum met. [1]")) == []
    assert list(sentences.feed(" It ")) == [Marked("The forum met.", (1,))]
    assert sentences.rest.split() == ["It"]
