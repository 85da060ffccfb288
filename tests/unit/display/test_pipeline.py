"""The folded table, polarity and whole pictures."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxrviewer.display import (
    apply_table,
    auto_window,
    default_voi,
    display_table,
    has_table,
    is_inverted,
    render_grey8,
    render_stored,
    render_unit,
)
from cxrviewer.study import (
    Image,
    LookupTable,
    Photometric,
    PresentationLut,
    Rescale,
    Voi,
    VoiFunction,
    Window,
)

MakeImage = Callable[..., Image]
FULL = Window(128, 256)


@pytest.mark.parametrize(
    ("photometric", "shape", "inverted", "levels"),
    [
        ("MONOCHROME2", None, False, [0, 51, 255]),
        ("MONOCHROME1", None, False, [255, 204, 0]),
        ("MONOCHROME2", "IDENTITY", False, [0, 51, 255]),
        ("MONOCHROME1", "IDENTITY", False, [0, 51, 255]),  # P-Values: PS3.3 C.11.6
        ("MONOCHROME1", "INVERSE", False, [255, 204, 0]),
        ("MONOCHROME2", "INVERSE", False, [255, 204, 0]),
        ("MONOCHROME2", "IDENTITY", True, [255, 204, 0]),
        ("MONOCHROME1", None, True, [0, 51, 255]),
        ("MONOCHROME1", "INVERSE", True, [0, 51, 255]),
    ],
)
def test_polarity(
    make_image: MakeImage, photometric: str, shape: str | None, inverted: bool, levels: list[int]
) -> None:
    image = make_image(
        [[0, 51, 255]],
        np.uint8,
        photometric=Photometric(photometric),
        presentation_lut=None if shape is None else PresentationLut(shape),
    )
    assert render_grey8(image, FULL, inverted=inverted).tolist() == [levels]
    own_sense = (
        255 - np.array(levels) if inverted else np.array(levels)
    )  # the user's inversion is for the eye
    np.testing.assert_allclose(render_unit(image, FULL)[0] * 255, own_sense, atol=1e-4)


def test_a_ct_slice(make_image: MakeImage) -> None:
    image = make_image([[-32768, 0, 824, 1024, 1224, 3000]], np.int16, modality=Rescale(1, -1024))
    # lung window -600, 1500: y = ((hu + 600.5) / 1499 + 0.5) * 255, worked out by hand
    assert render_grey8(image, Window(-600, 1500)).tolist() == [[0, 55, 195, 229, 255, 255]]


def test_modality_lut_then_window(make_image: MakeImage) -> None:
    table = LookupTable(1, np.array([10, 200, 90], np.uint16), 8)
    image = make_image([[0, 1, 2, 3, 4]], np.uint8, modality=table)
    assert render_grey8(image, FULL).tolist() == [[10, 10, 200, 90, 90]]


def test_a_negative_slope_turns_the_order(make_image: MakeImage) -> None:
    image = make_image([[0, 100, 255]], np.uint8, modality=Rescale(-1, 255))
    assert render_grey8(image, FULL).tolist() == [[255, 155, 0]]
    assert render_grey8(image).tolist() == [[255, 155, 0]]  # minimum to maximum too


windows = st.builds(
    Window,
    st.floats(-3000, 3000),
    st.floats(1, 5000),
    st.sampled_from(list(VoiFunction)),
)
tables = st.builds(
    LookupTable,
    st.integers(-300, 300),
    st.lists(st.integers(0, 4095), min_size=1, max_size=50).map(lambda v: np.array(v, np.uint16)),
    st.just(12),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    dtype=st.sampled_from([np.uint8, np.int8, np.uint16, np.int16]),
    voi=windows | tables,
    slope=st.floats(-4, 4).filter(lambda s: abs(s) > 0.01),
    photometric=st.sampled_from([Photometric.MONOCHROME1, Photometric.MONOCHROME2]),
)
def test_the_table_equals_the_transforms_for_every_stored_value(
    make_image: MakeImage, dtype: type, voi: Voi, slope: float, photometric: Photometric
) -> None:
    limits = np.iinfo(dtype)
    every = np.arange(limits.min, limits.max + 1)
    fields = {"modality": Rescale(slope, -10.5), "photometric": photometric}
    narrow = make_image(every[np.newaxis], dtype, **fields)
    wide = make_image(every[np.newaxis], np.int32, **fields)  # goes without a table
    assert has_table(narrow)
    assert not has_table(wide)
    np.testing.assert_array_equal(render_grey8(narrow, voi), render_grey8(wide, voi))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(window=windows)
def test_a_window_never_turns_the_order_of_grey(make_image: MakeImage, window: Window) -> None:
    image = make_image([[0]], np.int16)
    table = display_table(image, window)
    by_value = np.concatenate([table[32768:], table[:32768]]).astype(int)
    assert (np.diff(by_value) >= 0).all()
    inverse = display_table(image, window, inverted=True)
    assert np.abs(inverse.astype(int) + table - 255).max() <= 1


def test_values_of_32_bits_keep_their_precision(make_image: MakeImage) -> None:
    image = make_image([[4_000_000_000, 4_000_000_001, 4_000_000_002]], np.uint32)
    assert render_grey8(image).tolist() == [[0, 127, 255]]


def test_floats_with_holes(make_image: MakeImage) -> None:
    image = make_image([[np.nan, -1, 0, 1, np.inf]], np.float32)
    assert render_grey8(image).tolist() == [[0, 0, 127, 255, 255]]


def test_there_is_no_table_for_floats(make_image: MakeImage) -> None:
    image = make_image([[0.5]], np.float64)
    with pytest.raises(ValueError, match="no display table for float64"):
        display_table(image, FULL)


def test_default_voi_takes_the_first_of_the_file(make_image: MakeImage) -> None:
    table = LookupTable(0, np.array([0, 1], np.uint16), 1)
    vois = (table, FULL)
    assert default_voi(make_image([[0]], np.uint8, vois=vois)) is table


def test_padding_widens_the_full_range_but_not_the_automatic_window(make_image: MakeImage) -> None:
    padded = make_image([[-2000, 100, 150, 200]], np.int16, padding=(-2000, -2000))
    assert render_grey8(padded).tolist() == [[0, 243, 249, 255]]
    assert render_grey8(padded, auto_window(padded, 0, 100)).tolist() == [[0, 0, 127, 255]]
    only_padding = make_image([[7, 7]], np.int16, padding=(7, 7))
    assert render_grey8(only_padding).tolist() == [[0, 0]]


def test_auto_window_leaves_the_tails_out(make_image: MakeImage) -> None:
    pixels = np.arange(1001, dtype=np.uint16).reshape(7, 143)
    window = auto_window(make_image(pixels), 10, 90)
    assert (window.centre, window.width, window.function) == (500, 800, VoiFunction.LINEAR_EXACT)
    with pytest.raises(ValueError, match="no percentiles"):
        auto_window(make_image(pixels), 60, 40)


def test_colours_are_shown_as_they_are(make_image: MakeImage) -> None:
    rgb = np.array([[[255, 0, 0], [0, 255, 0], [10, 10, 10]]], np.uint8)
    image = make_image(rgb, photometric=Photometric.RGB)
    assert render_grey8(image).tolist() == rgb.tolist()
    assert render_grey8(image, inverted=True).tolist() == (255 - rgb).tolist()
    np.testing.assert_allclose(render_unit(image), [[0.299, 0.587, 10 / 255]], atol=1e-6)
    assert not is_inverted(image)


def test_render_unit_is_not_rounded_to_grey_levels(make_image: MakeImage) -> None:
    image = make_image([[0, 1, 2, 4095]], np.uint16)
    unit = render_unit(image)
    assert unit.dtype == np.float32
    np.testing.assert_allclose(unit, [[0, 1 / 4095, 2 / 4095, 1]], rtol=1e-6)


def test_a_part_of_the_film_keeps_the_window_of_the_whole(make_image: MakeImage) -> None:
    image = make_image([[0, 100, 200]], np.uint8)
    assert render_stored(image, image.pixels[:, 1:]).tolist() == [[127, 255]]


def test_tables_apply_to_signed_values_and_colours() -> None:
    table = np.arange(256, dtype=np.uint8)[::-1].copy()
    assert apply_table(np.array([[-1, 0, 127]], np.int8), table).tolist() == [[0, 255, 128]]
    assert apply_table(np.full((2, 2, 3), 5, np.uint8), table).tolist() == np.full((2, 2, 3), 250).tolist()
