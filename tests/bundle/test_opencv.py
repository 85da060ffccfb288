"""The OpenCV that bundles are made with: part of the wheel's, built anew without Intel's IPP."""

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from bundle.conftest import REPOSITORY

OPENCV = REPOSITORY / "build" / "opencv" / "site-packages"
OPERATIONS = Path(__file__).with_name("opencv_operations.py")
pytestmark = pytest.mark.skipif(not OPENCV.is_dir(), reason="needs the OpenCV that make bundle builds")


def python(*arguments: str | Path, opencv: Path | None = None) -> list[str]:
    """Run Python with the OpenCV of a folder, or with the wheel's, and return the words that it prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env={"PYTHONPATH": str(opencv)} if opencv else {},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def functions_of_opencv(code: str) -> set[str]:
    return {
        node.attr
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "cv2"
    }


def test_it_has_all_that_the_program_names() -> None:
    named = set()
    for file in (REPOSITORY / "cxrviewer").rglob("*.py"):
        named |= functions_of_opencv(file.read_text(encoding="utf-8"))
    assert {"LUT", "resize", "imencode"} <= named
    code = f"import cv2; print(cv2.__file__, *(name for name in {named} if not hasattr(cv2, name)))"
    assert python("-c", code, opencv=OPENCV) == [str(OPENCV / "cv2" / "__init__.py")]


def test_it_makes_the_same_pictures_as_the_wheel(tmp_path: Path) -> None:
    files = [tmp_path / "wheel.npz", tmp_path / "bundle.npz"]
    used = [python(OPERATIONS, files[0]), python(OPERATIONS, files[1], opencv=OPENCV)]
    assert used[0] != used[1] == [str(OPENCV / "cv2" / "__init__.py")]
    wheel, bundle = (np.load(file) for file in files)
    assert len(wheel.files) > 90
    for name in wheel.files:
        wanted, given = wheel[name], bundle[name]
        assert wanted.dtype == given.dtype
        if wanted.dtype.kind == "f":
            np.testing.assert_allclose(given, wanted, rtol=0, atol=3e-6 * np.abs(wanted).max(), err_msg=name)
        else:
            last_bit = 1 if name.startswith(("resize LINEAR", "resize CUBIC")) else 0
            np.testing.assert_allclose(
                given.astype(np.int64), wanted.astype(np.int64), rtol=0, atol=last_bit, err_msg=name
            )
