"""Stacks: CT series and multi-frame files by wheel, keys and cine; what is read before it is asked for."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeView
from pytestqt.qtbot import QtBot

from cxrviewer.gui.cache import FilmCache
from cxrviewer.gui.film import Film, FilmKey, load_film
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.jobs import JobContext
from cxrviewer.study import Window

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]
WriteFilm = Callable[..., Path]
WAIT_MS = 30_000


def _value(window: MainWindow) -> int:
    """The last stored value of the image on screen."""
    return int(window.workspace.session.film.image.pixels[-1, -1])


def test_a_ct_series_is_a_stack_in_the_order_of_its_instance_numbers(
    open_window: OpenWindow, ct_series: list[Path], settle: Settle
) -> None:
    window = open_window(ct_series)
    workspace = window.workspace
    assert len(workspace.session.stack) == 6
    assert workspace.frames.label.text() == "Slice 3 of 6"
    QTest.keyClick(window, Qt.Key.Key_Home)
    settle(window)
    values = []
    for _ in range(7):
        values.append(_value(window) - 1024)
        QTest.keyClick(window, Qt.Key.Key_Down)
        settle(window)
    assert values == [100, 200, 300, 400, 500, 600, 600]
    QTest.keyClick(window, Qt.Key.Key_Up)
    settle(window)
    assert _value(window) == 500 + 1024
    assert workspace.frames.label.text() == "Slice 5 of 6"


def test_window_zoom_and_turn_stay_within_a_stack(
    open_window: OpenWindow, ct_series: list[Path], settle: Settle
) -> None:
    window = open_window(ct_series)
    session, view = window.workspace.session, window.workspace.view
    QTest.keyClick(window, Qt.Key.Key_1)
    window.action("rotate_right").trigger()
    view.zoom_to(view.zoom * 2)
    zoom, display = view.zoom, session.display
    QTest.keyClick(window, Qt.Key.Key_End)
    settle(window)
    assert _value(window) == 600 + 1024
    assert session.display == display
    assert view.zoom == zoom


@pytest.mark.parametrize(
    ("key", "name", "centre", "width"),
    [("1", "Lung", -600, 1500), ("2", "Mediastinum", 40, 400), ("3", "Bone", 400, 1800),
     ("4", "Brain", 40, 80), ("5", "Abdomen", 60, 400)],
)  # fmt: skip
def test_ct_has_its_tissues_on_the_number_keys(
    open_window: OpenWindow, ct_series: list[Path], key: str, name: str, centre: int, width: int
) -> None:
    window = open_window(ct_series[:1])
    QTest.keyClick(window, key)
    assert window.workspace.session.display.voi == Window(centre, width, explanation=name)


def test_two_views_of_a_projection_series_are_no_stack(
    open_window: OpenWindow, tmp_path: Path, write_film: WriteFilm
) -> None:
    for name in ("pa", "lateral"):
        pixels = np.random.default_rng(3).integers(0, 99, (70, 70))
        write_film(tmp_path / f"{name}.dcm", pixels, Modality="DX", SeriesInstanceUID="1.2.9")
    window = open_window([tmp_path])
    assert len(window.workspace.session.files) == 2
    assert len(window.workspace.session.stack) == 1
    assert not window.workspace.frames.isVisible()


def test_cine_plays_every_frame_in_turn_and_stops_at_another_film(
    open_window: OpenWindow, stack: Path, noise_film: Path, qtbot: QtBot, settle: Settle
) -> None:
    window = open_window([stack, noise_film])
    workspace, seen = window.workspace, []
    workspace.session.film_changed.connect(lambda: seen.append(workspace.session.film.key.frame))
    workspace.cine.set_rate(60)
    window.action("toggle_cine").trigger()
    qtbot.waitUntil(lambda: len(seen) >= 8, timeout=WAIT_MS)
    assert seen[:8] == [2, 3, 4, 5, 1, 2, 3, 4]
    assert window.action("toggle_cine").isChecked()
    assert workspace.frames.play.text() == "Pause"
    workspace.opening.show(FilmKey(noise_film))
    qtbot.waitUntil(lambda: workspace.session.film.key.path == noise_film, timeout=WAIT_MS)
    assert not workspace.cine.playing
    settle(window)


def test_the_rate_of_cine_goes_in_steps_within_limits(open_window: OpenWindow, stack: Path) -> None:
    window = open_window([stack])
    cine, rates = window.workspace.cine, []
    assert cine.rate == 15
    for _ in range(20):
        window.action("slower").trigger()
        rates.append(cine.rate)
    assert rates[:3] == [12, 10, 7]
    assert rates[-1] == 1
    window.workspace.frames.rate.setValue(33)
    window.action("faster").trigger()
    assert cine.rate == 40
    window.close()
    assert open_window([stack]).workspace.cine.rate == 40


def test_the_neighbours_are_read_before_they_are_asked_for(
    open_window: OpenWindow, ct_series: list[Path], noise_film: Path, settle: Settle
) -> None:
    window = open_window([*ct_series, noise_film])
    settle(window)
    cache = window.workspace.session.cache
    assert [key.path.name for key in window.workspace.session.stack if key not in cache] == []
    QTest.keyClick(window, Qt.Key.Key_Down)
    assert _value(window) == 400 + 1024  # at once, without a turn of the event loop


def test_a_neighbour_that_cannot_be_read_is_told_of_when_one_comes_to_it(
    open_window: OpenWindow, tmp_path: Path, noise_film: Path, write_film: WriteFilm, settle: Settle
) -> None:
    broken = write_film(tmp_path / "broken.dcm", np.full((70, 70), 9), Modality="DX")
    window = open_window([noise_film, broken])
    workspace = window.workspace
    settle(window)
    broken.unlink()
    workspace.session.cache._forget(FilmKey(broken))
    assert list(workspace.messages.sentences) == []
    window.action("next_image").trigger()
    settle(window)
    assert "broken.dcm" in workspace.messages.sentences[-1]
    assert workspace.session.film.key.path == noise_film


def _films(write_film: WriteFilm, folder: Path, sizes: list[int]) -> list[Film]:
    paths = [
        write_film(folder / f"{n}.dcm", np.arange(size * size).reshape(size, size) % 4096)
        for n, size in enumerate(sizes)
    ]
    return [load_film(FilmKey(path), JobContext()) for path in paths]


def test_the_cache_is_bounded_in_bytes_and_forgets_the_oldest(tmp_path: Path, write_film: WriteFilm) -> None:
    films = _films(write_film, tmp_path, [30, 30, 30, 60])
    small = films[0].size_bytes
    assert small >= 30 * 30 * 2
    cache = FilmCache(3 * small)
    for film in films[:3]:
        cache.keep(film)
    assert cache.get(films[0].key) is films[0]
    cache.keep(films[0])
    assert cache.size_bytes == 3 * small
    cache.keep(_films(write_film, tmp_path, [30, 30, 30, 30])[3])
    assert films[1].key not in cache
    assert films[0].key in cache
    assert cache.size_bytes <= 3 * small
    cache.keep(films[3])
    assert cache.size_bytes <= 3 * small
    assert films[3].key not in cache


def test_lists_and_sliders_keep_the_keys_that_move_within_them(
    open_window: OpenWindow, ct_series: list[Path], settle: Settle, qtbot: QtBot
) -> None:
    window = open_window(ct_series)
    tree, slider = window.findChild(QTreeView), window.workspace.panel.mask_control.slider
    # The list is drawn anew now and then
    qtbot.waitUntil(lambda: tree.currentIndex().isValid(), timeout=WAIT_MS)
    shown, row = window.workspace.session.wanted, tree.currentIndex()
    QTest.keyClick(tree, Qt.Key.Key_Up)
    assert tree.currentIndex() != row
    opacity = slider.value()
    QTest.keyClick(slider, Qt.Key.Key_Down)
    assert slider.value() == opacity - 1
    settle(window)
    assert window.workspace.session.wanted == shown
    QTest.keyClick(window.workspace.view, Qt.Key.Key_Down)
    assert window.workspace.session.wanted != shown


def test_each_slice_has_its_own_window_until_the_hand_chooses_another(
    open_window: OpenWindow, tmp_path: Path, write_film: WriteFilm, settle: Settle
) -> None:
    for number in (1, 2, 3):
        write_film(
            tmp_path / f"{number}.dcm",
            np.arange(4900).reshape(70, 70),
            Modality="MR",
            SeriesInstanceUID="1.2.7",
            InstanceNumber=number,
            WindowCenter=100 * number,
            WindowWidth=50,
        )
    window = open_window([tmp_path])
    session, shown = window.workspace.session, []
    for _ in range(2):
        shown.append(session.display.voi.centre)
        window.action("next_slice").trigger()
        settle(window)
    assert shown == [100, 200]
    session.set_display(session.display.with_voi(Window(7, 9)))
    window.action("first_slice").trigger()
    settle(window)
    assert session.display.voi == Window(7, 9)


def test_without_windows_in_the_files_the_stack_keeps_one(
    open_window: OpenWindow, stack: Path, settle: Settle
) -> None:
    window = open_window([stack])
    before = window.workspace.session.display.voi
    window.action("last_slice").trigger()
    settle(window)
    assert _value(window) == 4000
    assert window.workspace.session.display.voi is before
