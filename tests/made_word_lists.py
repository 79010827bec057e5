"""Word documents with numbered lists, made while the tests run."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
from docx.oxml import parse_xml

_SPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

Levels = Sequence[tuple[str, str, int]]
"""Of a Word list: each level's form, its text and where it starts."""


def numbered_docx(levels: Levels, items: list[str], other: Levels = ()) -> bytes:
    """A Word document with a list of its own, and perhaps an `other`.

    `items`: the level of each, with "+" before it for the other list and "#" for a heading, and
    its words behind it; "#" or "-" alone for what is not numbered, "again" for one of the first
    level that starts again at 5.
    """
    made = docx.Document()
    numbering = made.part.numbering_part.element
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    lists = {"90": (90, levels, ""), "91": (90, (), again), "95": (95, other, "")}
    for name, (kind, of_kind, override) in lists.items():
        if of_kind:
            numbering.insert(0, parse_xml(_kind_of_list(kind, of_kind)))
        found = f'<w:abstractNumId w:val="{kind}"/>{override}'
        numbering.append(parse_xml(f'<w:num {_SPACES} w:numId="{name}">{found}</w:num>'))
    for item in items:
        mark, _, words = item.partition(" ")
        level = mark.strip("#+-")
        paragraph = made.add_paragraph(words or ("A heading" if "#" in mark else "Words."))
        if "#" in mark:
            paragraph.style = "Heading 1"
        if level:
            name = "91" if level == "again" else "95" if "+" in mark else "90"
            of_list = f'<w:ilvl w:val="{level.replace("again", "0")}"/><w:numId w:val="{name}"/>'
            properties = paragraph._p.get_or_add_pPr()
            properties.append(parse_xml(f"<w:numPr {_SPACES}>{of_list}</w:numPr>"))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _kind_of_list(name: int, levels: Levels) -> str:
    each = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text, start) in enumerate(levels)
    )
    return f'<w:abstractNum {_SPACES} w:abstractNumId="{name}">{each}</w:abstractNum>'
