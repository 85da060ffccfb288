"""The lung editor of the panel and the commands about whole lungs, in the real window."""

from collections.abc import Callable

import numpy as np
import pytest
from film_picture import picture_of_film
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cxrviewer.analysis.lung_editing import largest_parts, smoothed, smoothing_radius
from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.lung_editing.repairing import NO_LUNGS, NOTHING_TO_DO
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.panels.lung_editor import LungEditor
from cxrviewer.gui.session import Session
from cxrviewer.study import LEFT_LUNG

Settle = Callable[[MainWindow], None]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(demo_window: MainWindow) -> MainWindow:
    return demo_window


@pytest.fixture
def session(window: MainWindow) -> Session:
    return window.workspace.session


@pytest.fixture
def editor(window: MainWindow) -> LungEditor:
    return window.workspace.panel.lung_editor


def roughen(session: Session) -> np.ndarray:
    """Put an island and some holes into the lungs; return the labels."""
    labels = session.lung_desk.begin(session.film, session.lungs_of(session.film))
    labels[5:12, 5:12] = LEFT_LUNG
    labels[::9, ::7] = 0
    session.lung_desk.tell((slice(0, labels.shape[0]), slice(0, labels.shape[1])))
    session.lung_desk.keep()
    return labels


def test_it_says_whose_the_lungs_are(
    window: MainWindow, session: Session, editor: LungEditor, settle: Settle
) -> None:
    assert editor.state.text() == "Lungs: the model's."
    assert editor.take_back.isHidden()
    roughen(session)
    assert editor.state.text() == "Lungs: edited by the user. Measuring again …"
    settle(window)
    assert editor.state.text() == "Lungs: edited by the user."
    assert not editor.take_back.isHidden()
    editor.take_back.click()
    settle(window)
    assert editor.state.text() == "Lungs: the model's."
    assert session.annotating.of(session.image_key).lungs is None


def test_provenance_and_notices_say_so_too(window: MainWindow, session: Session, settle: Settle) -> None:
    model = session.analysis.lungs.model
    roughen(session)
    settle(window)
    panel = window.workspace.panel
    QTest.qWait(20)
    words = panel._provenance.text().splitlines()
    assert words[0] == "Lungs: edited by the user."
    assert words[1].startswith(f"{model.name} {model.version}")
    assert "edited by the user" in panel._notices.text()


def test_buttons_take_tools_up_and_down(session: Session, editor: LungEditor) -> None:
    QTest.mouseClick(editor.buttons[Hand.ERASER], LEFT)
    assert session.annotating.hand is Hand.ERASER
    assert not editor.size_slider.isHidden()
    assert [hand for hand, button in editor.buttons.items() if button.isChecked()] == [Hand.ERASER]
    QTest.mouseClick(editor.buttons[Hand.ERASER], LEFT)
    assert session.annotating.hand is Hand.WINDOW
    assert editor.size_slider.isHidden()


def test_size_and_lung_go_to_the_desk_and_come_from_it(session: Session, editor: LungEditor) -> None:
    desk = session.lung_desk
    editor.size_slider.setValue(80)
    large = desk.brush.share
    editor.size_slider.setValue(20)
    assert desk.brush.share < large
    desk.set_brush(desk.brush.resized(1.5))
    assert editor.size_slider.value() > 20
    editor.lung.setCurrentIndex(2)
    editor.lung.activated.emit(2)
    assert desk.brush.lung == LEFT_LUNG


def test_the_switch_of_the_models_outline(
    window: MainWindow, session: Session, editor: LungEditor, settle: Settle
) -> None:
    roughen(session)
    settle(window)
    view = window.workspace.view
    with_outline = picture_of_film(view)
    editor.model_outline.setChecked(False)
    assert not session.display.model_outline
    assert picture_of_film(view) != with_outline
    window.action("toggle_model_outline").trigger()
    assert editor.model_outline.isChecked()
    assert picture_of_film(view) == with_outline


@pytest.mark.parametrize("name", ["smooth_lungs", "drop_lung_islands"])
def test_whole_lungs_are_repaired_in_one_step(
    window: MainWindow, session: Session, settle: Settle, name: str
) -> None:
    rough = roughen(session).copy()
    window.action(name).trigger()
    settle(window)
    wanted = (
        smoothed(rough, smoothing_radius(rough.shape)) if name == "smooth_lungs" else largest_parts(rough)
    )
    got = session.annotating.of(session.image_key).lungs.labels()
    assert np.array_equal(got, wanted.on(rough))
    assert not np.array_equal(got, rough)
    assert np.array_equal(session.analysis.lungs.labels, got)
    window.action("undo").trigger()
    assert np.array_equal(session.annotating.of(session.image_key).lungs.labels(), rough)


def test_lungs_that_are_so_already_are_left_alone(
    window: MainWindow, session: Session, settle: Settle
) -> None:
    told: list[str] = []
    session.message.connect(told.append)
    window.action("drop_lung_islands").trigger()
    settle(window)
    assert told == [NOTHING_TO_DO]
    assert session.annotating.of(session.image_key).lungs is None


def test_an_answer_about_lungs_that_are_others_by_now_is_dropped(
    window: MainWindow, session: Session, settle: Settle
) -> None:
    roughen(session)
    window.action("smooth_lungs").trigger()
    session.annotating.undo(session.image_key)
    settle(window)
    assert session.annotating.of(session.image_key).lungs is None


def test_without_lungs_there_is_nothing_to_repair(
    open_window: Callable[..., MainWindow], stack: str, settle: Settle
) -> None:
    window, told = open_window([stack]), []
    window.workspace.session.message.connect(told.append)
    window.action("smooth_lungs").trigger()
    settle(window)
    assert told == [NO_LUNGS]


def test_back_to_the_models_lungs_is_offered_only_where_they_were_corrected(
    window: MainWindow, session: Session, settle: Settle
) -> None:
    action = window.action("model_lungs")
    assert not action.isEnabled()
    roughen(session)
    assert action.isEnabled()
    action.trigger()
    settle(window)
    assert not action.isEnabled()
    assert not session.analysis.lungs.edited
