import sys
from pathlib import Path

import pytest

from cxrviewer.inference.torch_libraries import first_library, load_before_qt


def a_torch(folder: Path, library: str) -> None:
    (folder / "torch" / "lib").mkdir(parents=True)
    (folder / "torch" / "lib" / library).touch()
    (folder / "torch" / "__init__.py").write_text(
        "raise AssertionError('torch is imported')", encoding="utf-8"
    )


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    return tmp_path


def test_it_is_found_without_importing_torch(site: Path) -> None:
    a_torch(site, "c10.dll")
    assert first_library() == site / "torch" / "lib" / "c10.dll"


def test_other_systems_have_none(site: Path) -> None:
    a_torch(site, "libc10.so")
    assert first_library() is None
    load_before_qt()
