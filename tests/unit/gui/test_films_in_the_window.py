"""Every kind of file comes up in the window or is refused by a sentence; nothing is an internal error."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.saving import to_rgb

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]
WriteFilm = Callable[..., Path]


@pytest.mark.films
def test_the_whole_collection_is_paged_through(
    open_window: OpenWindow, dicom_collection: Path, settle: Settle
) -> None:
    window = open_window([dicom_collection])
    workspace = window.workspace
    workspace.store.settings = workspace.store.settings.__class__(analyse_on_open=False)
    seen = set()
    for _ in range(len(workspace.session.files)):
        settle(window)
        workspace.view.viewport().repaint()
        seen.add(workspace.session.film.key.path)
        window.action("next_image").trigger()
    assert len(seen) >= 20
    assert not [sentence for sentence in workspace.messages.sentences if "Internal" in sentence]


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (2, 3)])
def test_tiny_films_are_shown(
    open_window: OpenWindow, tmp_path: Path, shape: tuple[int, int], write_film: WriteFilm
) -> None:
    film = write_film(tmp_path / "tiny.dcm", np.full(shape, 7))
    window = open_window([film])
    window.workspace.view.one_to_one()
    window.workspace.view.viewport().repaint()
    assert window.workspace.session.film.image.pixels.shape == shape
    assert "too small" in window.workspace.session.status.reason


def test_a_colour_picture_keeps_its_colours_and_takes_no_window(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    colours = np.random.default_rng(1).integers(0, 256, (90, 120, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "colour.png"), colours[..., ::-1])
    window = open_window([tmp_path / "colour.png"])
    workspace = window.workspace
    assert workspace.session.display.voi is None
    window.action("one_to_one").trigger()
    window.action("toggle_texts").trigger()
    for control in (workspace.panel.mask_control, workspace.panel.heatmap_control):
        control.switch.setChecked(False)
    shown = to_rgb(workspace.view.viewport().grab().toImage())
    corner = workspace.view.viewportTransform().map(workspace.view.scene().sceneRect().topLeft()).toPoint()
    np.testing.assert_array_equal(shown[corner.y() : corner.y() + 90, corner.x() : corner.x() + 120], colours)


def test_pixels_that_are_not_square_are_shown_in_their_shape(
    open_window: OpenWindow, tmp_path: Path, write_film: WriteFilm
) -> None:
    film = write_film(tmp_path / "flat.dcm", np.eye(100) * 9, PixelSpacing=[2.0, 1.0])
    view = open_window([film]).workspace.view
    shown = view.viewportTransform().mapRect(view.scene().sceneRect())
    assert shown.height() == pytest.approx(2 * shown.width())


def test_notices_stand_over_the_film_and_go_with_it(
    open_window: OpenWindow, tmp_path: Path, noise_film: Path, settle: Settle, write_film: WriteFilm
) -> None:
    broken = write_film(tmp_path / "broken window.dcm", np.eye(80) * 9, WindowCenter=40, WindowWidth=-3)
    window = open_window([broken, noise_film])
    assert window.workspace.notices.isVisible()
    window.action("next_image").trigger()
    settle(window)
    assert not window.workspace.notices.isVisible()
