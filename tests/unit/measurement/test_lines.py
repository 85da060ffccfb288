"""Lengths and angles."""

from collections.abc import Callable
from dataclasses import replace
from math import cos, radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxrviewer.measurement import measure
from cxrviewer.study import (
    Annotation,
    AnnotationSet,
    Image,
    Kind,
    Measurement,
    PixelSpacing,
    Point,
    SpacingOrigin,
)

MakeFilm = Callable[..., Image]
ANISOTROPIC = PixelSpacing(row_mm=0.2, column_mm=0.1, origin=SpacingOrigin.IMAGER)
ordinates = st.floats(-500, 500).map(lambda value: round(value, 3))
points = st.tuples(ordinates, ordinates)


def measured(film: Image, drawn: AnnotationSet, kind: Kind, *places: Point) -> Measurement:
    return measure(film, drawn, Annotation(kind, places))


def values(measurement: Measurement) -> dict[str, float]:
    return {quantity.name: quantity.value for quantity in measurement.quantities}


def test_length_in_millimetres_honours_pixels_that_are_not_square(
    make_film: MakeFilm, nothing_drawn: AnnotationSet
) -> None:
    found = measured(make_film(spacing=ANISOTROPIC), nothing_drawn, Kind.LENGTH, (10, 10), (40, 30))
    (length,) = found.quantities
    assert (length.name, length.unit) == ("length", "mm")
    assert length.value == pytest.approx(5.0)  # 30 columns of 0.1 mm, 20 rows of 0.2 mm: 3 and 4 mm
    assert found.spacing is ANISOTROPIC


def test_length_without_spacing_is_in_widths_of_a_pixel(
    make_film: MakeFilm, nothing_drawn: AnnotationSet
) -> None:
    square = measured(make_film(), nothing_drawn, Kind.LENGTH, (0, 0), (3, 4))
    tall = measured(make_film(pixel_aspect_ratio=3.0), nothing_drawn, Kind.LENGTH, (0, 0), (8, 5))
    assert [(one.value, one.unit) for one in (*square.quantities, *tall.quantities)] == [
        (5.0, "px"),
        (17.0, "px"),
    ]
    assert square.spacing is None
    assert square.notices == ()
    assert "3 times as high as wide" in tall.notices[0]


def test_the_users_calibration_goes_before_the_files(
    make_film: MakeFilm, nothing_drawn: AnnotationSet
) -> None:
    own = PixelSpacing(0.4, 0.3, SpacingOrigin.USER)
    found = measured(
        make_film(spacing=ANISOTROPIC), nothing_drawn.calibrated(own), Kind.LENGTH, (0, 0), (10, 10)
    )
    assert values(found)["length"] == pytest.approx(5.0)
    assert found.spacing is own


@pytest.mark.parametrize("angle", [0.0, 1e-7, 30.0, 90.0, 179.5, 180.0])
def test_angle_at_the_vertex(make_film: MakeFilm, nothing_drawn: AnnotationSet, angle: float) -> None:
    end = (20 + 30 * cos(radians(angle)), 25 + 30 * sin(radians(angle)))
    found = measured(make_film(), nothing_drawn, Kind.ANGLE, (33, 25), (20, 25), end)
    assert values(found) == {"angle": pytest.approx(angle, abs=1e-9)}
    assert found.quantities[0].unit == "deg"
    assert found.spacing is None


def test_angle_is_that_of_the_anatomy_where_pixels_are_not_square(
    make_film: MakeFilm, nothing_drawn: AnnotationSet
) -> None:
    diagonal = ((20, 10), (10, 10), (20, 15))  # 10 columns of 0.1 mm, 5 rows of 0.2 mm
    calibrated = measured(make_film(spacing=ANISOTROPIC), nothing_drawn, Kind.ANGLE, *diagonal)
    by_aspect = measured(make_film(pixel_aspect_ratio=2.0), nothing_drawn, Kind.ANGLE, *diagonal)
    assert values(calibrated) == values(by_aspect) == {"angle": pytest.approx(45.0)}
    assert by_aspect.notices == ()


