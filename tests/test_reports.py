"""What people read of a run: nothing in it runs or reaches out, and nothing is left out."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from made import CRASHED, DECLINED, DULY, HALF, RIGHT, UNDULY, WRONG
from rich.console import Console

from assistant.answer import Turn
from evals.cases import Case
from evals.kept import Shown, new_run
from evals.outcomes import Outcome
from evals.page import as_html, found, marked
from evals.report import print_changes, write_reports
from evals.result import BASELINE, Result, as_json, confidence, result
from evals.scores import scores_of
from evals.summary import of_baseline

EVIL = '<script>alert(1)</script><img src="https://example.org/x">`|* & "\x00'
_ALL = (RIGHT, HALF, WRONG, DECLINED, CRASHED, UNDULY, DULY)


class Page(HTMLParser):
    """The elements of a page, and what they point to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.pointing: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        links = ("href", "src", "xlink:href", "action", "srcset")
        self.pointing += [value or "" for name, value in attrs if name in links]
        assert not [name for name, _ in attrs if name.startswith("on")]


def numbered(outcomes: tuple[Outcome, ...], split: str = "dev") -> list[Outcome]:
    return [
        replace(o, case=replace(o.case, id=f"{split}/{at}", split=split, question=f"Case {at}?"))
        for at, o in enumerate(outcomes)
    ]


def ran(now: list[Outcome], before: list[Outcome], folder: Path, beside: str = BASELINE) -> Result:
    settings = {"settings": {"model": EVIL}, "commit": "abc"}
    kept = new_run(folder, settings, {})
    passages = {"a/1": {"label": EVIL, "title": EVIL, "body": "Seven ships lay in the harbour."}}
    kept.write("passages.json", json.dumps(passages))
    for each in now:
        kept.append(each)
    cases: list[Case] = [each.case for each in now]
    return result(kept, cases, scores_of(before), beside)


@pytest.fixture
def red(tmp_path: Path) -> Result:
    before = numbered((RIGHT, RIGHT, HALF, DULY, RIGHT, DULY, DULY))
    held = numbered((WRONG,), "heldout")
    was = numbered((RIGHT,), "heldout")
    return ran([*numbered(_ALL), *held], [*before, *was], tmp_path)


def test_the_page_stands_alone_and_escapes_everything(tmp_path: Path) -> None:
    answer = replace(RIGHT.answer, lead=EVIL)  # type: ignore[type-var]
    turns = (Turn(EVIL, EVIL),)
    odd = replace(RIGHT.case, question=EVIL, category=EVIL, note=EVIL, turns=turns)
    odd = replace(odd, facts=((EVIL,),), must=frozenset({EVIL}))
    crash = replace(CRASHED, case=replace(odd, id="dev/2", question="other"), error=EVIL)
    now = [replace(RIGHT, case=odd, answer=answer), crash]
    before = [replace(RIGHT, case=odd), replace(RIGHT, case=crash.case)]
    page = as_html(ran(now, before, tmp_path))
    assert "<script>alert" not in page
    assert "<img" not in page
    read = Page(page)
    assert read.tags.count("script") == 1
    assert all(link.startswith("#") for link in read.pointing)
    assert not re.search(r"url\(\s*['\"]?http|@import", page)
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_the_page_says_first_what_the_gate_says_and_shows_both_answers(red: Result) -> None:
    page = as_html(red)
    head = page[: page.index("<main>")]
    assert "The gate is red" in head
    assert head.count("<li>") == len(red.problems)
    changes = page[page.index('id="changes"') : page.index('id="means"')]
    assert len(red.worse) == 5
    assert changes.count("<h5>Before</h5>") == 5
    assert changes.index("Bread needs flour.") > changes.index("Seven ships lay in the harbour.")
    assert "1 of the held-out split" in changes
    assert page.count('<details class="case"') == 8


def test_every_case_shows_its_passages_and_its_quotes(red: Result) -> None:
    page = as_html(red)
    assert "<mark>Seven ships lay in the harbour.</mark>" in page
    shown = {"a/1": Shown("one", "", "Seven ships lay in the harbour."), "a/9": Shown("9", "", "x")}
    first, second, *rest = found(shown, RIGHT)
    assert (first.id, first.rank, first.cited, first.wanted) == ("a/1", None, True, "must be cited")
    assert first.text == [("Seven ships lay in the harbour.", True)]
    assert (second.id, second.rank, second.label) == ("a/2", 2, "a passage that was not kept")
    assert [(each.id, each.rank, each.cited) for each in rest] == [("a/9", 1, False)]


