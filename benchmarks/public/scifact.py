"""SciFact: which of 5,183 abstracts bear on a claim (Wadden and others 2020; CC BY 4.0)."""

from __future__ import annotations

import ast
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.public.pool import Entry, Judged

NAME = "scifact"
FILE = "scifact/scifact.zip"
_BETWEEN_SENTENCES = re.compile(r"(?<=['\"])\n (?=['\"])")  # numpy's way to print a list
_LONGEST_FIELD = 2**20


def read(data: Path) -> tuple[list[Entry], list[Judged]]:
    """The abstracts and the 300 claims that BEIR and MTEB test on. Raises OSError, KeyError."""
    csv.field_size_limit(_LONGEST_FIELD)
    with zipfile.ZipFile(data / FILE) as archive:
        entries = [
            Entry.of_sentences(row["doc_id"], row["title"], _sentences(row["abstract"]))
            for row in _rows(archive, "corpus_train.csv")
        ]
        claims = {
            row["id"]: Judged(row["claim"], frozenset(re.findall(r"\d+", row["cited_doc_ids"])))
            for row in _rows(archive, "claims_validation.csv")
        }
    return entries, list(claims.values())


def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    with archive.open(name) as file:
        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8", newline=""))


def _sentences(printed: str) -> list[str]:
    return [str(ast.literal_eval(part)) for part in _BETWEEN_SENTENCES.split(printed[1:-1])]
