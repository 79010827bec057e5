"""What is learned from: the documents, their passages, and the sentences that stand by themselves.

Everything here is worked out from the passages alone, so it holds for any corpus.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from assistant.answer import Quote
from assistant.citations import is_exact
from vectorstore.documents import Corpus, Document
from vectorstore.passages import Passage, split
from vectorstore.slices import Slice
from vectorstore.words import FUNCTION_WORDS, words

_FEWEST, _MOST = 8, 48  # words of a sentence that can be asked about
_MOST_SENTENCES, _FEWEST_OF_EACH = 400, 3
"""Of a whole corpus, and of each document of a large one: a person learns no more by a test."""
_LEANS = frozenset(
    """
    a also another besides both consequently finally first firstly fourth further furthermore he
    hence her here his however in it its last lastly likewise moreover nevertheless next nor or
    second secondly she similarly so such that their then there therefore these they third thirdly
    this those thus too what where which who yet and but
    """.split()
) - {"a", "there", "in"}
"""Words that open a sentence which leans on the one before it."""
_LEANING_PHRASE = re.compile(
    r"(?i)(?:in addition|in contrast|in turn|in short|in particular|in sum|as such|as a result|"
    r"by contrast|(?:until|since|by) then|after that|for example|for instance|"
    r"on the other hand|at the same time|in (?:this|that) )"
)
_INNER_LEANING = re.compile(r"(?i)\A(?:\S+ ){0,11}(?:(?:them|these|this|those)\b|(?<=, )that\b)")
_MARKED = re.compile(r"<[^>]+>|&\w+;|&#|\[\^|[*_|`{}\\]|https?:")
_ENDS = re.compile(r"[.!][”\"’']?\Z")


@dataclass(frozen=True)
class Said:
    """A sentence that can be asked about, and the passage that says it."""

    passage: Passage
    words: Slice

    @property
    def text(self) -> str:
        """The sentence on one line."""
        return on_one_line(self.words.text)

    @property
    def leans(self) -> bool:
        """True where a word in it stands for what was said before."""
        return bool(_INNER_LEANING.match(self.text))

    @property
    def quote(self) -> Quote:
        return Quote(self.passage, self.words)


class Material:
    """A corpus as it is taught."""

    def __init__(self, documents: Mapping[str, Document], passages: Mapping[str, Passage]) -> None:
        self.documents = documents
        self.passages = passages

    @cached_property
    def sentences(self) -> tuple[Said, ...]:
        """The sentences that can be asked about, in reading order.

        Each can be read alone, is exact, has no mark-up in it, and stands only once.
        """
        each = max(_FEWEST_OF_EACH, _MOST_SENTENCES // max(1, len(self.documents)))
        return tuple(
            said for document in self.documents for said in islice(self._askable(document), each)
        )

    @property
    def whole_sentences(self) -> list[Said]:
        """Those in which no word stands for what was said before."""
        return [said for said in self.sentences if not said.leans]

    def times_said(self, text: str) -> int:
        """How many times these words stand in the corpus, in this order."""
        run = f" {' '.join(words(text))} "
        return sum(said.count(run) for said in self._running)

    def parts_saying(self, text: str) -> list[str]:
        """Ids of the passages in which these words stand, in this order."""
        run = f" {' '.join(words(text))} "
        return [id_ for id_, said in self._passages_running.items() if run in said]

    def label(self, document: str) -> str:
        """The short name of a document."""
        return self.documents[document].label

    @cached_property
    def below(self) -> dict[str, list[Passage]]:
        """What stands directly under each heading, by the heading's id, in reading order."""
        found: dict[str, list[Passage]] = defaultdict(list)
        for passage in self.passages.values():
            if passage.parent:
                found[passage.parent].append(passage)
        return dict(found)

    def _askable(self, document: str) -> Iterator[Said]:
        for passage in self.passages.values():
            if passage.document != document or passage.kind not in ("item", "paragraph"):
                continue
            for sentence in passage.sentences:
                said = Said(passage, sentence)
                exact = is_exact(said.quote, self.documents[document])
                if _stands_alone(sentence.text) and exact and self.times_said(said.text) == 1:
                    yield said

    @cached_property
    def _passages_running(self) -> dict[str, str]:
        return {
            passage.id: f" {' '.join(words(passage.body.text))} "
            for passage in self.passages.values()
            if passage.kind != "outline"
        }

    @cached_property
    def _running(self) -> list[str]:
        """Each document's words: what its passages say, a sentence that a page break cuts whole."""
        return [
            " ".join(
                said
                for id_, said in self._passages_running.items()
                if self.passages[id_].document == document
            )
            for document in self.documents
        ]


def material_of(corpus: Corpus) -> Material:
    """What is learned from a corpus that needs no search."""
    passages = {p.id: p for document in corpus.documents for p in split(document)}
    return Material({document.id: document for document in corpus.documents}, passages)


def on_one_line(text: str) -> str:
    """The text with white space as single blanks."""
    return " ".join(text.split())


def title_of(passage: Passage) -> str:
    """The passage's own title on one line; empty without one."""
    return on_one_line(passage.title.text).rstrip(".:") if passage.title else ""


@lru_cache(maxsize=8192)
def kin(text: str) -> frozenset[str]:
    """What the words of a text that carry subject begin with: “politics” is kin to “political”."""
    return frozenset(
        word.rstrip("s")[:5] for word in words(text) if word not in FUNCTION_WORDS and len(word) > 1
    )


def shared(some: str, others: str) -> int:
    """How many words of subject two texts share, or forms of them."""
    return len(kin(some) & kin(others))


def is_like_in_length(texts: Iterable[str], ratio: float) -> bool:
    """True where the longest is at most so many times as long as the shortest."""
    lengths = [len(text) for text in texts]
    return max(lengths) <= ratio * max(1, min(lengths))


def _stands_alone(text: str) -> bool:
    said = words(text)
    return (
        _FEWEST <= len(said) <= _MOST
        and text[0].isupper()
        and bool(_ENDS.search(text))
        and not _MARKED.search(text)
        and said[0] not in _LEANS
        and not _LEANING_PHRASE.match(text)
        and text.count("(") == text.count(")")
        and text.count("“") == text.count("”")
        and text.count('"') % 2 == 0
    )
