"""Citation marks in a model's text, and its finished sentences while it still grows. Pure.

Models put their marks where and how they like: [1], [1, 2], [1][2], [1–3], 【1】, ［１］, (1), ¹,
before the full stop or after it, in bold, as a link. All are read; none stays in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

from assistant.form import is_whole
from assistant.leads import capital, without_lead
from assistant.thoughts import OPEN, THOUGHT

_DIGITS = r"[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}"
_CALLED = r"(?:(?:source|passage|document|doc|ref(?:erence)?|see|no)s?[.:]?\s*){0,2}[\^#]?"
_NUMBERS = rf"(?:\d+:)?{_DIGITS}(?:\s*(?:[,;、，–—-]|and|to|&)\s*{_CALLED}{_DIGITS})*"
_PAGES = r",?\s*\bp(?:p|ages?)?[.]?\s*\d[\d–-]{0,8}"
_INSIDE = rf"\s*{_CALLED}(?:{_NUMBERS})(?:{_PAGES}|\s*†[^\]】]{{0,40}})?\s*"
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_UNITS = "|".join(rf"(?<=\b{unit})" for unit in ("m", "km", "hm", "dm", "cm", "mm", "ft", "mi"))
NO_POWER = rf"(?!(?:{_UNITS})[²³])"
"""Behind “km” a raised 2 or 3 is a power and no mark."""
_MARK = re.compile(
    rf"[*_]{{0,3}}(?:\\?\[{{1,2}}{_INSIDE}\\?\]{{1,2}}(?:\([^()\s]*\))?"
    rf"|[［【〔⟦{{<]{_INSIDE}[］】〕⟧}}>]|<sup>{_INSIDE}</sup>|\$\^\{{?{_INSIDE}\}}?\$|\\cite\{{{_INSIDE}\}}"
    rf"|{NO_POWER}(?<=[^\W\d_.,]|[.,!?”’\"')])\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[,\s][⁰¹²³⁴⁵⁶⁷⁸⁹]+)*)"
    r"[*_]{0,3}",
    re.IGNORECASE,
)
_ROUND = re.compile(
    rf"[(（]\s*{_CALLED}\d{{1,2}}(?:\s*(?:[,;–-]|and)\s*{_CALLED}\d{{1,2}})*\s*[)）]"
    r"(?=\s*(?:[.!?。！？]?\s*(?:\Z|[(（])|[.!?。！？]\s))",
    re.IGNORECASE,
)
"""A number in round brackets is a mark only where a sentence ends."""
_SHOWN = r"(?:passage|source|document)s? "
_POINTED = rf"(?:{_SHOWN}{_NUMBERS}|(?:{_SHOWN})?\[{_INSIDE}\])"
_POINTING = re.compile(
    r"\b(?:as (?:stated|noted|mentioned|described|said|seen) in|according to|based on|(?:as )?per"
    rf"|from|see|in) (?:the )?{_POINTED}(?:,\s*)?"
    rf"|\A(?:the )?{_POINTED} (?:state|say|note|mention|indicate|explain)s? that\s+",
    re.IGNORECASE,
)
"""“According to passage 1,”, “Passage 1 states that”: words that only lead to a mark."""
_AFTER_STOP = re.compile(
    rf"(?:\s*(?:{_MARK.pattern}|[\[(（][^\[\]()（）\n]{{0,40}}(?<!\d)\d{{1,2}}[\])）](?=\s)))+\s*[.]?(?!\w)",
    re.IGNORECASE,
)
"""Marks behind a full stop, and what has a short label in brackets: “(Takeaway 1.2)”."""
_RUN = re.compile(r"(\d{1,3})(?:\s*[–—-]\s*(\d{1,3}))?|(\d{1,3})\s+to\s+(\d{1,3})")
_WIDEST = 20  # a range such as [1-20]; a wider one names its ends only

_UNFINISHED = re.compile(
    r"[\[［【〔⟦][^\]］】〕⟧\n]{0,60}\Z|[(（]\s*[\d\s,;–-]{0,12}\Z|[.!?…]\S?\s+[(（][^)）\n]{0,40}\Z"
)
_BREAK = re.compile(
    r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+•–—>|]|#{1,6}|\d{1,2}[.)])\s)|\n(?=[ \t]*(?:```|~~~))"
)
_SOFT = 60  # characters: a shorter line before a capital letter was broken on purpose
_OPENING = re.compile(r"\s*(?:[-*+•–—>]\s+|\d{1,2}[.)]\s+|(?:```|~~~)\w*\s*)+")
_ITEM = re.compile(r"\s*\d{1,2}[.)]")
_HEADING = re.compile(r"\s*#{1,6}\s")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^)]*\)")
_LAID_OUT = re.compile(
    rf"\s*(?:(\*\*|__)[^*_]+(?:\1[:.]?)?|(?:[-*+•]\s+)?(?:{_MARK.pattern}):?\s[\s\S]*)\s*",
    re.IGNORECASE,
)
"""All in bold, or after a mark, as a heading or an entry in a list of sources would be."""
_ANSWERING = re.compile(r"\A(?:yes|no)(?:[,:;]| [–—-])\s+(?=\w)", re.IGNORECASE)
"""“Yes, the …”: it answers the question, and no passage can bear it out."""
_TAG = re.compile(r"</?[a-z|][^<>]{0,80}>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`+|~~~")
_ENDS = ".!?。！？…"


@dataclass(frozen=True)
class Marked:
    """A finished sentence of a model, its marks read off."""

    text: str
    """On one line, without marks, emphasis, links or tags."""
    numbers: tuple[int, ...] = ()
    """The numbers of its marks in order, each once."""


class Sentences:
    """The finished sentences of a text that grows.

    What comes out does not depend on how the text was cut into pieces: it is looked at where a
    word ends, however it came.
    """

    def __init__(self) -> None:
        self._rest = ""

    @property
    def rest(self) -> str:
        """What is not finished yet, thoughts aside."""
        return THOUGHT.sub(" ", self._rest)

    def feed(self, piece: str) -> Iterator[Marked]:
        """The sentences that this piece finishes."""
        for character in piece:
            if unicodedata.category(character) == "Cf":
                continue  # invisible
            self._rest += character
            if not character.isspace() or OPEN.search(self._rest):
                continue
            if not _UNFINISHED.search(self._rest):
                self._rest = THOUGHT.sub(" ", self._rest)
                while (end := _finished(self._rest)) is not None:
                    raw, self._rest = self._rest[:end], self._rest[end:]
                    yield from _sentence(raw)

    def finish(self) -> Iterator[Marked]:
        """What is left at the end of the text, finished or not."""
        yield from self.feed("\n\n")
        raw, self._rest = self._rest, ""
        yield from _sentence(raw)


def read_marks(sentence: str) -> Marked:
    """One sentence without its marks and its markup, and the numbers of the marks."""
    numbers: dict[int, None] = {}

    def take(found: re.Match[str]) -> str:
        numbers.update(dict.fromkeys(_numbers(found[0])))
        return " "

    text = THOUGHT.sub(" ", sentence).lstrip()
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    text = without_lead(text)
    if led := _POINTING.match(text):
        text = led[0] + capital(text[led.end() :])
    for pattern in (_POINTING, _MARK, _ROUND):
        before = None
        while before != text:
            before, text = text, pattern.sub(take, text)
    text = _LINK.sub(r"\1", _IMAGE.sub(" ", text))
    text = _EMPHASIS.sub("", _TAG.sub(" ", text))
    text = " ".join(text.split())
    text = re.sub(r"\s+([.,;:!?])", r"\1", re.sub(r"\((?:see|cf\.)?\s*\)", "", text))
    if answering := _ANSWERING.match(text):
        text = capital(text[answering.end() :])
    return Marked(re.sub(r"([.!?])\.+\Z", r"\1", text), tuple(numbers))


def _sentence(raw: str) -> Iterator[Marked]:
    """The sentence; nothing for a heading, a line that announces others, or a lone mark.

    Of a table's row its cells, and of what is laid out as no sentence is, only what is one.
    """
    if raw.lstrip().startswith("|"):
        cells = [read_marks(cell) for cell in raw.split("|")]
        yield from (cell for cell in cells if is_whole(cell.text))
        return
    marked = read_marks(raw)
    says = any(character.isalnum() for character in marked.text)
    announces = _HEADING.match(raw) or marked.text.endswith((":", "："))
    if says and not announces and (is_whole(marked.text) or not _LAID_OUT.fullmatch(raw)):
        yield marked


def _finished(text: str) -> int | None:
    """Where the first sentence of the text ends; None while it may go on."""
    if not text.strip():
        return None
    broken = _broken_at(text)
    head = text if broken is None else text[:broken]
    plain = _LINK.sub(_only_text, _IMAGE.sub(_blank, _MARK.sub(_blank, head)))
    plain = re.sub(r"[^\S ]", " ", plain)  # sentencex panics at some kinds of white space
    for found in sentencex.get_sentence_boundaries("en", plain):
        end = len(plain[: found["end_index"]].rstrip())
        if not plain[end:].strip() or not _is_end(plain[:end]) or _ITEM.fullmatch(plain[:end]):
            continue
        after = _AFTER_STOP.match(text, end)
        end = after.end() if after else end
        if plain[end:].strip():
            return end
    return broken


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _only_text(link: re.Match[str]) -> str:
    return link[1] + " " * (len(link[0]) - len(link[1]))


def _is_end(text: str) -> bool:
    """True where a sentence may end, quotation marks and brackets aside."""
    return text.rstrip("\"'”’»)]* _").endswith(tuple(_ENDS))


def _broken_at(text: str) -> int | None:
    """Where the first line ends that is not only wrapped, after what is not blank."""
    start = len(text) - len(text.lstrip())
    hard = _BREAK.search(text, start)
    limit = hard.start() if hard else len(text)
    line_start = start
    while (newline := text.find("\n", line_start, limit)) >= 0:
        after = text[newline + 1 : limit].lstrip()
        on_purpose = newline - line_start < _SOFT or text[:newline].rstrip().endswith(":")
        if after and on_purpose and not after[0].islower() and any(map(str.isspace, after)):
            return newline
        line_start = newline + 1
    return hard.end() if hard else None


def _numbers(mark: str) -> Iterator[int]:
    plain = unicodedata.normalize("NFKC", mark.partition("](")[0].translate(_SUPERSCRIPT))
    plain = re.sub(rf"\d+:|{_PAGES}", "", plain.partition("†")[0])
    for found in _RUN.finditer(plain):
        first = int(found[1] or found[3])
        last = int(found[2] or found[4] or first)
        yield from range(first, last + 1) if 0 <= last - first < _WIDEST else (first, last)
