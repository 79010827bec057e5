"""What a question must fulfil before anyone is asked it, checked on the finished question."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.citations import is_exact
from onboarding.material import Material, is_like_in_length, title_of
from onboarding.question import GAP, LIKE_LENGTH, Question, gives_itself_away
from vectorstore.passages import Passage
from vectorstore.words import words


def is_sound(question: Question, material: Material) -> bool:
    """True for a question with no fault."""
    return next(faults(question, material), None) is None


def faults(question: Question, material: Material) -> Iterator[str]:
    """What is wrong with a question, in words for whoever mends the rules."""
    document = material.documents.get(question.key.passage.document)
    if document is None or not is_exact(question.key, document):
        yield "its key is no exact quote"
        return
    told = [" ".join(words(option)) for option in question.options]
    if len(set(told)) < len(told) or "" in told:
        yield "two options say the same, or one says nothing"
    if not 0 <= question.right < len(question.options):
        yield "it has no right option"
        return
    if question.kind != "statement":
        if not is_like_in_length(question.options, LIKE_LENGTH):
            yield "its options differ in length"
        wrong = [o for at, o in enumerate(question.options) if at != question.right]
        if gives_itself_away(question.shown, question.answer, wrong):
            yield "the right option alone repeats the question's words"
    for at, option in enumerate(question.options):
        if _holds(question, option, material) != (at == question.right):
            yield f"an option is taken for what it is not: {option}"


def _holds(question: Question, option: str, material: Material) -> bool:
    """True where the corpus bears an option out, whatever the question takes for right."""
    part = question.key.passage
    match question.kind:
        case "statement":
            return (option == "True") == bool(material.times_said(question.shown))
        case "ending":
            return bool(material.times_said(f"{question.shown} {option}"))
        case "gap":
            return bool(material.times_said(question.shown.replace(GAP, option)))
        case "which":
            return all(
                title_of(material.passages[id_]) == question.shown
                for id_ in material.parts_saying(option)
            )
        case "where":
            return any(
                title_of(place) == option
                for id_ in material.parts_saying(question.shown)
                for place in (material.passages[id_], _above(material.passages[id_].id, material))
                if place.title
            )
        case "section":
            return title_of(_above(part.id, material)) == option
        case "member":
            return any(
                title_of(passage) == option
                and title_of(_above(passage.id, material)) == question.shown
                for passage in material.passages.values()
                if passage.kind == "item" and passage.title
            )


def _above(passage: str, material: Material) -> Passage:
    return material.passages[material.passages[passage].parent]
