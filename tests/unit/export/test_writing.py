"""Files are written whole or not at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from cxrviewer.errors import FileError
from cxrviewer.export import write_bytes, write_json, write_png


def test_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_missing_folder_is_one_sentence_that_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "none" / "a.bin"
    with pytest.raises(FileError, match=r"a\.bin: cannot be written: No such file or directory"):
        write_bytes(path, b"data")


def test_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    (path / "kept").touch()
    with pytest.raises(FileError, match="folder: cannot be written"):
        write_bytes(path, b"data")
    assert list(tmp_path.iterdir()) == [path]
    assert (path / "kept").exists()


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3)])
def test_png_keeps_every_pixel(tmp_path: Path, shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    write_png(tmp_path / "a.png", picture)
    np.testing.assert_array_equal(np.asarray(Pillow.open(tmp_path / "a.png")), picture)


def test_importing_the_package_loads_no_writer() -> None:
    code = (
        "import sys, cxrviewer.export as e;"
        "assert not {'reportlab', 'cv2', 'pydicom', 'PIL'} & set(sys.modules), 'loaded at import';"
        "e.write_json; assert not {'reportlab', 'cv2', 'pydicom'} & set(sys.modules), 'loaded for JSON';"
        "e.write_report; assert 'reportlab' in sys.modules"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_unknown_names_are_attribute_errors() -> None:
    import cxrviewer.export

    with pytest.raises(AttributeError, match="write_nothing"):
        _ = cxrviewer.export.write_nothing


def test_json_of_a_name_that_is_no_valid_utf_8_reads_back(tmp_path: Path) -> None:
    odd = os.fsdecode(b"film-\xff.dcm")
    write_json(tmp_path / "record.json", {"file": odd, "width": "1 ×"})
    assert json.loads((tmp_path / "record.json").read_text(encoding="utf-8")) == {"file": odd, "width": "1 ×"}
