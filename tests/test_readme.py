"""What the README shows is what the program does."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.ask import Assistant
from assistant.settings import Settings
from assistant.show import as_json, as_text
from evals.report import figures, read_baseline

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_worked_example_prints_what_the_readme_shows(assistant_real: Assistant) -> None:
    (console,) = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    examples = re.findall(r'\$ assistant ask "(.*?)"\n(.*?)(?=\n\$ |\Z)', console, re.DOTALL)
    assert len(examples) == 2
    for question, shown in examples:
        assert as_text(assistant_real.ask(question)) == shown.strip()


def test_the_figures_are_those_of_the_baseline() -> None:
    assert figures(read_baseline()) in README


def test_every_setting_is_in_the_table() -> None:
    names = [field.name for field in dataclasses.fields(Settings)]
    assert len(names) <= 15
    for name in names:
        assert f"| `--{name.replace('_', '-')} " in README
        assert f"`ASSISTANT_{name.upper()}`" in README


def test_every_key_of_the_answer_is_in_the_table(assistant_real: Assistant) -> None:
    answer = as_json(assistant_real.ask("What is the third priority?"), "x", 0.1)
    for key in answer:
        assert f"`{key}`" in README


def test_every_file_that_is_linked_exists() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "evals" / "README.md"]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("index", "ask", "check", "serve", "mcp", "user", "cards"):
        with pytest.raises(SystemExit) as stopped:
            main([command, "--help"])
        assert stopped.value.code == 0
        assert f"`assistant {command}" in README
        assert "usage: assistant" in capsys.readouterr().out
