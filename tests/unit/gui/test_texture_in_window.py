"""Texture maps over the film, readouts of each convention and the published domains, in the real window."""

from collections.abc import Callable

import numpy as np
import pytest
from film_picture import picture_of_film
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cxrviewer.display import render_unit
from cxrviewer.display.texture_scales import texture_scale
from cxrviewer.gui.gathering import Gathering
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.panels.texture import LASCU, RANGES, TextureSection
from cxrviewer.gui.panels.texture_choice import Number
from cxrviewer.gui.saving import to_rgb
from cxrviewer.jobs import JobContext
from cxrviewer.locations import demo_film
from cxrviewer.study import Annotation, Kind, PackedMask, TextureSettings
from cxrviewer.texture import DOMAINS, MAP_FEATURES, measure_texture, texture_map

Settle = Callable[[MainWindow], None]


def section(window: MainWindow) -> TextureSection:
    return window.workspace.panel.texture


def choose(window: MainWindow, feature: str | None) -> None:
    box = section(window).map
    box.setCurrentIndex(box.findData(feature))
    box.activated.emit(box.currentIndex())


def test_a_map_is_measured_when_it_is_chosen(demo_window: MainWindow, settle: Settle) -> None:
    workspace = demo_window.workspace
    session, view = workspace.session, workspace.view
    for control in (workspace.panel.mask_control, workspace.panel.heatmap_control):
        control.switch.setChecked(False)
    assert section(demo_window).legend.isHidden()
    choose(demo_window, "entropy")
    settle(demo_window)
    found = session.texture_map_of(session.active)
    lungs = session.analysis.lungs.labels > 0
    expected = texture_map(render_unit(session.film.image), lungs, "entropy")
    np.testing.assert_array_equal(found.values, expected.values)
    coloured = np.ptp(to_rgb(picture_of_film(view, lungs.shape[1])).astype(int), axis=2) > 20
    rows, columns = (min(one, other) for one, other in zip(coloured.shape, lungs.shape, strict=True))
    coloured, lungs = coloured[:rows, :columns], lungs[:rows, :columns]
    assert coloured[lungs].mean() > 0.8
    assert coloured[:10].mean() == 0
    assert "entropy" in section(demo_window).legend.accessibleName()
    choose(demo_window, None)
    assert session.texture_map_of(session.active) is None
    assert np.ptp(to_rgb(picture_of_film(view)).astype(int), axis=2).max() == 0


def test_another_choice_takes_the_place_of_the_first(demo_window: MainWindow, settle: Settle) -> None:
    session = demo_window.workspace.session
    choose(demo_window, "contrast")
    choose(demo_window, "homogeneity")
    settle(demo_window)
    assert session.texture_map_of(session.active).feature == "homogeneity"
    section(demo_window).map_control.slider.setValue(40)
    assert demo_window.workspace.view.texture_item.opacity() == 0.4


