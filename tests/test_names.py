"""Numbers: their bounds and their signs have to be those of the passage."""

from __future__ import annotations

import pytest

from assistant.names import has_other_number


@pytest.mark.parametrize(
    ("sentence", "body", "differs"),
    [
        ("It met over 120 partners.", "It met over 120 partners.", False),
        ("It met more than 120 partners.", "It met over 120 partners.", False),
        ("It met 120 partners.", "It met over 120 partners.", True),
        ("It met exactly 120 partners.", "It met over 120 partners.", True),
        ("It met over 120 partners.", "It met 120 partners.", True),
        ("It met up to 120 partners.", "It met over 120 partners.", True),
        ("It met 120 partners.", "Of over 120 invited, 120 partners met.", False),
        ("Resolution 2719 applies.", "This falls under Resolution 2719.", False),
        ("It held over USD 120.", "It held USD 120.", True),
        ("It stays below 10 °C.", "It stays below −10 °C.", True),
        ("It stays below −10 °C.", "It stays below 10 °C.", True),
        ("It stays below -10 °C.", "It stays below −10 °C.", False),
        ("It met on 3-4 December.", "It met on 3–4 December.", False),
        ("It ran from 2019 to 2020.", "It ran 2019 –2020.", False),
    ],
)
def test_a_number_keeps_its_bound_and_its_sign(sentence: str, body: str, differs: bool) -> None:
    assert has_other_number(sentence, body, "") == differs
