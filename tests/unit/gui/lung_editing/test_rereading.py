"""Corrected lungs in the real window: what is shown, measured and kept."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from film_picture import picture_of_film

from cxrviewer.analysis.lung_editing import painted
from cxrviewer.display import render_unit
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.workspace import Workspace
from cxrviewer.locations import demo_film
from cxrviewer.measurement import propose_cardiothoracic
from cxrviewer.study import Kind, Maker, PackedMask, TextureSettings
from cxrviewer.texture import measure_texture

Settle = Callable[[MainWindow], None]


@pytest.fixture
def window(demo_window: MainWindow) -> MainWindow:
    assert demo_window.workspace.session.analysis is not None
    return demo_window


@pytest.fixture
def workspace(window: MainWindow) -> Workspace:
    return window.workspace


def stroke(workspace: Workspace, lung: int = 1, keep: bool = True) -> np.ndarray:
    """Paint a disc at the left of the film's middle and return the labels."""
    session, film = workspace.session, workspace.session.film
    labels = session.lung_desk.begin(film, session.lungs_of(film))
    patch = painted(labels, [(150.0, 90.0), (160.0, 120.0)], 9.0, lung)
    patch.put_into(labels)
    session.lung_desk.tell(patch.box)
    if keep:
        session.lung_desk.keep()
    return labels


def test_the_readouts_follow_a_stroke(window: MainWindow, workspace: Workspace, settle: Settle) -> None:
    session = workspace.session
    before = session.analysis
    labels = stroke(workspace)
    assert session.measuring
    settle(window)
    after = session.analysis
    assert not session.measuring
    assert np.array_equal(after.lungs.labels, labels)
    assert after.lungs.edited
    assert after.areas[0].area_px == int((labels == 1).sum()) > before.areas[0].area_px
    assert after.texture == measure_texture(render_unit(session.film.image), labels, TextureSettings())
    assert after.classification == before.classification


def test_undo_and_redo_bring_lungs_and_readouts_back(
    window: MainWindow, workspace: Workspace, settle: Settle
) -> None:
    session, key = workspace.session, workspace.session.image_key
    model = session.findings
    first = stroke(workspace).copy()
    settle(window)
    second = stroke(workspace, lung=2).copy()
    settle(window)
    for undone in (first, None):
        session.annotating.undo(key)
        settle(window)
        if undone is not None:
            assert np.array_equal(session.analysis.lungs.labels, undone)
    assert session.findings is model
    for redone in (first, second):
        session.annotating.redo(key)
        settle(window)
        assert np.array_equal(session.analysis.lungs.labels, redone)


def test_a_stroke_thrown_away_leaves_no_trace(workspace: Workspace) -> None:
    session, view = workspace.session, workspace.view
    clean = picture_of_film(view)
    stroke(workspace, keep=False)
    assert picture_of_film(view) != clean
    session.lung_desk.drop()
    assert session.annotating.of(session.image_key).lungs is None
    assert not session.annotating.can_undo(session.image_key)
    assert picture_of_film(view) == clean


def test_corrected_lungs_are_there_when_the_film_is_opened_again(
    window: MainWindow, workspace: Workspace, settle: Settle, open_window: Callable[..., MainWindow]
) -> None:
    labels = stroke(workspace)
    settle(window)
    window.close()
    shown = []
    again = open_window()
    again.workspace.session.analysis_changed.connect(
        lambda: shown.append(again.workspace.session.analysis.lungs.edited)
    )
    again.workspace.opening.open([demo_film()])
    settle(again)
    session = again.workspace.session
    assert np.array_equal(session.analysis.lungs.labels, labels)
    assert shown == [True]  # the model's own lungs never stood there
    assert not session.model_findings_of(session.image_key).analysis.lungs.edited


def test_without_analysis_on_opening_an_earlier_result_is_waited_for(
    window: MainWindow, workspace: Workspace, settle: Settle, open_window: Callable[..., MainWindow]
) -> None:
    stroke(workspace)
    settle(window)
    window.close()
    again = open_window()
    again.workspace.store.settings = replace(again.workspace.store.settings, analyse_on_open=False)
    by_hand = []
    again.workspace.session.analysis_changed.connect(
        lambda: by_hand.append(again.workspace.session.analysis.lungs.by_hand)
    )
    again.workspace.opening.open([demo_film()])
    settle(again)
    assert by_hand == [False]  # never as if no model had read the film
    assert again.workspace.session.analysis.classification is not None


