"""From one part to another: relative to the last answer, or to a part that is described."""

from __future__ import annotations

import pytest

from assistant.answer import Searched, Turn
from assistant.ask import Assistant
from assistant.referring import told_in
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import LocalModel
from vectorstore.index import open_index

BEES = """# The beekeeper's guide

The guild has kept bees on the island since the lighthouse was built. Its members met in spring.

The guild agreed on the following duties, set out in three chapters:

1. A Healthy Colony

Bees that are looked after rarely fall ill. Most losses can be prevented.

- **Mites.** Every colony is treated against mites in August. The strips stay in for six weeks.
- **Winter food.** Each colony is given twelve kilos of sugar syrup. It is given before frost.
- **Young queens.** Old queens are replaced after two summers. The Island Council pays half.

2. Bringing In the Crop

Whoever harvests too early spoils the honey.

- **Smoke.** Smoke is used sparingly. It calms the guard bees.
- **Extracting.** Frames are emptied in the spinning drum. The drum is rinsed with hot water.

3. Selling at the Market

A jar is sold for what it costs to fill it, and a little more.

- **Labels.** Each jar shows the year and the meadow. The Island Council checks them.
- **Prices.** The guild sets the price of a jar in autumn.
- **Complaints.** Whoever complains is given a new jar.
"""