def test_a_quote_is_marked_where_it_stands() -> None:
    assert marked("one two three", ["two"]) == [("one ", False), ("two", True), (" three", False)]
    assert marked("one two three", ["one", "three"])[1] == (" two ", False)
    assert marked("one two", ["a title", ""]) == [("one two", False)]
    assert marked("", ["x"]) == []


def test_the_xml_has_a_test_case_for_each_case(red: Result) -> None:
    write_reports(red)
    suite = Xml.fromstring((red.run.place / "junit.xml").read_text("utf-8"))
    assert {name: suite.get(name) for name in ("tests", "errors", "failures", "skipped")} == {
        "tests": "8", "errors": "1", "failures": "4", "skipped": "1",
    }  # fmt: skip
    (error,) = suite.findall("testcase/error")
    assert error.get("message") == "ZeroDivisionError()"
    assert [each.get("classname") for each in suite][:1] == ["dev.direct"]


def test_what_xml_forbids_is_replaced(tmp_path: Path) -> None:
    crash = replace(CRASHED, error=EVIL)
    found = ran([crash], [RIGHT], tmp_path)
    write_reports(found)
    suite = Xml.fromstring((found.run.place / "junit.xml").read_text("utf-8"))
    (error,) = suite.findall("testcase/error")
    assert error.get("message") == EVIL.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def test_the_summary_begins_with_the_verdict_and_keeps_the_held_out_closed(red: Result) -> None:
    write_reports(red)
    summary = (red.run.place / "summary.md").read_text("utf-8")
    assert summary.startswith("## The gate is red\n\n8 questions: ")
    assert "### What got worse" in summary
    assert "And 0 more, and 1 of the held-out split, in the report." in summary
    assert "heldout/0" not in summary[summary.index("### What got worse") :]
    assert "| dev, complete |" in summary
    stored = of_baseline(red)
    assert stored.startswith("This page compares the run that is stored now with the one that was ")
    assert stored.endswith(f"\n\n{summary}")


def test_the_summary_holds_no_markup_but_its_own(tmp_path: Path) -> None:
    worse = replace(RIGHT, answer=replace(WRONG.answer, lead=EVIL))  # type: ignore[type-var]
    found = ran(numbered((worse,)), numbered((RIGHT,)), tmp_path)
    write_reports(found)
    summary = (found.run.place / "summary.md").read_text("utf-8")
    assert "<script" not in summary
    assert "<img" not in summary
    assert summary.count("\n| Seven") == 1  # a row of the table, whole


def test_a_green_gate_says_so(tmp_path: Path) -> None:
    now = numbered((RIGHT, DULY))
    found = ran(now, now, tmp_path)
    page = write_reports(found).read_text("utf-8")
    assert "The gate is green" in page
    assert "No answer is better or worse." in page
    assert (found.run.place / "summary.md").read_text("utf-8").startswith("## The gate is green")


def test_the_numbers_hold_nothing_of_the_moment(tmp_path: Path) -> None:
    now = numbered((RIGHT, HALF, DULY))
    slower = [replace(each, seconds=9.0) for each in now]
    assert as_json(ran(now, now, tmp_path / "a")) == as_json(ran(slower, now, tmp_path / "b"))
    told = json.loads(as_json(ran(now, now, tmp_path / "c")))
    assert told["dev"]["verdicts"] == {"partly": 1, "right": 1, "rightly declined": 1}
    assert told["dev"]["measures"]["complete"]["value"] == 0.5


def test_a_reader_that_gives_no_number_turns_the_gate_red(tmp_path: Path) -> None:
    now = numbered((RIGHT, DULY))
    found = ran([replace(now[0], confidence=math.nan), now[1]], now, tmp_path)
    assert [problem.reason for problem in found.problems] == ["not a number"]


def test_two_runs_are_compared(tmp_path: Path) -> None:
    before, now = numbered((RIGHT, RIGHT)), numbered((RIGHT, WRONG))
    found = ran(now, before, tmp_path, beside="20261122-115134-3f2a91bc")
    console = Console(width=120, record=True)
    print_changes(found, {"commit": "xyz"}, console)
    told = console.export_text()
    assert "commit: xyz → abc" in told
    assert re.search(r"dev\W+complete\W+1.000\W+0.500", told)
    assert "1 answers are worse, 0 better." in told
    page = as_html(found)
    assert "beside 20261122-115134-3f2a91bc" in page
    assert "The gate is" not in page


def test_only_what_was_searched_for_has_a_confidence() -> None:
    told = confidence([replace(RIGHT, confidence=1.0), replace(UNDULY, confidence=0.0), DECLINED])
    assert (told["searched for"], told["AUROC"]) == (2, 1)
