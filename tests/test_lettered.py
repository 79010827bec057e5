"""Parts that are printed with letters and Roman numerals: what a question by them gets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import made_documents as made
import pytest
from made_word_lists import numbered_docx

from assistant.answer import Answer, Turn
from assistant.ask import Assistant
from assistant.lettered import Lettered
from assistant.structure import Outline
from ui_parts.further import further
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import Embedder
from vectorstore.index import open_index

PILOT = "Every ship that comes in by night takes a pilot on board, whatever its size may be."
BOAT = "A boat of the harbour itself may come in alone, if its skipper has been here for a year."
LAMPS = (
    "The lamps on the mole are lit at dusk, and the keeper notes each night on which one failed."
)
BALLAST = "Whoever throws ballast into the basin pays for the dredging, and loses the berth."
WET = "A rope that was wet is hung up to dry before it is coiled, since mould rots it from inside."
TAR = "Tar is warmed slowly over a small fire, and never left alone while it is warm."
SPLICE = "A splice holds better than a knot, and every rigger is able to make one in the dark."

PORT = f"""<title>Rules of the port</title><h1>Rules of the port</h1>
<p>The council agreed on these rules, and each skipper has a copy, by paragraph g of the Act.</p>
<ol type=a><li>{PILOT}<li>{BOAT}<li>{LAMPS}<li>{BALLAST}</ol>"""
QUAY = f"""# The quay

## Pilots on board

- a.\u2003{PILOT}
- b.\u2003{BOAT}

## Lamps and ballast

