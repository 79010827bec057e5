"""One gold case is one test, with pytest alone: `pytest evals/examples -k near`.

Copy it to where your own tests are, and change what a case has to reach.
"""

from __future__ import annotations

import sys

import pytest

from assistant.ask import Assistant
from assistant.opening import open_assistant
from assistant.settings import read_settings
from evals.cases import Case, read_cases
from evals.gate import RIGHT
from evals.measures import verdict
from evals.report import failures
from evals.run import run

CASES = [case for case in read_cases() if case.split == "dev"]


@pytest.fixture(scope="session")
def asked() -> Assistant:
    """The assistant as it is set up here: ASSISTANT_MODEL, ASSISTANT_INDEX and so on count."""
    return open_assistant(read_settings({}), lambda text: print(text, file=sys.stderr))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(asked: Assistant, case: Case) -> None:
    """The question is answered wholly, or declined where it should be."""
    (outcome,) = run(asked, [case])
    assert verdict(outcome) in RIGHT, "\n".join(failures([outcome]))
