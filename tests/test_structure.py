"""Questions about the structure: answered from the outline, completely and in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ask import Assistant
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import LocalModel
from vectorstore.index import open_index

TAKEAWAYS = {1: 5, 2: 4, 3: 3}
PRIORITIES = ["politics", "people", "impact", "partnerships", "innovation", "learning"]


TAKEN = [f"caf24/{t}.{n}" for t, count in TAKEAWAYS.items() for n in range(1, count + 1)]
THEMES = ["caf24/1", "caf24/2", "caf24/3"]
SHARED = [f"vision/priorities/{name}" for name in PRIORITIES]
SECTIONS = [
    "vision/unified-peace-security-pillar",
    "vision/renewed-commitment-prevention-sustaining-peace",
    "vision/priorities",
]


def cited(assistant: Assistant, question: str) -> list[str]:
    return [citation.passage for citation in assistant.ask(question).citations]


@pytest.mark.parametrize(
    "question",
    [
        "Which themes does the forum have?",
        "How many themes are there?",
        "Are there more than two themes?",
        "What are the three thematic areas of CAF24?",
        "list the themes",
    ],
)
def test_themes(assistant_real: Assistant, question: str) -> None:
    assert cited(assistant_real, question) == ["caf24/1", "caf24/2", "caf24/3"]


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("Which takeaways belong to the theme on peacebuilding?", 3),
        ("What are the takeaways of the second theme?", 2),
        ("List the takeaways under Sustainable Political Solutions", 1),
        ("How many takeaways does theme 1 have?", 1),
        ("list everything in the first theme", 1),
        ("What stands under the last theme?", 3),
        ("What are the five takeaways of theme 1?", 1),  # five of them, and not five themes
        ("Name the four takeaways of theme 2.", 2),
        ("Does theme 1 have five takeaways?", 1),
        ("Is it true that theme 2 has 4 takeaways?", 2),
    ],
)
def test_takeaways_under_a_theme(assistant_real: Assistant, question: str, theme: int) -> None:
    wanted = [f"caf24/{theme}.{n}" for n in range(1, TAKEAWAYS[theme] + 1)]
    assert cited(assistant_real, question) == wanted


def test_all_takeaways_in_order(assistant_real: Assistant) -> None:
    wanted = [f"caf24/{t}.{n}" for t, count in TAKEAWAYS.items() for n in range(1, count + 1)]
    answer = assistant_real.ask("How many takeaways are there in total?")
    assert [c.passage for c in answer.citations] == wanted
    assert "twelve takeaways" in answer.lead


@pytest.mark.parametrize(
    "question",
    ["How many takeaways are there in each theme?", "List the takeaways of every theme."],
)
def test_takeaways_are_counted_theme_by_theme(assistant_real: Assistant, question: str) -> None:
    answer = assistant_real.ask(question)
    assert len(answer.citations) == sum(TAKEAWAYS.values())
    counts = [answer.lead.index(f"{count} takeaways") for count in ("five", "four", "three")]
    assert counts == sorted(counts)


@pytest.mark.parametrize(
    "question",
    [
        "What priorities do the two departments share?",
        "shared priorities of the pillar, list",
        "What are the six shared priorities of the UN peace and security pillar?",
        "What key priorities guide the pillar?",
        "which prioritys are shared",
    ],
)
def test_priorities(assistant_real: Assistant, question: str) -> None:
    assert cited(assistant_real, question) == [f"vision/priorities/{name}" for name in PRIORITIES]


def test_points_without_titles_are_listed_by_their_first_sentence(
    assistant_real: Assistant,
) -> None:
    answer = assistant_real.ask("What are the four points on prevention?")
    firsts = [sentence.text.split(",")[0] for sentence in answer.sentences]
    assert firsts == ["First", "Second", "Third", "Finally"]


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("What does takeaway 1.2 say?", "caf24/1.2"),
        ("takeaway number 3.3", "caf24/3.3"),
        ("What is the second takeaway of theme 3?", "caf24/3.2"),
        ("What is the fifth shared priority?", "vision/priorities/innovation"),
        ("What is the last priority?", "vision/priorities/learning"),
        ("What does footnote 4 say?", "vision/note-4"),
        ("What is the third theme about?", "caf24/3"),
    ],
)
def test_one_part_by_its_number(assistant_real: Assistant, question: str, passage: str) -> None:
    assert cited(assistant_real, question)[0] == passage


@pytest.mark.parametrize(
    "question",
    [
        "What does takeaway 4.1 say?",
        "What is the fourth theme of the forum?",
        "What are the nine shared priorities?",
        "What does the sixth takeaway under Sustainable Political Solutions recommend?",
        "What exactly is meant by the last of the pillar's seven shared priorities?",
        "Please print me the twenty takeaways of the forum.",
        "Of the fifteen takeaways, which concern funding?",
        "Why are there thirteen takeaways and not ten?",
        "theme five",
    ],
)
def test_a_part_that_does_not_exist_is_a_false_premise(
    assistant_real: Assistant, question: str
) -> None:
    answer = assistant_real.ask(question)
    assert (answer.status, answer.reason) == ("declined", "false_premise")
    assert "There " in answer.text


@pytest.mark.parametrize(
    "question",
    ["What sections is the vision divided into?", "Give me the table of contents of the vision"],
)
def test_the_contents_of_a_document_are_its_sections(
    assistant_real: Assistant, question: str
) -> None:
    assert cited(assistant_real, question) == SECTIONS


@pytest.mark.parametrize(
    "question",
    [
        "Why is protection of civilians the first of the pillar's shared priorities?",
        "Is innovation the first shared priority?",
    ],
)
def test_another_part_in_the_place_asked_about_is_named(
    assistant_real: Assistant, question: str
) -> None:
    answer = assistant_real.ask(question)
    assert answer.reason == "false_premise"
    assert "priority 1: Politics" in answer.text


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("For a slide: the headings of every single CAF24 takeaway, across all themes.", TAKEN),
        ("How many takeaways belong to theme 2 and how many to theme 3? Titles too.", TAKEN[5:]),
        (
            "What is the last takeaway under each of the three themes?",
            [TAKEN[n] for n in (4, 8, 11)],
        ),
        ("Give me the first three takeaways of theme 2.", TAKEN[5:8]),
        ("Name the second and the fourth takeaway under theme 1.", [TAKEN[1], TAKEN[3]]),
        ("Titles of takeaways 1.1 to 1.3?", TAKEN[:3]),
        ("I have to fill a slide. The headings of the three themes?", THEMES),
        ("Which theme has the most takeaways?", THEMES[:1]),
        ("Before I forget, the six priorities once more?", SHARED),
        ("The last two priorities, please.", SHARED[-2:]),
        ("How many priorities and how many themes are there altogether?", SHARED + THEMES),
        ("List the headings of the vision and the themes of the forum", THEMES + SECTIONS),
        ("Which CAF24 headings have the name of a UN organ in them?", TAKEN[:3]),
        ("Which takeaway titles contain the word 'leadership'?", TAKEN[11:]),
    ],
)
def test_what_is_asked_for_is_listed_and_nothing_else(
    assistant_real: Assistant, question: str, wanted: list[str]
) -> None:
    assert cited(assistant_real, question) == wanted


@pytest.mark.parametrize(
    ("question", "part", "passage"),
    [
        ("In which theme do they talk about staff mobility?", "caf24/2", "caf24/2.3"),
        ("Under what theme would I find multi-year funding?", "caf24/3", "caf24/3.2"),
        ("Which section of the vision mentions youth?", SECTIONS[1], f"{SECTIONS[1]}/3"),
    ],
)
def test_the_section_that_holds_a_subject_is_named(
    assistant_real: Assistant, question: str, part: str, passage: str
) -> None:
    found = cited(assistant_real, question)
    assert found[0] == part
    assert set(found) == {part, passage}


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Is there a takeaway on leadership?", "caf24/3.3"),
        ("Under which shared priority do staff fall?", "vision/priorities/learning"),
    ],
)
def test_the_item_that_holds_a_subject_is_named_by_its_title(
    assistant_real: Assistant, question: str, passage: str
) -> None:
    answer = assistant_real.ask(question)
    title = assistant_real.index.passages[passage].title
    assert title
    assert answer.sentences[0].text == title.text
    assert answer.citations[0].passage == passage


def test_a_section_that_is_named_narrows_the_search(assistant_real: Assistant) -> None:
    found = cited(assistant_real, "What does theme 2 say about staff?")
    assert found[0] == "caf24/2.3"
    assert all(passage.startswith("caf24/2") for passage in found)


def test_what_no_document_speaks_of_is_declined_though_a_part_is_asked_for(
    assistant_real: Assistant,
) -> None:
    assert assistant_real.ask("Which theme talks about NATO?").status == "declined"


@pytest.mark.parametrize(
    "question",
    [
        "Which takeaways mention the AU?",
        "Which priority deals with technology?",
        "What did the 2024 takeaways say on host countries?",
    ],
)
def test_what_asks_for_more_than_a_list_goes_to_search(
    assistant_real: Assistant, question: str
) -> None:
    answer = assistant_real.ask(question)
    assert answer.status == "answered"
    assert not answer.as_list


SHIP = """# The ship's handbook

