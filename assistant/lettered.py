"""Letters and Roman numerals that name parts: “paragraph b”, “items a to c”, “point 2a”.

They are put into brackets before anything else is made of a question, as in “paragraph (b)”, and
are read from then on wherever a number is. What is a word where it stands, as in “item I mentioned”
and “point a finger”, stays one; so does what documents speak of and is no part of them: “Chapter
VII”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.groups import Group, called, kinds, nouns_of
from assistant.numbering import LETTER
from vectorstore.index import Index
from vectorstore.outline import singular
from vectorstore.printed import MINUS
from vectorstore.words import FUNCTION_WORDS

_NOUN = re.compile(r"(?<![\w’'-])[^\W\d_]+")
_ONE = (
    rf"(?P<open>[(\"“‘'])?(?P<name>{LETTER})(?(open)[)\"”’']|\)?)"
    rf"(?![\w&/+]|['’](?!s\b)|\.\w|-(?!{LETTER}))"
)
_FIRST = re.compile(
    rf"(?P<gap>\s*)(?:(?:number|no\.?|nr\.?|letter)\s+)?(?P<figure>\d{{1,3}}\s*)?{_ONE}",
    re.IGNORECASE,
)
_NEXT = re.compile(
    rf"(?:\s*,\s*(?:(?:and|or)\s+)?|\s+(?:and|or|to|through|&)\s+|\s*[-–]\s*){_ONE}", re.IGNORECASE
)
_BELOW_ZERO = re.compile(r"\s+[-−](?=\d)")
_ASKED_OF = re.compile(r"\b(?:do|does|did)\s+$", re.IGNORECASE)
_BEHIND = re.compile(r"\s*(?:$|[?.!,;:)\]–—-]|(?P<word>[^\W_]+))")
_BEHIND_NAMES = frozenset(
    """
    about above after against and as at before behind below beside between by during for from in
    inside is mean means of on or over please require requires say says than through to under until
    versus vs with within without
    """.split()
)
"""Words behind what a part is called; none stands behind the article or the pronoun."""


class Lettered:
    """Knows the letters of the parts of an index."""

    def __init__(self, index: Index, groups: Sequence[Group]) -> None:
        self._index = index
        self._groups = groups
        self._nouns = nouns_of(groups)

    def in_brackets(self, question: str) -> str:
        """The question with the letters that name parts in brackets."""
        text, end = "", 0
        for noun in _NOUN.finditer(question):
            if noun.start() < end or noun[0].lower() not in self._nouns:
                continue
            if below := _BELOW_ZERO.match(question, noun.end()):
                text += f"{question[end : noun.end()]} {MINUS}"
                end = below.end()
            figure, names = "", list(self._names(question, noun))
            for name in names if self._are_parts(noun[0].lower(), names) else ():
                before = question[end : name.start("open" if name["open"] else "name")] + figure
                gap = " " if before[-1].isalnum() else ""
                text += f"{before}{gap}({name['name']})"
                end = name.end()
                figure = (names[0]["figure"] or "").strip()  # “2 (a) and (b)”
        return text + question[end:]

    def _names(self, question: str, noun: re.Match[str]) -> Iterator[re.Match[str]]:
        """The letters behind a noun."""
        found = _FIRST.match(question, noun.end())
        if not found or not (found["gap"] or found["open"]):
            return
        if not found["gap"] and f"{noun[0]}{found['name']}".lower() in self._nouns:
            return  # “takeaway(s)”
        is_asked_of = bool(_ASKED_OF.search(question, 0, noun.start()))
        while found and _is_no_word(found, question, is_asked_of):
            yield found
            found, is_asked_of = _NEXT.match(question, found.end()), False

    def _are_parts(self, noun: str, names: Sequence[re.Match[str]]) -> bool:
        """True where a part is called so, or could be and is not: nothing else is called so."""
        if len(names) < 1 + noun.endswith("s"):
            return False  # “which themes r on youth”
        groups = called(self._groups, [noun], Group.called_generally)
        figure = (names[0]["figure"] or "").strip()
        said = [f"{figure} ({name['name']})" if figure else name["name"] for name in names]
        if any(group.held(each) for group in groups for each in said):
            return True
        own = any(group.called(noun) or not group.is_sections for group in kinds(groups))
        one = singular(noun) if noun.endswith("s") else noun
        return own and not any(self._index.says(f"{one} {each.lower()}") for each in said)


def _is_no_word(found: re.Match[str], question: str, is_asked_of: bool) -> bool:
    """True unless a letter is a word where it stands; `is_asked_of`: “does paragraph a …”."""
    figure = found.groupdict().get("figure")
    if found["open"] or question[found.end() - 1] == ")":
        return True
    if figure and figure[-1].isspace():
        return False  # “theme 1 v theme 2”
    if figure or found["name"].lower() not in FUNCTION_WORDS:
        return True
    behind = _BEHIND.match(question, found.end())
    word = (behind["word"] or "").lower() if behind else "?"
    return not word or word in _BEHIND_NAMES or (is_asked_of and not word.endswith("ed"))
