"""A follow-up made to stand alone by a chat model, and thrown away where it adds anything."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from assistant import claims
from assistant.answer import Turn
from assistant.errors import ModelFailed, QuestionError
from assistant.hearing import Patience, hear
from assistant.language import language_of
from assistant.model import Model
from assistant.prompting import compose_rewrite
from assistant.question import clean
from vectorstore.words import terms

_LONGEST = 400  # characters
_SECONDS = 20.0  # that a rewrite may take
_KEPT = 0.5  # share of the follow-up's own words that must stand in the rewrite
_ADDED = 0.34  # share of the rewrite's words that may stand nowhere before: “the”, “main”


def alone(model: Model, question: str, turns: Sequence[Turn], patience: Patience) -> str | None:
    """The question written out; None where the model fails or the rewrite cannot be trusted."""
    try:
        prompt = compose_rewrite(question, turns, model.window, "en")
        brief = Patience(min(patience.first, _SECONDS), min(patience.whole, _SECONDS), _LONGEST)
        with closing(hear(model.chat, prompt.messages, brief)) as pieces:
            said = "".join(pieces)
        rewritten = clean(said.strip().strip('"“”'))
    except (ModelFailed, QuestionError):
        return None
    return rewritten if is_faithful(rewritten, question, turns) else None


def is_faithful(rewritten: str, question: str, turns: Sequence[Turn]) -> bool:
    """True where a rewrite is one question that keeps what was asked and adds no name or number."""
    before = " . ".join([*(f"{turn.question} . {turn.answer}" for turn in turns), question])
    if language_of(rewritten) != language_of(question) or rewritten.count("?") > 1:
        return False
    if set(claims.numbers(rewritten)) - claims.all_numbers(before):
        return False
    known = {word.stem for word in claims.words_of(before)}
    if any(word.stem not in known for run in claims.name_runs(rewritten) for word in run):
        return False
    own, said = set(terms(question)), terms(rewritten)
    if not said or len(own & set(said)) < _KEPT * len(own):
        return False
    return sum(term not in known for term in said) <= _ADDED * len(said)
