"""The rules of docs/architecture.md that no linter knows, as tests."""

import ast
import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("bansos", "registry", "programs", "verification")
TOP_LEVEL = {
    *("manage.py", "pyproject.toml", "Makefile", "Procfile", "gunicorn_conf.py", ".ci"),
    *(".gitignore", "docs", "README.md", "CHANGELOG.md"),
    *("requirements.txt", "requirements-dev.txt"),
    *("templates", "static", "tests", "benchmarks", *APPS),
}
FILE_LINES = 400
FUNCTION_LINES = 45
# Pure words and rules: of Django they take the choice classes and nothing that reaches a table.
VOCABULARY = {
    *("roles", "identifiers", "names", "codes", "standing", "events", "workflow"),
    "overlap.rules",
}
CHOICES = {"TextChoices", "IntegerChoices", "Choices"}
# Split, so that this file is not its own finding.
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
# How xlsxwriter and csv put a text into a cell; the demo plays the offices that do as they like.
WRITES_CELLS = re.compile(r"\.write_(?:string|row|column|formula|url)\(|csv\.writer\(")
ONE_WRITER, PLAYS_OFFICES = Path("bansos/lib/plaincells.py"), Path("verification/demo")
SIGNAL_MODULES = ("django.dispatch", "django.db.models.signals", "django.core.signals")


@cache
def tracked() -> tuple[Path, ...]:
    """Files under version control, below the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    paths = [Path(name) for name in listed.stdout.split("\0") if name]
    return tuple(path for path in paths if (ROOT / path).is_file())


def product_code() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.parts[0] in APPS]


def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), filename=str(path))


def imported(path: Path) -> set[str]:
    """`django.db.models.TextChoices` for `from django.db.models import TextChoices`."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def test_there_is_product_code_to_look_at():
    assert len(product_code()) > 20


def test_the_top_level_holds_only_what_the_plan_names():
    assert {path.parts[0] for path in tracked()} <= TOP_LEVEL


def test_no_product_module_uses_signals():
    users = [
        str(path)
        for path in product_code()
        if any(name.startswith(SIGNAL_MODULES) for name in imported(path))
    ]
    assert users == []


def test_no_file_says_that_it_is_unfinished():
    endings = {".py", ".html", ".svg", ".js", ".css", ".md", ".toml"}
    marked = [
        str(path)
        for path in tracked()
        if path.suffix in endings and "vendor" not in path.parts
        if UNFINISHED.search(text_of(path))
    ]
    assert marked == []


def test_no_outlines_of_areas_are_kept_in_the_repository():
    """They are not ours to pass on: the city loads its own with `load_outlines`."""
    assert [path for path in tracked() if path.suffix == ".geojson"] == []


def test_no_product_file_is_longer_than_the_house_allows():
    long = {
        str(path): lines
        for path in product_code()
        if "migrations" not in path.parts
        if (lines := text_of(path).count("\n")) > FILE_LINES
    }
    assert long == {}


def test_no_product_function_is_longer_than_the_house_allows():
    long = {
        f"{path}:{node.lineno} {node.name}": lines
        for path in product_code()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


def test_one_module_writes_the_cells_of_every_file():
    """Where another one did, a spreadsheet might calculate what it wrote."""
    writers = {
        path
        for path in product_code()
        if PLAYS_OFFICES not in path.parents and WRITES_CELLS.search(text_of(path))
    }
    assert writers == {ONE_WRITER}


def test_no_model_has_a_save_of_its_own():
    """An act is an action; what `save` does besides saving is seen by nobody."""
    own = [
        f"{path}:{node.lineno}"
        for path in product_code()
        if "models" in path.parts
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
    ]
    assert own == []


def test_the_vocabulary_reaches_no_table():
    def is_harmless(name: str) -> bool:
        module, _, last = name.rpartition(".")
        return module == "django.db.models" and last in CHOICES

    reaching = {
        f"{path}: {name}"
        for path in product_code()
        if ".".join(path.with_suffix("").parts[1:]) in VOCABULARY
        for name in imported(path)
        if name.startswith("django") and not is_harmless(name)
    }
    assert reaching == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_says_what_it_is_for(name):
    lines = [line for line in text_of(Path(name)).splitlines() if line]
    packages = [line for line in lines if not line.startswith(("#", "-r "))]
    assert packages
    assert [line for line in packages if not re.match(r"\S+==\S+  # \S.{4,}", line)] == []


def test_every_environment_variable_is_in_the_settings_document():
    source = text_of(Path("bansos/env.py")) + text_of(Path("bansos/settings.py"))
    names = set(re.findall(r"\bBANSOS_[A-Z_]+\b", source))
    document = text_of(Path("docs/settings.md"))
    assert names
    assert {name for name in names if f"`{name}`" not in document} == set()


def test_every_command_is_in_the_documents():
    commands = {
        path.stem
        for path in product_code()
        if path.parts[1:3] == ("management", "commands") and path.stem != "__init__"
    }
    pages = [path for path in tracked() if path.suffix == ".md"]
    documents = "\n".join(text_of(path) for path in pages)
    assert commands
    assert {name for name in commands if name not in documents} == set()


def test_every_script_of_the_build_may_be_run():
    scripts = [path for path in tracked() if path.parts[0] == ".ci"]
    assert scripts
    assert [str(path) for path in scripts if not os.access(ROOT / path, os.X_OK)] == []
