import numpy as np
import pytest

from cxrviewer.analysis.quality.air import SMALLEST_DIFFERENCE, air, between
from cxrviewer.study import CheckOutcome, Grey8

ROWS, COLUMNS = 300, 260


@pytest.fixture
def labels() -> Grey8:
    mask = np.zeros((ROWS, COLUMNS), np.uint8)
    mask[60:240, 30:110], mask[60:240, 150:230] = 1, 2
    return mask


def painted(labels: Grey8, lungs: float, middle: float) -> np.ndarray:
    unit = np.linspace(0, 1, ROWS * COLUMNS, dtype=np.float32).reshape(COLUMNS, ROWS).T.copy()
    unit[60:240, 110:150] = middle
    unit[labels > 0] = lungs
    return unit


@pytest.mark.parametrize(("lungs", "middle"), [(0.2, 0.7), (0.5, 0.58)])
def test_dark_lungs_beside_a_bright_heart_pass(labels: Grey8, lungs: float, middle: float) -> None:
    found = air(painted(labels, lungs, middle), labels)
    assert found.outcome is CheckOutcome.PASSED
    assert found.value == pytest.approx(middle - lungs, abs=0.02)


@pytest.mark.parametrize(("lungs", "middle"), [(0.7, 0.2), (0.5, 0.5)])
def test_lungs_that_are_not_darker_are_refused(labels: Grey8, lungs: float, middle: float) -> None:
    found = air(painted(labels, lungs, middle), labels)
    assert found.outcome is CheckOutcome.REFUSED
    assert f"{SMALLEST_DIFFERENCE:.0%} is needed" in found.sentence


def test_an_empty_mask_lungs_without_a_middle_and_a_flat_film_are_refused(labels: Grey8) -> None:
    unit = painted(labels, 0.2, 0.7)
    touching = np.zeros_like(labels)
    touching[:, : COLUMNS // 2], touching[:, COLUMNS // 2 :] = 1, 2
    for picture, mask in ((unit, np.zeros_like(labels)), (unit, touching), (np.ones_like(unit), labels)):
        found = air(picture, mask)
        assert found.outcome is CheckOutcome.REFUSED
        assert found.value == 0


def test_between_is_what_has_a_lung_on_either_side_in_its_row() -> None:
    mask = np.array(
        [
            [0, 1, 0, 0, 2, 0],
            [0, 1, 0, 0, 0, 0],
            [1, 0, 1, 0, 2, 2],
            [2, 2, 0, 0, 1, 1],
            [0, 0, 0, 0, 0, 2],
        ],
        np.uint8,
    )
    assert np.argwhere(between(mask)).tolist() == [[0, 2], [0, 3], [2, 3]]
