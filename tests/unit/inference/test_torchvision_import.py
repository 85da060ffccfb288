import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic_core import _pydantic_core

REPOSITORY = Path(__file__).resolve().parents[3]


def run_python(program: str, *paths: Path) -> str:
    """Run a program in a fresh process and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        env={"PYTHONPATH": ":".join(str(path) for path in (*paths, REPOSITORY)), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_torchvision_works_after_the_import() -> None:
    program = """
import cxrviewer.inference.torchvision_import
import torch, torchvision
from torchvision.transforms import v2

torch.set_num_threads(1)
network = torchvision.models.resnet18(weights=None).eval()
change = v2.Compose([v2.Resize(64, antialias=True), v2.CenterCrop(48), v2.ToDtype(torch.float32, scale=True)])
picture = change(torch.randint(0, 256, (3, 80, 100), dtype=torch.uint8))
with torch.inference_mode():
    print(tuple(picture.shape), tuple(network(picture[None]).shape))
"""
    assert run_python(program) == "(3, 48, 48) (1, 1000)"


PRINT_DECLARED = "from cxrviewer.inference.torchvision_import import DECLARED; print(DECLARED is None)"


@pytest.mark.skipif(sys.platform == "win32", reason="the file would be a .pyd")
def test_nothing_is_declared_where_the_library_loads(tmp_path: Path) -> None:
    package = tmp_path / "torchvision"
    package.mkdir()
    (package / "__init__.py").write_text("")
    # any shared object that a process can load stands for the library
    shutil.copy(_pydantic_core.__file__, package / "_C.so")
    assert run_python(PRINT_DECLARED, tmp_path) == "True"


@pytest.mark.skipif(sys.platform == "win32", reason="see above")
@pytest.mark.parametrize("library", [b"not a library", None])
def test_the_operators_are_declared_where_it_does_not_load_or_is_absent(
    library: bytes | None, tmp_path: Path
) -> None:
    package = tmp_path / "torchvision"
    package.mkdir()
    (package / "__init__.py").write_text("")
    if library is not None:
        (package / "_C.so").write_bytes(library)
    program = f"{PRINT_DECLARED}\nimport torch; print(torch.ops.torchvision.nms.default._schema.name)"
    assert run_python(program, tmp_path).split() == ["False", "torchvision::nms"]
