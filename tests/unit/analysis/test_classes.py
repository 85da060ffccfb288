from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.analysis.classes import heat_maps
from cxrviewer.inference.model import Classifier, Reading, open_classifier
from cxrviewer.inference.package import read_package
from cxrviewer.inference.preprocessing import Geometry, place
from cxrviewer.study import LungMask, ModelReference

MODEL = ModelReference("drawn", "1.0.0", "0" * 64, "by hand")


@pytest.fixture(scope="module")
def classifier(tiny_models: Path) -> Classifier:
    return open_classifier(read_package(tiny_models / "cxr4-tiny-1.0.0"), "cpu", threads=1)


def reading(cams: np.ndarray, film: tuple[int, int] = (64, 128)) -> Reading:
    """A made-up answer for a film of two to one on the square grid."""
    placement = place(film, (64, 64), Geometry.LETTERBOX)
    return Reading(np.full(4, 0.25, np.float32), cams.astype(np.float32), placement)


def left_half(film: tuple[int, int] = (64, 128)) -> LungMask:
    labels = np.zeros(film, np.uint8)
    labels[:, : film[1] // 2] = 1
    return LungMask(labels, MODEL)


def test_the_share_in_the_lungs_follows_where_the_energy_is(classifier: Classifier) -> None:
    cams = np.zeros((4, 8, 8))
    cams[0, 4, 1] = 1  # in the left half of the film
    cams[1, 4, 6] = 1  # in the right half
    cams[2, 4, 1], cams[2, 4, 6] = 3, 1
    shares = [heatmap.lung_share for heatmap in heat_maps(classifier, reading(cams), left_half())]
    assert shares == [pytest.approx(1), pytest.approx(0), pytest.approx(0.75), None]


def test_energy_beside_the_film_is_not_in_the_lungs(classifier: Classifier) -> None:
    cams = np.zeros((4, 8, 8))
    cams[:, 0, 1] = 1  # the padding above the film
    shares = {heatmap.lung_share for heatmap in heat_maps(classifier, reading(cams), left_half())}
    assert shares == {0.0}


def test_a_cell_half_in_a_lung_counts_by_half(classifier: Classifier) -> None:
    labels = np.zeros((64, 128), np.uint8)
    labels[:, :24] = 2  # one and a half of the cells, which are 16 pixels wide
    cams = np.zeros((4, 8, 8))
    cams[:, 4, 1] = 1
    shares = [heatmap.lung_share for heatmap in heat_maps(classifier, reading(cams), LungMask(labels, MODEL))]
    assert shares == pytest.approx([0.5] * 4, abs=0.01)


def test_the_scale_is_that_of_the_card_and_not_the_maps_own_maximum(classifier: Classifier) -> None:
    assert classifier.package.card.gradcam is not None
    scale = classifier.package.card.gradcam.scale
    cams = np.zeros((4, 8, 8))
    cams[0, 3, 3], cams[1, 3, 3], cams[2, 3, 3] = scale / 2, scale, 5 * scale
    peaks = [float(heatmap.values.max()) for heatmap in heat_maps(classifier, reading(cams), left_half())]
    assert peaks == pytest.approx([0.5, 1, 1, 0])


def test_the_extent_is_that_of_the_padded_film(classifier: Classifier) -> None:
    maps = heat_maps(classifier, reading(np.zeros((4, 8, 8))), left_half())
    assert {heatmap.extent for heatmap in maps} == {(0, -32, 128, 96)}


def test_a_card_without_grad_cam_gives_no_maps(classifier: Classifier) -> None:
    card = classifier.package.card.model_copy(update={"gradcam": None})
    without = replace(classifier, package=replace(classifier.package, card=card))
    assert heat_maps(without, reading(np.ones((4, 8, 8))), left_half()) == ()
