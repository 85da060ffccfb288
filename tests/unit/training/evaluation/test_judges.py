"""What is said of a film beside the model's answer."""

import numpy as np
import pytest

from cxrviewer.study import HeatMap, ModelReference
from cxrviewer.training.evaluation.judges import focus

MODEL = ModelReference("drawn", "1.0.0", "0" * 64, "by hand")
LABELS = np.zeros((40, 60), np.uint8)
LABELS[10:30, 10:20], LABELS[10:30, 40:50] = 1, 2


def heatmap(values: np.ndarray, share: float | None, extent: tuple[float, float, float, float]) -> HeatMap:
    return HeatMap("covid19", values.astype(np.float32), extent, share, MODEL)


def test_chance_is_the_share_of_lung_in_the_frame_that_the_network_sees() -> None:
    """A map that is the same everywhere has as much in the lungs as chance: the ratio is 1."""
    film = focus(heatmap(np.ones((4, 6)), 400 / 2400, (0, 0, 60, 40)), LABELS)
    assert film is not None
    assert (film.film_area, film.frame_area) == pytest.approx((400 / 2400, 400 / 2400))
    assert film.ratio == pytest.approx(1)
    frame = focus(heatmap(np.ones((2, 4)), 0.8, (10, 10, 50, 30)), LABELS)
    assert frame is not None
    assert frame.film_area == pytest.approx(400 / 2400)
    assert frame.frame_area == pytest.approx(0.5), "half of the frame is lung"
    assert frame.ratio == pytest.approx(1.6)


def test_what_no_patch_has_seen_is_no_part_of_the_frame() -> None:
    values = np.ones((4, 6))
    values[:, 3:] = np.nan
    seen = focus(heatmap(values, 0.5, (0, 0, 60, 40)), LABELS)
    assert seen is not None
    assert seen.frame_area == pytest.approx(200 / 1200)


def test_of_an_empty_map_or_none_in_the_lungs_nothing_is_said() -> None:
    assert focus(heatmap(np.zeros((4, 6)), None, (0, 0, 60, 40)), LABELS) is None
    beside = np.full((4, 6), np.nan)
    beside[0, 0] = 1
    assert focus(heatmap(beside, 0.0, (0, 0, 60, 40)), LABELS) is None
