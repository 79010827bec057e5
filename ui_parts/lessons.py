"""What the pages to learn from show of a step, an answer and a question of the test."""

from __future__ import annotations

from urllib.parse import quote as in_address

from assistant.answer import Answer
from assistant.citations import cited
from onboarding import repetition
from onboarding.material import Material, on_one_line, title_of
from onboarding.question import Question
from vectorstore.passages import Passage


def duration(minutes: int) -> str:
    if minutes > 120:
        return f"{round(minutes / 60)} hours"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def part(material: Material, passage: Passage, text: str) -> dict[str, str]:
    return {
        "title": title_of(passage),
        "label": passage.label,
        "href": _address(passage.id),
        "text": on_one_line(text),
        "whole": "" if text == passage.body.text else "The opening; the rest is behind the link.",
    }


def told(answer: Answer) -> dict[str, object]:
    """An answer as the page shows it: each sentence with what it is quoted from."""
    by_number = {citation.number: citation for citation in answer.citations}
    return {
        "lead": answer.opening,
        "sentences": [
            {
                "text": sentence.text,
                "sources": [
                    {"label": by_number[n].label, "href": _address(by_number[n].passage)}
                    for n in sentence.citations
                ],
            }
            for sentence in answer.sentences
        ],
    }


def asked(question: Question) -> dict[str, object]:
    """A question without its answer."""
    return {
        "id": question.id,
        "kind": question.kind,
        "ask": question.ask,
        "shown": question.shown,
        "options": list(question.options),
    }


def judged(material: Material, question: Question, choice: int, card: str) -> dict[str, object]:
    """Whether an answer is right, the words that decide it, and the question's next state."""
    now = repetition.now_()
    is_right = choice == question.right
    state = repetition.reviewed(card, question, is_right, now)
    again = repetition.due(state, now) or now
    key = cited(question.key, 1, material.documents)
    assert key is not None  # every question was checked
    quote, passage = on_one_line(key.quote), question.key.passage
    body = on_one_line(passage.body.text)
    before, found, after = body.partition(quote)
    if not found:  # the quote is the title above
        before, after = "", f"\n{body}"
    return {
        "right": is_right,
        "answer": question.answer,
        "why": _why(question, material),
        "before": "" if is_right else before,
        "quote": quote,
        "after": "" if is_right else after,
        "label": key.label,
        "href": _address(key.passage),
        "card": state,
        "again": repetition.in_words(again, now),
    }


def _why(question: Question, material: Material) -> str:
    """What decides it beside the quote; empty where the quote alone does."""
    if question.put:
        return f"The document says “{question.instead}”, not “{question.put}”."
    if question.kind in ("section", "member"):
        above = material.passages[question.key.passage.parent]
        return f"It stands under “{title_of(above)}”."
    return ""


def _address(passage: str) -> str:
    """Where the chat opens a passage."""
    return f"/#{in_address(passage, safe='/')}"
