"""What is wrong with a field that another program sent, in a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence

_NAME = 60  # characters of a stranger's field name that are repeated


def named(place: Sequence[int | str]) -> str:
    """A field's name as it is told, in quotation marks; empty for the whole of what was sent."""
    where = ".".join(map(str, place))[:_NAME]
    return json.dumps(where, ensure_ascii=False) if where else ""


def wrong_field(kind: str, place: Sequence[int | str], said: str) -> str:
    """The sentence for a fault of pydantic's: its type, the field that it stands at, its words."""
    match kind:
        case "missing":
            return f"There is no {named(place)}."
        case "extra_forbidden":
            return f"There is no field {named(place)}: leave it out."
    return f"{named(place)} is not as it should be: {said.lower()}."
