"""How long an answer may be, where a question says so: "in three sentences", "60 words"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.groups import count
from assistant.number_words import CARDINALS, TENS

_SHORT_PARAGRAPH, _PARAGRAPH = (4, 130), (6, 150)  # sentences, words
_FEW_WORDS = 30

_NUMBER = (
    rf"(?:\d{{1,4}}|{'|'.join([*CARDINALS[1:], *TENS])}|(?:a|one|two|three) hundred|a couple of|"
    r"a few|several|an?(?: single)?|a handful of)"
)
_AT_MOST = (
    r"(?:(?:in|into|within|using|with|under|to|down to|of|at most|no more than|not more than|"
    r"no longer than|up to|max(?:imum|\.)?|about|around|roughly|approximately|some|less than|"
    r"fewer than|just|only|exactly|shorter than|below)\s+)"
)
_HOW = r"(?:(?:short|brief|crisp|plain|simple|concise|clear|complete|full|quick|good)\s+)*"
_SENTENCES = re.compile(
    rf"{_AT_MOST}*\b(?:{_NUMBER}\s*(?:or|to|-|–)\s*)?(?P<n>{_NUMBER})[\s-]+{_HOW}"
    r"(?:sentences?|lines?|liners?|bullets?(?: points?)?)\b(?:\s+(?:max(?:imum)?|at most))?",
    re.IGNORECASE,
)
_WORDS = re.compile(
    rf"{_AT_MOST}*\b(?:{_NUMBER}\s*(?:or|to|-|–)\s*)?(?P<n>{_NUMBER})[\s-]+words?\b"
    r"(?:\s+(?:max(?:imum)?|at most|or (?:less|fewer)))?",
    re.IGNORECASE,
)
_ONE_PARAGRAPH = re.compile(
    rf"{_AT_MOST}*\b(?:an?|one)\s+(?P<short>(?:single\s+|one\s+|little\s+|very\s+|short\s+|brief\s+|"
    r"concise\s+|crisp\s+|compact\s+|quick\s+)*)paragraph\b(?!\s+\d)",
    re.IGNORECASE,
)
_UNHYPHENATED = re.compile(
    r"\b(an?|one|two|three|four|five)-(sentence|line|word|paragraph)\b", re.I
)
_TENS = {word: 10 * tens for tens, word in enumerate(TENS, start=1)}
_LOOSE = {"a couple of": 2, "a few": 3, "several": 5, "a handful of": 5}
_GIVES_OR_TAKES = re.compile(
    r"(?:\b(?:in|into|to|give|me|just|only|write|with|down|want|need)\s+)\Z", re.IGNORECASE
)
_FOR_EACH = re.compile(
    r"\s*(?:,\s*)?(?:per|for each|on each|for every|about each|apiece|each)\b", re.I
)


@dataclass(frozen=True)
class Length:
    """The most that an answer may have; None where the question sets no limit."""

    sentences: int | None = None
    words: int | None = None
    each: bool = False
    """True where the limit holds for each part: "one sentence per theme"."""

    @property
    def is_set(self) -> bool:
        """True where the question sets any limit."""
        return self.sentences is not None or self.words is not None


def read_length(question: str) -> tuple[Length, str]:
    """The length that a question asks for, and the question without the words that say so.

    Without them no number of the length is taken for a name, or for the number of a part.
    """
    text = _UNHYPHENATED.sub(r"\1 \2", question)
    sentences = words = None
    each = False
    for pattern, kind in ((_ONE_PARAGRAPH, "p"), (_SENTENCES, "s"), (_WORDS, "w")):
        for match in list(pattern.finditer(text))[:1]:
            if not _sets_a_length(text, match, kind):
                continue
            if kind == "p":
                sentences, words = _SHORT_PARAGRAPH if match["short"].strip() else _PARAGRAPH
            elif kind == "s":
                sentences = _value(match["n"])
            else:
                words = _value(match["n"]) if match["n"].lower() not in _LOOSE else _FEW_WORDS
            rest = text[match.end() :]
            each = each or bool(_FOR_EACH.match(rest)) or bool(re.search(r"\beach\b", text, re.I))
            text = f"{text[: match.start()].rstrip()} {rest.lstrip()}"
    if sentences is None and words is None:
        return Length(), question
    return Length(sentences, words, each), " ".join(text.split())


def _sets_a_length(text: str, match: re.Match[str], kind: str) -> bool:
    """False for "a line on elections" and "the two words": these ask for no length."""
    number = "an" if kind == "p" else match["n"].lower()
    before, after = text[: match.start()], text[match.end() :]
    if kind == "w" and number not in _LOOSE:
        return _value(number) >= 5
    if kind == "s" and re.search(r"\b(?:the|these|those|which|what)\s*\Z", before, re.I):
        return False
    if re.match(r"an?\b", number):
        stands_alone = not before.strip() or before.rstrip().endswith((".", ":", ",", ";", "?"))
        said = match.group(0).lower().split()
        opens = re.match(_AT_MOST, match.group(0), re.I) or "single" in said
        asks = _GIVES_OR_TAKES.search(before) or _FOR_EACH.match(after)
        return bool(opens or asks or stands_alone or kind == "p")
    return True


def _value(number: str) -> int:
    said = number.lower()
    if said.isdigit():
        return int(said)
    if said in _LOOSE:
        return _LOOSE[said]
    if said.endswith("hundred"):
        return 100 * (count(said.split()[0]) or 1)
    return count(said) or _TENS.get(said, 1)
