"""A run as JUnit XML, which continuous integration reads: a test case for each gold case."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from evals.cases import Case
from evals.gate import RIGHT
from evals.result import Result

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def as_junit(result: Result) -> str:
    """The XML.

    An error is a crash or a time-out. A failure is a case that is worse than before, or that must
    never fail; one that is as little right as before is skipped, as an expected failure is.
    """
    worse = {now.id: before.verdict for now, before in result.worse}
    suite = Xml.Element("testsuite", name="gold questions")
    for outcome, score in zip(result.outcomes, result.scores, strict=True):
        case = outcome.case
        attributes = {
            "classname": f"{case.split}.{case.category}",
            "name": case.id,
            "file": f"evals/gold/{case.split}.jsonl",
            "line": str(case.line),
            "time": f"{outcome.seconds:.3f}",
        }
        told = Xml.SubElement(suite, "testcase", attributes)
        if score.verdict == "error":
            _say(told, "error", outcome.error or "", case)
        elif case.id in worse:
            _say(told, "failure", f"{score.verdict}, was {worse[case.id]}", case, score.answer)
        elif score.verdict not in RIGHT and case.must_never_fail:
            _say(told, "failure", f"{score.verdict}, must never fail", case, score.answer)
        elif score.verdict not in RIGHT:
            _say(told, "skipped", score.verdict, case)
    for name, tag in (("errors", "error"), ("failures", "failure"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite)))
    Xml.indent(suite)
    return Xml.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _say(told: Xml.Element, tag: str, message: str, case: Case, answer: str = "") -> None:
    said = Xml.SubElement(told, tag, message=_clean(message))
    said.text = _clean(f"{case.question}\n\n{answer}" if answer else case.question)


def _clean(text: str) -> str:
    """The text without what XML forbids."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
