"""A build at a Chroma server that kills itself: `killed_at_server.py CORPUS URL COPIES MOMENT`."""

from __future__ import annotations

import sys
from pathlib import Path

from bags import Bags
from test_killed import before

from vectorstore.address import Address
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.homes import AtServer
from vectorstore.server import Server

MOMENTS = {
    "with one part renamed": before(Server, "rename", 2),
    "before the pointer": before(Server, "note"),
}

if __name__ == "__main__":
    corpus, url, copies, moment = sys.argv[1:]
    MOMENTS[moment]()
    build_index(read_corpus(Path(corpus)), Bags(), AtServer(Address(url), Path(copies)))
