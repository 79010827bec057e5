"""What tests let run in processes forked from one that has loaded the libraries: short, and many.

The model here loads in no time, too.
"""

from __future__ import annotations

import io
import multiprocessing
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

from bags import Bags

import vectorstore.formats.hypertext
import vectorstore.formats.pdf
import vectorstore.formats.word  # noqa: F401
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.errors import IndexBusy
from vectorstore.formats.__main__ import main
from vectorstore.tokens import count_tokens

count_tokens("It loads its tables now, and not in each process.")


def forking() -> ForkServerContext:
    """The processes' origin, which has loaded all that this file imports."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["forked"])
    return context


def build_when_told(documents: Path, folder: Path, told: Connection) -> None:
    """Says that it is ready, builds when it is told to, says what came of it."""
    corpus = read_corpus(documents)
    told.send("ready")
    told.recv()
    try:
        build_index(corpus, Bags(), folder)
    except IndexBusy:
        told.send("busy")
    else:
        told.send("built")
    told.recv()


def read_when_told(told: Connection) -> None:
    """Runs the reader's own program on a file that is sent, and sends what it printed."""
    suffix, content = told.recv()
    printed = io.StringIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(content))
    sys.stdout = printed
    main(suffix)
    told.send((printed.getvalue(), time.process_time()))
