"""The language of a question: by its script or as a greeting where that decides, else by py3langid.

The documents are English, and so are most questions: a keyword, an acronym or a misspelt word is
taken for English unless there is good reason not to.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import cast

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from assistant.frame import frame_of
from vectorstore.multilingual import Language

_LATIN: tuple[Language, ...] = ("en", "fr", "es", "de")
_SURE = 0.80  # probability from which a question in Latin letters is not English
_SURE_WITH_MARKS = 0.50  # the same where a letter or mark stands in it that English lacks
_MARKS = re.compile(r"[àâçéèêëîïôùûœáíóúñäöüß¿¡]", re.IGNORECASE)
_OF_NONE = re.compile(r"\b\w*\d\w*\b|\b[A-Z]{2,6}s?\b")
"""Numbers and acronyms: they are of no language."""
_NAMES = re.compile(r"(?<=\w )[A-ZÀ-Þ]\w+")
"""Names within a sentence. German writes all nouns so, and is known by its other words."""
_SCRIPTS: dict[str, Language] = {"ARABIC": "ar", "CJK": "zh", "CYRILLIC": "ru"}


def language_of(question: str) -> Language:
    """One of the seven languages that questions are answered in; English where it is open."""
    letters = [character for character in question if character.isalpha()]
    scripts = [unicodedata.name(letter, "").split(" ")[0] for letter in letters]
    if {"HIRAGANA", "KATAKANA", "HANGUL"} & set(scripts):
        return "en"  # Japanese and Korean are not among the seven
    for script, language in _SCRIPTS.items():
        # A Chinese letter says as much as two or three Latin ones.
        weight = 2 if script == "CJK" else 1
        if scripts.count(script) * weight * 2 > len(letters):
            return language
    for language in _LATIN:
        if frame_of(language).is_greeting(question):
            return language
    text = " ".join(_OF_NONE.sub(" ", question).split())
    beside_names = " ".join(_NAMES.sub(" ", text).split())
    text = beside_names if " " in beside_names else text
    if not any(character.isalpha() for character in text):
        return "en"
    likeliest, sureness = _identifier().classify(text)
    needed = _SURE_WITH_MARKS if _MARKS.search(text) else _SURE
    return cast(Language, likeliest) if sureness >= needed else "en"


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LATIN)
    return identifier
