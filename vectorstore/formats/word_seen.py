"""What a reader of a Word document sees, in the elements that mammoth knows."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from vectorstore.formats.word_styles import Styles, W, is_on, value

_AROUND = {f"{W}{tag}" for tag in ("fldSimple", "bdo", "dir")}  # mammoth leaves out what is in them
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BOX = f"{W}txbxContent"


def only_what_is_seen(root: Element, styles: Styles) -> None:
    """Takes out hidden words; changes what mammoth does not know to what it does."""
    for node in list(root.iter()):
        while any(child.tag in _AROUND for child in node):
            node[:] = [
                inner for child in node for inner in (child if child.tag in _AROUND else (child,))
            ]
        if node.tag == f"{W}cr":
            node.tag = f"{W}br"
        elif node.tag == f"{_MC}AlternateContent" and node.find(f"{_MC}Fallback") is None:
            for choice in node.findall(f"{_MC}Choice")[:1]:
                choice.tag = f"{_MC}Fallback"
        elif node.tag == f"{W}drawing" and (boxes := _boxes(node)):
            node.tag, node[:] = f"{W}pict", boxes
    for paragraph in root.iter(f"{W}p"):
        hides = styles.hides(value(paragraph, "pPr/pStyle"))
        for around in list(_own(paragraph)):
            around[:] = [
                child
                for child in around
                if child.tag != f"{W}r" or not _is_hidden(child, styles, hides)
            ]


def _boxes(node: Element) -> list[Element]:
    """The text boxes below a node, none of them inside another."""
    return [box for child in node for box in ([child] if child.tag == _BOX else _boxes(child))]


def _own(paragraph: Element) -> list[Element]:
    """A paragraph and what is below it, but for the paragraphs of its text boxes."""
    found = [paragraph]
    for node in found:
        found += [child for child in node if child.tag != f"{W}p"]
    return found


def _is_hidden(run: Element, styles: Styles, otherwise: bool) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    if mark is not None:
        return is_on(mark)
    return otherwise or styles.hides(value(run, "rPr/rStyle"))
