"""The analysis of CT slices, when it is asked for."""

from collections.abc import Callable
from pathlib import Path

from phantom_slices import Chest, write_picture, write_slice

from cxrviewer.gui.analysis_status import Stage
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.viewport.notices import film_notices

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]


def test_the_slice_on_screen_is_analysed_when_asked(
    open_window: OpenWindow, settle: Settle, tmp_path: Path
) -> None:
    for number in (1, 2):
        write_slice(tmp_path / f"slice-{number}.dcm", Chest(seed=number), number)
    window = open_window([tmp_path / "slice-1.dcm", tmp_path / "slice-2.dcm"])
    session = window.workspace.session
    assert session.film is not None
    assert session.status.stage is Stage.IDLE
    assert session.film.image.text.patient_orientation == ("L", "P")
    window.action("analyse").trigger()
    settle(window)
    assert session.analysis is not None
    assert session.analysis.image_key == session.image_key
    assert set(session.analysis.classification.probabilities) == {"ct_covid", "ct_non_covid"}
    assert len(session.analysis.texture) == 3


def test_a_single_slice_is_not_analysed_unasked(open_window: OpenWindow, tmp_path: Path) -> None:
    write_slice(tmp_path / "slice.dcm", Chest())
    assert open_window([tmp_path / "slice.dcm"]).workspace.session.status.stage is Stage.IDLE


def test_a_picture_is_taken_for_what_the_user_says(
    open_window: OpenWindow, settle: Settle, tmp_path: Path
) -> None:
    write_picture(tmp_path / "slice.png", Chest())
    window = open_window([tmp_path / "slice.png"])
    session = window.workspace.session
    window.action("read_as_ct").trigger()
    settle(window)
    assert session.film is not None
    assert film_notices(session.film, session.display, []) == ("Analysed as a CT slice",)
    assert set(session.analysis.classification.probabilities) == {"ct_covid", "ct_non_covid"}
    assert window.action("read_as_ct").isChecked()
    window.action("reset").trigger()
    assert window.action("read_as_ct").isChecked()
    window.action("read_as_ct").trigger()
    assert film_notices(session.film, session.display, []) == ()
