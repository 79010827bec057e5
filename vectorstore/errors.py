"""What can go wrong below the assistant, each with a sentence that says what to do.

VectorstoreError
├── CorpusError          a folder or a document that cannot be used as it is
├── EmbedderError        an embedding model that is missing or not the one expected
├── ReaderError          the reader's weights are missing or not the trained ones
└── StoreError
    ├── IndexMissing     nothing has been built here yet
    ├── IndexStale       built from other documents, another model or other rules
    ├── IndexDamaged     files of the index are missing or cannot be read
    ├── IndexForeign     another user of the machine owns its files
    ├── IndexBusy        another process is writing
    ├── IndexNotWritable read-only folder, full disk
    └── ServerFailed     a Chroma server that does not answer, or not as it should
"""

from __future__ import annotations

import sys

PIP = f"{sys.executable} -m pip install"
"""How to install into the environment that the assistant runs in."""


class VectorstoreError(Exception):
    """A fault that the person at the keyboard can mend; the message says how."""


class CorpusError(VectorstoreError):
    """A folder or a document that cannot be used as it is."""


class EmbedderError(VectorstoreError):
    """An embedding model that is missing or is not the one expected."""


class ReaderError(VectorstoreError):
    """The reader's weights are missing or are not the trained ones."""


class StoreError(VectorstoreError):
    """Anything about the index in its folder."""


class IndexMissing(StoreError):
    """Nothing has been built in this folder yet."""


class IndexStale(StoreError):
    """The index was built from other documents, another model or other splitting rules."""


class IndexDamaged(StoreError):
    """Files of the index are missing or cannot be read."""


class IndexForeign(StoreError):
    """Another user of the machine owns files of the index, and so could have written them."""


class IndexBusy(StoreError):
    """Another process is writing to this index."""


class IndexNotWritable(StoreError):
    """The index's folder cannot be written: read-only, or the disk is full."""


class ServerFailed(StoreError):
    """The Chroma server does not answer, or cannot do what it is asked."""
