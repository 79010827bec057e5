"""Each file is read once, one that is no text in a process of its own: what came of it is kept.

A conversion is dear and kept at once. What was found in a text is kept when the index is built, so
that nothing is written where nothing is built. What is kept is named by the file's digest and the
reader, and holds its own digest: it is used for no other file, by no other version, and never when
it is damaged.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

from vectorstore.blocks import unseen
from vectorstore.comments import between
from vectorstore.formats import Reading, Unreadable
from vectorstore.front_matter import title_in_front_matter
from vectorstore.outline import find_title
from vectorstore.owners import foreign_owner
from vectorstore.titles import is_title

_READERS = {
    ".pdf": ("pdf-2", "pypdfium2"),
    ".docx": ("docx-3", "mammoth", "selectolax"),
    ".html": ("html-4", "selectolax"),
}
"""For each ending the name of our own rules, to be changed when a rule changes what comes out, and
the packages whose version decides too."""
_SAME = {".htm": ".html", ".xhtml": ".html"}
CONVERTED = (*_READERS, *_SAME)
"""The endings of files that are no text."""
_TITLES = ("title-1", "markdown-it-py")
"""As above, for what finds a text's title and whether there are words in it."""
MOST_CHARACTERS = 20_000_000
_SECONDS = 180  # by the clock; the process itself allows less computing
_ROOT = Path(__file__).resolve().parents[2]


def reader_of(suffix: str) -> str:
    """The reader for an ending, with the versions of all that it is made of."""
    return _with_versions(*_READERS[_SAME.get(suffix, suffix)])


def _with_versions(rules: str, *packages: str) -> str:
    return " ".join([rules, *(f"{package} {version(package)}" for package in packages)])


class Conversions:
    """What was read before, in a folder of its own; without a folder, nothing is kept."""

    def __init__(self, folder: Path | None, *, keeps: bool = True) -> None:
        """`keeps`: whether what is read now is kept for the next time."""
        self._folder = folder
        self._keeps = keeps
        self._used: set[str] = set()
        self._texts: dict[Path, Reading] = {}
        self._is_more = False

    def read(self, content: bytes, suffix: str) -> Reading:
        """What a file says, as Markdown, and its title: its own, or the one that its text has.

        Raises:
            Unreadable: it cannot be read, or not within the bounds of time and memory; or it holds
                no words.
        """
        if self._folder is None:
            return _read(content, suffix)
        reader = reader_of(suffix) if suffix in CONVERTED else ""
        read_by = f"{_with_versions(*_TITLES)} {reader} {suffix} ".encode()
        path = self._folder / f"{hashlib.sha256(read_by + content).hexdigest()}.json"
        self._used.add(path.name)
        if found := _found(path):
            return found
        reading = _read(content, suffix)
        if not self._keeps:
            return reading
        if suffix in CONVERTED:
            self._is_more |= _keep(path, reading)
        else:
            self._texts[path] = reading
        return reading

    def keep(self) -> None:
        """Keeps what was read of texts, and clears away what was kept of files that are gone.

        To be called when all files were read and the index of them is built.
        """
        for path, reading in self._texts.items():
            self._is_more |= _keep(path, reading)
        self._texts.clear()
        if self._folder is None or not self._is_more:
            return
        for path in self._folder.glob(f"{'[0-9a-f]' * 64}.json"):
            if path.name not in self._used:
                with contextlib.suppress(OSError):
                    path.unlink()


def _read(content: bytes, suffix: str) -> Reading:
    reading = _run(content, suffix) if suffix in CONVERTED else _text(content)
    hidden = unseen(reading.text)
    seen = (reading.text[a:b] for a, b in between(hidden, (0, len(reading.text))))
    if not any(character.isalnum() for piece in seen for character in piece):
        raise Unreadable("there are no words in it.")
    own = reading.title if is_title(reading.title) else ""
    return replace(reading, title=own or find_title(reading.text) or "")


def _text(content: bytes) -> Reading:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"byte {error.start} is not UTF-8. Save it as UTF-8.") from error
    if "\0" in text:
        raise Unreadable("it holds NULs, as no text in UTF-8 does. Save it as UTF-8.")
    return Reading(text, title=title_in_front_matter(text))


def _run(content: bytes, suffix: str) -> Reading:
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-m", "vectorstore.formats", suffix],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            cwd="/",
            # Nothing of the environment is passed on; tiktoken is not to keep copies of its file.
            env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "TIKTOKEN_CACHE_DIR": ""},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("reading it takes too long. Save it in parts.") from error
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Unreadable("reading it takes too long. Save it in parts.")
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise Unreadable("its reader broke down over it. Save it anew.") from error
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    reading = _reading(answer)
    if len(reading.text) > MOST_CHARACTERS:
        raise Unreadable(f"it holds {len(reading.text)} characters of text. Save it in parts.")
    return reading


def _reading(made: dict[str, object]) -> Reading:
    return Reading(
        str(made["text"]),
        str(made["title"]),
        tuple(made["pages"]),  # type: ignore[arg-type]
        tuple(made["pictures"]),  # type: ignore[arg-type]
    )


def _found(path: Path) -> Reading | None:
    if foreign_owner(path) is not None:  # what another user wrote says nothing of the file
        return None
    try:
        made = json.loads(path.read_text("utf-8"))
        whole = _digest(made["reading"]) == made["sha256"]
        return _reading(made["reading"]) if whole else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _keep(path: Path, reading: Reading) -> bool:
    """Whether it could be kept. What could not is read again the next time."""
    content = asdict(reading)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps({"sha256": _digest(content), "reading": content}), "utf-8")
        temporary.replace(path)
        return True
    return False


def _digest(reading: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(reading, sort_keys=True).encode()).hexdigest()
