"""The REST interface held to its own description by schemathesis: what fits it, and what does not.

Whatever comes, the answer is one that the description names: no crash, and no page of another kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from counts import often, times
from hypothesis import given
from schemathesis import GenerationMode
from schemathesis.checks import positive_data_acceptance
from schemathesis.core.result import Ok
from serving import serving_site

from assistant.ask import Assistant

pytestmark = pytest.mark.faults

Operation = schemathesis.APIOperation[Any, Any, Any, Any]
Case = schemathesis.Case[Any]

OPERATIONS = ["POST /ask", "POST /ask/stream", "GET /search", "GET /passages", "GET /passages/{id}"]


@pytest.fixture(scope="module")
def address(assistant_real: Assistant) -> Iterator[str]:
    with serving_site(assistant_real) as url:
        yield url


def described(address: str) -> dict[str, Operation]:
    """What the description offers, by method and path."""
    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    results = list(schema.get_all_operations())
    found = [each.ok() for each in results if isinstance(each, Ok)]
    assert len(found) == len(results)
    return {f"{each.method.upper()} {each.path}": each for each in found}


def test_every_operation_is_tried(address: str) -> None:
    assert sorted(described(address)) == sorted(OPERATIONS)


TRIED = [(each, GenerationMode.POSITIVE) for each in OPERATIONS]
TRIED += [(each, GenerationMode.NEGATIVE) for each in OPERATIONS[:-1]]  # any text may be an id


@pytest.mark.parametrize(("operation", "mode"), TRIED)
def test_the_interface_does_what_its_description_says(
    address: str, operation: str, mode: GenerationMode
) -> None:
    strategy = described(address)[operation].as_strategy(generation_mode=mode)

    @often(times(6, 300))
    @given(strategy)
    def called(case: Case) -> None:
        response = case.call(timeout=30)
        # That a text holds a word, no description can say.
        case.validate_response(response, excluded_checks=[positive_data_acceptance])
        assert "Traceback" not in response.text

    called()
