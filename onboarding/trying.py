"""The question to try at a step of the path: one that the assistant answers from that step."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from assistant.answer import Answer
from assistant.ask import Assistant
from onboarding.material import Material, title_of
from onboarding.path import Step
from vectorstore.outline import plural

_TRIED = 6  # questions that are looked at; each takes some 100 ms


def to_try(step: Step, material: Material, assistant: Assistant) -> Answer | None:
    """The answer to such a question, which it holds; None where none of them is answered."""
    for question, parts in islice(_questions(step, material), _TRIED):
        answer = assistant.ask(question)
        if any(citation.passage in parts for citation in answer.citations):
            return answer
    return None


def _questions(step: Step, material: Material) -> Iterator[tuple[str, set[str]]]:
    """Questions, each with the passages of which its answer must cite one.

    About a part in the middle; else about the section; else about the parts that it opens.
    """
    label, parts = step.document.label, [quote.passage for quote in step.quotes]
    own = {part.id for part in parts}
    titled = [part for part in parts if part.title]
    for part in titled[len(titled) // 2 :][:2]:
        yield f"What does {label} say about “{title_of(part)}”?", own
    for heading in parts[0].headings[-1:]:
        yield f"What does {label} say about “{heading}”?", own
    sections = [p for p in material.below[parts[0].parent] if p.kind == "outline"]
    for noun in dict.fromkeys(section.noun for section in sections):
        ahead = {section.id for section in sections} | {parts[0].parent}
        yield f"What are the {plural(noun)} of {label}?", ahead
    yield f"What is {label} about?", own
