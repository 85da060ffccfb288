"""What the file says of its display, and what the user sets aside of it: grey levels on the screen."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.saving import to_rgb
from cxrviewer.gui.viewport.notices import film_notices
from cxrviewer.study import LookupTable, Window

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]
WriteFilm = Callable[..., Path]

# Four vertical bands, worked out by hand for the window of centre 128, width 256: level = stored value
BANDS = (0, 60, 200, 255)


def _bands(write_film: WriteFilm, path: Path, **attributes: object) -> Path:
    pixels = np.repeat(np.array([BANDS]), 25, axis=1).repeat(80, axis=0)
    return write_film(path, pixels, WindowCenter=128, WindowWidth=256, **attributes)


def _shown(window: MainWindow) -> list[int]:
    """The grey levels in the middle of the four bands on the screen."""
    view = window.workspace.view
    _film_alone(window)
    picture = to_rgb(view.viewport().grab().toImage())
    points = [view.viewportTransform().map(QPointF(12.5 + 25 * band, 60)).toPoint() for band in range(4)]
    return [int(picture[point.y(), point.x(), 0]) for point in points]


def _film_alone(window: MainWindow) -> None:
    """Hide texts and layers."""
    if window.workspace.session.display.texts_visible:
        window.action("toggle_texts").trigger()
    for control in (window.workspace.panel.mask_control, window.workspace.panel.heatmap_control):
        control.switch.setChecked(False)


def _negative(levels: tuple[int, ...]) -> list[int]:
    return [255 - level for level in levels]


@pytest.mark.parametrize(
    ("photometric", "shape", "high_is_white"),
    [
        ("MONOCHROME2", None, True),
        ("MONOCHROME1", None, False),
        ("MONOCHROME2", "IDENTITY", True),
        ("MONOCHROME1", "IDENTITY", True),
        ("MONOCHROME2", "INVERSE", False),
        ("MONOCHROME1", "INVERSE", False),
    ],
)
def test_polarity_on_the_screen(
    open_window: OpenWindow,
    tmp_path: Path,
    write_film: WriteFilm,
    photometric: str,
    shape: str | None,
    high_is_white: bool,
) -> None:
    attributes = {"PhotometricInterpretation": photometric}
    attributes |= {} if shape is None else {"PresentationLUTShape": shape}
    window = open_window([_bands(write_film, tmp_path / "bands.dcm", **attributes)])
    positive, negative = list(BANDS), _negative(BANDS)
    own, other = (positive, negative) if high_is_white else (negative, positive)
    assert _shown(window) == pytest.approx(own, abs=1)
    QTest.keyClick(window, Qt.Key.Key_I)
    assert _shown(window) == pytest.approx(other, abs=1)
    QTest.keyClick(window, Qt.Key.Key_P)
    assert _shown(window) == pytest.approx(own, abs=1)
    QTest.keyClick(window, Qt.Key.Key_I)
    assert _shown(window) == pytest.approx(other, abs=1)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert _shown(window) == pytest.approx(own, abs=1)


def _notices(window: MainWindow) -> tuple[str, ...]:
    session = window.workspace.session
    return film_notices(session.film, session.display, [])


def test_an_override_stands_on_the_film_as_long_as_it_holds(
    open_window: OpenWindow, tmp_path: Path, noise_film: Path, write_film: WriteFilm, settle: Settle
) -> None:
    film = _bands(write_film, tmp_path / "bands.dcm", PhotometricInterpretation="MONOCHROME1")
    window = open_window([film, noise_film])
    assert _notices(window) == ()
    QTest.keyClick(window, Qt.Key.Key_P)
    assert _notices(window) == ("Polarity overridden: the file says MONOCHROME1",)
    assert _coloured(window) > 50
    window.action("next_image").trigger()
    settle(window)
    assert _notices(window) == ()
    assert _coloured(window) == 0
    window.action("previous_image").trigger()
    settle(window)
    assert _notices(window) != ()
    assert window.action("override_polarity").isChecked()
    window.action("reset").trigger()
    assert _notices(window) == ()


def _coloured(window: MainWindow) -> int:
    """How many pixels of the film's upper part are amber, with the texts switched off."""
    _film_alone(window)
    picture = to_rgb(window.workspace.view.viewport().grab().toImage()).astype(int)
    return int((picture[..., 0] - picture[..., 2] > 80).sum())


