"""What is loaded in a fresh process: the command line without Qt, the window without anything heavy."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cxrviewer.inference.devices import nvidia_devices
from cxrviewer.locations import demo_film

REPOSITORY = Path(__file__).resolve().parent.parent
WITHOUT_QT = """
import importlib.abc, sys

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6", "pyqtgraph"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
"""
HEAVY = {
    "torch",
    "torchvision",
    "onnxruntime",
    "cv2",
    "pydicom",
    "numpy",
    "pyqtgraph",
    "reportlab",
    "skimage",
}


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_blocker_blocks() -> None:
    done = python(WITHOUT_QT + "import PySide6")
    assert done.returncode != 0
    assert "No module named 'PySide6'" in done.stderr


@pytest.mark.slow  # test_contracts says so of every import of ours, the next test of what commands load
def test_every_module_but_the_window_imports_without_qt() -> None:
    names = [
        ".".join(file.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")
        for file in sorted((REPOSITORY / "cxrviewer").rglob("*.py"))
        if "gui" not in file.parts and "_data" not in file.parts
    ]
    assert "cxrviewer.cli.app" in names
    code = WITHOUT_QT + "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    done = python(code, *names)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["render", demo_film(), "--output", "{folder}/out.png"],
        ["texture", demo_film(), "--json", "{folder}/out.json"],
        ["models", "list"],
    ],
    ids=lambda arguments: str(arguments[0]),
)
def test_command_line_works_without_qt(arguments: list[object], tmp_path: Path) -> None:
    code = WITHOUT_QT + "from cxrviewer.__main__ import main\nsys.exit(main())"
    done = python(code, *(str(argument).format(folder=tmp_path) for argument in arguments))
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.iterdir())) == ("{folder}" in str(arguments))


def test_the_command_lines_own_imports_are_light() -> None:
    done = python("import json, sys, cxrviewer.cli.app; print(json.dumps(sorted(sys.modules)))")
    assert done.returncode == 0, done.stderr
    assert (HEAVY - {"numpy"}) & set(json.loads(done.stdout)) == set()


def test_window_imports_without_anything_heavy() -> None:
    done = python("import json, sys, cxrviewer.gui.app; print(json.dumps(sorted(sys.modules)))")
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout))
    assert "PySide6.QtWidgets" in loaded
    assert loaded & HEAVY == set()


def test_onnx_runtime_keeps_no_number_of_the_computer_to_tell_its_makers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "ORT_DISABLE_TELEMETRY",
        "CI",
        "XDG_CACHE_HOME",
    ):  # continuous integration is left alone by itself
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    done = python("""
from cxrviewer.inference.package import package_folders, read_package
from cxrviewer.inference.sessions import OnnxSession
from cxrviewer.locations import models_folder
OnnxSession(read_package(package_folders(models_folder())[0]))
""")
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["analyse", demo_film(), "--device", "cpu", "--json", "{folder}/out.json"],
        ["snapshot", demo_film(), "--output", "{folder}"],  # of the window, once it has analysed the film
    ],
    ids=lambda arguments: str(arguments[0]),
)
@pytest.mark.skipif(nvidia_devices() > 0, reason="the window computes on this machine's CUDA device")
def test_an_analysis_on_the_cpu_never_imports_torch(arguments: list[object], tmp_path: Path) -> None:
    code = """
import atexit, sys
atexit.register(lambda: print(*({"onnxruntime", "torch"} & set(sys.modules)), file=sys.stderr))
from cxrviewer.__main__ import main
sys.exit(main())
"""
    done = python(code, *(str(argument).format(folder=tmp_path) for argument in arguments))
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "onnxruntime")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["train", "classify", "{folder}", "-o", "{folder}/run"], 1), (["models", "list"], 0)],
)
def test_without_torch_training_says_so_and_the_rest_works(
    arguments: list[str], status: int, tmp_path: Path
) -> None:
    code = WITHOUT_QT.replace("PySide6", "torch").replace("pyqtgraph", "torchvision")
    done = python(
        code + "from cxrviewer.__main__ import main\nsys.exit(main())",
        *(argument.format(folder=tmp_path) for argument in arguments),
    )
    assert done.returncode == status, done.stderr
    assert ("cxrviewer: this is the viewer without training" in done.stderr) is bool(status)
    assert "Traceback" not in done.stderr
