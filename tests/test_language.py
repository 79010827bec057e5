"""The language of a question."""

from __future__ import annotations

import pytest

from assistant.language import language_of
from evals.cases import read_cases
from vectorstore.multilingual import LANGUAGES, Language

QUESTIONS: list[tuple[Language, str]] = [
    ("fr", "Que disent les documents sur le secteur privé ?"),
    ("fr", "pays hôtes"),
    ("es", "¿Quién organizó el foro?"),
    ("es", "prioridades"),
    ("de", "Wer hat das Forum in Berlin ausgerichtet?"),
    ("de", "Was ist CAF24?"),
    ("ru", "Кто провёл форум?"),
    ("ru", "Что такое CAF24?"),
    ("zh", "关于多年期资金有什么建议？"),
    ("zh", "CAF24是什么"),
    ("ar", "كيف يمكن استعادة سلطة مجلس الأمن؟"),
    ("ar", "ما هو CAF24"),
]

ENGLISH = """
DPPA|CAF24|a4p|res 2719 implementation|agenda 2030 link??|fifth comittee flexibilty|Berlin|veto
gender|risk|theme 2|EU AU UN|chapter VIII|modular aproach|electoral asistance|regional organisations
mandate reneval|mission transitions|how so?|2719|???1|asdfgh|incentivs for organisational chnage
"""


@pytest.mark.parametrize(("language", "question"), QUESTIONS)
def test_each_language_is_told_from_the_others(language: Language, question: str) -> None:
    assert language_of(question) == language


@pytest.mark.parametrize("question", ENGLISH.strip().replace("\n", "|").split("|"))
def test_keywords_acronyms_and_slips_are_english(question: str) -> None:
    assert language_of(question) == "en"


def test_every_question_of_the_development_half_is_english() -> None:
    asked = [
        case.question
        for case in read_cases()
        if case.split == "dev" and case.category != "language"
    ]
    assert not [question for question in asked if language_of(question) != "en"]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Who is António Guterres?"),
        ("en", "What did José Ramos-Horta say in München?"),
        ("de", "Wer ist António Guterres?"),
        ("de", "Der Sicherheitsrat"),
        ("fr", "Les Nations Unies"),
    ],
)
def test_a_name_does_not_decide(language: Language, question: str) -> None:
    assert language_of(question) == language


@pytest.mark.parametrize("text", ["", " ", "?", "…", "\ud800", "ภาษาไทย", "日本語の質問です", "🙂"])
def test_any_text_has_one_of_the_languages(text: str) -> None:
    assert language_of(text) in LANGUAGES


def test_japanese_is_not_taken_for_chinese() -> None:
    assert language_of("平和維持活動とは何ですか") == "en"
