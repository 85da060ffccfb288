"""The cardiothoracic ratio."""

from collections.abc import Callable
from math import cos, radians, sin

import pytest

from cxrviewer.measurement import describe, describe_with_notices, measure
from cxrviewer.study import (
    Annotation,
    AnnotationSet,
    Image,
    Kind,
    Maker,
    Measurement,
    PixelSpacing,
    Point,
    SpacingOrigin,
)

MakeFilm = Callable[..., Image]
STRAIGHT: tuple[Point, ...] = ((100, 10), (100, 190), (70, 120), (160, 140), (10, 150), (210, 155))
"""Midline, heart 30 to its right and 60 to its left, thorax 200 wide."""


def values(found: Measurement) -> dict[str, float]:
    return {quantity.name: quantity.value for quantity in found.quantities}


def ratio_of(film: Image, drawn: AnnotationSet, places: tuple[Point, ...]) -> Measurement:
    return measure(film, drawn, Annotation(Kind.CARDIOTHORACIC, places))


def test_widths_across_the_midline(make_film: MakeFilm, nothing_drawn: AnnotationSet) -> None:
    found = ratio_of(make_film(), nothing_drawn, STRAIGHT)
    assert values(found) == {
        "cardiothoracic ratio": pytest.approx(0.45),
        "maximal right cardiac distance": pytest.approx(30),
        "maximal left cardiac distance": pytest.approx(60),
        "cardiac width": pytest.approx(90),
        "thoracic width": pytest.approx(200),
    }
    assert [quantity.unit for quantity in found.quantities] == ["1", "px", "px", "px", "px"]
    assert found.notices == ()


@pytest.mark.parametrize("tilt", [-20, 5, 180])
def test_tilted_midline_measures_at_right_angles_to_itself(
    make_film: MakeFilm, nothing_drawn: AnnotationSet, tilt: int
) -> None:
    c, s = cos(radians(tilt)), sin(radians(tilt))
    turned = tuple((c * x - s * y, s * x + c * y) for x, y in STRAIGHT)
    straight = ratio_of(make_film(), nothing_drawn, STRAIGHT)
    assert values(ratio_of(make_film(), nothing_drawn, turned)) == pytest.approx(values(straight))


def test_mirrored_film_measures_the_same(make_film: MakeFilm, nothing_drawn: AnnotationSet) -> None:
    mirrored = tuple((300 - x, y) for x, y in STRAIGHT)
    straight = ratio_of(make_film(), nothing_drawn, STRAIGHT)
    found = ratio_of(make_film(), nothing_drawn, mirrored)
    assert values(found) == pytest.approx(values(straight))
    assert found.notices == ()


def test_tilt_in_millimetres_where_pixels_are_not_square(
    make_film: MakeFilm, nothing_drawn: AnnotationSet
) -> None:
    spacing = PixelSpacing(row_mm=0.5, column_mm=1.0, origin=SpacingOrigin.PIXEL_SPACING)
    c, s = cos(radians(12)), sin(radians(12))
    squeezed = tuple((c * x - s * y, (s * x + c * y) / 0.5) for x, y in STRAIGHT)
    found = ratio_of(make_film(spacing=spacing), nothing_drawn, squeezed)
    assert values(found)["thoracic width"] == pytest.approx(200)
    assert values(found)["cardiothoracic ratio"] == pytest.approx(0.45)
    assert found.spacing is spacing
    assert describe(found) == ("CTR 0.45", "90.0 mm of 200.0 mm (PixelSpacing)")


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("PA", None),
        ("AP", "AP view"),
        ("ap ", "AP view"),
        ("", "The view is not stated"),
        ("LL", "The view is LL"),
    ],
)
def test_view_that_changes_what_the_ratio_means(
    make_film: MakeFilm, nothing_drawn: AnnotationSet, view: str, words: str | None
) -> None:
    notices = ratio_of(make_film(view=view), nothing_drawn, STRAIGHT).notices
    assert notices == () if words is None else words in notices[0]


@pytest.mark.parametrize(
    ("heart", "words"),
    [
        (((5, 120), (160, 140)), "beyond the thorax"),
        (((160, 120), (70, 140)), "exchanged"),
        (((110, 120), (160, 140)), "one side of the midline"),
    ],
)
def test_points_that_cannot_be_right_are_told_of(
    make_film: MakeFilm, nothing_drawn: AnnotationSet, heart: tuple[Point, Point], words: str
) -> None:
    (notice,) = ratio_of(make_film(), nothing_drawn, (*STRAIGHT[:2], *heart, *STRAIGHT[4:])).notices
    assert words in notice


def test_midline_or_thorax_without_extent_gives_no_value(
    make_film: MakeFilm, nothing_drawn: AnnotationSet
) -> None:
    no_midline = ratio_of(make_film(), nothing_drawn, (STRAIGHT[0], STRAIGHT[0], *STRAIGHT[2:]))
    no_thorax = ratio_of(make_film(), nothing_drawn, (*STRAIGHT[:4], (10, 150), (10, 20)))
    assert no_midline.quantities == no_thorax.quantities == ()
    assert len(no_midline.notices) == len(no_thorax.notices) == 1


def test_warning_stands_beside_the_ratio(make_film: MakeFilm, nothing_drawn: AnnotationSet) -> None:
    assert describe_with_notices(ratio_of(make_film(view="AP"), nothing_drawn, STRAIGHT)) == (
        "CTR 0.45",
        "90.0 px of 200.0 px (not calibrated)",
        "AP view: the heart's size is overestimated.",
    )


def test_proposal_is_called_one(make_film: MakeFilm, nothing_drawn: AnnotationSet) -> None:
    proposal = Annotation(Kind.CARDIOTHORACIC, STRAIGHT, maker=Maker.MODEL)
    assert "Proposed" in measure(make_film(), nothing_drawn, proposal).notices[0]
    moved = proposal.moved(STRAIGHT)
    assert measure(make_film(), nothing_drawn, moved).notices == ()
