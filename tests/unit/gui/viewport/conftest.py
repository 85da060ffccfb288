"""A viewport on a film of its own, with a hand to draw."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from drawing_desk import DrawingDesk
from pytestqt.qtbot import QtBot

ROWS, COLUMNS = 400, 300


@pytest.fixture
def wide_pixel_film(tmp_path: Path, write_film: Callable[..., Path]) -> Path:
    """A film of 400 rows and 300 columns, dark, whose pixels are 0.2 mm wide and 0.4 mm high."""
    pixels = np.full((ROWS, COLUMNS), 100)
    return write_film(tmp_path / "film.dcm", pixels, PixelSpacing=[0.4, 0.2], PatientOrientation=["L", "F"])


@pytest.fixture
def square_film(tmp_path: Path, write_film: Callable[..., Path]) -> Path:
    """A film of 400 rows and 300 columns with square pixels of 0.5 mm, each pixel's value its column."""
    pixels = np.tile(np.arange(COLUMNS), (ROWS, 1))
    return write_film(tmp_path / "square.dcm", pixels, PixelSpacing=[0.5, 0.5], PatientOrientation=["L", "F"])


@pytest.fixture
def open_desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[Path], DrawingDesk]]:
    """A function that opens a viewport on a film."""
    desks: list[DrawingDesk] = []

    def open_on(film: Path) -> DrawingDesk:
        desks.append(DrawingDesk(qtbot, tmp_path, film))
        return desks[-1]

    yield open_on
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[[Path], DrawingDesk], square_film: Path) -> DrawingDesk:
    """A viewport on the film with square pixels."""
    return open_desk(square_film)
