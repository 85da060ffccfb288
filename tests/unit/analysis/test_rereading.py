from dataclasses import replace

import cv2
import numpy as np
import pytest

from cxrviewer.analysis import Analyser, read_drawn, reread
from cxrviewer.analysis.classes import lung_coverage
from cxrviewer.display import render_unit
from cxrviewer.inference.preprocessing import Geometry, place
from cxrviewer.study import Analysis, Image, TextureSettings
from cxrviewer.texture import measure_texture


@pytest.fixture(scope="module")
def analysis(analyser: Analyser, drawn_film: Image) -> Analysis:
    return analyser.analyse(drawn_film)


@pytest.fixture
def corrected(analysis: Analysis) -> np.ndarray:
    """The model's lungs with a corner of the right one taken away and a piece of the left one added."""
    labels = analysis.lungs.labels.copy()
    rows, columns = np.nonzero(labels == 1)
    labels[: int(np.median(rows)), : int(np.median(columns))] = 0
    labels[60:66, 50:64] = 2
    return labels


def test_the_readouts_are_those_of_a_fresh_measurement(
    analysis: Analysis, drawn_film: Image, corrected: np.ndarray
) -> None:
    again = reread(analysis, drawn_film, corrected)
    assert np.array_equal(again.lungs.labels, corrected)
    assert [area.area_px for area in again.areas] == [int((corrected == lung).sum()) for lung in (1, 2)]
    assert [area.area_mm2 for area in again.areas] == [12.0 * area.area_px for area in again.areas]
    assert again.texture == measure_texture(render_unit(drawn_film), corrected, TextureSettings())
    assert again.texture != analysis.texture


def test_what_the_models_said_stays_and_it_says_so(
    analysis: Analysis, drawn_film: Image, corrected: np.ndarray
) -> None:
    again = reread(analysis, drawn_film, corrected)
    assert (again.classification, again.lungs.model) == (analysis.classification, analysis.lungs.model)
    assert (again.lungs.edited, analysis.lungs.edited) == (True, False)
    assert "edited by the user" in again.notices[0]
    assert "probabilities and Grad-CAM are the model's" in again.notices[0]
    for after, before in zip(again.heatmaps, analysis.heatmaps, strict=True):
        assert np.array_equal(after.values, before.values)


def test_the_same_lungs_give_the_same_results(analysis: Analysis, drawn_film: Image) -> None:
    again = reread(analysis, drawn_film, analysis.lungs.labels)
    assert (again.areas, again.texture) == (analysis.areas, analysis.texture)
    assert again.notices[1:] == analysis.notices
    for after, before in zip(again.heatmaps, analysis.heatmaps, strict=True):
        assert (after.lung_share is None) is (before.lung_share is None)
        if before.values.max() < 1:  # nothing of it was clipped
            assert after.lung_share == pytest.approx(before.lung_share)


def test_the_share_in_the_lungs_follows_the_correction(analysis: Analysis, drawn_film: Image) -> None:
    everything = np.ones_like(analysis.lungs.labels)
    left, top, right, bottom = analysis.heatmaps[0].extent
    for heatmap in reread(analysis, drawn_film, everything).heatmaps:
        if not heatmap.values.any():
            assert heatmap.lung_share is None
            continue
        # what lies on the film, cell by cell; the padding beside it is no lung
        height, width = ((bottom - top) / heatmap.values.shape[0], (right - left) / heatmap.values.shape[1])
        inside = 0.0
        for row, column in np.ndindex(heatmap.values.shape):
            y, x = top + row * height, left + column * width
            high = min(y + height, drawn_film.rows) - max(y, 0)
            wide = min(x + width, drawn_film.columns) - max(x, 0)
            inside += float(heatmap.values[row, column]) * (high * wide) / (height * width)
        assert heatmap.lung_share == pytest.approx(inside / float(heatmap.values.sum()), rel=1e-4)


def test_notices_about_missing_lungs_follow_the_correction(
    analysis: Analysis, drawn_film: Image, corrected: np.ndarray
) -> None:
    lost = reread(analysis, drawn_film, np.where(corrected == 2, 0, corrected).astype(np.uint8))
    assert [notice for notice in lost.notices if "not found" in notice] == [
        "The left lung was not found: read the other results with care."
    ]
    mended = reread(replace(lost, notices=(*analysis.notices, *lost.notices[1:])), drawn_film, corrected)
    assert not any("not found" in notice for notice in mended.notices)


def test_lungs_that_were_erased_altogether_have_no_texture(analysis: Analysis, drawn_film: Image) -> None:
    again = reread(analysis, drawn_film, np.zeros_like(analysis.lungs.labels))
    assert again.texture == ()
    assert {heatmap.lung_share for heatmap in again.heatmaps} == {None}


def test_lungs_drawn_without_any_model(drawn_film: Image, corrected: np.ndarray) -> None:
    drawn = read_drawn(drawn_film, corrected)
    assert (drawn.classification, drawn.heatmaps, drawn.lungs.edited) == (None, (), True)
    assert drawn.lungs.model.name == "drawn by the user"
    assert [area.area_px for area in drawn.areas] == [int((corrected == lung).sum()) for lung in (1, 2)]
    assert drawn.texture == measure_texture(render_unit(drawn_film), corrected, TextureSettings())
    assert "no model has read this film" in drawn.notices[0]


def test_labels_and_analyses_of_other_films_are_refused(analysis: Analysis, drawn_film: Image) -> None:
    with pytest.raises(ValueError, match="the labels' shape"):
        reread(analysis, drawn_film, np.zeros((72, 79), np.uint8))
    other = replace(drawn_film, source=replace(drawn_film.source, sha256="1" * 64))
    with pytest.raises(ValueError, match="of another image"):
        reread(analysis, other, analysis.lungs.labels)


@pytest.mark.parametrize("geometry", list(Geometry))
def test_coverage_of_a_grid_is_that_of_the_film_brought_onto_it(geometry: Geometry) -> None:
    labels = np.zeros((90, 130), np.uint8)
    labels[20:73, 15:60], labels[18:70, 75:119] = 1, 2
    placement = place(labels.shape, (640, 640), geometry)
    on_grid = placement.to_grid((labels > 0).astype(np.float32))
    truth = cv2.resize(on_grid, (20, 20), interpolation=cv2.INTER_AREA)
    coverage = lung_coverage(labels, (20, 20), placement.extent())
    assert coverage == pytest.approx(truth, abs=0.06)
    assert abs(coverage.mean() - truth.mean()) < 0.002


def test_coverage_of_cells_that_cut_pixels() -> None:
    labels = np.array([[1, 0, 2], [0, 0, 0]], np.uint8)
    # cells of 1.5 x 2 pixels: each holds one pixel of lung but half of the middle one
    assert lung_coverage(labels, (1, 2), (0, 0, 3, 2)).tolist() == [[pytest.approx(1 / 3)] * 2]
    assert lung_coverage(labels, (1, 1), (-3, -2, 3, 2)).tolist() == [[pytest.approx(2 / 24)]]
