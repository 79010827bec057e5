"""The first, the last two, the middle, first to last, from the end: which parts a question means.

And whatever is made of such words: an answer or a sentence, and nothing is raised.
"""

from __future__ import annotations

import pytest
from counts import often, times
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Draft, Refusal, Turn
from assistant.ask import Assistant
from assistant.groups import nouns_of
from assistant.instead import Instead
from assistant.lettered import Lettered
from assistant.navigating import Navigator
from assistant.ordinals import ORDINALS
from assistant.steps import BACKWARD, FORWARD
from assistant.structure import Outline
from vectorstore.formats.numerals import letters, roman

THEMES = [f"caf24/{n}" for n in (1, 2, 3)]
TAKEN = [f"caf24/{t}.{n}" for t, count in ((1, 5), (2, 4), (3, 3)) for n in range(1, count + 1)]
SHARED = [
    f"vision/priorities/{name}"
    for name in ("politics", "people", "impact", "partnerships", "innovation", "learning")
]


def told(assistant: Assistant, *questions: str) -> list[Turn]:
    turns: list[Turn] = []
    for question in questions:
        turns.append(Turn(question, assistant.ask(question, turns).text))
    return turns


def parts(assistant: Assistant, question: str, *before: str) -> list[str]:
    """What is cited, without the paragraphs that introduce a theme."""
    answer = assistant.ask(question, told(assistant, *before))
    cited = dict.fromkeys(citation.passage for citation in answer.citations)
    return [passage for passage in cited if passage.count("/") == 1 or passage in SHARED]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("the first two and last takeaways", [*TAKEN[:2], TAKEN[-1]]),
        ("the first two and the last takeaway", [*TAKEN[:2], TAKEN[-1]]),
        ("What are the first three and the last priority?", [*SHARED[:3], SHARED[-1]]),
        ("the second and last two priorities", [SHARED[1], *SHARED[-2:]]),
        ("the first, the second, the third and the last takeaway", [*TAKEN[:3], TAKEN[-1]]),
        ("the last three priorities and the first", [*SHARED[-3:], SHARED[0]]),
        ("the first theme and the last", [THEMES[0], THEMES[-1]]),
        ("the two last priorities", SHARED[-2:]),
        ("the first of the last two takeaways", [TAKEN[-2]]),
        ("the last of the first two takeaways", [TAKEN[1]]),
        ("the penultimate one of the themes", [THEMES[1]]),
    ],
)
def test_no_ordinal_is_lost(assistant_real: Assistant, question: str, wanted: list[str]) -> None:
    assert parts(assistant_real, question) == wanted


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("from the first to the last takeaway", TAKEN),
        ("first to last theme", THEMES),
        ("the last to first theme", THEMES),
        ("from the first theme to the last", THEMES),
        ("the second to fourth priority", SHARED[1:4]),
        ("the first three to the fifth priority", SHARED[:5]),
        ("from the second to the last priority", SHARED[1:]),
        ("What does it say from the second to last priority?", [SHARED[-2]]),
        ("the second to the last priority", [SHARED[-2]]),
        ("takeaways 1.4 to 2.2", TAKEN[3:7]),
        ("takeaways one to three of theme 2", TAKEN[5:8]),
    ],
)
def test_a_range_is_all_that_stands_in_it(
    assistant_real: Assistant, question: str, wanted: list[str]
) -> None:
    assert parts(assistant_real, question) == wanted


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("the first to the third", SHARED[:3]),
        ("the first to third from the back", SHARED[-3:]),
        ("the third and the first from the back", [SHARED[-3], SHARED[-1]]),
        ("the first of the last two", [SHARED[-2]]),
        ("and the two last?", SHARED[-2:]),
    ],
)
def test_places_in_what_was_just_listed(
    assistant_real: Assistant, question: str, wanted: list[str]
) -> None:
    assert parts(assistant_real, question, "What are the priorities?") == wanted


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("theme 0", "There is no thematic area 0."),
        ("the 0th theme", "There is no thematic area 0."),
        ("takeaway 0", "There is no takeaway 0."),
        ("List theme 0's takeaways", "There is no thematic area 0."),
        ("What is priority 0?", "There is no priority 0."),
        ("What is the middle priority?", "There is no middle priority."),
        ("themes 1 to 5", "There is no thematic area 5."),
        ("What is theme 1.2?", "There is no thematic area 1.2."),
    ],
)
def test_a_place_where_nothing_stands_is_told(
    assistant_real: Assistant, question: str, said: str
) -> None:
    answer = assistant_real.ask(question)
    assert answer.reason == "false_premise"
    assert answer.text.startswith(said)


@pytest.mark.parametrize(
    ("before", "question", "wanted"),
    [
        ("", "the middle theme", [THEMES[1]]),
        ("What are the themes of CAF24?", "and the middle one, counting from the end?", None),
        ("What are the takeaways of theme 1?", "the middle one from the end", [TAKEN[2]]),
        ("", "takeaway 1.2 from the bottom", [TAKEN[1]]),
        ("", "Which takeaway is 2.1 from the end?", [TAKEN[5]]),
        ("What are the takeaways?", "and 1.2 from the back?", [TAKEN[1]]),
    ],
)
def test_the_middle_and_what_is_printed_are_the_same_from_the_end(
    assistant_real: Assistant, before: str, question: str, wanted: list[str] | None
) -> None:
    found = parts(assistant_real, question, *filter(None, [before]))
    assert found == (wanted or [THEMES[1]])


@pytest.fixture(scope="module")
def vocabulary(assistant_real: Assistant) -> list[str]:
    """Words that order, count, number, join and name parts, and those that lead beside them."""
    nouns = nouns_of(Outline(assistant_real.index).groups)
    numbered = [write(n) for write in (str, letters, roman) for n in range(6)]
    return [
        *sorted({*ORDINALS, *nouns, *FORWARD, *BACKWARD}),
        *numbered,
        *(f"({number})" for number in numbered),
        *"1.2 2.1 0.0 1.0 1.2.3 3rd 0th ²nd last_0 last_2 -1 −2 −0 ² ½ ٣ 99 2024 2a".split(),
        *"one ones two three zero it its them those next skipped each every all".split(),
        *3 * "and or to through the of in from for – , . ? : - what does say explain".split(),
        *"2 (a)|from the end|counting from the back|to last|last but one|and the".split("|"),
        *"between|first sentence of|how does|begin|same for|now|CAF24|the vision".split("|"),
    ]


def test_nothing_is_raised_whatever_is_ordered(
    assistant_real: Assistant, vocabulary: list[str]
) -> None:
    """Where a question is read: search, which takes the most time, follows on that."""
    index = assistant_real.index
    outline = Outline(index)
    lettered, instead = Lettered(index, outline.groups), Instead(index, outline.is_noun)
    navigator = Navigator(index, outline)
    said = st.lists(st.sampled_from(vocabulary), min_size=1, max_size=9).map(" ".join)
    listing = ["What are the themes?", "What are the takeaways of theme 1?", "What is priority 2?"]
    turns = [[], *(told(assistant_real, question) for question in listing)]

    @often(times(1_000, 20_000))
    @given(said, st.sampled_from(turns), st.lists(said, max_size=1))
    def asked(question: str, turns: list[Turn], more: list[str]) -> None:
        before = [*turns, *(Turn(lettered.in_brackets(each), "") for each in more)]
        full, earlier = instead.in_full(lettered.in_brackets(question), before)
        for found in (navigator.answer(full, earlier), outline.answer(full)):
            assert not isinstance(found, Refusal) or found.text
            assert not isinstance(found, Draft) or found.quotes

    asked()
