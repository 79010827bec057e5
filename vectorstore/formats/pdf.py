"""PDF as Markdown: PDFium reads the file, and the places of the words tell what each is.

Headings are told by size and weight beside the body, running heads by repetition (they are kept
out of the text), footnotes by their raised marks, paragraphs by the space between lines.
"""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from vectorstore.formats import Reading, Unreadable
from vectorstore.formats.markdown import tidy
from vectorstore.formats.pdf_layout import lay_out
from vectorstore.formats.pdf_page import PageWriter
from vectorstore.formats.pdf_print import Print, read_page
from vectorstore.formats.pdf_running import without_running_heads
from vectorstore.formats.pdf_style import style_of

_BETWEEN = "\n\n"
_MOST_PAGES = 5_000


def read_pdf(content: bytes) -> Reading:
    """A PDF with a layer of text. Raises Unreadable."""
    try:
        file = pdfium.PdfDocument(content)
        title = tidy(file.get_metadata_dict().get("Title", ""))
        prints = _prints(file)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise Unreadable("it is encrypted. Save it without a password.") from error
        raise Unreadable("it is broken, or no PDF. Get it again, or save it anew.") from error
    if not any(page.stretches for page in prints):
        if any(page.has_picture for page in prints):
            raise Unreadable(
                "it is scanned: pictures of pages, and no text. Run text recognition (OCR) on it."
            )
        raise Unreadable("there are no words in it.")
    texts = _texts(prints)
    starts = [sum(map(len, texts[:at])) + at * len(_BETWEEN) for at in range(len(texts))]
    pictures = [at for at, page in enumerate(prints, 1) if page.has_picture and not page.stretches]
    return Reading(_BETWEEN.join(texts), title, tuple(starts), tuple(pictures))


def _prints(file: pdfium.PdfDocument) -> list[Print]:
    if not len(file):
        raise Unreadable("it has no pages.")
    if len(file) > _MOST_PAGES:
        raise Unreadable(f"it has {len(file)} pages, more than {_MOST_PAGES}. Save it in parts.")
    prints = []
    for page in file:
        prints.append(read_page(page))
        page.close()
    return prints


def _texts(prints: list[Print]) -> list[str]:
    kept = without_running_heads(prints)
    pages = [lay_out(page, stretches) for page, stretches in zip(prints, kept, strict=True)]
    style = style_of(pages)
    return [PageWriter(columns, style).text for columns in pages]
