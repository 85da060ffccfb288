"""The lung desk on a real store, without a window."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from cxrviewer.gui.annotating import Annotating, Hand
from cxrviewer.gui.film import Film, FilmKey, load_film
from cxrviewer.gui.keeping import open_readings
from cxrviewer.gui.lung_desk import LARGEST_SHARE, SMALLEST_SHARE, Brush, LungDesk
from cxrviewer.jobs import JobContext
from cxrviewer.locations import demo_film
from cxrviewer.study import PackedMask

BOX = (slice(10, 20), slice(30, 50))


@pytest.fixture
def film(qapp: QApplication) -> Film:
    return load_film(FilmKey(demo_film()), JobContext())


@pytest.fixture
def annotating(tmp_path: Path) -> Iterator[Annotating]:
    kept = open_readings(tmp_path / "readings.sqlite3", pytest.fail)
    yield Annotating(kept.keeper)
    kept.keeper.close()


@pytest.fixture
def desk(annotating: Annotating) -> LungDesk:
    return LungDesk(annotating)


def edit(desk: LungDesk, film: Film, label: int, box: tuple[slice, slice] = BOX) -> np.ndarray:
    labels = desk.begin(film, desk.kept(film))
    labels[box] = label
    desk.tell(box)
    desk.keep()
    return labels


def test_what_is_kept_never_changes(desk: LungDesk, film: Film) -> None:
    first = edit(desk, film, 1)
    kept = desk.kept(film)
    assert kept is not None
    assert np.array_equal(kept, first)
    with pytest.raises(ValueError, match="read-only"):
        kept[0, 0] = 1
    labels = desk.begin(film, kept)
    labels[BOX] = 2
    desk.tell(BOX)
    assert (kept[BOX] == 1).all()
    seen = desk.seen(film)
    assert seen is not None
    assert (seen[BOX] == 2).all()


def test_a_stroke_that_changes_nothing_is_no_edit(desk: LungDesk, film: Film, annotating: Annotating) -> None:
    desk.begin(film, None)
    desk.keep()
    assert not annotating.can_undo(film.image.source.key)
    assert desk.seen(film) is None


def test_every_step_comes_back_bit_by_bit(desk: LungDesk, film: Film, annotating: Annotating) -> None:
    """More steps than unpacked masks are kept at hand."""
    random, key = np.random.default_rng(1), film.image.source.key
    steps = []
    for step in range(9):
        top, left = (int(value) for value in random.integers(0, 200, 2))
        box = (slice(top, top + 40), slice(left, left + 30))
        steps.append(edit(desk, film, 1 + step % 2, box).copy())
    for state in reversed(steps[:-1]):
        annotating.undo(key)
        assert np.array_equal(desk.kept(film), state)
    for state in steps[1:]:
        annotating.redo(key)
        assert np.array_equal(desk.kept(film), state)


def test_patches_are_told_box_by_box(desk: LungDesk, film: Film) -> None:
    told: list[object] = []
    desk.patched.connect(lambda key, box: told.append((key == film.image.source.key, box)))
    desk.begin(film, None)
    desk.tell(BOX)
    desk.drop()
    assert told == [(True, None), (True, BOX), (True, None)]


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (PackedMask(3, 4, b""), "they have 4 x 3 pixels"),
        (PackedMask(319, 336, b"no zlib"), "a mask is damaged"),
    ],
)
def test_lungs_that_cannot_be_used_are_told_once(
    desk: LungDesk, film: Film, annotating: Annotating, packed: PackedMask, reason: str
) -> None:
    told: list[str] = []
    desk.failed.connect(told.append)
    annotating.edit(annotating.of(film.image.source.key).with_lungs(packed))
    assert [desk.kept(film), desk.seen(film)] == [None, None]
    assert len(told) == 1
    assert reason in told[0]


def test_the_brush_has_limits_and_grows_with_the_film() -> None:
    brush = Brush(share=0.01)
    assert brush.radius((4280, 3520)) == pytest.approx(42.8)
    assert brush.radius((20, 30)) == 0.5
    assert brush.resized(1e9).share == LARGEST_SHARE
    assert brush.resized(1e-9).share == SMALLEST_SHARE


def test_a_tool_is_taken_up_and_put_down(desk: LungDesk, annotating: Annotating) -> None:
    hands = []
    for hand in (Hand.BRUSH, Hand.ERASER, Hand.ERASER):
        desk.take_up(hand)
        hands.append(annotating.hand)
    assert hands == [Hand.BRUSH, Hand.ERASER, Hand.WINDOW]
