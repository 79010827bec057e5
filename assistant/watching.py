"""`assistant index --watch`: builds after every change of the corpus, until Ctrl-C.

What is being saved may be broken for a moment: it is named, and the index goes on as it is until
it can be read again. Changes are noticed by watchfiles, and gathered until there is some quiet.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import watchfiles

from assistant.indexing import Say, left_out, report
from assistant.opening import build, home, open_multilingual, read
from assistant.settings import Settings
from vectorstore.documents import Corpus
from vectorstore.embedder import LocalModel
from vectorstore.errors import CorpusError, IndexBusy, IndexNotWritable, ServerFailed
from vectorstore.snapshot import documents_before

# In milliseconds: the quiet after which a build begins, the longest that it waits for it, and the
# time after which something that failed is tried again.
_QUIET, _LONGEST, _AGAIN = 300, 3_000, 2_000


def watch(settings: Settings, tell: Say, warn: Say) -> int:
    """Keeps the index current until Ctrl-C, which is its proper end: the exit code is 0.

    Raises:
        VectorstoreError: the embedding model cannot be used.
    """
    try:
        follower = _Follower(settings, tell, warn)
        folders = ", ".join(map(str, settings.corpus))
        tell(f"Watching {folders} – Ctrl-C ends it.")
        while True:
            follower.follow()
    except KeyboardInterrupt:
        tell("Stopped watching. The index stays as it is.")
        return 0


class _Follower:
    """What has been seen and said so far."""

    def __init__(self, settings: Settings, tell: Say, warn: Say) -> None:
        self._settings = settings
        self._embedder = LocalModel(settings.embedding_model)
        self._multilingual = open_multilingual()
        self._tell = tell
        self._warn = warn
        self._built: Corpus | None = None
        self._said: Sequence[str] = ()

    def follow(self) -> None:
        """Builds at once and after every change, as long as the folders are the same ones."""
        folders = self._settings.corpus
        while missing := [folder for folder in folders if not folder.is_dir()]:
            self._say_once([f"There is no corpus folder at {each}." for each in missing])
            time.sleep(_AGAIN / 1_000)
        watched = list(map(_identity, folders))
        is_done = False
        for changes in watchfiles.watch(
            *folders,
            watch_filter=lambda _, path: not self._is_in_the_index(Path(path)),
            step=_QUIET,
            debounce=_LONGEST,
            rust_timeout=_AGAIN if self._built else _QUIET,
            yield_on_timeout=True,
        ):
            if watched != list(map(_identity, folders)):
                return
            if changes or not is_done:
                is_done = self._bring_up_to_date()

    def _is_in_the_index(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self._settings.index.resolve())

    def _bring_up_to_date(self) -> bool:
        """False where it is to be tried again even if nothing changes."""
        try:
            corpus = read(self._settings)
            if broken := self._broken(corpus):
                names = ", ".join(broken)
                self._say_once([*corpus.left_out, f"The index goes on as it is, with {names}."])
                return True
            if corpus != self._built or not documents_before(home(self._settings)):
                built = build(self._settings, corpus, self._embedder, self._multilingual)
                report(built, self._settings, self._tell)
                left_out(corpus, self._warn)
            self._built, self._said = corpus, ()
            return True
        except CorpusError as error:
            self._say_once([str(error), "The index goes on as it is."])
            return True
        except (IndexBusy, IndexNotWritable, ServerFailed) as error:
            self._say_once([str(error), "It is tried again."])
            return False

    def _broken(self, corpus: Corpus) -> list[str]:
        """Documents of the index whose files are there and cannot be read now."""
        read_ = {document.file for document in corpus.documents}
        return [
            document.file
            for document in documents_before(home(self._settings))
            if document.file not in read_
            and any((folder / document.file).exists() for folder in corpus.folders)
        ]

    def _say_once(self, lines: Sequence[str]) -> None:
        if lines != self._said:
            for line in lines:
                self._warn(line)
        self._said = lines


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
