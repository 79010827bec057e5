"""A conversation to take along, as Markdown or for a word processor: quotes, labels and links."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from urllib.parse import urlsplit

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from assistant.answer import Answer, Citation
from ui_parts.marks import link

_MARKUP = re.compile(r"([\\`*_\[\]<>&~|])")
_LINE_START = re.compile(r"^(\d*)([#+=.)-])")
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_ADDRESS = re.compile(rf"[\s<>()\"\\]|{_NO_XML.pattern}")
_BY_MODEL = "Written by a chat model; every sentence was compared with its source."


def as_markdown(answers: Sequence[Answer], name: str, address: str) -> str:
    """The conversation as Markdown. `address`: of the page, which the links lead to."""
    lines = [f"# {_inert(name)}"] if name else []
    for answer in answers:
        lines += [f"## {_inert(answer.question)}", *_paragraphs(answer, _inert)]
        lines += [_source(citation, _page(address)) for citation in answer.citations]
    return "\n\n".join(lines) + "\n"


def as_docx(answers: Sequence[Answer], name: str, address: str) -> bytes:
    """The conversation as a file for a word processor."""
    paper = docx.Document()
    paper.core_properties.author = ""
    paper.core_properties.title = _clean(name)[:200]
    paper.add_heading(_clean(name), 0)
    for answer in answers:
        paper.add_heading(_clean(answer.question), 1)
        for text in _paragraphs(answer, _clean):
            listed = text.startswith("- ")
            for line in text.split("\n"):
                style = "List Bullet" if listed else "Normal"
                paper.add_paragraph(line.removeprefix("- ") if listed else line, style)
        for citation in answer.citations:
            quoted = f"[{citation.number}] “{_one_line(_clean(citation.quote))}” – "
            source = paper.add_paragraph(quoted, "Quote")
            _add_link(source, _clean(citation.label), _target(citation, _page(address)))
    held = BytesIO()
    paper.save(held)
    return held.getvalue()


def _paragraphs(answer: Answer, shown: Callable[[str], str]) -> list[str]:
    """The answer with its marks, what is missing from it, and whose words it is in."""
    marked = [
        shown(sentence.text) + "".join(f" [{number}]" for number in sentence.citations)
        for sentence in answer.sentences
    ]
    said = "\n".join(f"- {line}" for line in marked) if answer.as_list else " ".join(marked)
    lead = shown(answer.opening)
    texts = [lead, said] if answer.as_list else [" ".join(filter(None, [lead, said]))]
    if answer.refusal:
        texts += [shown(answer.refusal.text), shown(answer.offer)]
    texts += [shown(answer.note), _BY_MODEL if answer.writer == "model" else ""]
    return [text for text in texts if text]


def _source(citation: Citation, page: str) -> str:
    quoted = _inert(_one_line(citation.quote))
    label = _inert(citation.label)
    return f"> [{citation.number}] “{quoted}” – [{label}]({_target(citation, page)})"


def _target(citation: Citation, page: str) -> str:
    return page + link(citation.passage, citation.spans)


def _page(address: str) -> str:
    """The page's address if it is one of the web; else nothing, and links stay within the page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or _NO_ADDRESS.search(address):
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _inert(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = _MARKUP.sub(r"\\\1", _one_line(_clean(text)))
    return _LINE_START.sub(r"\1\\\2", escaped)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _clean(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _NO_XML.sub("", text)


def _add_link(paragraph: Paragraph, text: str, target: str) -> None:
    """Adds a link; the library has no way of its own to do so."""
    where = paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    anchor = OxmlElement("w:hyperlink")
    anchor.set(qn("r:id"), where)
    run = paragraph.add_run(text)
    run.font.underline = True
    anchor.append(run._r)
    paragraph._p.append(anchor)
