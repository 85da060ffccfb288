"""Texture maps on the disk."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from cxrviewer.errors import FileError
from cxrviewer.export import write_texture_map
from cxrviewer.study import TextureMap, TextureSettings

VALUES = np.array([[0.3, np.nan, 1.0], [np.nan, 0.65, np.nan]], np.float32)
FOUND = TextureMap("homogeneity", VALUES, (12.0, 12.0, 36.0, 28.0), 32, 8, TextureSettings())


def test_the_numbers_stand_at_the_middle_of_their_windows(tmp_path: Path) -> None:
    table, _ = write_texture_map(tmp_path / "new", "film", FOUND, np.zeros((40, 48), np.float32))
    assert table.name == "film-texture-homogeneity.csv"
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    found = [(float(row["x"]), float(row["y"]), float(row["homogeneity"])) for row in rows]
    assert found == [(16, 16, pytest.approx(0.3)), (32, 16, 1.0), (24, 24, pytest.approx(0.65))]


def test_the_picture_is_the_film_wherever_there_is_no_value(tmp_path: Path) -> None:
    unit = np.full((40, 48), 0.5, np.float32)
    _, file = write_texture_map(tmp_path, "film", FOUND, unit)
    picture = cv2.imread(str(file), cv2.IMREAD_COLOR_RGB)
    assert picture is not None
    coloured = np.ptp(picture.astype(int), axis=2) > 0
    expected = np.zeros((40, 48), bool)
    for top, left in ((12, 12), (12, 28), (20, 20)):
        expected[top : top + 8, left : left + 8] = True
    np.testing.assert_array_equal(coloured, expected)
    low, high = picture[16, 16].astype(int), picture[16, 32].astype(int)
    assert low[2] > low[0]  # viridis runs from violet to yellow
    assert high[0] > high[2]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(FileError, match="file"):
        write_texture_map(tmp_path / "file" / "in", "film", FOUND, np.zeros((40, 48), np.float32))
