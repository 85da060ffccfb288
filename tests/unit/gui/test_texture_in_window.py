"""Texture maps over the film, readouts of each convention and the published domains, in the real window."""

from collections.abc import Callable

import numpy as np
from film_picture import picture_of_film

from cxrviewer.display import render_unit
from cxrviewer.display.layer_colours import TEXTURE_SCALES
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.panels.texture import LASCU, RANGES, TextureSection
from cxrviewer.gui.saving import to_rgb
from cxrviewer.study import PackedMask
from cxrviewer.texture import DOMAINS, texture_map

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


def test_the_domains_say_that_they_name_no_disease(demo_window: MainWindow) -> None:
    shown = section(demo_window)
    assert [place.feature for place in shown.domains.places] == list(DOMAINS)
    assert shown.domains.isVisibleTo(shown)
    assert "normal films" in shown.domains.accessibleDescription()
    assert "names no disease" in shown._caveat.text()


def test_every_map_has_a_scale() -> None:
    for scale in TEXTURE_SCALES.values():
        middle = np.array([scale.low, scale.high, scale.high * 10, scale.low / 10], np.float32)
        np.testing.assert_allclose(scale.position(middle), [0, 1, 1, 0], atol=1e-6)
