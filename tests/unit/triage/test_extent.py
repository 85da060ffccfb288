"""How much of the lungs a heat map involves."""

import numpy as np
import pytest

from cxrviewer.study import Grey8, HeatMap, ModelReference
from cxrviewer.triage import Case, CaseStatus
from cxrviewer.triage.extent import involved_shares

MODEL = ModelReference("drawn", "1", "0" * 64, "by hand")


def heat(values: list[list[float]], extent: tuple[float, float, float, float]) -> HeatMap:
    return HeatMap("covid19", np.array(values, np.float32), extent, None, MODEL)


def involved_share(heatmap: HeatMap, labels: Grey8) -> float | None:
    return Case(CaseStatus.DONE, involved=involved_shares(heatmap, labels)).extent(0.5)


def test_pixels_of_the_cells_that_are_hot() -> None:
    labels = np.zeros((4, 6), np.uint8)
    labels[:, :3] = 1
    labels[0, 5] = 2
    # the cells are 2 rows by 3 columns; lung pixels in them: 6, 1 above, 6, 0 below
    hot = heat([[0.6, 0.5], [0.49, 1.0]], (0, 0, 6, 4))
    assert involved_share(hot, labels) == pytest.approx(7 / 13)


def test_a_grid_that_reaches_beyond_the_film() -> None:
    labels = np.ones((4, 4), np.uint8)
    # cells of 4 by 4 pixels from -2 on: the film lies in the inner quarter of each of the four
    assert involved_share(heat([[1, 0], [0, 0]], (-2, -2, 6, 6)), labels) == pytest.approx(0.25)


def test_a_grid_smaller_than_the_film_and_places_that_are_not_known() -> None:
    labels = np.ones((2, 4), np.uint8)
    assert involved_share(heat([[1, np.nan]], (0, 0, 4, 2)), labels) == 1
    assert involved_share(heat([[0, 1]], (0, 0, 2, 2)), labels) == pytest.approx(0.5)


def test_without_lungs_nothing_is_known() -> None:
    labels = np.zeros((2, 2), np.uint8)
    assert involved_shares(heat([[1]], (0, 0, 2, 2)), labels) == ()
    assert involved_share(heat([[1]], (0, 0, 2, 2)), labels) is None


def test_every_threshold_has_its_share() -> None:
    shares = involved_shares(heat([[0.05, 0.5, 0.949, 1.0]], (0, 0, 4, 1)), np.ones((1, 4), np.uint8))
    assert shares == (1,) + 9 * (0.75,) + 8 * (0.5,) + (0.25,)
