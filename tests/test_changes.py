"""What has changed: said document by document, ids that stay, plans that write nothing, folders."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from bags import Bags

from vectorstore import before, blocks, building
from vectorstore import index as index_module
from vectorstore.building import Built, build_index, plan_index
from vectorstore.documents import SOURCES, Corpus, Document, read_folders
from vectorstore.errors import CorpusError, IndexNotWritable
from vectorstore.formats.converting import Conversions
from vectorstore.keeping import keep_ids
from vectorstore.latest import open_latest
from vectorstore.passages import split
from vectorstore.snapshot import documents_before

Command = Callable[..., tuple[int, str, str]]

SHIP = "# The Ship\n\nThe ship left port.\n\nThe rope is long.\n\nThe cook sings.\n"
MILL = "# The Mill\n\nThe mill grinds barley.\n"
WELL = "# The Well\n\nThe well is deep.\n"


class Library:
    """A corpus and its index, built as the command does it."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index = folder / "corpus", folder / ".index"
        self.corpus.mkdir()

    def write(self, name: str, text: str) -> None:
        (self.corpus / name).write_text(text, "utf-8")

    def read(self, *folders: Path) -> Corpus:
        corpus = read_folders(folders or (self.corpus,), Conversions(None))
        return keep_ids(corpus, documents_before(self.index))

    def build(self) -> Built:
        return build_index(self.read(), Bags(), self.index)

    def build_and_read(self) -> dict[str, str]:
        self.build()
        return self.bodies()

    def bodies(self) -> dict[str, str]:
        index = open_latest(Bags(), self.index)
        found = {p.id: p.body.text for p in index.passages.values() if p.kind != "outline"}
        for id_ in found:  # each can be found by its id in Chroma too
            assert id_ in [hit.passage.id for hit in index.search(found[id_]).hits]
        index.close()
        return found


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path)
    library.write("ship.md", SHIP)
    library.write("mill.md", MILL)
    return library


def said(built: Built) -> list[tuple[str, str, str, int, int]]:
    return [(c.kind, c.file, c.before, c.passages, c.embedded) for c in built.changes]


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_became_of_each_document_is_said(library: Library) -> None:
    assert said(library.build()) == [
        ("added", "mill.md", "", 1, 1),
        ("added", "ship.md", "", 3, 3),
    ]
    (library.corpus / "mill.md").rename(library.corpus / "windmill.md")
    library.write("ship.md", SHIP.replace("long", "short"))
    library.write("well.md", WELL)
    assert said(library.build()) == [
        ("edited", "ship.md", "", 3, 1),
        ("added", "well.md", "", 1, 1),
        ("renamed", "windmill.md", "mill.md", 1, 0),
    ]
    (library.corpus / "ship.md").unlink()
    assert said(library.build()) == [
        ("unchanged", "well.md", "", 1, 0),
        ("unchanged", "windmill.md", "", 1, 0),
        ("removed", "ship.md", "", 0, 0),
    ]
    assert said(library.build()) == []


def test_what_only_sources_say_is_a_change_too(library: Library) -> None:
    library.build()
    library.write(SOURCES, '[[document]]\nfile = "mill.md"\nalso_called = "the windmill"\n')
    assert ("edited", "mill.md", "", 1, 0) in said(library.build())


def test_the_way_back_embeds_nothing_and_says_so(library: Library) -> None:
    library.build()
    library.write("mill.md", MILL.replace("barley", "wheat"))
    assert library.build().embedded == 1
    library.write("mill.md", MILL)
    assert said(library.build()) == [
        ("edited", "mill.md", "", 1, 0),
        ("unchanged", "ship.md", "", 3, 0),
    ]


def test_a_renamed_document_keeps_its_ids_and_its_old_name_is_free(library: Library) -> None:
    library.build()
    (library.corpus / "mill.md").rename(library.corpus / "windmill.md")
    library.build()
    library.write("mill.md", WELL)
    for _ in range(2):
        library.build()
        assert library.bodies() == {
            "mill/p1": "The mill grinds barley.",
            "mill-2/p1": "The well is deep.",
            "ship/p1": "The ship left port.",
            "ship/p2": "The rope is long.",
            "ship/p3": "The cook sings.",
        }
    (document,) = [d for d in library.read().documents if d.id == "mill"]
    assert document.file == "windmill.md"


