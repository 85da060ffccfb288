"""The import contracts hold, and each breaks when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
LAYERS, QT, TORCH, CYCLES = (
    "Imports run one way",
    "Qt stays in gui",
    "torch stays in inference and training",
    "No cycles",
)


def lint_imports(folder: Path) -> tuple[int, dict[str, bool]]:
    """Return the exit status, and for each contract whether it is kept."""
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    lines = [line.strip() for line in done.stdout.splitlines()]
    kept = {line.removesuffix(" KEPT"): True for line in lines if line.endswith(" KEPT")}
    broken = {line.removesuffix(" BROKEN"): False for line in lines if line.endswith(" BROKEN")}
    assert kept or broken, done.stdout + done.stderr
    return done.returncode, kept | broken


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package that may be spoilt."""
    shutil.copytree(
        REPOSITORY / "cxrviewer",
        tmp_path / "cxrviewer",
        ignore=shutil.ignore_patterns("__pycache__", "_data"),
    )
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    return tmp_path


def test_all_contracts_are_kept() -> None:
    assert lint_imports(REPOSITORY) == (0, dict.fromkeys([LAYERS, QT, TORCH, CYCLES], True))


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("readers/__init__.py", "import PySide6.QtGui", {QT}),
        ("cli/__init__.py", "def late():\n    import pyqtgraph", {QT}),
        ("analysis/__init__.py", "import torch", {TORCH}),
        ("gui/app.py", "def late():\n    import torchvision", {TORCH}),
        ("settings.py", "import cxrviewer.display", {LAYERS}),
        ("study/__init__.py", "import cxrviewer.readers", {LAYERS, CYCLES}),
        ("display/__init__.py", "import cxrviewer.readers", {LAYERS}),
        ("newcomer.py", "", {LAYERS}),
        ("study/image.py", "import cxrviewer.study.results", {CYCLES}),
    ],
)
def test_a_planted_violation_breaks_its_contract(tree: Path, file: str, line: str, broken: set[str]) -> None:
    with (tree / "cxrviewer" / file).open("a", encoding="utf-8") as stream:
        stream.write(f"\n{line}\n")
    status, kept = lint_imports(tree)
    assert status == 1
    assert {name for name, holds in kept.items() if not holds} == broken