The master made the following rules, set out in two chapters:

1. On Deck

- **Ropes.** Ropes are coiled after use.
- **Lamps.** Lamps are lit at dusk.

2. Below Deck

- **Bilge.** The bilge is pumped daily.
"""


def test_another_documents_parts_are_called_by_its_own_nouns(
    embedder: LocalModel, tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ship.md").write_text(SHIP, "utf-8")
    corpus = read_corpus(folder)
    build_index(corpus, embedder, tmp_path / "index")
    assistant = Assistant(open_index(corpus, embedder, tmp_path / "index"))
    assert cited(assistant, "What are the rules?") == ["ship/1.1", "ship/1.2", "ship/2.1"]
    assert cited(assistant, "Which chapters are there?") == ["ship/1", "ship/2"]
    assert cited(assistant, "What is rule 1.2?") == ["ship/1.2"]
    assert assistant.ask("What is the fourth chapter?").reason == "false_premise"
    assert cited(assistant, "The last rule of each chapter?") == ["ship/1.2", "ship/2.1"]
    assert cited(assistant, "In which chapter are lamps spoken of?")[0] == "ship/1"
    assert cited(assistant, "Both chapters in two sentences") == ["ship/1.1", "ship/2.1"]


def test_a_section_without_a_number_counts_by_its_place(
    embedder: LocalModel, tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ship.md").write_text(
        SHIP.replace("1. On", "## On").replace("2. Be", "## Be"), "utf-8"
    )
    corpus = read_corpus(folder)
    build_index(corpus, embedder, tmp_path / "index")
    assistant = Assistant(open_index(corpus, embedder, tmp_path / "index"))
    assert cited(assistant, "What is rule 2.1?") == ["ship/below-deck/bilge"]
    assert assistant.ask("What is rule 2.2?").reason == "false_premise"


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("Does the forum have three themes?", THEMES),
        ("The forum has three themes, correct?", THEMES),
        ("Did the forum identify three themes?", THEMES),
        ("Does the vision have six priorities?", SHARED),
        ("Does the vision have more than five priorities?", SHARED),
        ("Does the vision have priorities?", SHARED),
    ],
)
def test_parts_that_it_is_asked_whether_there_are_so_many_are_listed(
    assistant_real: Assistant, question: str, passages: list[str]
) -> None:
    assert cited(assistant_real, question) == passages


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Is it true that there are five priorities?", "not 5 priorities"),
        ("There are five themes, right?", "not 5 thematic areas"),
        ("Did the forum identify two themes?", "not 2 thematic areas"),
        ("Are there 11 takeaways?", "not 11 takeaways"),
        ("What are the thirteen takeaways of the three themes?", "not 13 takeaways"),
    ],
)
def test_another_number_of_parts_than_there_are_is_a_false_premise(
    assistant_real: Assistant, question: str, said: str
) -> None:
    answer = assistant_real.ask(question)
    assert answer.reason == "false_premise"
    assert said in answer.text


@pytest.mark.parametrize(
    "question",
    ["Do the six priorities agree?", "Do the three themes overlap?", "Have the themes changed?"],
)
def test_what_is_asked_of_a_number_of_parts_is_no_list(
    assistant_real: Assistant, question: str
) -> None:
    assert not assistant_real.ask(question).lead


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("What are the main points of theme 1?", "CAF24, thematic area 1"),
        ("the main points of the second theme please", "CAF24, thematic area 2"),
        ("What are the main points of the vision?", "Vision"),
    ],
)
def test_main_points_are_no_parts_called_points(
    assistant_real: Assistant, question: str, label: str
) -> None:
    answer = assistant_real.ask(question)
    sections = {"/".join(citation.passage.split("/")[:2]) for citation in answer.citations}
    assert answer.opening.startswith(label)
    assert len(answer.sentences) >= 3
    assert label != "Vision" or len(sections) == 3  # a sentence of every section


def test_a_main_point_with_a_number_is_that_point(assistant_real: Assistant) -> None:
    second = "vision/renewed-commitment-prevention-sustaining-peace/2"
    assert set(cited(assistant_real, "What is the second main point of the vision?")) == {second}


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("2.3", ["caf24/2.3"]),
        ("number 2.3", ["caf24/2.3"]),
        ("1.1 and 1.2", ["caf24/1.1", "caf24/1.2"]),
        ("1.1 to 1.3", ["caf24/1.1", "caf24/1.2", "caf24/1.3"]),
        ("What does 2.3 say about staff?", ["caf24/2.3"]),
        ("What do 1.1 and 2.4 have in common?", ["caf24/1.1", "caf24/2.4"]),
        ("How does 2.4 relate to the EU?", ["caf24/2.4"]),
    ],
)
def test_a_bare_number_is_that_part(
    assistant_real: Assistant, question: str, passages: list[str]
) -> None:
    answer = assistant_real.ask(question)
    assert list(dict.fromkeys(c.passage for c in answer.citations)) == passages
    assert not answer.refusal


@pytest.mark.parametrize(
    "question",
    [
        "GDP rose 2.3 percent",
        "How much is 2.3 million dollars?",
        "What is version 1.1 of the plan?",
    ],
)
def test_another_number_is_no_part(assistant_real: Assistant, question: str) -> None:
    assert not {"caf24/2.3", "caf24/1.1"} & set(cited(assistant_real, question))


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("Which takeaway deals with private companies?", {"caf24/3.2"}),
        ("Which takeaway covers youth?", {"caf24/3.1"}),
        ("Which theme mentions women?", {"caf24/3", "caf24/3.1"}),
        ("Which of the priorities mentions technology?", {"vision/priorities/innovation"}),
    ],
)
def test_the_part_that_holds_a_word_is_named_alone(
    assistant_real: Assistant, question: str, passages: set[str]
) -> None:
    assert set(cited(assistant_real, question)) == passages


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which of the priorities mentions women?", "No priority mentions “women”"),
        ("Which takeaway mentions artificial intelligence?", "No takeaway mentions “artificial"),
    ],
)
def test_where_no_part_mentions_it_that_is_said(
    assistant_real: Assistant, question: str, said: str
) -> None:
    answer = assistant_real.ask(question)
    assert answer.status == "declined"
    assert said in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What did CAF24 recommend?",
        "What did the forum conclude?",
        "What came out of the forum?",
        "What was agreed at the forum?",
        "What was the outcome of the forum?",
        "What are the conclusions of the forum?",
        "What are the main findings of the forum?",
        "What are the lessons of the forum?",
    ],
)
def test_what_came_of_it_is_what_the_document_lists(
    assistant_real: Assistant, question: str
) -> None:
    assert cited(assistant_real, question) == TAKEN


@pytest.mark.parametrize(
    "question",
    [
        "What did the forum suggest to the EU?",
        "What did the Security Council decide?",
        "What was the outcome of the Berlin Peacekeeping Ministerial?",
        "What results does CAF24 expect from modular approaches?",
    ],
)
def test_what_came_of_something_else_is_no_list(assistant_real: Assistant, question: str) -> None:
    assert not assistant_real.ask(question).as_list


@pytest.mark.parametrize(
    "question",
    [
        "Summarise everything",
        "tl;dr",
        "Executive summary please",
        "What's the difference between CAF24 and the vision?",
        "How do the two documents differ?",
        "What do CAF24 and the vision have in common?",
    ],
)
def test_all_documents_are_summed_up_one_after_the_other(
    assistant_real: Assistant, question: str
) -> None:
    alone = [*cited(assistant_real, "Summarise CAF24"), *cited(assistant_real, "Sum up the vision")]
    assert cited(assistant_real, question) == alone


def test_an_overview_without_a_document_is_of_all(assistant_real: Assistant) -> None:
    assert cited(assistant_real, "Give me an overview") == THEMES + SECTIONS


@pytest.mark.parametrize(
    "question", ["Give me an overview of staff mobility", "How do the documents differ on youth?"]
)
def test_an_overview_of_something_is_of_that(assistant_real: Assistant, question: str) -> None:
    assert set(cited(assistant_real, question)).isdisjoint({*THEMES, *SECTIONS, "caf24/1/p1"})


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many takeaways does the vision have?", "no takeaways in Vision. CAF24 – twelve"),
        ("What are the takeaways of the vision?", "no takeaways in Vision"),
        ("What are the vision's takeaways?", "no takeaways in Vision"),
        ("What is takeaway 1.1 of the vision?", "no takeaways in Vision"),
        ("What is the first priority of CAF24?", "no priorities in CAF24. Vision"),
        ("Is climate one of the shared priorities?", "“climate” is no priority"),
        ("Is climate among the takeaways?", "“climate” is no takeaway. CAF24 – twelve takeaways"),
    ],
)
def test_parts_do_not_belong_where_there_are_none(
    assistant_real: Assistant, question: str, said: str
) -> None:
    answer = assistant_real.ask(question)
    assert answer.reason == "false_premise"
    assert said in answer.text


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("Is innovation one of the shared priorities?", ["vision/priorities/innovation"]),
        ("Is leadership among the takeaways?", ["caf24/3.3"]),
        ("Is technology one of the priorities?", ["vision/priorities/innovation"]),  # in its words
        ("What does CAF24 say about national priorities?", ["caf24/3.1"]),
        ("How does the vision relate to takeaway 2.4?", ["caf24/2.4"]),
        ("What are the takeaways of CAF24 and the priorities of the vision?", TAKEN + SHARED),
        ("What are the themes of the vision?", SECTIONS),  # sections by another name
    ],
)
def test_parts_that_belong_there_are_given(
    assistant_real: Assistant, question: str, passages: list[str]
) -> None:
    answer = assistant_real.ask(question)
    assert list(dict.fromkeys(c.passage for c in answer.citations)) == passages
