"""Calibration by two points."""

from collections.abc import Callable

import pytest

from cxrviewer.measurement import calibration_from, measure
from cxrviewer.study import Annotation, AnnotationSet, Image, Kind, PixelSpacing, Point, SpacingOrigin

MakeFilm = Callable[..., Image]
ENDS: tuple[Point, Point] = ((10, 10), (40, 30))


@pytest.mark.parametrize(
    "fields",
    [{}, {"pixel_aspect_ratio": 2.0}, {"spacing": PixelSpacing(0.3, 0.2, SpacingOrigin.IMAGER)}],
)
def test_calibrated_line_then_measures_what_was_said(
    make_film: MakeFilm, nothing_drawn: AnnotationSet, fields: dict[str, object]
) -> None:
    film = make_film(**fields)
    calibration = calibration_from(ENDS, 25.0, film)
    found = measure(film, nothing_drawn.calibrated(calibration), Annotation(Kind.LENGTH, ENDS))
    assert found.quantities[0].value == pytest.approx(25.0)
    assert found.quantities[0].unit == "mm"
    assert calibration.origin is SpacingOrigin.USER


def test_shape_of_a_pixel_is_kept(make_film: MakeFilm) -> None:
    spacing = PixelSpacing(row_mm=0.3, column_mm=0.2, origin=SpacingOrigin.IMAGER)
    across = calibration_from(((0, 0), (100, 0)), 10.0, make_film(spacing=spacing))
    down = calibration_from(((0, 0), (0, 100)), 10.0, make_film(pixel_aspect_ratio=0.5))
    assert (across.row_mm, across.column_mm) == pytest.approx((0.15, 0.1))
    assert (down.row_mm, down.column_mm) == pytest.approx((0.1, 0.2))


@pytest.mark.parametrize("length", [0.0, -3.0, float("nan"), float("inf")])
def test_length_that_is_none(make_film: MakeFilm, length: float) -> None:
    with pytest.raises(ValueError, match="must be more than 0 mm"):
        calibration_from(ENDS, length, make_film())


def test_points_on_one_place(make_film: MakeFilm) -> None:
    with pytest.raises(ValueError, match="on the same place"):
        calibration_from((ENDS[0], ENDS[0]), 10.0, make_film())
