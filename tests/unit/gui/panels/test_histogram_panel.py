"""The histogram beside the film: counted in the background, its window moved by hand."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.panels.histogram import MARGIN, HistogramPanel
from cxrviewer.gui.saving import to_rgb
from cxrviewer.study import Window

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]


@pytest.fixture
def panel(
    open_window: OpenWindow, tmp_path: Path, write_film: Callable[..., Path], settle: Settle
) -> HistogramPanel:
    """The histogram of a film with the values 0 to 3999, once each, windowed from 1000 to 3000."""
    film = write_film(
        tmp_path / "ramp.dcm",
        np.arange(4000).reshape(50, 80),
        WindowCenter=2000,
        WindowWidth=2000,
        VOILUTFunction="LINEAR_EXACT",
    )
    window = open_window([film])
    window.action("toggle_histogram").trigger()
    settle(window)
    return window.workspace.histogram


def _x(panel: HistogramPanel, value: float) -> QPoint:
    span = panel.width() - 2 * MARGIN
    return QPoint(round(MARGIN + span * value / 3999), panel.height() // 2)


def _drag(panel: HistogramPanel, start: float, end: float) -> Window:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(panel, left, none, _x(panel, start))
    QTest.mouseMove(panel, _x(panel, end))
    QTest.mouseRelease(panel, left, none, _x(panel, end))
    voi = panel.window().workspace.session.display.voi
    assert isinstance(voi, Window)
    return voi


def test_every_value_is_counted(panel: HistogramPanel) -> None:
    assert panel.isVisible()
    assert (panel.counted.low, panel.counted.high) == (0, 3999)
    assert panel.counted.counts.sum() == 4000


def test_dragging_the_middle_moves_the_window(panel: HistogramPanel) -> None:
    voi = _drag(panel, 2000, 2500)
    assert voi.centre == pytest.approx(2500, abs=15)
    assert voi.width == 2000


def test_dragging_an_edge_moves_that_edge_alone(panel: HistogramPanel) -> None:
    voi = _drag(panel, 3000, 3500)
    assert voi.centre + voi.width / 2 == pytest.approx(3500, abs=15)
    assert voi.centre - voi.width / 2 == pytest.approx(1000, abs=1)
    voi = _drag(panel, 1000, 500)
    assert voi.centre - voi.width / 2 == pytest.approx(500, abs=30)


def test_the_curve_and_the_window_are_drawn(panel: HistogramPanel) -> None:
    shown = to_rgb(panel.grab().toImage()).astype(int)
    colours = {tuple(colour) for colour in shown.reshape(-1, 3)}
    assert (0x6C, 0xC4, 0xFF) in colours
    assert (0x5D, 0x6B, 0x7A) in colours


def test_it_is_not_counted_while_hidden_and_remembered_for_the_next_run(
    open_window: OpenWindow, noise_film: Path, tmp_path: Path, settle: Settle
) -> None:
    window = open_window([noise_film])
    assert window.workspace.histogram.counted is None
    window.action("toggle_histogram").trigger()
    settle(window)
    assert window.workspace.histogram.counted is not None
    window.close()
    again = open_window([noise_film])
    assert again.workspace.histogram.isVisible()
    assert again.action("toggle_histogram").isChecked()
    settle(again)
    assert again.workspace.histogram.counted is not None


def test_a_colour_picture_has_none(open_window: OpenWindow, tmp_path: Path, settle: Settle) -> None:
    cv2.imwrite(
        str(tmp_path / "colour.png"), np.random.default_rng(1).integers(0, 256, (90, 120, 3), np.uint8)
    )
    window = open_window([tmp_path / "colour.png"])
    window.action("toggle_histogram").trigger()
    settle(window)
    assert window.workspace.histogram.counted is None
    window.workspace.histogram.repaint()
