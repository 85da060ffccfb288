import numpy as np
import pytest

from cxrviewer.analysis.quality.exposure import contrast, grey_counts, grey_levels, saturation
from cxrviewer.study import CheckOutcome

RAMP = np.linspace(0.01, 0.99, 10_000, dtype=np.float32).reshape(100, 100)
RAMP_COUNTS = grey_counts(RAMP)


def test_a_picture_of_all_greys_passes() -> None:
    for check in (contrast(RAMP_COUNTS), saturation(RAMP_COUNTS), grey_levels(RAMP_COUNTS)):
        assert check.outcome is CheckOutcome.PASSED


def test_the_value_of_the_contrast_is_the_span_of_most_greys() -> None:
    assert contrast(RAMP_COUNTS).value == pytest.approx(0.98 * 0.98, abs=0.001)


@pytest.mark.parametrize("grey", [0.0, 0.5, 1.0])
def test_a_blank_picture_is_refused(grey: float) -> None:
    blank = np.full((64, 64), grey, np.float32)
    assert contrast(grey_counts(blank)).outcome is CheckOutcome.REFUSED
    assert grey_levels(grey_counts(blank)).value == 1


def test_a_few_dead_pixels_make_no_contrast() -> None:
    blank = np.full((100, 100), 0.5, np.float32)
    blank[0, :50] = 1
    assert contrast(grey_counts(blank)).outcome is CheckOutcome.REFUSED


def test_a_picture_in_black_and_white_is_refused() -> None:
    halves = (RAMP > 0.5).astype(np.float32)
    assert saturation(grey_counts(halves)).value == 1
    assert saturation(grey_counts(halves)).outcome is CheckOutcome.REFUSED
    assert grey_levels(grey_counts(halves)).outcome is CheckOutcome.REFUSED
