"""The corpus folder: what is read, what is left out and named, and what stops everything."""

from __future__ import annotations

import hashlib
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from vectorstore.documents import SOURCES, Corpus, read_corpus, slug
from vectorstore.errors import CorpusError

CORPUS = Path(__file__).parent.parent / "corpus"
SHIP = "# The Log of the Harbour Ship\n\nThe ship left port.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ship.md").write_text(SHIP, "utf-8")
    return tmp_path


def name_in_sources(folder: Path, *tables: str) -> None:
    text = "\n".join(f"[[document]]\n{table}" for table in tables)
    (folder / SOURCES).write_text(text, "utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        read_corpus(folder)
    return str(caught.value)


def ids(corpus: Corpus) -> list[str]:
    return [document.id for document in corpus.documents]


def test_the_real_corpus_is_two_documents_without_a_notice() -> None:
    corpus = read_corpus(CORPUS)
    assert [(d.id, d.label) for d in corpus.documents] == [("caf24", "CAF24"), ("vision", "Vision")]
    assert (corpus.notices, corpus.left_out) == ((), ())


def test_digests_in_sources_are_those_of_the_real_files() -> None:
    tables = tomllib.loads((CORPUS / SOURCES).read_text("utf-8"))["document"]
    assert {t["file"] for t in tables} == {path.name for path in CORPUS.glob("*.md")}
    for table in tables:
        content = (CORPUS / table["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == table["sha256"]


def test_a_documents_text_is_its_file_character_for_character() -> None:
    for document in read_corpus(CORPUS).documents:
        assert document.text.encode("utf-8") == (CORPUS / document.file).read_bytes()


def test_line_ends_and_byte_order_mark_are_kept(folder: Path) -> None:
    content = b"\xef\xbb\xbf# Log\r\n\r\nThe ship left.\r"
    (folder / "ship.md").write_bytes(content)
    (document,) = read_corpus(folder).documents
    assert (document.title, document.text.encode()) == ("Log", content)


def test_a_missing_folder_is_named_with_its_remedy(tmp_path: Path) -> None:
    message = refusal(tmp_path / "gone")
    assert str(tmp_path / "gone") in message
    assert "--corpus" in message


def test_an_empty_folder_says_which_files_to_put_there(tmp_path: Path) -> None:
    assert ".md" in refusal(tmp_path)


def test_a_folder_that_is_a_file_is_refused(folder: Path) -> None:
    assert "no corpus folder" in refusal(folder / "ship.md")


def test_a_folder_that_cannot_be_listed_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deny(monkeypatch, folder)
    message = refusal(folder)
    assert f"{folder} cannot be read (Permission denied)" in message
    assert "permissions" in message


def test_a_folder_below_that_cannot_be_listed_is_named_and_not_taken_for_gone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("old", ".git", "lost+found"):
        (folder / name).mkdir()
        deny(monkeypatch, folder / name)
    assert f"{folder / 'old'} cannot be read (Permission denied)" in refusal(folder)
    (folder / "old").rmdir()
    assert ids(read_corpus(folder)) == ["ship"]


def test_a_folder_whose_files_cannot_be_looked_at_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "old").mkdir()
    (folder / "old" / "crew.md").write_text("# Crew\n", "utf-8")
    really_stat = Path.stat

    def denied(path: Path, **how: Any) -> os.stat_result:
        if path.parent.name == "old":
            raise PermissionError(13, "Permission denied", str(path))
        return really_stat(path, **how)

    monkeypatch.setattr(Path, "stat", denied)
    assert "crew.md cannot be read (Permission denied)" in refusal(folder)


def deny(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Lets a folder be listed no more, as for a user without the right to it."""
    really_list = os.scandir

    def denied(path: Any) -> Any:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return really_list(path)

    monkeypatch.setattr(os, "scandir", denied)


def test_a_linked_folder_is_left_out_and_named(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "crew.md").write_text("# Crew\n", "utf-8")
    (folder / "crew").symlink_to(elsewhere)
    (folder / ".hidden").symlink_to(elsewhere)
    corpus = read_corpus(folder)
    assert ids(corpus) == ["ship"]
    (said,) = corpus.left_out
    assert said.startswith("crew is left out: it is a link to a folder, which is not followed.")
    assert "--corpus" in said


def test_an_unreadable_file_is_left_out_and_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "secret.md").write_text("# Secret\n", "utf-8")
    really_open = Path.open

    def denied(path: Path, *how: Any, **named: Any) -> Any:
        if path.name == "secret.md":
            raise PermissionError(13, "Permission denied")
        return really_open(path, *how, **named)

    monkeypatch.setattr(Path, "open", denied)
    corpus = read_corpus(folder)
    assert ids(corpus) == ["ship"]
    assert corpus.left_out[0].startswith("secret.md is left out")
    assert "Check its permissions." in corpus.left_out[0]


def test_a_dangling_link_is_left_out_and_named(folder: Path) -> None:
    (folder / "away.md").symlink_to(folder / "nowhere")
    corpus = read_corpus(folder)
    assert ids(corpus) == ["ship"]
    assert "away.md is left out" in corpus.left_out[0]


def test_a_file_that_is_not_utf_8_is_left_out_with_the_byte(folder: Path) -> None:
    (folder / "old.md").write_bytes("Überfahrt".encode("latin-1"))
    corpus = read_corpus(folder)
    assert ids(corpus) == ["ship"]
    assert corpus.left_out == ("old.md is left out: byte 0 is not UTF-8. Save it as UTF-8.",)


@pytest.mark.parametrize("content", ["", " \r\n\t", "---\n\n***\n", "\ufeff"])
def test_a_file_without_words_is_left_out(folder: Path, content: str) -> None:
    (folder / "blank.md").write_text(content, "utf-8")
    corpus = read_corpus(folder)
    assert ids(corpus) == ["ship"]
    assert corpus.left_out == ("blank.md is left out: there are no words in it.",)


def test_a_folder_of_files_left_out_is_refused_with_the_reasons(tmp_path: Path) -> None:
    (tmp_path / "blank.md").touch()
    assert "blank.md is left out" in refusal(tmp_path)


def test_a_changed_document_stops_everything(folder: Path) -> None:
    name_in_sources(folder, f'file = "ship.md"\nsha256 = "{"0" * 64}"')
    message = refusal(folder)
    assert "ship.md" in message
    assert hashlib.sha256(SHIP.encode()).hexdigest() in message


def test_a_document_with_its_own_digest_is_read(folder: Path) -> None:
    digest = hashlib.sha256(SHIP.encode()).hexdigest()
    name_in_sources(folder, f'file = "ship.md"\nid = "log"\nsha256 = "{digest}"')
    (document,) = read_corpus(folder).documents
    assert (document.id, document.sha256) == ("log", digest)


def test_sources_give_the_names_that_people_see(folder: Path) -> None:
    keys = 'title = "Log"\nlabel = "L"\npublisher = "The Harbour"\ndate = "1921"'
    name_in_sources(folder, f'file = "ship.md"\n{keys}')
    (document,) = read_corpus(folder).documents
    assert (document.title, document.label) == ("Log", "L")
    assert (document.publisher, document.date) == ("The Harbour", "1921")


def test_a_byte_order_mark_is_no_part_of_sources(folder: Path) -> None:
    name_in_sources(folder, 'file = "ship.md"\ntitle = "Log"')
    (folder / SOURCES).write_bytes(b"\xef\xbb\xbf" + (folder / SOURCES).read_bytes())
    assert read_corpus(folder).documents[0].title == "Log"


def test_a_document_not_in_sources_goes_in_under_its_own_title_with_a_notice(folder: Path) -> None:
    corpus = read_corpus(folder)
    assert corpus.documents[0].title == "The Log of the Harbour Ship"
    assert corpus.notices == (
        "ship.md is not in sources.toml: it goes in as “The Log of the Harbour Ship” (ship).",
    )


def test_a_document_without_a_title_is_called_by_its_file(folder: Path) -> None:
    (folder / "crew list.txt").write_text("Anna and Bo.\n", "utf-8")
    document = read_corpus(folder).documents[0]
    assert (document.id, document.title) == ("crew-list", "crew list")


@pytest.mark.parametrize("title", ["The Ward: a guide", '"The Ward: a guide"'])
def test_front_matter_gives_the_title(folder: Path, title: str) -> None:
    (folder / "page.md").write_text(f"---\nlayout: page\ntitle: {title}\n---\nThe ward opens.\n")
    (page,) = (each for each in read_corpus(folder).documents if each.file == "page.md")
    assert page.title == "The Ward: a guide"


def test_a_long_title_makes_a_short_label(folder: Path) -> None:
    (folder / "ship.md").write_text(
        "# " + "The log of the harbour ship " * 3 + "\n\nWords.", "utf-8"
    )
    assert read_corpus(folder).documents[0].label == "The log of the harbour ship The log of …"


def test_documents_of_one_label_are_told_apart(folder: Path) -> None:
    """By the rest of their titles, and where these are the same by their ids."""
    long = "The Report of the Harbour Master on the Year"
    texts = {"a": f"{long} 2019", "b": f"{long} 2024", "c": "Crew", "d": "Crew", "e": "Other"}
    for name, title in texts.items():
        (folder / f"{name}.md").write_text(f"# {title}\n\nWords.\n", "utf-8")
    name_in_sources(folder, 'file = "d.md"\nwork = "d"\nedition = "2"\nlabel = "Crew"')
    found = {each.id: each.label for each in read_corpus(folder).documents}
    assert [found[id_] for id_ in "abcde"] == [
        f"{long} 2019", f"{long} 2024", "Crew", "Crew (2)", "Other"
    ]  # fmt: skip
    name_in_sources(folder, 'file = "d.md"\nlabel = "Crew"')
    found = {each.id: each.label for each in read_corpus(folder).documents}
    assert (found["c"], found["d"]) == ("Crew (c)", "Crew (d)")


@pytest.mark.parametrize(
    ("sources", "says"),
    [
        ("[[document]\n", "cannot be read"),
        ("document = 3\n", "table of strings"),
        ("[[document]]\nfile = 3\n", "table of strings"),
        ('[[document]]\nid = "ship"\n', 'no `file = "..."`'),
        ('[[document]]\nfile = "ship.md"\n' * 2, "names ship.md twice"),
        ('[[document]]\nfile = "boat.md"\n', "names boat.md"),
        (b"\xff", "cannot be read"),
        pytest.param(f"document = {'9' * 5_000}", "cannot be read", id="digits"),
        pytest.param(f"document = {'[' * 5_000}", "cannot be read", id="nested"),
    ],
)
def test_broken_sources_are_refused_with_what_is_wrong(
    folder: Path, sources: str | bytes, says: str
) -> None:
    content = sources if isinstance(sources, bytes) else sources.encode()
    (folder / SOURCES).write_bytes(content)
    message = refusal(folder)
    assert says in message
    assert SOURCES in message


def test_the_second_document_of_one_id_is_left_out_and_named(folder: Path) -> None:
    (folder / "boat.md").write_text("# Boat\n\nWords.", "utf-8")
    name_in_sources(folder, 'file = "ship.md"\nid = "boat"')
    corpus = read_corpus(folder)
    assert [document.file for document in corpus.documents] == ["boat.md"]
    (said,) = corpus.left_out
    assert said.startswith("ship.md is left out: boat.md has the same id `boat`. Give one of them")


@pytest.mark.parametrize("name", [".draft.md", ".git/note.md", "ship.md~", "~$ship.docx"])
def test_hidden_files_and_those_of_editors_are_ignored(folder: Path, name: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("# Draft\n", "utf-8")
    corpus = read_corpus(folder)
    assert (ids(corpus), corpus.left_out) == (["ship"], ())


def test_folders_below_are_read_and_documents_sorted_by_id(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "Crew.MD").write_text("# Crew\n", "utf-8")
    corpus = read_corpus(folder)
    assert [(d.id, d.file) for d in corpus.documents] == [
        ("a-crew", "a/Crew.MD"),
        ("ship", "ship.md"),
    ]


@pytest.mark.parametrize(
    ("words", "made"),
    [("The Ship's Log!", "the-ships-log"), ("学校 Überfahrt", "学校-überfahrt"), ("—", "x")],
)
def test_slugs_are_words_in_any_script(words: str, made: str) -> None:
    assert slug(words) == made
