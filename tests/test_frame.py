"""The wordings around the quotes."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from assistant.frame import Frame, frame_of
from assistant.language import language_of
from vectorstore.multilingual import LANGUAGES, Language

FOREIGN = [language for language in LANGUAGES if language != "en"]
SLOTS = {
    "listed": {"heading", "count"},
    "ask_about": {"topics"},
    "what_of": {"label"},
    "not_named": {"names"},
    "install": {"command"},
    "about": {"documents"},
}


@pytest.mark.parametrize("language", FOREIGN)
def test_a_frame_has_every_wording_with_its_slots(language: Language) -> None:
    frame = frame_of(language)
    for field in fields(Frame):
        wording = getattr(frame, field.name)
        assert wording
        if not field.name.startswith(("asks", "leans", "sums", "greets")):
            assert set(re.findall(r"{(\w+)}", wording)) == SLOTS.get(field.name, set())


@pytest.mark.parametrize("language", FOREIGN)
def test_a_frame_is_in_its_language(language: Language) -> None:
    frame = frame_of(language)
    said = [frame.original, frame.not_in_corpus, frame.unquotable, frame.about]
    assert [language_of(wording) for wording in said] == [language] * 4


@pytest.mark.parametrize(
    ("language", "question", "asked"),
    [
        ("fr", "Quels sont les trois thèmes ?", True),
        ("fr", "Qui a organisé le forum ?", False),
        ("zh", "请列出共同优先事项。", True),
        ("zh", "论坛在哪里举行？", False),
        ("de", "Welche Erkenntnisse gehören zum zweiten Thema?", True),
        ("ru", "Кто провёл форум?", False),
    ],
)
def test_a_list_is_asked_for_in_each_language(
    language: Language, question: str, asked: bool
) -> None:
    assert ("list" in frame_of(language).worded_as(question)) == asked
