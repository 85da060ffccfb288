import numpy as np
import pytest

from cxrviewer.analysis.quality.geometry import lung_shapes
from cxrviewer.analysis.quality.lungs import lung_checks
from cxrviewer.study import CheckOutcome, Grey8, LungMask, ModelReference

MODEL = ModelReference("lungs", "1.0.0", "0" * 64, "by hand")


def two_lungs(
    rows: int = 300,
    columns: int = 200,
    right: tuple[float, float, float, float] = (0.2, 0.1, 0.6, 0.3),
    left: tuple[float, float, float, float] = (0.2, 0.6, 0.6, 0.3),
) -> Grey8:
    """Boxes for lungs: top, left, height, width in shares of the film."""
    labels = np.zeros((rows, columns), np.uint8)
    for label, (top, start, height, width) in ((1, right), (2, left)):
        down = slice(round(top * rows), round((top + height) * rows))
        labels[down, round(start * columns) : round((start + width) * columns)] = label
    return labels


def outcomes(labels: Grey8) -> dict[str, CheckOutcome]:
    return {check.name: check.outcome for check in lung_checks(LungMask(labels, MODEL))}


def test_the_shape_is_in_shares_of_the_film() -> None:
    right, left = lung_shapes(two_lungs())
    assert right is not None
    assert left is not None
    assert right.area == pytest.approx(0.18, abs=0.01)
    assert (right.x, right.y) == pytest.approx((0.25, 0.5), abs=0.01)
    assert (left.width, left.height) == pytest.approx((0.3, 0.6), abs=0.01)
    assert right.solidity == pytest.approx(1, abs=0.01)
    assert right.cut == 0


def test_lungs_as_they_should_be_pass() -> None:
    found = outcomes(two_lungs())
    assert set(found.values()) == {CheckOutcome.PASSED}
    assert len(found) == 6


def test_a_mask_without_lungs_needs_no_other_check() -> None:
    [check] = lung_checks(LungMask(np.zeros((90, 80), np.uint8), MODEL))
    assert check.outcome is CheckOutcome.REFUSED
    assert check.sentence.startswith("Neither lung was found")


WRONG = {
    "one lung": ({"left": (0, 0, 0, 0)}, "both lungs"),
    "a speck of a lung": ({"left": (0.4, 0.7, 0.1, 0.1)}, "both lungs"),
    "one much smaller": ({"left": (0.2, 0.6, 0.2, 0.25)}, "symmetry"),
    "one above the other": (
        {"right": (0.0, 0.1, 0.4, 0.4), "left": (0.5, 0.5, 0.4, 0.4)},
        "place of the lungs",
    ),
    "exchanged": ({"right": (0.2, 0.6, 0.6, 0.3), "left": (0.2, 0.1, 0.6, 0.3)}, "place of the lungs"),
    "all of the film": ({"right": (0, 0, 1, 0.5), "left": (0, 0.5, 1, 0.5)}, "lung area"),
    "half beyond the border": ({"right": (0.2, 0.0, 0.6, 0.3)}, "lungs cut off"),
}


@pytest.mark.parametrize(("boxes", "name"), WRONG.values(), ids=WRONG.keys())
def test_lungs_that_cannot_be_those_of_a_frontal_film_are_refused(
    boxes: dict[str, tuple[float, float, float, float]], name: str
) -> None:
    assert outcomes(two_lungs(**boxes))[name] is CheckOutcome.REFUSED


def test_ragged_lungs_are_refused() -> None:
    labels = two_lungs()
    labels[60:240:2] = 0
    labels[60:240, 25] = 1
    labels[60:240, 125] = 2
    assert outcomes(labels)["outline of the lungs"] is CheckOutcome.REFUSED


def test_a_lung_that_the_border_touches_a_little_is_only_noted() -> None:
    labels = two_lungs(right=(0.2, 0.02, 0.6, 0.3))
    labels[60:168, :5] = 1
    assert outcomes(labels)["lungs cut off"] is CheckOutcome.WARNED