def test_the_map_follows_lungs_that_are_corrected(demo_window: MainWindow, settle: Settle) -> None:
    session = demo_window.workspace.session
    choose(demo_window, "contrast")
    settle(demo_window)
    before = session.texture_map_of(session.active)
    labels = session.analysis.lungs.labels.copy()
    labels[:, : labels.shape[1] // 2] = 0
    session.lung_desk.commit(session.film, labels, PackedMask.of(labels))
    settle(demo_window)
    after = session.texture_map_of(session.active)
    assert np.isfinite(after.values).sum() < np.isfinite(before.values).sum()


def test_the_table_shows_ranges_and_the_other_convention(demo_window: MainWindow) -> None:
    shown, analysis = section(demo_window), demo_window.workspace.session.analysis
    shown.kind.setCurrentText(LASCU)
    names = [shown.table.item(row, 0).text() for row in range(shown.table.rowCount())]
    assert "Sum var., uncentred" in names
    shown.kind.setCurrentText(RANGES)
    names = [shown.table.item(row, 0).text() for row in range(shown.table.rowCount())]
    contrast = float(shown.table.item(names.index("Contrast"), 1).text())
    assert np.isclose(contrast, analysis.texture[0].ranges["contrast"], rtol=1e-3)


def set_number(box: Number, value: int) -> None:
    """Type a number and finish it."""
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, str(value))
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_texture_is_measured_as_it_is_chosen(open_window: Callable[..., MainWindow], settle: Settle) -> None:
    window = open_window([demo_film()])
    session, choice = window.workspace.session, section(window).choice
    before = session.analysis
    choose(window, "entropy")
    set_number(choice.levels, 64)
    set_number(choice.distance, 3)
    choice.symmetric.click()
    choice.convention.setCurrentIndex(1)
    choice.convention.activated.emit(1)
    settle(window)
    wanted = TextureSettings(levels=64, distance=3, symmetric=False, convention="lascu2021")
    unit, labels = render_unit(session.film.image), before.lungs.labels
    assert session.analysis.texture == measure_texture(unit, labels, wanted)
    assert session.analysis.texture_lascu2021 == before.texture_lascu2021
    assert session.analysis.classification is before.classification
    found = session.texture_map_of(session.active)
    np.testing.assert_array_equal(found.values, texture_map(unit, labels > 0, "entropy", wanted).values)
    said = section(window)._settings.text()
    assert "Lascu 2021" in said
    assert "64 levels, distance 3 px, not symmetric" in said
    assert "64 levels, distance 3 px, not symmetric" in section(window)._map_text.text()
    assert section(window).legend.words()[2] == "≥ 6.1"
    window.close()
    again = open_window([demo_film()])
    settle(again)
    assert again.workspace.session.texture == wanted
    assert again.workspace.session.analysis.texture == session.analysis.texture
    assert section(again).choice.levels.value() == 64


def test_corrected_lungs_and_regions_are_measured_as_it_is_chosen(
    demo_window: MainWindow, settle: Settle
) -> None:
    workspace = demo_window.workspace
    session = workspace.session
    labels = session.analysis.lungs.labels.copy()
    labels[:, : labels.shape[1] // 2] = 0
    session.lung_desk.commit(session.film, labels, PackedMask.of(labels))
    region = Annotation(Kind.RECTANGLE, ((60, 60), (140, 160)))
    session.annotating.edit(session.annotating.of(session.image_key).adding(region))
    workspace.measuring.ask_texture(region)
    settle(demo_window)
    set_number(section(demo_window).choice.levels, 16)
    settle(demo_window)
    wanted = TextureSettings(levels=16)
    assert session.analysis.lungs.edited
    assert session.analysis.texture == measure_texture(render_unit(session.film.image), labels, wanted)
    assert workspace.measuring.of(region).texture.settings == wanted
    exported = Gathering(session, workspace.key_films).gather().request(JobContext())
    assert exported.measurements[0].texture.settings == wanted
    assert exported.analysis.texture == session.analysis.texture


def test_the_wheel_on_its_way_past_changes_no_number(demo_window: MainWindow) -> None:
    box = section(demo_window).choice.levels
    box.clearFocus()
    middle = QPointF(box.rect().center())
    turn = QWheelEvent(
        middle,
        middle,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert box.value() == 32


def test_the_domains_say_that_they_name_no_disease(demo_window: MainWindow) -> None:
    shown = section(demo_window)
    assert [place.feature for place in shown.domains.places] == list(DOMAINS)
    assert shown.domains.isVisibleTo(shown)
    assert "normal films" in shown.domains.accessibleDescription()
    assert "names no disease" in shown._caveat.text()


def test_scales_follow_the_grey_levels(demo_window: MainWindow) -> None:
    session = demo_window.workspace.session
    unit, lungs = render_unit(session.film.image), session.analysis.lungs.labels > 0
    for feature in MAP_FEATURES:
        for levels in (8, 32, 48, 200, 256):
            found = texture_map(unit, lungs, feature, TextureSettings(levels=levels)).values
            known = found[np.isfinite(found)]
            scale = texture_scale(feature, levels)
            assert ((known >= scale.low) & (known <= scale.high)).mean() > 0.9, (feature, levels)


@pytest.mark.parametrize("feature", MAP_FEATURES)
def test_every_map_has_a_scale(feature: str) -> None:
    scale = texture_scale(feature, 32)
    middle = np.array([scale.low, scale.high, scale.high * 10, scale.low / 10], np.float32)
    np.testing.assert_allclose(scale.position(middle), [0, 1, 1, 0], atol=1e-6)
