"""A cardiothoracic ratio proposed from the lung mask."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxrviewer.measurement import measure, propose_cardiothoracic
from cxrviewer.readers import read_image
from cxrviewer.study import AnnotationSet, Image, Kind, Maker

MakeFilm = Callable[..., Image]
Bytes = npt.NDArray[np.uint8]
SIDE, CENTRE = 400, 200


@dataclass(frozen=True)
class Chest:
    """A drawn film and its mask; the ratio is known."""

    pixels: Bytes
    labels: Bytes
    ratio: float


def drawn_chest(*, heart_in_mask: bool, heart: tuple[int, int] = (25, 75), step: int = 90) -> Chest:
    """Lungs from 60 to 340, a heart so far to the right and left of the middle."""
    right_lung, left_lung, heart_mask = (np.zeros((SIDE, SIDE), np.uint8) for _ in range(3))
    cv2.ellipse(right_lung, (CENTRE, 300), (140, 230), 0, 0, 360, 1, -1)
    left_lung[:, CENTRE + 20 :] = right_lung[:, CENTRE + 20 :]
    right_lung[:, CENTRE - 19 :] = 0
    for lung in (right_lung, left_lung):
        lung[300:] = 0
    middle, half = CENTRE + (heart[1] - heart[0]) // 2, sum(heart) // 2
    cv2.ellipse(heart_mask, (middle, 250), (half, 70), 0, 0, 360, 1, -1)
    lungs = (right_lung | left_lung) & (1 - heart_mask)
    pixels = np.where(lungs > 0, 200 - step, 200) + np.random.default_rng(1).normal(0, 6, lungs.shape)
    labels = right_lung + 2 * left_lung
    if not heart_in_mask:
        labels = labels * (1 - heart_mask)
    return Chest(pixels.clip(0, 255).astype(np.uint8), labels, 2 * half / 280)


def ratio(film: Image, labels: Bytes) -> float | None:
    proposal = propose_cardiothoracic(film, labels)
    if proposal is None:
        return None
    assert proposal.kind is Kind.CARDIOTHORACIC
    assert proposal.maker is Maker.MODEL
    found = measure(film, AnnotationSet(film.source.key), proposal)
    assert not any("exchanged" in notice or "beyond" in notice for notice in found.notices)
    return found.quantities[0].value


@pytest.mark.parametrize("heart_in_mask", [False, True])
@pytest.mark.parametrize("heart", [(25, 75), (40, 100), (30, 50)])
def test_drawn_heart_is_found_whether_or_not_the_mask_covers_it(
    make_film: MakeFilm, heart_in_mask: bool, heart: tuple[int, int]
) -> None:
    chest = drawn_chest(heart_in_mask=heart_in_mask, heart=heart)
    assert ratio(make_film(chest.pixels), chest.labels) == pytest.approx(chest.ratio, abs=0.02)


def test_points_lie_on_the_drawn_borders(make_film: MakeFilm) -> None:
    chest = drawn_chest(heart_in_mask=True)
    proposal = propose_cardiothoracic(make_film(chest.pixels), chest.labels)
    assert proposal is not None
    top, bottom, *borders = proposal.points
    assert [point[0] for point in (top, bottom)] == pytest.approx([CENTRE, CENTRE], abs=3)
    assert [point[0] for point in borders] == pytest.approx([175, 275, 60, 340], abs=4)
    assert top[1] == pytest.approx(75, abs=4)
    assert bottom[1] == pytest.approx(300, abs=2)


@pytest.mark.parametrize("tilt", [-12, 7])
def test_turned_chest_has_the_same_ratio_and_a_leaning_midline(make_film: MakeFilm, tilt: int) -> None:
    chest = drawn_chest(heart_in_mask=True)
    turn = cv2.getRotationMatrix2D((CENTRE, CENTRE), tilt, 1)
    pixels = cv2.warpAffine(chest.pixels, turn, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    labels = cv2.warpAffine(chest.labels, turn, (SIDE, SIDE), flags=cv2.INTER_NEAREST)
    film = make_film(pixels)
    assert ratio(film, labels) == pytest.approx(chest.ratio, abs=0.03)
    proposal = propose_cardiothoracic(film, labels)
    assert proposal is not None
    (x0, y0), (x1, y1) = proposal.points[:2]
    assert np.degrees(np.arctan2(x1 - x0, y1 - y0)) == pytest.approx(tilt, abs=2)


def test_mirrored_chest_keeps_the_patients_sides(make_film: MakeFilm) -> None:
    chest = drawn_chest(heart_in_mask=True)
    pixels, labels = (np.ascontiguousarray(one[:, ::-1]) for one in (chest.pixels, chest.labels))
    proposal = propose_cardiothoracic(make_film(pixels), labels)
    assert proposal is not None
    assert [point[0] for point in proposal.points[2:]] == pytest.approx([225, 125, 340, 60], abs=4)


def test_pixels_that_are_not_square(make_film: MakeFilm) -> None:
    chest = drawn_chest(heart_in_mask=True)
    pixels, labels = (np.ascontiguousarray(one[::2]) for one in (chest.pixels, chest.labels))
    found = ratio(make_film(pixels, pixel_aspect_ratio=2.0), labels)
    assert found == pytest.approx(chest.ratio, abs=0.02)


def test_nothing_is_proposed_where_nothing_can_be_seen(make_film: MakeFilm) -> None:
    chest = drawn_chest(heart_in_mask=True)
    white_out = drawn_chest(heart_in_mask=True, step=0)
    film = make_film(chest.pixels)
    assert propose_cardiothoracic(make_film(white_out.pixels), white_out.labels) is None
    for lung in (1, 2):
        assert propose_cardiothoracic(film, np.where(chest.labels == lung, lung, 0).astype(np.uint8)) is None
    assert propose_cardiothoracic(film, np.zeros_like(chest.labels)) is None
    assert propose_cardiothoracic(film, np.ascontiguousarray(chest.labels.T)) is None  # one above the other


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(-5, 70)] * 4, st.integers(0, 2)), max_size=6),
    st.integers(1, 60),
    st.integers(1, 60),
)
def test_no_mask_can_break_it(
    make_film: MakeFilm, boxes: list[tuple[int, int, int, int, int]], rows: int, columns: int
) -> None:
    labels = np.zeros((rows, columns), np.uint8)
    for left, top, right, bottom, label in boxes:
        labels[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = label
    pixels = np.random.default_rng(rows).integers(0, 255, labels.shape).astype(np.uint8)
    proposal = propose_cardiothoracic(make_film(pixels), labels)
    assert proposal is None or proposal.kind is Kind.CARDIOTHORACIC


@pytest.mark.films
def test_normal_films_with_a_readers_mask(film_collection: Path) -> None:
    """Against the gap between masks that leave the heart out, on adults without cardiac disease."""
    errors, ratios = [], []
    with (film_collection / "manifest.csv").open(encoding="utf-8") as handle:
        rows = [row for row in csv.DictReader(handle) if row["source"] == "nlm-montgomery"]
    for row in islice((row for row in rows if row["label"] == "normal"), 30):
        film = read_image(film_collection / row["file"])
        labels = cv2.imread(str(film_collection / row["mask_file"]), cv2.IMREAD_GRAYSCALE)
        labels[labels > 2] = 0
        found = ratio(film, labels)
        if found is not None:
            ratios.append(found)
            errors.append(found - gap_ratio(labels))
    assert len(ratios) >= 27
    assert 0.38 < np.median(ratios) < 0.47
    assert np.median(np.abs(errors)) < 0.03


def gap_ratio(labels: Bytes) -> float:
    """Widest gap between the lungs a little above the right diaphragm, over their widest extent."""
    diaphragm = int(np.flatnonzero(labels[:, int(np.median(np.nonzero(labels == 1)[1]))] == 1)[-1])
    spans = [(np.flatnonzero(row == 1), np.flatnonzero(row == 2)) for row in labels]
    both = [row for row, (right, left) in enumerate(spans) if right.size and left.size]
    lower = [spans[row] for row in both if both[0] + 0.55 * (diaphragm - both[0]) <= row <= diaphragm - 15]
    heart = max(left[0] for _, left in lower) - min(right[-1] + 1 for right, _ in lower)
    return float(heart / max(spans[row][1][-1] + 1 - spans[row][0][0] for row in both))
