"""Patches that vote, and their merged map, in the real window."""

from collections.abc import Callable

import numpy as np
from film_picture import picture_of_film

from cxrviewer.gui.gathering import view_of
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.panels.patches import PatchSection
from cxrviewer.gui.saving import to_rgb
from cxrviewer.locations import demo_film
from cxrviewer.study import PackedMask

Settle = Callable[[MainWindow], None]


def section(window: MainWindow) -> PatchSection:
    return window.workspace.panel.patches


def read(window: MainWindow, settle: Settle) -> None:
    section(window).button.click()
    assert section(window).button.text() == "Cancel"
    settle(window)


def test_patches_vote_when_they_are_asked(demo_window: MainWindow, settle: Settle) -> None:
    session = demo_window.workspace.session
    assert section(demo_window).table.isHidden()
    assert session.patch_reading_of(session.film) is None
    read(demo_window, settle)
    reading = session.patch_reading_of(session.film)
    assert reading.number == 100
    assert reading.settings.seed == session.image_key
    assert f"{reading.votes[reading.prediction]} of 100 patches" in section(demo_window).words.text()
    table = section(demo_window).table
    votes = [int(table.item(row, 1).text()) for row in range(table.rowCount())]
    assert votes == list(reading.votes.values())
    assert sum(votes) == 100
    assert not table.isHidden()


def test_the_merged_map_takes_the_place_of_the_other(demo_window: MainWindow, settle: Settle) -> None:
    workspace = demo_window.workspace
    session = workspace.session
    workspace.panel.mask_control.switch.setChecked(False)
    whole = session.heatmap
    read(demo_window, settle)
    assert session.heatmap is whole
    section(demo_window).merged.click()
    reading = session.patch_reading_of(session.film)
    assert session.heatmap is reading.heatmap(None)
    assert view_of(session.display).patch_map
    picture = to_rgb(picture_of_film(workspace.view, session.film.image.columns)).astype(int)
    coloured = np.ptp(picture, axis=2) > 20
    assert coloured.any()
    # no patch reaches the lowest rows of the film: nothing is drawn there
    lowest = int((reading.centres[:, 1] + reading.patch_px / 2).max())
    assert not coloured[lowest + 3 :].any()
    section(demo_window).merged.click()
    assert session.heatmap is whole


def test_other_lungs_have_no_reading_until_they_are_read(demo_window: MainWindow, settle: Settle) -> None:
    session = demo_window.workspace.session
    read(demo_window, settle)
    labels = session.lungs_of(session.film)
    corrected = np.where(np.arange(len(labels))[:, None] < 160, labels, 0).astype(np.uint8)
    session.lung_desk.commit(session.film, corrected, PackedMask.of(corrected))
    settle(demo_window)
    assert session.patch_reading_of(session.film) is None
    assert section(demo_window).table.isHidden()


def test_votes_are_shown_the_next_time_without_computing(
    open_window: Callable[..., MainWindow], settle: Settle
) -> None:
    first = open_window([demo_film()])
    read(first, settle)
    session = first.workspace.session
    said = session.patch_reading_of(session.film)
    words = section(first).words.text()
    first.close()
    again = open_window([demo_film()])
    settle(again)
    session = again.workspace.session
    recalled = session.patch_reading_of(session.film)
    assert recalled is not None
    assert again.workspace.patching._service._analyser._patches == {}  # nothing was loaded
    assert section(again).words.text() == words
    assert not section(again).table.isHidden()
    np.testing.assert_array_equal(recalled.answers, said.answers)
    np.testing.assert_array_equal(recalled.heatmap(None).values, said.heatmap(None).values)


def test_votes_come_back_with_the_lungs_that_they_are_of(demo_window: MainWindow, settle: Settle) -> None:
    session = demo_window.workspace.session
    read(demo_window, settle)
    said = session.patch_reading_of(session.film)
    labels = session.lungs_of(session.film)
    corrected = np.where(np.arange(len(labels))[:, None] < 160, labels, 0).astype(np.uint8)
    session.lung_desk.commit(session.film, corrected, PackedMask.of(corrected))
    settle(demo_window)
    read(demo_window, settle)
    assert session.patch_reading_of(session.film).votes != said.votes
    session.annotating.undo(session.image_key)
    settle(demo_window)
    assert session.patch_reading_of(session.film).votes == said.votes


def test_reading_can_be_cancelled(demo_window: MainWindow, settle: Settle) -> None:
    session = demo_window.workspace.session
    section(demo_window).button.click()
    section(demo_window).button.click()
    settle(demo_window)
    assert section(demo_window).button.text() == "Read patches"
    assert not session.patch_readings.busy(session.image_key)