- a.\u2003{LAMPS}
- b.\u2003{BALLAST} It is the harbour master who says how much.
"""
LIGHTS = f"# Lights\n\n1. {LAMPS}\n\n2. {BOAT}\n\n3. {BALLAST}\n"


@pytest.fixture(scope="module")
def over(
    embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str | bytes], Assistant]:
    def open_(name: str, content: str | bytes, beside: str = "") -> Assistant:
        folder = tmp_path_factory.mktemp("letters")
        (folder / "corpus").mkdir()
        content = content.encode() if isinstance(content, str) else content
        (folder / "corpus" / name).write_bytes(content)
        if beside:
            (folder / "corpus" / "port.html").write_text(beside, "utf-8")
        corpus = read_corpus(folder / "corpus")
        build_index(corpus, embedder, folder / "index")
        return Assistant(open_index(corpus, embedder, folder / "index"))

    return open_


@pytest.fixture(scope="module")
def port(over: Callable[..., Assistant]) -> Assistant:
    return over("port.html", PORT)


@pytest.fixture(scope="module")
def lights(over: Callable[..., Assistant]) -> Assistant:
    return over("lights.md", LIGHTS)


@pytest.fixture(scope="module")
def ropes(over: Callable[..., Assistant]) -> Assistant:
    items = [
        "- What the riggers know of ropes is told here.",
        f"0 {WET}",
        f"0 {TAR}",
        f"0 {SPLICE}",
    ]
    return over("ropes.docx", numbered_docx([("lowerRoman", "%1.", 1)], items))


@pytest.fixture(scope="module")
def depth(over: Callable[..., Assistant], tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    pdf: Path = made.resolution_pdf(tmp_path_factory.mktemp("pdf") / "depth.pdf")
    return over("depth.pdf", pdf.read_bytes(), beside=PORT)


def said(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What does paragraph b say?", [BOAT]),
        ("what is in item (c)?", [LAMPS]),
        ("summarise point d", [BALLAST]),
        ("What does paragraph a say?", [PILOT]),
        ("Does paragraph a apply to small ships?", [PILOT]),
        ("What does paragraph “B” of the rules of the port say?", [BOAT]),
        ("What does item c) say about lamps?", [LAMPS]),
        ("What do paragraphs a and b say?", [PILOT, BOAT]),
        ("Read me items (b) to (d)", [BOAT, LAMPS, BALLAST]),
        ("Read me items b-d", [BOAT, LAMPS, BALLAST]),
        ("Read me the first paragraph and the last", [PILOT, BALLAST]),
        ("What comes after paragraph b?", [LAMPS]),
        ("What stands between paragraph a and paragraph d?", [BOAT, LAMPS]),
    ],
)
def test_a_part_is_asked_for_by_its_letter(
    port: Assistant, question: str, parts: list[str]
) -> None:
    assert said(port.ask(question)) == parts


@pytest.mark.parametrize(
    ("question", "part"),
    [("Summarise point ii", TAR), ("What does paragraph I say?", WET), ("item (iii)?", SPLICE)],
)
def test_a_part_of_a_word_list_is_asked_for_by_its_roman_numeral(
    ropes: Assistant, question: str, part: str
) -> None:
    assert said(ropes.ask(question)) == [part]


@pytest.mark.parametrize(
    ("question", "letter"),
    [
        ("What does paragraph b say?", "b"),
        ("what is in item (c)?", "c"),
        ("summarise point iv", "iv"),
        ("What does paragraph a say?", "a"),
        ("What does paragraph 2 (a) say?", "2 (a)"),
        ("What does paragraph -3 say?", "−3"),
        ("What does paragraph 0 say?", "0"),
    ],
)
def test_a_letter_that_no_part_has_is_corrected_as_a_number_is(
    lights: Assistant, question: str, letter: str
) -> None:
    answer = lights.ask(question)
    assert answer.status == "declined"
    assert answer.text.startswith(f"There is no paragraph {letter}. Lights – three paragraphs.")


@pytest.mark.parametrize(
    "question",
    [
        "What does the item I mentioned say of pilots?",
        "Which item i asked for is on lamps?",
        "Summarise points I made",
        "Who may point a finger at the skipper?",
        "Can you point a way through the basin?",
        "Is vitamin C given on board?",
        "Which item(s) speak of lamps?",
        "which items r about lamps",
        "Does point 1 v point 2 matter?",
        "Is there a paragraph a skipper should read?",
        "Is there a section e-mail or a theme i.e. a topic?",
        "What is the point? I forgot it.",
        "Does paragraph (a lamp) say it?",
        "That's the point I'd make.",
    ],
)
def test_a_letter_that_is_a_word_names_no_part(port: Assistant, question: str) -> None:
    lettered = Lettered(port.index, Outline(port.index).groups)
    assert lettered.in_brackets(question) == question


@pytest.mark.parametrize(
    ("question", "put"),
    [
        ("paragraph b's lamps", "paragraph (b)'s lamps"),
        ("items a-c, please", "items (a)-(c), please"),
        ("paragraph 2a and paragraph(b)", "paragraph 2 (a) and paragraph (b)"),
        ("paragraph 2 (a) and (b)", "paragraph 2 (a) and 2 (b)"),
        ("paragraph b and a lamp", "paragraph (b) and a lamp"),
        ("Paragraph no. b, then item c?", "Paragraph no. (b), then item (c)?"),
        ("What is in paragraph g?", "What is in paragraph g?"),  # they speak of it: it is no part
    ],
)
def test_letters_that_name_parts_stand_in_brackets(
    port: Assistant, question: str, put: str
) -> None:
    assert Lettered(port.index, Outline(port.index).groups).in_brackets(question) == put


@pytest.mark.parametrize("question", ["Is Chapter VIII used?", "What is in Chapter VII?"])
def test_what_is_no_part_of_the_documents_stays_as_it_is(
    assistant_real: Assistant, question: str
) -> None:
    index = assistant_real.index
    assert Lettered(index, Outline(index).groups).in_brackets(question) == question


def test_a_question_goes_on_with_the_next_letter(port: Assistant) -> None:
    before = port.ask("What does paragraph b say?")
    turns = [Turn(before.question, before.text)]
    asked = ("and paragraph c?", "and c?", "what about (c)?", "and the next one?")
    for question in (*asked, "and (c) counted from the end?"):
        assert said(port.ask(question, turns)) == [LAMPS]


def test_a_letter_in_a_numbered_paragraph_is_asked_for_with_its_number(depth: Assistant) -> None:
    report = "(a) the depth of the channel in each month of the year, as the pilots find it;"
    for question in ("paragraph 2 (a) of H/1987/7", "point 2a of H/1987/7"):
        answer = depth.ask(f"What does {question} say?")
        assert said(answer) == [report]
        assert answer.text.startswith(f"United Harbours H/1987/7, paragraph 2 (a). {report}")
    before = depth.ask("What does paragraph 2 of H/1987/7 say?")
    assert said(depth.ask("and (a)?", [Turn(before.question, before.text)])) == [report]


def test_a_letter_of_several_documents_is_asked_back_for(depth: Assistant) -> None:
    answer = depth.ask("What does paragraph (a) say?")
    assert answer.status == "declined"
    assert "Which document? Several have a paragraph a." in answer.text
    assert "H/1987/7, paragraph 2 (a)" in answer.text
    assert "Rules of the port, paragraph a" in answer.text


def test_a_letter_of_several_sections_is_asked_back_for(over: Callable[..., Assistant]) -> None:
    quay = over("quay.md", QUAY)
    answer = quay.ask("What does paragraph b say?")
    assert answer.text.startswith("Which one? There is more than one paragraph b.")
    assert "Pilots on board, paragraph b; The quay, Lamps and ballast, paragraph b" in answer.text
    assert said(quay.ask("What does paragraph b of the section on lamps say?"))[0] == BALLAST
    assert said(quay.ask("What does the first paragraph say?")) == [PILOT]


def test_a_long_letter_is_given_whole(over: Callable[..., Assistant]) -> None:
    many = " ".join(f"{LAMPS} That was so in the year {year}." for year in range(1901, 1912))
    log = over("log.md", f"# Log\n\n7. {PILOT}\n\n8. {BOAT}\n\n(a) {many}\n\n(b) {BALLAST}")
    found = said(log.ask("What does paragraph 8 (a) say?"))
    assert len(found) > 1  # passages
    assert " ".join(found) == f"(a) {many}"


def test_the_paragraph_beside_is_offered_by_its_letter(port: Assistant) -> None:
    assert further(port, ["port/a"], [])[0] == "What does paragraph b of Rules of the port say?"