def test_an_id_that_a_person_gave_goes_first(library: Library) -> None:
    library.build()
    (library.corpus / "mill.md").rename(library.corpus / "windmill.md")
    library.write("well.md", WELL)
    library.write(SOURCES, '[[document]]\nfile = "well.md"\nid = "mill"\n')
    corpus = library.read()
    assert {d.id: d.file for d in corpus.documents} == {
        "mill": "well.md",
        "ship": "ship.md",
        "windmill": "windmill.md",
    }
    assert not corpus.left_out


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (
            SHIP.replace("The rope", "The flag is red.\n\nThe rope"),
            ["ship/p1", "ship/p2-2", "ship/p2", "ship/p3"],
        ),
        (SHIP.replace("The ship left port.\n\n", ""), ["ship/p2", "ship/p3"]),
        (SHIP.replace("long", "short"), ["ship/p1", "ship/p2", "ship/p3"]),
        (
            "# The Ship\n\nThe cook sings.\n\nThe ship left port.\n\nThe rope is long.\n",
            ["ship/p3", "ship/p1", "ship/p2"],
        ),
        (f"{SHIP}\nThe cook sings.\n", ["ship/p1", "ship/p2", "ship/p3", "ship/p4"]),
        (SHIP.replace("# The Ship", "# A Ship"), ["ship/p1", "ship/p2", "ship/p3"]),
    ],
    ids=["inserted", "taken away", "edited", "moved", "said again", "retitled"],
)
def test_passages_whose_words_stay_keep_their_ids(
    library: Library, text: str, ids: Sequence[str]
) -> None:
    library.build()
    library.write("ship.md", text)
    library.build()
    found = library.bodies()
    assert [id_ for id_ in found if id_.startswith("ship/")] == ids
    library.build()
    assert library.bodies() == found
    before = {"ship/p1": "left port", "ship/p2": "rope", "ship/p3": "cook"}
    kept = {id_: words for id_, words in before.items() if id_ in found}
    assert all(words in found[id_] for id_, words in kept.items())


def test_ids_that_other_rules_kept_give_way_to_the_places_of_now(library: Library) -> None:
    kept = (("ship/p1", "ship/p2"), ("ship/p2", "ship/p3"), ("ship/p9", "ship/p4"))
    ship = Document("ship", "ship.md", "The Ship", "Ship", SHIP, "", kept_ids=kept)
    assert [p.id for p in split(ship)] == ["ship", "ship/p1", "ship/p2", "ship/p3"]
    whole = replace(ship, kept_ids=(*kept, ("ship/p3", "ship/p5")))
    assert [p.id for p in split(whole)] == ["ship", "ship/p2", "ship/p3", "ship/p5"]


def test_an_edited_corpus_is_indexed_after_the_rules_change(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("ship.md", SHIP.replace("long.", "long and"))  # which goes on in the next
    library.build()
    library.write("ship.md", SHIP.replace("long.", "long and").replace("The ship left port.", ""))
    assert list(library.build_and_read()) == ["mill/p1", "ship/p2"]
    monkeypatch.setattr(blocks, "_ENDS_OPEN", re.compile(r"(?!)"))
    for module in (before, building, index_module):
        monkeypatch.setattr(module, "SPLITTER", "other")
    assert list(library.build_and_read()) == ["mill/p1", "ship/p1", "ship/p2"]


def test_footnotes_follow_the_ids_that_stay(library: Library) -> None:
    text = "# The Ship\n\nThe ship left.<sup>1</sup>\n\n<sup>1</sup> At dawn.\n"
    library.write("ship.md", text)
    library.build()
    library.write("ship.md", text.replace("# The Ship\n", "# The Ship\n\nIt was new.\n"))
    index = open_latest(Bags(), library.index)
    assert index.passages["ship/p1"].notes == ("ship/note-1",)
    library.build()
    index = open_latest(Bags(), library.index)
    assert index.passages["ship/p1"].body.text.startswith("The ship left.")
    assert index.passages["ship/p1"].notes == ("ship/note-1",)


def test_a_plan_says_what_a_build_does_and_writes_nothing(library: Library) -> None:
    plan = plan_index(library.read(), Bags(), library.index)
    assert not library.index.exists()
    assert plan == library.build()
    library.write("well.md", WELL)
    (library.corpus / "mill.md").unlink()
    before = snapshot(library.index)
    plan = plan_index(library.read(), Bags(), library.index)
    assert snapshot(library.index) == before
    assert plan == library.build()
    assert plan_index(library.read(), Bags(), library.index) == library.build()


def test_dry_run_tells_the_plan(command: Command, library: Library) -> None:
    where = ["--corpus", library.corpus, "--index", library.index]
    (library.corpus / "page.html").write_text("<h1>Sails</h1><p>The sail is white.</p>", "utf-8")
    code, out, _ = command("index", "--dry-run", *where)
    assert (code, out.splitlines()) == (
        0,
        [
            "added: mill.md (1 passages embedded, 0 taken over)",
            "added: page.html (1 passages embedded, 0 taken over)",
            "added: ship.md (3 passages embedded, 0 taken over)",
            "Would embed 5 passages and take over 0. Nothing was written.",
        ],
    )
    assert not library.index.exists()
    assert command("index", *where)[1].splitlines()[-1].endswith("5 embedded.")
    assert "is current" in command("index", "--dry-run", *where)[1]
    (library.corpus / "mill.md").rename(library.corpus / "windmill.md")
    out = command("index", "--dry-run", *where)[1]
    assert "renamed: mill.md is now windmill.md (0 passages embedded, 1 taken over)\n" in out
    assert "unchanged: 2 documents (0 passages embedded, 4 taken over)\n" in out


def test_many_documents_are_counted_and_not_listed(command: Command, library: Library) -> None:
    for number in range(25):
        library.write(f"ship-{number}.md", f"# Ship {number}\n\nShip {number} left.\n")
    where = ["--corpus", library.corpus, "--index", library.index]
    out = command("index", "--dry-run", *where)[1].splitlines()
    assert len(out) == 22
    assert out[-2] == "added: 7 more documents (9 passages embedded, 0 taken over)"


@pytest.fixture
def other(library: Library, tmp_path: Path) -> Path:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "well.md").write_text(WELL, "utf-8")
    return folder


