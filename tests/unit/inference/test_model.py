from pathlib import Path

import numpy as np
import pytest
from phantoms import draw_chest

from cxrviewer.errors import ModelError
from cxrviewer.inference.gradcam import head_weights
from cxrviewer.inference.model import Segmenter, largest_part, open_classifier, open_segmenter
from cxrviewer.inference.package import read_package
from cxrviewer.training.metrics import dice


@pytest.fixture(scope="module")
def segmenter(segmenter_folder: Path) -> Segmenter:
    return open_segmenter(read_package(segmenter_folder), "cpu", threads=1)


def enlarged(picture: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Repeat pixels to another size."""
    return picture[np.arange(rows) * picture.shape[0] // rows][
        :, np.arange(columns) * picture.shape[1] // columns
    ]


@pytest.mark.parametrize("size", [(72, 80), (301, 199), (65, 400)])
def test_the_mask_lies_on_the_lungs_in_the_films_own_geometry(
    segmenter: Segmenter, size: tuple[int, int]
) -> None:
    film, lungs = draw_chest("normal", np.random.default_rng(11))
    unit = enlarged(film, *size).astype(np.float32) / 255
    wanted = enlarged(lungs, *size)
    found = segmenter.segment(unit)
    assert found.shape == size
    assert found.dtype == np.uint8
    assert set(np.unique(found)) == {0, 1, 2}
    assert dice(found == 1, wanted == 1) > 0.85
    assert dice(found == 2, wanted == 2) > 0.85


def test_the_mask_does_not_depend_on_exposure(segmenter: Segmenter) -> None:
    unit = draw_chest("normal", np.random.default_rng(11))[0].astype(np.float32) / 255
    darker = unit * np.float32(0.5)
    assert (segmenter.segment(unit) == segmenter.segment(darker)).mean() > 0.999


def test_only_the_largest_part_stays_and_its_holes_are_filled() -> None:
    probability = np.full((12, 12), 0.2, np.float32)
    probability[1:6, 1:6] = 0.9
    probability[3, 3] = 0.1  # a hole
    probability[9:11, 9:11] = 0.8  # a small part elsewhere
    cleaned = largest_part(probability)
    assert cleaned[3, 3] == 1
    assert not cleaned[9:11, 9:11].any()
    assert (cleaned > 0.5).sum() == 25
    assert cleaned[0, 0] == np.float32(0.2)  # what is below one half smooths the edge


def test_parts_that_touch_at_a_corner_are_two() -> None:
    probability = np.zeros((6, 6), np.float32)
    probability[0:3, 0:3] = probability[3:5, 3:5] = 1
    assert largest_part(probability).sum() == 9


def test_where_nothing_is_found_there_is_nothing() -> None:
    assert not largest_part(np.full((5, 5), 0.5, np.float32)).any()


def test_probabilities_are_those_of_the_logits_over_the_temperature(classifier_folder: Path) -> None:
    classifier = open_classifier(read_package(classifier_folder), "cpu", threads=1)
    unit = draw_chest("covid19", np.random.default_rng(4))[0].astype(np.float32) / 255
    reading = classifier.read(unit)
    assert reading.probabilities.sum() == pytest.approx(1, abs=1e-6)
    assert reading.cams.shape == (4, 8, 8)
    assert (reading.placement.rows, reading.placement.columns) == (72, 80)
    from cxrviewer.inference.model import prepare

    logits = classifier.session.run(prepare(unit, classifier.package).batch).logits[0]
    # ratios of probabilities are the exponentials of differences of logits at temperature 1.5
    ratios = np.log(reading.probabilities[1:] / reading.probabilities[:-1])
    assert np.allclose(ratios * 1.5, np.diff(logits), atol=1e-4)


def test_a_segmentation_has_no_head_for_grad_cam(segmenter_folder: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.safetensors: has no linear head"):
        head_weights(read_package(segmenter_folder))