def _with_lut(write_film: WriteFilm, path: Path) -> Path:
    table = Dataset()
    table.LUTDescriptor = [256, 0, 8]
    table.LUTData = np.full(256, 77, "<u2").tobytes()
    table.LUTExplanation = "FLAT"
    pixels = np.arange(100 * 100).reshape(100, 100) % 256
    return write_film(
        path,
        pixels,
        VOILUTSequence=[table],
        WindowCenter=[100, 30],
        WindowWidth=[50, 20],
        WindowCenterWidthExplanation=["WIDE", "NARROW"],
    )


def test_windows_and_luts_of_the_file_are_chosen_by_their_explanation(
    open_window: OpenWindow, tmp_path: Path, write_film: WriteFilm
) -> None:
    window = open_window([_with_lut(write_film, tmp_path / "lut.dcm")])
    actions = [action for action in window.workspace.menus.presets.actions() if action.isVisible()]
    texts = [action.text() for action in actions]
    assert [text.split(",")[0] for text in texts[:3]] == ["FLAT", "WIDE", "NARROW"]
    assert actions[0].isChecked()
    actions[2].trigger()
    assert window.workspace.session.display.voi == Window(30, 20, explanation="NARROW")
    assert [action.isChecked() for action in actions[:3]] == [False, False, True]


def test_the_lut_of_the_file_can_be_ignored(
    open_window: OpenWindow, tmp_path: Path, write_film: WriteFilm
) -> None:
    window = open_window([_with_lut(write_film, tmp_path / "lut.dcm")])
    session = window.workspace.session
    assert isinstance(session.display.voi, LookupTable)
    QTest.keyClick(window, Qt.Key.Key_C)
    computed = session.display.voi
    assert isinstance(computed, Window)
    assert computed.centre == pytest.approx(127.5, abs=1)
    assert computed.width == pytest.approx(253, abs=3)
    assert "ignored" in _notices(window)[0]
    QTest.keyClick(window, Qt.Key.Key_C)
    assert isinstance(session.display.voi, LookupTable)
    assert _notices(window) == ()
    QTest.keyClick(window, Qt.Key.Key_C)
    QTest.keyClick(window, Qt.Key.Key_2)
    assert session.display.voi == Window(100, 50, explanation="WIDE")
    assert _notices(window) == ()


def test_there_is_nothing_to_ignore_in_a_film_without_window(
    open_window: OpenWindow, noise_film: Path
) -> None:
    window = open_window([noise_film])
    before = window.workspace.session.display
    QTest.keyClick(window, Qt.Key.Key_C)
    assert window.workspace.session.display == before
    assert "computed already" in window.workspace.messages.sentences[-1]


def test_the_automatic_window_lies_between_percentiles(
    open_window: OpenWindow, tmp_path: Path, write_film: WriteFilm
) -> None:
    pixels = np.arange(10_000).reshape(100, 100)
    window = open_window([write_film(tmp_path / "ramp.dcm", pixels, WindowCenter=5, WindowWidth=3)])
    QTest.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    voi = window.workspace.session.display.voi
    assert voi.centre - voi.width / 2 == pytest.approx(50, abs=2)
    assert voi.centre + voi.width / 2 == pytest.approx(9949, abs=2)


def test_pixel_aspect_ratio_is_honoured_on_the_screen(
    open_window: OpenWindow, tmp_path: Path, write_film: WriteFilm
) -> None:
    film = write_film(tmp_path / "tall.dcm", np.eye(100) * 9, PixelAspectRatio=["3", "2"])
    view = open_window([film]).workspace.view
    shown = view.viewportTransform().mapRect(view.scene().sceneRect())
    assert shown.height() == pytest.approx(1.5 * shown.width())