def test_several_folders_are_one_corpus(library: Library, other: Path) -> None:
    (other / SOURCES).write_text('[[document]]\nfile = "well.md"\ntitle = "Wells"\n', "utf-8")
    corpus = library.read(library.corpus, other)
    assert [(d.id, d.title) for d in corpus.documents] == [
        ("mill", "The Mill"),
        ("ship", "The Ship"),
        ("well", "Wells"),
    ]
    assert corpus.left_out == ()


def test_conflicts_between_folders_are_named(library: Library, other: Path) -> None:
    (other / "mill.md").write_text(WELL, "utf-8")
    (other / "ship.txt").write_text("The ship sank.", "utf-8")
    corpus = library.read(library.corpus, other)
    assert [d.text for d in corpus.documents] == [MILL, SHIP, WELL]
    first, second = corpus.left_out
    assert first == (
        f"{other / 'mill.md'} is left out: {library.corpus / 'mill.md'} has the same name. "
        "Rename one of the two."
    )
    assert second.startswith(f"{other / 'ship.txt'} is left out: {library.corpus / 'ship.md'} has")


def test_a_folder_in_another_is_refused(library: Library, other: Path) -> None:
    inner = library.corpus / "inner"
    inner.mkdir()
    for folders in [(library.corpus, inner), (inner, other, library.corpus)]:
        with pytest.raises(CorpusError, match=r"inner lies in .*corpus, .*Name one of the two"):
            library.read(*folders)
    with pytest.raises(CorpusError, match="Name one"):
        library.read(other, other)
    with pytest.raises(CorpusError, match="no corpus folder at"):
        library.read(other, other / "gone")


def test_several_folders_on_the_command_line(
    command: Command, library: Library, other: Path
) -> None:
    where = ["--corpus", library.corpus, "--corpus", other, "--index", library.index]
    code, out, _ = command("index", *where)
    assert (code, out.splitlines()[-1].split(" in ")[0]) == (0, "Indexed 5 passages")
    assert "The well is deep. [1]" in command("ask", *where, "How deep is the well?")[1]


def test_a_current_index_is_current_without_the_right_to_write(
    command: Command, library: Library, mount: Callable[..., None]
) -> None:
    where = ["--corpus", library.corpus, "--index", library.index]
    command("index", *where)
    mount(library.index, "--bind", library.index)
    mount(library.index, "-o", "remount,ro,bind")
    code, out, _ = command("index", *where)
    assert (code, out) == (0, f"The index is current: 4 passages in {library.index}.\n")
    library.write("well.md", WELL)
    code, _, err = command("index", *where)
    assert code == 2
    assert "cannot be written (Read-only file system)" in err


def test_a_current_index_is_current_where_its_lock_cannot_be_had(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.build()

    def refuse(*arguments: object, **named: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("vectorstore.shelf.FileLock", refuse)
    assert library.build().was_current
    library.write("well.md", WELL)
    with pytest.raises(IndexNotWritable, match="Read-only file system"):
        library.build()