@pytest.fixture(scope="module")
def bees(embedder: LocalModel, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over a document that nothing was made for."""
    folder = tmp_path_factory.mktemp("bees")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "bees.md").write_text(BEES, "utf-8")
    corpus = read_corpus(folder / "corpus")
    build_index(corpus, embedder, folder / "index")
    return Assistant(open_index(corpus, embedder, folder / "index"))


def cited(assistant: Assistant, question: str, *before: str) -> list[str]:
    answer = assistant.ask(question, told(assistant, *before))
    return list(dict.fromkeys(citation.passage for citation in answer.citations))


def told(assistant: Assistant, *questions: str) -> list[Turn]:
    """The turns that these questions make."""
    turns: list[Turn] = []
    for question in questions:
        turns.append(Turn(question, assistant.ask(question, turns).text))
    return turns


def searches(assistant: Assistant, question: str, *before: str) -> bool:
    """True where search answers, and not the outline."""
    events = assistant.stream(question, told(assistant, *before))
    return any(isinstance(event, Searched) for event in events)


@pytest.mark.parametrize(
    ("before", "question", "wanted"),
    [
        ("What is duty 1.1?", "And then?", ["bees/1.2"]),
        ("What is duty 1.1?", "The next one, please.", ["bees/1.2"]),
        ("What is duty 1.1?", "And the next two?", ["bees/1.2", "bees/1.3"]),
        ("What is duty 2.2?", "What stands right before it?", ["bees/2.1"]),
        ("What is duty 2.2?", "the previous one", ["bees/2.1"]),
        ("What is duty 2.1?", "And the next chapter?", ["bees/3", "bees/3/p1"]),
        ("What is duty 1.1?", "And the last one of that chapter?", ["bees/1.3"]),
        ("What is duty 3.2?", "What is its first sentence?", ["bees/3.2"]),
        ("What are the chapters?", "How does the middle one begin?", ["bees/2/p1"]),
        ("What are the chapters?", "And the last of those?", ["bees/3", "bees/3/p1"]),
        ("What are the duties of chapter 3?", "number one and number three?", None),
        ("What is the second chapter?", "And its second duty?", ["bees/2.2"]),
    ],
)
def test_relative_to_the_last_answer(
    bees: Assistant, before: str, question: str, wanted: list[str] | None
) -> None:
    assert cited(bees, question, before) == (wanted or ["bees/3.1", "bees/3.3"])


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What follows straight after the duty on mites?", ["bees/1.2"]),
        ("Which duty comes before the one about new queens?", ["bees/1.2"]),
        ("What comes right after duty 2.1?", ["bees/2.2"]),
        ("What stands between the item on mites and the one on queens?", ["bees/1.2"]),
        ("Which item is sandwiched between Labels and Complaints?", ["bees/3.2"]),
        ("What comes after Smoke?", ["bees/2.2"]),
        ("Which chapter follows the first chapter?", ["bees/2", "bees/2/p1"]),
        ("How does the second chapter begin?", ["bees/2/p1"]),
        ("What does the introduction of chapter 3 say?", ["bees/3/p1"]),
        ("The last sentence of duty 1.1?", ["bees/1.1"]),
        ("What are the second-to-last and the last duty?", ["bees/3.2", "bees/3.3"]),
        ("What is the middle chapter called?", ["bees/2"]),
        ("how is the chapter about harvesting honey subdivided", ["bees/2.1", "bees/2.2"]),
        ("Which points are in the part that deals with illness?", ["bees/1.1", "bees/1.2"]),
        ("Give me the recommendations of the last chapter", ["bees/3.1", "bees/3.2", "bees/3.3"]),
        ("Where is the Island Council mentioned?", ["bees/1.3", "bees/3.1"]),
        ("Which duties name the Island Council?", ["bees/1.3", "bees/3.1"]),
        (
            "I have the duties of chapter three. What do the first and the second say?",
            ["bees/3.1", "bees/3.2"],
        ),
    ],
)
def test_relative_to_a_part_that_is_described(
    bees: Assistant, question: str, wanted: list[str]
) -> None:
    found = cited(bees, question)
    assert found[: len(wanted)] == wanted
    assert len(found) <= len(wanted) + 1


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("What are the duties of chapter 2?", "And the fourth of those?"),
        ("What is duty 3.3?", "And the one after that?"),
        ("What is duty 1.1?", "What stands right before it?"),
        ("What are the chapters?", "What is in the chapter on penguins, which points?"),
        ("", "What comes after the third chapter?"),
        ("", "Which duties are listed in the part about submarines?"),
    ],
)
def test_a_step_to_where_nothing_stands_is_a_false_premise(
    bees: Assistant, before: str, question: str
) -> None:
    answer = bees.ask(question, told(bees, *filter(None, [before])))
    assert (answer.status, answer.reason) == ("declined", "false_premise")


def test_what_was_left_out_is_found(bees: Assistant) -> None:
    before = ("What are the chapters?", "What is duty 1.1?", "And duty 1.3?")
    assert cited(bees, "You skipped one, what does it say?", *before) == ["bees/1.2"]


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("", "What happens after the frost?"),
        ("", "What is done before the harvest?"),
        ("", "What is the difference between syrup and honey?"),
        ("", "When are old queens replaced?"),
        ("", "What follows from treating mites too late?"),
        ("", "How does a colony end up ill?"),
        ("", "What is the first thing to do in August?"),
        ("", "Which duty is about complaints and what does it cost?"),
        ("", "What does the chapter on selling say about the price?"),
        ("", "How is the colony divided?"),
        ("", "Which recommendations concern the jar?"),
        ("", "Who checks the labels next?"),
        ("", "Where is smoke used?"),
        ("", "What is the last resort against mites?"),
        ("", "What part does the lighthouse play?"),
        ("What is duty 1.1?", "And then what do they do with the strips?"),
        ("What is duty 1.1?", "Why that?"),
        ("What is duty 1.1?", "What should happen next?"),
        ("What is duty 1.1?", "How long before that?"),
        ("When did the guild meet?", "And after that?"),
        ("When did the guild meet?", "What did they do next?"),
        ("What is duty 1.2?", "Who gives it?"),
        ("What are the chapters?", "And the second reason?"),
        ("What is duty 3.3?", "Which one do they get?"),
        ("What is duty 1.3?", "with whom?"),
    ],
)
def test_what_is_no_step_goes_to_search(bees: Assistant, before: str, question: str) -> None:
    assert searches(bees, question, *filter(None, [before]))


@pytest.mark.parametrize(
    ("before", "question", "wanted"),
    [
        ("What is takeaway 2.1?", "and the one after?", ["caf24/2.2"]),
        ("What is footnote 2 of the vision?", "the one after?", ["vision/note-3"]),
        ("", "What comes after the item on the General Assembly?", ["caf24/1.3"]),
        ("", "Under the part about political solutions, which recommendations?", None),
        ("", "Which footnotes does the pillar's paper have at the bottom?", ["vision/note-1"]),
        ("", "What does the opening text of the Berlin paper say?", ["caf24/p1", "caf24/p2"]),
        ("", "How is each of the two papers built?", ["caf24/1", "caf24/2", "caf24/3"]),
        ("", "In which takeaways does the Fifth Committee come up?", ["caf24/2.1"]),
        (
            "",
            "the last three priorities counting from the back",
            ["vision/priorities/partnerships"],
        ),
        ("", "What comes between takeaway 1.1 and takeaway 1.3?", ["caf24/1.2"]),
        (
            "",
            "Which one comes after people in the list of priorities?",
            ["vision/priorities/impact"],
        ),
        ("", "What's the last sentence of the Berlin paper?", ["caf24/3.3"]),
        ("What is takeaway 2.3?", "and the two before that?", ["caf24/2.1", "caf24/2.2"]),
        ("What are the takeaways of theme 2?", "Read me the second.", ["caf24/2.2"]),
        ("What is the second theme?", "what comes last in it?", ["caf24/2.4"]),
        ("", "Which recommendations mention the Fifth Committee?", ["caf24/2.1"]),
    ],
)
def test_steps_in_the_real_documents(
    assistant_real: Assistant, before: str, question: str, wanted: list[str] | None
) -> None:
    wanted = wanted or [f"caf24/1.{n}" for n in range(1, 6)]
    assert cited(assistant_real, question, *filter(None, [before]))[: len(wanted)] == wanted


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("", "What follows from the Council's inability to agree?"),
        ("", "What happens after a mandate is given?"),
        ("", "What is the division of labour between the UN, the EU and the AU?"),
        ("", "What shapes the next generation of peace operations?"),
        ("", "What should be discussed before deploying peace operations?"),
        ("", "How does a mission end?"),
        ("", "How is the pillar organised by region?"),
        ("", "How is the pillar organised?"),
        ("", "How does the forum end?"),
        ("", "What are the main points on staff?"),
        ("", "What is the part of the private sector?"),
        ("", "Which recommendations concern funding?"),
        ("", "What comes first for the pillar, politics or people?"),
        ("", "Who named the trust deficit?"),
        ("", "Where does the Security Council stand?"),
        ("", "What comes after the review of the peacebuilding architecture?"),
        ("When did the forum take place?", "and then?"),
        ("When did the forum take place?", "When does it begin?"),
        ("What does takeaway 2.1 say?", "And then what should the UN do?"),
        ("What are the takeaways of theme 2?", "Which one do they prefer?"),
        ("What is the fourth takeaway of theme one?", "What is to be done there?"),
    ],
)
def test_what_is_no_step_in_the_real_documents_goes_to_search(
    assistant_real: Assistant, before: str, question: str
) -> None:
    assert searches(assistant_real, question, *filter(None, [before]))


def test_a_place_after_a_declined_question_is_counted_in_what_was_asked_before(
    bees: Assistant, assistant_real: Assistant
) -> None:
    chapter = "What are the duties of chapter 3?"
    assert cited(bees, "And the second?", chapter, "And the seventh?") == ["bees/3.2"]
    assert cited(bees, "And the second?", chapter, "Who won the cup in Mali?") == ["bees/3.2"]
    assert cited(bees, "And the second?", "What is chapter 9 about?") == ["bees/2", "bees/2/p1"]
    shared = "What priorities do the two departments share?"
    for before in ([shared, "and the eighth?"], [shared, "How many troops are in Mali?"]):
        answer = assistant_real.ask("and the seventh?", told(assistant_real, *before))
        assert answer.text.startswith("There is no priority 7.")


@pytest.mark.parametrize("before", [[], ["How many troops are in Mali?"]])
def test_a_place_among_nothing_is_asked_back_for(bees: Assistant, before: list[str]) -> None:
    answer = bees.ask("and the seventh?", told(bees, *before))
    assert (answer.reason, answer.text) == (
        "unclear",
        "Of which parts? Name them, or the document that they stand in.",
    )


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("In two sentences: what do they say about smoke?", "bees/2.1"),
        ("And what do they say about smoke?", "bees/2.1"),
        ("What does it say about August?", "bees/1.1"),
        ("In plain words, what does it say?", "bees/1.1"),
    ],
)
def test_a_follow_up_with_a_subject_of_its_own_repeats_no_part_that_says_nothing_of_it(
    bees: Assistant, question: str, wanted: str
) -> None:
    assert cited(bees, question, "What does duty 1.1 say?")[0] == wanted


@pytest.mark.parametrize(
    ("before", "question", "passage"),
    [
        ("What does takeaway 2.1 say?", "What does takeaway 1.2 say?", "caf24/1.2"),
        ("What does takeaway 1.2 say?", "And 2.4?", "caf24/2.4"),
        ("What is theme 2?", "What is takeaway 1.3?", "caf24/1.3"),
        ("What does takeaway 1.2 say?", "And takeaway 1.3?", "caf24/1.3"),
    ],
)
def test_a_whole_number_leads_out_of_the_section_of_the_last_answer(
    assistant_real: Assistant, before: str, question: str, passage: str
) -> None:
    assert cited(assistant_real, question, before) == [passage]


def test_a_whole_number_of_nothing_is_told(assistant_real: Assistant) -> None:
    turns = told(assistant_real, "What does takeaway 1.2 say?")
    answer = assistant_real.ask("And takeaway 2.9?", turns)
    assert answer.text.startswith("There is no takeaway 2.9.")


def test_what_an_answer_quotes_is_known_again(assistant_real: Assistant) -> None:
    passages = assistant_real.index.passages
    answer = assistant_real.ask("What are the takeaways of theme 3?").text
    assert [p.id for p in told_in(answer, passages.values()).parts] == [
        "caf24/3.1",
        "caf24/3.2",
        "caf24/3.3",
    ]
    assert not told_in("The documents do not speak of this.", passages.values()).parts


@pytest.mark.parametrize(
    ("before", "question", "passages"),
    [
        ("What are the priorities?", "explain the third", ["vision/priorities/impact"]),
        ("What are the priorities?", "what does the third mean?", ["vision/priorities/impact"]),
        ("What are the priorities?", "expand on the last", ["vision/priorities/learning"]),
        ("What are the priorities?", "more details on the second", ["vision/priorities/people"]),
        ("What are the themes?", "can you elaborate on the second one?", ["caf24/2", "caf24/2/p1"]),
        ("What are the themes?", "summarise the last", ["caf24/3.1", "caf24/3.2", "caf24/3.3"]),
        ("What are the takeaways of theme 3?", "explain the first two", ["caf24/3.1", "caf24/3.2"]),
        ("What are the priorities?", "explain staff mobility", ["caf24/2.3"]),
    ],
)
def test_a_place_is_explained_in_its_words(
    assistant_real: Assistant, before: str, question: str, passages: list[str]
) -> None:
    assert cited(assistant_real, question, before) == passages


@pytest.mark.parametrize("question", ["explain each", "explain all of them", "summarise them"])
def test_all_the_parts_just_listed_are_explained(bees: Assistant, question: str) -> None:
    assert cited(bees, question, "What are the duties of the second chapter?") == [
        "bees/2.1",
        "bees/2.2",
    ]


def test_many_parts_are_explained_by_a_sentence_each(assistant_real: Assistant) -> None:
    before = "What are the takeaways?"
    answer = assistant_real.ask("explain each", told(assistant_real, before))
    assert len(answer.sentences) == len(cited(assistant_real, before)) == 12
    titles = {sentence.text for sentence in assistant_real.ask(before).sentences}
    assert titles.isdisjoint(sentence.text for sentence in answer.sentences)


def test_a_place_among_nothing_is_asked_back(assistant_real: Assistant) -> None:
    assert assistant_real.ask("explain the third").reason == "unclear"