def test_back_to_the_models_lungs(window: MainWindow, workspace: Workspace, settle: Settle) -> None:
    session, model = workspace.session, workspace.session.findings
    stroke(workspace)
    settle(window)
    assert model.model_outlines == {}
    session.lung_desk.take_back(session.film)
    settle(window)
    assert session.findings is model
    session.annotating.undo(session.image_key)
    settle(window)
    assert session.analysis.lungs.edited


def test_analysing_again_keeps_the_corrected_lungs(
    window: MainWindow, workspace: Workspace, settle: Settle
) -> None:
    session = workspace.session
    labels = stroke(workspace)
    settle(window)
    model = session.model_findings_of(session.image_key)
    workspace.commands.analyse()
    settle(window)
    assert session.model_findings_of(session.image_key) is not model
    assert np.array_equal(session.analysis.lungs.labels, labels)


def test_lungs_can_be_drawn_where_no_model_reads(
    stack: str, open_window: Callable[..., MainWindow], settle: Settle
) -> None:
    window = open_window([stack])
    session = window.workspace.session
    assert session.analysis is None
    labels = session.lung_desk.begin(session.film, None)
    patch = painted(labels, [(30.0, 30.0)], 12.0, 2)
    patch.put_into(labels)
    session.lung_desk.tell(patch.box)
    session.lung_desk.keep()
    settle(window)
    assert session.analysis.lungs.model.name == "drawn by the user"
    assert session.analysis.areas[1].area_px == int(labels.sum()) // 2 > 400
    assert session.analysis.classification is None
    session.annotating.undo(session.image_key)
    settle(window)
    assert session.analysis is None


def test_a_proposed_ratio_follows_the_lungs_within_the_same_step(
    window: MainWindow, workspace: Workspace, settle: Settle
) -> None:
    session, key = workspace.session, workspace.session.image_key
    film = session.film.image
    proposal = propose_cardiothoracic(film, session.analysis.lungs.labels)
    assert proposal is not None
    session.annotating.edit(session.annotating.of(key).adding(proposal))
    labels = session.lung_desk.begin(session.film, session.analysis.lungs.labels)
    rows, columns = np.nonzero(labels == 1)
    edge = [(float(columns.min()) - 4, float(row)) for row in (np.median(rows), np.quantile(rows, 0.9))]
    patch = painted(labels, edge, 10.0, 1)
    patch.put_into(labels)
    session.lung_desk.tell(patch.box)
    session.lung_desk.keep()
    settle(window)
    moved = session.annotating.of(key).find(proposal.identifier)
    assert moved.points == propose_cardiothoracic(film, labels).points != proposal.points
    assert (moved.kind, moved.maker) == (Kind.CARDIOTHORACIC, Maker.MODEL)
    session.annotating.undo(key)
    settle(window)
    assert session.annotating.of(key).lungs is None
    assert session.annotating.of(key).find(proposal.identifier) == proposal


def test_a_ratio_that_the_user_has_touched_stays(
    window: MainWindow, workspace: Workspace, settle: Settle
) -> None:
    session, key = workspace.session, workspace.session.image_key
    touched = replace(
        propose_cardiothoracic(session.film.image, session.analysis.lungs.labels), maker=Maker.USER
    )
    session.annotating.edit(session.annotating.of(key).adding(touched))
    stroke(workspace)
    settle(window)
    assert session.annotating.of(key).items == (touched,)


def test_lungs_of_another_size_are_told_and_not_used(
    window: MainWindow, workspace: Workspace, settle: Settle
) -> None:
    session, told = workspace.session, []
    session.message.connect(told.append)
    wrong = PackedMask.of(np.ones((5, 7), np.uint8))
    session.annotating.edit(session.annotating.of(session.image_key).with_lungs(wrong))
    settle(window)
    assert [sentence.split("cannot be used: ")[1] for sentence in told] == ["they have 7 x 5 pixels."]
    assert not session.analysis.lungs.edited