@pytest.mark.parametrize("reverse_first", [False, True])
@pytest.mark.parametrize("reverse_second", [False, True])
def test_cobb_angle_is_the_acute_one_in_whatever_direction_lines_are_drawn(
    make_film: MakeFilm, nothing_drawn: AnnotationSet, reverse_first: bool, reverse_second: bool
) -> None:
    first, second = [(10, 10), (40, 10)], [(10, 40), (40, 40 + 30 * 3**0.5)]
    lines = [
        line[::-1] if turn else line for line, turn in ((first, reverse_first), (second, reverse_second))
    ]
    found = measured(make_film(), nothing_drawn, Kind.COBB, *lines[0], *lines[1])
    assert values(found) == {"Cobb angle": pytest.approx(60.0)}
    assert found.notices == ()


@pytest.mark.parametrize("swap", [False, True])
def test_curve_of_more_than_90_degrees_is_told_of(
    make_film: MakeFilm, nothing_drawn: AnnotationSet, swap: bool
) -> None:
    steep = radians(55)
    upper = ((0, 0), (30 * cos(steep), 30 * sin(steep)))
    lower = ((0, 100), (30 * cos(steep), 100 - 30 * sin(steep)))
    ends = (*upper, *(lower[::-1] if swap else lower))
    found = measured(make_film(), nothing_drawn, Kind.COBB, *ends)
    assert values(found) == {"Cobb angle": pytest.approx(70.0)}
    assert found.notices == ("If the curve exceeds 90°, its Cobb angle is 110.0°.",)


@pytest.mark.parametrize(
    ("kind", "places"),
    [(Kind.ANGLE, ((3, 3), (3, 3), (5, 5))), (Kind.COBB, ((3, 3), (3, 3), (5, 5), (6, 7)))],
)
def test_line_without_length_gives_a_notice_and_no_value(
    make_film: MakeFilm, nothing_drawn: AnnotationSet, kind: Kind, places: tuple[Point, ...]
) -> None:
    found = measured(make_film(), nothing_drawn, kind, *places)
    assert found.quantities == ()
    assert "no direction" in found.notices[0]


@pytest.mark.parametrize("kind", [Kind.ARROW, Kind.TEXT, Kind.POINT])
def test_arrows_texts_and_points_measure_nothing(
    make_film: MakeFilm, nothing_drawn: AnnotationSet, kind: Kind
) -> None:
    places = [(1, 1), (2, 2)][: 2 if kind is Kind.ARROW else 1]
    annotation = Annotation(kind, tuple(places), "nodule")
    assert measure(make_film(), nothing_drawn, annotation) == Measurement(annotation)


def test_coordinates_of_a_broken_file_are_not_measured(
    make_film: MakeFilm, nothing_drawn: AnnotationSet
) -> None:
    for kind, places in ((Kind.LENGTH, ((0, 0), (1e300, 3))), (Kind.RECTANGLE, ((-1e308, 0), (1e308, 3)))):
        found = measured(make_film(), nothing_drawn, kind, *places)
        assert found.quantities == ()
        assert "too far" in found.notices[0]


@settings(deadline=None)
@given(st.lists(points, min_size=4, max_size=4), st.integers(0, 3), st.booleans())
def test_turning_and_mirroring_image_and_points_leaves_the_values(
    make_film: MakeFilm, nothing_drawn: AnnotationSet, places: list[Point], turns: int, mirrored: bool
) -> None:
    film, spacing = make_film(spacing=ANISOTROPIC), ANISOTROPIC
    moved = [(-x, y) for x, y in places] if mirrored else places
    for _ in range(turns):
        moved = [(-y, x) for x, y in moved]
        spacing = replace(spacing, row_mm=spacing.column_mm, column_mm=spacing.row_mm)
    turned = replace(film, spacing=spacing)
    for kind, count in ((Kind.LENGTH, 2), (Kind.ANGLE, 3), (Kind.COBB, 4)):
        before = values(measured(film, nothing_drawn, kind, *places[:count]))
        after = values(measured(turned, nothing_drawn, kind, *moved[:count]))
        assert after == pytest.approx(before, abs=1e-6)


@settings(deadline=None)
@given(points, points, st.floats(0.01, 100))
def test_length_grows_with_the_spacing(
    make_film: MakeFilm, nothing_drawn: AnnotationSet, one: Point, other: Point, factor: float
) -> None:
    larger = replace(ANISOTROPIC, row_mm=0.2 * factor, column_mm=0.1 * factor)
    lengths = [
        values(measured(make_film(spacing=spacing), nothing_drawn, Kind.LENGTH, one, other))["length"]
        for spacing in (ANISOTROPIC, larger)
    ]
    assert lengths[1] == pytest.approx(lengths[0] * factor)
