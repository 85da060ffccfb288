import numpy as np
import pytest

from cxrviewer.analysis.lungs import lung_areas, lung_notices
from cxrviewer.study import LungMask, ModelReference, PixelSpacing, SpacingOrigin

MODEL = ModelReference("drawn", "1.0.0", "0" * 64, "by hand")


def mask(right: int, left: int, side: int = 100) -> LungMask:
    """A mask with so many pixels of each lung."""
    labels = np.zeros(side * side, np.uint8)
    labels[:right] = 1
    labels[right : right + left] = 2
    return LungMask(labels.reshape(side, side), MODEL)


@pytest.mark.parametrize("origin", list(SpacingOrigin))
def test_square_millimetres_say_where_they_come_from(origin: SpacingOrigin) -> None:
    right, left = lung_areas(mask(300, 200), PixelSpacing(0.5, 0.2, origin))
    assert (right.area_px, left.area_px) == (300, 200)
    assert right.area_mm2 == pytest.approx(30)
    assert left.area_mm2 == pytest.approx(20)
    assert right.spacing is not None
    assert right.spacing.origin is origin


def test_without_a_lung_its_area_is_nought() -> None:
    right, left = lung_areas(mask(0, 0), PixelSpacing(1, 1, SpacingOrigin.USER))
    assert (right.area_px, right.area_mm2, left.area_px, left.area_mm2) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("right", "left", "named"),
    [(1000, 1000, []), (0, 1000, ["right"]), (1000, 100, ["left"]), (0, 0, ["right", "left"])],
)
def test_a_lung_that_is_missing_or_implausibly_small_is_told(right: int, left: int, named: list[str]) -> None:
    notices = lung_notices(mask(right, left), lung_areas(mask(right, left), None))
    assert [notice.split()[1] for notice in notices] == named
