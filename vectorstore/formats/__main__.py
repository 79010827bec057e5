"""The process that a reader runs in: a file's bytes on standard input, JSON on standard output.

It may take so much time and memory and no more, writes no file, and ends: whatever a hostile file
does to a library, only this process suffers.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict

from vectorstore.formats import Reading, Unreadable

_LIMITS = (
    (resource.RLIMIT_AS, 2 * 2**30),  # bytes of memory
    (resource.RLIMIT_CPU, 120),  # seconds of computing
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)
_NESTING = 3_000  # Python's own calls: deeper mark-up is broken or hostile


def main(suffix: str) -> int:
    """Reads one file with the reader for its ending."""
    for kind, most in _LIMITS:
        with contextlib.suppress(ValueError, OSError):  # a system may know less than all of them
            resource.setrlimit(kind, (most, most))
    sys.setrecursionlimit(_NESTING)
    try:
        answer = asdict(_reader(suffix)(sys.stdin.buffer.read()))
    except Unreadable as error:
        answer = {"refused": str(error)}
    except MemoryError:
        answer = {"refused": "reading it takes more than 2 GB of memory. Save it in parts."}
    except RecursionError:
        answer = {"refused": "it is nested too deep to be a document. Save it anew."}
    except Exception as error:  # whatever a library makes of a broken file
        answer = {
            "refused": f"it is broken ({type(error).__name__}). Get it again, or save it anew."
        }
    sys.stdout.write(json.dumps(answer))
    return 0


def _reader(suffix: str) -> Callable[[bytes], Reading]:
    if suffix == ".pdf":
        from vectorstore.formats.pdf import read_pdf

        return read_pdf
    if suffix == ".docx":
        from vectorstore.formats.word import read_docx

        return read_docx
    from vectorstore.formats.hypertext import read_html

    return read_html


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
