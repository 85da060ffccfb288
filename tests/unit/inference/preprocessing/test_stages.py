from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from phantoms import draw_chest
from pydantic import TypeAdapter, ValidationError

from cxrviewer.inference.preprocessing import (
    IMAGENET,
    LUNGS_MISSING,
    Box,
    Clahe,
    Equalise,
    GreyToRgb,
    Letterbox,
    LungCentre,
    LungCrop,
    LungFrame,
    LungMask,
    Normalise,
    PercentileStretch,
    Stage,
    Stretch,
    Wiener,
    apply_stages,
    check_order,
    lung_frame,
)

SIDES = st.integers(40, 300)
PERCENTILES = PercentileStretch(low=1, high=99)


def lungs_of(rows: int, columns: int) -> np.ndarray:
    """Two boxes that lie off the middle."""
    labels = np.zeros((rows, columns), np.uint8)
    labels[rows // 5 : 3 * rows // 4, columns // 8 : columns // 3] = 1
    labels[rows // 6 : 2 * rows // 3, columns // 2 : 3 * columns // 4] = 2
    return labels


@settings(max_examples=80, deadline=None)
@given(
    film=st.tuples(SIDES, SIDES),
    grid=st.tuples(st.integers(48, 160), st.integers(48, 160)),
    before=st.lists(st.sampled_from([LungCrop(margin=0.1), LungCentre(), LungMask(margin=0.1)]), unique=True),
    geometry=st.sampled_from([Stretch(), Letterbox()]),
)
def test_landmarks_come_back_to_within_half_a_pixel(
    film: tuple[int, int], grid: tuple[int, int], before: list[Stage], geometry: Stage
) -> None:
    assume(LungCentre() not in before or LungCrop(margin=0.1) not in before)
    labels = lungs_of(*film)
    middle = (2 * film[0] // 5, 5 * film[1] // 8)  # in the left lung
    distance = np.hypot(*(np.indices(film) - np.reshape(middle, (2, 1, 1))))
    spread = 0.06 * min(film)
    unit = np.exp(-((distance / spread) ** 2)).astype(np.float32)
    prepared = apply_stages(unit, [*before, geometry], grid, labels)
    assume(min(prepared.placement.height, prepared.placement.width) >= 40)
    returned = prepared.placement.to_film(prepared.picture)
    returned[distance > 2.5 * spread] = 0
    found = [float((axis * returned).sum() / returned.sum()) for axis in np.indices(film)]
    cells = (
        prepared.placement.source.height / prepared.placement.height,
        prepared.placement.source.width / prepared.placement.width,
    )
    for wanted, given_back, cell in zip(middle, found, cells, strict=True):
        assert abs(wanted - given_back) <= 0.5 * max(1, cell)


def test_a_crop_reads_the_lungs_and_their_margin_alone() -> None:
    unit = np.zeros((120, 100), np.float32)
    labels = np.zeros((120, 100), np.uint8)
    labels[30:70, 20:60] = 1
    unit[26:74, 16:64] = 1
    prepared = apply_stages(unit, [LungCrop(margin=0.1), Stretch()], (64, 64), labels)
    assert prepared.placement.source == (26, 16, 48, 48)
    assert (prepared.picture == 1).all()
    assert prepared.placement.extent() == (16, 26, 64, 74)
    assert prepared.notices == ()


def test_a_crop_does_not_leave_the_film() -> None:
    prepared = apply_stages(
        np.ones((50, 60), np.float32),
        [LungCrop(margin=0.5), Stretch()],
        (32, 32),
        np.ones((50, 60), np.uint8),
    )
    assert prepared.placement.source == (0, 0, 50, 60)


def test_a_film_that_has_moved_is_read_as_if_it_had_not() -> None:
    chest, lungs = draw_chest("normal", np.random.default_rng(7))
    film = np.pad(chest, 20, mode="edge").astype(np.float32) / 255
    labels = np.pad(lungs, 20)
    stages: Sequence[Stage] = [LungCentre(), Stretch()]
    first = apply_stages(film, stages, (56, 60), labels)
    for by in ((-2, 0), (2, 2), (0, 5)):
        moved = apply_stages(np.roll(film, by, (0, 1)), stages, (56, 60), np.roll(labels, by, (0, 1)))
        assert np.array_equal(moved.picture[6:-6, 6:-6], first.picture[6:-6, 6:-6])
        source = moved.placement.source
        assert (source.top - by[0], source.left - by[1]) == first.placement.source[:2]


def test_a_moved_frame_repeats_the_border_and_says_nothing_of_what_is_beyond() -> None:
    labels = np.zeros((100, 80), np.uint8)
    labels[10:50, 10:50] = 1
    film = np.broadcast_to(np.linspace(0.2, 0.4, 100, dtype=np.float32)[:, None], (100, 80)).copy()
    prepared = apply_stages(film, [LungCentre(largest=0.1), Stretch()], (100, 80), labels)
    assert prepared.placement.source == (-10, -8, 100, 80)
    assert prepared.placement.extent() == (-8, -10, 72, 90)
    assert np.allclose(prepared.picture[:10], film[:20, 0].mean())  # a fifth of the frame is its border
    returned = prepared.placement.to_film(prepared.picture)
    assert np.allclose(returned[:90, :72], film[:90, :72])
    assert not returned[90:].any()
    assert not returned[:, 72:].any()


def test_the_frame_around_the_lungs_has_their_middle_and_grows_with_them() -> None:
    labels = np.zeros((200, 300), np.uint8)
    labels[40:140, 60:140] = labels[40:140, 160:240] = 1
    film = np.full(labels.shape, 0.5, np.float32)
    frame = lung_frame(film, labels > 0, 3.6)
    # two rectangles: variances of rows 100**2 / 12, of columns 80**2 / 12 + 50**2
    assert (
        frame.height == frame.width == pytest.approx(3.6 * (100**2 / 12 + 80**2 / 12 + 50**2) ** 0.5, abs=1)
    )
    assert frame.top + frame.height / 2 == pytest.approx(90, abs=1.5)
    assert frame.left + frame.width / 2 == pytest.approx(150, abs=1.5)
    spot = labels.copy()
    spot[0, 0] = 1  # one stray pixel
    assert np.abs(np.subtract(lung_frame(film, spot > 0, 3.6), frame)).max() <= 1


def test_a_line_at_the_edge_of_a_film_does_not_fill_what_is_beyond_it() -> None:
    film = np.full((100, 100), 0.5, np.float32)
    film[0] = 1.0
    grown = Box(-50, 0, 150, 100).cut(film)
    assert grown.shape == (150, 100)
    assert np.allclose(grown[:50], 0.5 + 0.5 / 30)
    assert np.array_equal(grown[50:], film)


@pytest.mark.parametrize("labels", [None, np.zeros((60, 50), np.uint8)], ids=["no mask", "empty mask"])
@pytest.mark.parametrize("stage", [LungCrop(), LungCentre(), LungFrame(), LungMask()])
def test_without_lungs_the_film_stays_whole_and_that_is_said(labels: np.ndarray | None, stage: Stage) -> None:
    unit = np.random.default_rng(0).random((60, 50)).astype(np.float32)
    prepared = apply_stages(unit, [stage, Stretch()], (32, 32), labels)
    assert np.array_equal(prepared.picture, apply_stages(unit, [Stretch()], (32, 32)).picture)
    assert prepared.notices == (LUNGS_MISSING,)


@pytest.mark.parametrize("on_grid", [False, True])
def test_outside_the_lungs_everything_is_their_mean(on_grid: bool) -> None:
    unit = np.zeros((100, 100), np.float32)
    unit[40:60, 40:60] = 0.25
    labels = np.zeros((100, 100), np.uint8)
    labels[40:60, 40:60] = 1
    stages: Sequence[Stage] = [LungMask(margin=0), Stretch()]
    prepared = apply_stages(unit, stages[::-1] if on_grid else stages, (100, 100), labels)
    assert np.allclose(prepared.picture, 0.25)


@pytest.mark.parametrize("stage", [PERCENTILES, Equalise(), Clahe(clip=3, tiles=4), Wiener(size=3)])
def test_what_lies_beside_a_letterboxed_film_does_not_change_it(stage: Stage) -> None:
    unit = draw_chest("normal", np.random.default_rng(2))[0].astype(np.float32) / 255
    rows, columns = unit.shape
    alone = apply_stages(unit, [Stretch(), stage], (rows, columns)).picture
    boxed = apply_stages(unit, [Letterbox(), stage], (rows, columns + 40)).picture
    assert np.array_equal(boxed[:, 20:-20], alone)
    assert not boxed[:, :20].any()
    assert not boxed[:, -20:].any()


def test_three_channels_with_the_statistics_of_imagenet() -> None:
    batch = apply_stages(
        np.full((40, 40), 0.5, np.float32), [Stretch(), GreyToRgb(), IMAGENET], (32, 24)
    ).batch
    assert batch.shape == (1, 3, 32, 24)
    assert batch.dtype == np.float32
    assert np.allclose(
        batch[0, :, 3, 3], [(0.5 - 0.485) / 0.229, (0.5 - 0.456) / 0.224, (0.5 - 0.406) / 0.225]
    )


def test_without_a_stage_that_resamples_there_is_no_input() -> None:
    with pytest.raises(ValueError, match="no stage brings"):
        apply_stages(np.zeros((40, 40), np.float32), [PERCENTILES], (32, 32))


@pytest.mark.parametrize(
    ("stages", "reason"),
    [
        ([PERCENTILES], "exactly one stage"),
        ([Stretch(), Letterbox()], "exactly one stage"),
        ([Stretch(), LungCrop()], "lung_crop"),
        ([LungCrop(), LungCentre(), Stretch()], "lung_centre"),
        ([LungCrop(), LungCrop(), Stretch()], "lung_crop"),
        ([Stretch(), Normalise(mean=0.5, std=1), PERCENTILES], "last stages"),
        ([Stretch(), IMAGENET, GreyToRgb()], "last stages"),
        ([Stretch(), IMAGENET], "need grey_to_rgb"),
    ],
)
def test_stages_that_cannot_follow_each_other_are_refused(stages: list[Stage], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        check_order(stages)


@pytest.mark.parametrize(
    "record",
    [
        {"stage": "sharpen"},
        {"stage": "wiener", "size": 4},
        {"stage": "lung_crop", "margin": 0.9},
        {"stage": "percentile_stretch", "low": 60, "high": 99},
        {"stage": "normalise", "mean": 0, "std": 0},
        {"stage": "equalise", "bins": 3},
    ],
)
def test_a_stage_that_is_not_known_or_not_sensible_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Stage).validate_python(record)
