"""What is measured of regions."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxrviewer.display import render_unit
from cxrviewer.measurement import measure, measure_all, region_mask
from cxrviewer.measurement.outlines import outline_of
from cxrviewer.study import (
    Annotation,
    AnnotationSet,
    Image,
    Kind,
    LookupTable,
    Measurement,
    Photometric,
    PixelSpacing,
    Point,
    Rescale,
    SpacingOrigin,
    TextureSettings,
    Window,
)
from cxrviewer.texture import measure_region

MakeFilm = Callable[..., Image]
TRIANGLE: tuple[Point, ...] = ((3.3, 2.2), (46.1, 9.7), (12.4, 37.9))
STATISTICS = (
    "mean",
    "standard deviation",
    "minimum",
    "maximum",
    "median",
    "5th percentile",
    "25th percentile",
    "75th percentile",
    "95th percentile",
)


def values(found: Measurement) -> dict[str, float]:
    return {quantity.name: quantity.value for quantity in found.quantities}


def of_region(film: Image, *points: Point, kind: Kind = Kind.POLYGON, texture: bool = False) -> Measurement:
    return measure(film, AnnotationSet(film.source.key), Annotation(kind, points), texture=texture)


def inside(film: Image, points: tuple[Point, ...]) -> npt.NDArray[np.bool_]:
    mask = region_mask(outline_of(Annotation(Kind.POLYGON, points)), film.rows, film.columns)
    whole = np.zeros((film.rows, film.columns), np.bool_)
    whole[mask.box] = mask.inside
    return whole


def numpys(grey: npt.NDArray[np.float64]) -> dict[str, float]:
    """The statistics as numpy computes them."""
    percentiles = np.percentile(grey, [50, 5, 25, 75, 95])
    return dict(zip(STATISTICS, [grey.mean(), grey.std(), grey.min(), grey.max(), *percentiles], strict=True))


def grey_of(found: Measurement) -> dict[str, float]:
    return {name: value for name, value in values(found).items() if name in STATISTICS}


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"])
@pytest.mark.parametrize("rescale", [Rescale(), Rescale(1.0, -1024.0), Rescale(-0.25, 17.0)])
def test_statistics_as_numpy_computes_them(make_film: MakeFilm, dtype: str, rescale: Rescale) -> None:
    generator, kind = np.random.default_rng(5), np.dtype(dtype)
    if kind.kind == "f":
        pixels = generator.normal(50, 20, (40, 50)).astype(kind)
    else:
        ends = np.iinfo(kind)
        pixels = generator.integers(ends.min, ends.max, (40, 50), dtype=kind, endpoint=True)
    film = make_film(pixels, modality=rescale)
    grey = pixels[inside(film, TRIANGLE)].astype(np.float64) * rescale.slope + rescale.intercept
    found = of_region(film, *TRIANGLE)
    assert grey_of(found) == pytest.approx(numpys(grey), rel=1e-12)
    assert values(found)["pixels"] == grey.size


def test_statistics_through_a_modality_table_that_goes_up_and_down(make_film: MakeFilm) -> None:
    entries = np.random.default_rng(2).integers(0, 4096, 100).astype(np.uint16)
    pixels = np.random.default_rng(3).integers(0, 200, (40, 50)).astype(np.uint16)
    film = make_film(pixels, modality=LookupTable(50, entries, 12))
    looked_up = entries[np.clip(pixels.astype(int) - 50, 0, 99)].astype(np.float64)
    assert grey_of(of_region(film, *TRIANGLE)) == pytest.approx(numpys(looked_up[inside(film, TRIANGLE)]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 65535), min_size=1, max_size=12))
def test_statistics_of_a_few_pixels(make_film: MakeFilm, stored: list[int]) -> None:
    film = make_film(np.array([stored], np.uint16))
    found = of_region(film, (0, 0), (len(stored), 1), kind=Kind.RECTANGLE)
    assert grey_of(found) == pytest.approx(numpys(np.array(stored, np.float64)))


def test_units_of_the_grey_values(make_film: MakeFilm) -> None:
    pixels = np.full((40, 50), 200, np.int16)
    for units, ucum in (("HU", "[hnsf'U]"), ("", ""), ("OD", "OD")):
        film = make_film(pixels, units=units, modality=Rescale(1, -1024))
        found = of_region(film, *TRIANGLE)
        assert {one.unit for one in found.quantities if one.name in STATISTICS} == {ucum}
        assert values(found)["mean"] == -824


def test_padding_and_what_is_no_number_do_not_count(make_film: MakeFilm) -> None:
    pixels = np.full((4, 5), 7, np.int16)
    pixels[0] = -2000
    padded = make_film(pixels, padding=(-2001, -1999))
    floats = pixels.astype(np.float32)
    floats[0] = np.nan
    floats[1, 0] = np.inf
    for film, left_out in ((padded, 5), (make_film(floats), 6)):
        found = of_region(film, (0, 0), (5, 4), kind=Kind.RECTANGLE)
        assert values(found)["minimum"] == values(found)["maximum"] == 7
        assert values(found)["pixels"] == 20
        assert found.notices == (f"{left_out} pixels that are padding or no number are left out.",)
    nothing_left = of_region(padded, (0, 0), (5, 1), kind=Kind.RECTANGLE)
    assert grey_of(nothing_left) == {}


def test_colour_is_measured_as_luminance_and_says_so(make_film: MakeFilm) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (40, 50, 3)).astype(np.uint8)
    film = make_film(pixels, photometric=Photometric.RGB)
    found = of_region(film, *TRIANGLE)
    red, green, blue = pixels[inside(film, TRIANGLE)].astype(np.float64).T
    luminance = 0.299 * red + 0.587 * green + 0.114 * blue
    assert values(found)["mean"] == pytest.approx(luminance.mean(), abs=0.1)
    assert values(found)["maximum"] == pytest.approx(luminance.max(), abs=0.51)
    assert "luminance (ITU-R BT.601)" in found.notices[0]


def test_size_in_square_millimetres(make_film: MakeFilm) -> None:
    spacing = PixelSpacing(0.2, 0.1, SpacingOrigin.IMAGER)
    found = of_region(make_film(spacing=spacing), (10, 10), (30, 15), kind=Kind.RECTANGLE)
    by_name = {one.name: one for one in found.quantities}
    assert (by_name["area"].value, by_name["area"].unit) == (pytest.approx(2.0), "mm2")
    assert (by_name["perimeter"].value, by_name["perimeter"].unit) == (pytest.approx(6.0), "mm")
    assert (by_name["pixels"].value, by_name["pixels"].unit) == (100, "1")
    assert found.spacing is spacing


def test_region_beyond_the_film_counts_its_pixels_on_the_film(make_film: MakeFilm) -> None:
    pixels = np.arange(2000, dtype=np.uint16).reshape(40, 50)
    found = of_region(make_film(pixels), (-10, -10), (2, 1), kind=Kind.RECTANGLE)
    assert values(found)["area"] == 132
    assert values(found)["pixels"] == 2
    assert values(found)["mean"] == 0.5
    assert "beyond the film" in found.notices[0]


@pytest.mark.parametrize("points", [((60.0, 60.0), (70.0, 70.0)), ((3.6, 3.6), (4.4, 4.4))])
def test_region_without_a_pixel_has_a_size_and_no_grey_values(
    make_film: MakeFilm, points: tuple[Point, Point]
) -> None:
    found = of_region(make_film(), *points, kind=Kind.RECTANGLE, texture=True)
    assert list(values(found)) == ["area", "perimeter", "pixels"]
    assert found.texture is None
    assert any("centre of no pixel" in notice for notice in found.notices)


def test_scribble_is_measured_by_its_pixels(make_film: MakeFilm) -> None:
    scribble = np.random.default_rng(0).uniform(0, 40, (5000, 2))
    found = of_region(make_film(), *map(tuple, scribble), kind=Kind.FREEHAND)
    assert values(found)["area"] == values(found)["pixels"] > 0
    assert any("that of its pixels" in notice for notice in found.notices)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.01, 49.99), st.floats(0.01, 39.99)), min_size=3, max_size=8),
    st.integers(0, 3),
    st.booleans(),
)
def test_turning_and_mirroring_film_and_outline_leaves_the_values(
    make_film: MakeFilm, points: list[Point], turns: int, mirrored: bool
) -> None:
    points = [(round(x, 2) + 0.00317, round(y, 2) + 0.00271) for x, y in points]
    pixels = np.random.default_rng(4).integers(0, 4000, (40, 50)).astype(np.uint16)
    film, turned, moved = make_film(pixels), pixels, points
    if mirrored:
        turned, moved = turned[:, ::-1], [(50 - x, y) for x, y in moved]
    for _ in range(turns):
        width = turned.shape[1]
        turned, moved = np.rot90(turned), [(y, width - x) for x, y in moved]
    after = of_region(replace(film, pixels=np.ascontiguousarray(turned)), *moved)
    before = of_region(film, *points)
    assert values(after) == pytest.approx(values(before), rel=1e-9, abs=1e-6)


def textured(make_film: MakeFilm) -> Image:
    noise = np.random.default_rng(9).normal(2000, 300, (90, 110)).astype(np.float32)
    return make_film(cv2.GaussianBlur(noise, (0, 0), 1.5).astype(np.uint16))


def test_texture_is_the_analysis_own_of_the_region(make_film: MakeFilm) -> None:
    film, chosen = textured(make_film), TextureSettings(levels=16)
    triangle = ((10.2, 8.1), (99.4, 20.7), (30.3, 80.6))
    annotation = Annotation(Kind.POLYGON, triangle, "upper zone")
    drawn = AnnotationSet(film.source.key, (annotation,))
    expected = measure_region(render_unit(film), inside(film, triangle), "upper zone", chosen)
    assert measure(film, drawn, annotation, settings=chosen).texture == expected
    given_picture = measure(film, drawn, annotation, settings=chosen, unit_picture=render_unit(film))
    assert given_picture.texture == expected
    assert measure(film, drawn, annotation, texture=False).texture is None
    assert measure(film, drawn, annotation, texture=False).notices == ()


def test_texture_of_a_small_region_is_left_out_with_a_notice(make_film: MakeFilm) -> None:
    for corner in ((11, 11), (20, 20)):
        found = of_region(textured(make_film), (10, 10), corner, kind=Kind.RECTANGLE, texture=True)
        assert found.texture is None
        assert found.notices == ("The region is too small for texture.",)


def test_texture_leaves_out_padding(make_film: MakeFilm) -> None:
    film = replace(textured(make_film), vois=(Window(2000, 1200),))
    upper = of_region(film, (0, 0), (110, 45), kind=Kind.RECTANGLE, texture=True).texture
    pixels = film.pixels.copy()
    pixels[45:] = 5
    padded = replace(film, pixels=pixels, padding=(5, 5))
    assert of_region(padded, (0, 0), (110, 90), kind=Kind.RECTANGLE, texture=True).texture == upper


def test_all_annotations_in_their_order(make_film: MakeFilm) -> None:
    film = textured(make_film)
    items = (
        Annotation(Kind.RECTANGLE, ((5, 5), (60, 60))),
        Annotation(Kind.TEXT, ((4, 4),), "here"),
        Annotation(Kind.ELLIPSE, ((20, 40), (80, 40), (50, 20), (50, 60))),
        Annotation(Kind.LENGTH, ((0, 0), (3, 4))),
    )
    drawn = AnnotationSet(film.source.key, items)
    found = measure_all(film, drawn)
    assert [one.annotation for one in found] == list(items)
    assert found == tuple(measure(film, drawn, item) for item in items)
    assert found[0].texture is not None
    assert found[0].texture.region == "rectangle"
    assert found[2].texture is not None
    assert all(one.texture is None for one in measure_all(film, drawn, texture=False))
