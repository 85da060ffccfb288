"""What readers draw and say comes back as it was, and two sides of one file keep each other's."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.errors import StoreError
from cxrviewer.store import Readings
from cxrviewer.study import (
    Annotation,
    AnnotationSet,
    KeyImage,
    Kind,
    Maker,
    PackedMask,
    PixelSpacing,
    Segment,
    SpacingOrigin,
    StudyReading,
    Verdict,
)

IMAGE = "f" * 64 + "#1"
THIRD = 1 / 3


def point(x: float = 1.5, text: str = "") -> Annotation:
    return Annotation(Kind.POINT, ((x, 2.5),), text)


def points(count: int) -> tuple[Annotation, ...]:
    return tuple(point(float(number)) for number in range(count))


def mask(seed: int = 0) -> PackedMask:
    return PackedMask.of(np.random.default_rng(seed).integers(0, 3, (37, 23), np.uint8))


def loaded(path: Path, image: str = IMAGE) -> AnnotationSet:
    with closing(Readings(path)) as fresh:
        return fresh.load(image)


def changes(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT subject, what, added, changed, removed FROM changes").fetchall()


def test_of_an_unknown_image_nothing_is_kept(readings: Readings) -> None:
    assert readings.load(IMAGE) == AnnotationSet(IMAGE)
    assert readings.reading("1.2.3") == StudyReading("1.2.3")


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_comes_back_as_it_was(readings: Readings, readings_file: Path, kind: Kind) -> None:
    count = {"point": 1, "text": 1, "angle": 3, "polygon": 40, "freehand": 5000, "ellipse": 4}.get(kind.value)
    count = count or {Kind.COBB: 4, Kind.CARDIOTHORACIC: 6}.get(kind, 2)
    places = tuple((THIRD * number, -1e-300 * number) for number in range(count))
    drawn = Annotation(kind, places, "Größe 心\n'; --", Maker.IMPORTED, "GSPS of Weasis")
    before = AnnotationSet(IMAGE)
    readings.save(before, before.adding(drawn))
    assert loaded(readings_file).items == (drawn,)


def test_calibration_lungs_and_imported_masks_come_back(readings: Readings, readings_file: Path) -> None:
    full = AnnotationSet(
        IMAGE,
        points(3),
        PixelSpacing(THIRD, 0.1, SpacingOrigin.USER),
        mask(),
        (Segment("lesion", mask(1), "SEG"), Segment("heart", mask(2))),
    )
    readings.save(AnnotationSet(IMAGE), full)
    assert loaded(readings_file) == full
    readings.save(full, AnnotationSet(IMAGE))
    assert loaded(readings_file) == AnnotationSet(IMAGE)


def test_what_is_taken_back_returns_to_its_place(readings: Readings, readings_file: Path) -> None:
    whole = AnnotationSet(IMAGE, points(5))
    for gone in ((0,), (2,), (4,), (1, 2, 3), (0, 4), (0, 1, 2, 3, 4)):
        less = whole.without(*(whole.items[number].identifier for number in gone))
        readings.save(AnnotationSet(IMAGE), whole)
        readings.save(whole, less)
        assert loaded(readings_file) == less
        readings.save(less, whole)
        assert loaded(readings_file) == whole


def test_any_other_order_is_kept(readings: Readings, readings_file: Path) -> None:
    before, made = AnnotationSet(IMAGE), points(6)
    for order in ((0, 1, 2, 3), (3, 1, 2, 0), (1, 0, 2), (4, 1, 5, 0, 2, 3), (5,), (0, 5, 1)):
        after = AnnotationSet(IMAGE, tuple(made[number] for number in order))
        readings.save(before, after)
        assert loaded(readings_file) == after
        before = after


def test_a_hundred_insertions_at_one_place_find_room(readings: Readings, readings_file: Path) -> None:
    before = AnnotationSet(IMAGE, points(2))
    readings.save(AnnotationSet(IMAGE), before)
    for number in range(100):
        first, *others = before.items
        after = replace(before, items=(first, point(float(number)), *others))
        readings.save(before, after)
        before = after
    assert loaded(readings_file) == before


def test_two_sides_keep_each_others_new_annotations(
    readings: Readings, other_side: Readings, readings_file: Path
) -> None:
    start = AnnotationSet(IMAGE, points(2))
    readings.save(AnnotationSet(IMAGE), start)
    mine, yours = point(10, "mine"), point(20, "yours")
    readings.save(start, start.adding(mine))
    other_side.save(start, start.adding(yours))
    other_side.save(start.adding(yours), start.adding(yours.worded("yours, better")))
    readings.save(start.adding(mine), start.adding(mine).without(start.items[0].identifier))
    assert [item.text for item in loaded(readings_file).items] == ["", "mine", "yours, better"]


def test_what_one_side_removes_and_the_other_edits_stays(readings: Readings, other_side: Readings) -> None:
    start = AnnotationSet(IMAGE, points(3))
    readings.save(AnnotationSet(IMAGE), start)
    edited = start.adding(start.items[1].worded("looked at again"))
    readings.save(start, start.without(start.items[1].identifier))
    other_side.save(start, edited)
    assert {item.identifier: item for item in readings.load(IMAGE).items} == {
        item.identifier: item for item in edited.items
    }


def test_each_change_is_in_the_trail_without_its_words(readings: Readings, readings_file: Path) -> None:
    empty = AnnotationSet(IMAGE)
    one = empty.adding(point(text="Mrs Smith's nodule"))
    two = one.adding(one.items[0].worded("scar"), point())
    readings.save(empty, one)
    readings.save(one, two)
    readings.save(two, two.calibrated(PixelSpacing(1, 1, SpacingOrigin.USER)))
    readings.save(two, two)
    readings.save(two, two.without(one.items[0].identifier))
    assert changes(readings_file) == [
        (IMAGE, "annotations", 1, 0, 0),
        (IMAGE, "annotations", 1, 1, 0),
        (IMAGE, "calibration", 1, 0, 0),
        (IMAGE, "annotations", 0, 0, 1),
    ]


def test_a_reading_comes_back(readings: Readings, other_side: Readings, readings_file: Path) -> None:
    empty = StudyReading("1.2.3")
    full = StudyReading(
        "1.2.3",
        ("Pneumonia", "Cardiomegaly, mild"),
        "Compare with 2019.\nNo change.",
        (
            Verdict(IMAGE, "covid19", "classifier 1.0.0", agrees=False, reason="a rotated film"),
            Verdict("a#2", "normal", "classifier 1.0.0", agrees=True),
        ),
        (KeyImage("a#2", "1.2.3.4", 2, "best seen here"), KeyImage(IMAGE)),
    )
    readings.save_reading(empty, full)
    assert other_side.reading("1.2.3") == full
    other = full.with_key_image(KeyImage("a#2", "1.2.3.4", 2, "no, here")).without_verdict(IMAGE)
    readings.save_reading(full, other)
    assert other_side.reading("1.2.3") == other
    readings.save_reading(other, empty)
    assert other_side.reading("1.2.3") == empty
    assert ("1.2.3", "verdicts", 2, 0, 0) in changes(readings_file)


def test_two_sides_keep_what_the_other_says(readings: Readings, other_side: Readings) -> None:
    empty = StudyReading("1.2.3")
    readings.save_reading(empty, replace(empty, comment="A comment."))
    other_side.save_reading(empty, replace(empty, labels=("Fracture",)))
    readings.save_reading(empty, empty.with_key_image(KeyImage("a#1")))
    other_side.save_reading(empty, empty.with_key_image(KeyImage("b#1")))
    assert readings.reading("1.2.3") == StudyReading(
        "1.2.3", ("Fracture",), "A comment.", (), (KeyImage("a#1"), KeyImage("b#1"))
    )


def test_half_a_character_does_not_keep_a_text_from_being_saved(readings: Readings) -> None:
    drawn = point(text="broken \ud83d emoji")
    readings.save(AnnotationSet(IMAGE), AnnotationSet(IMAGE).adding(drawn))
    assert readings.load(IMAGE).items == (drawn.worded("broken ? emoji"),)


def test_a_full_disk_is_told_and_the_edit_is_kept_with_the_next(readings: Readings) -> None:
    empty = AnnotationSet(IMAGE)
    large = empty.adding(Annotation(Kind.FREEHAND, tuple((float(n), 0.0) for n in range(100_000))))
    pages = readings._connection.execute("PRAGMA page_count").fetchone()[0]
    readings._connection.execute(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(StoreError, match=r"readings\.sqlite3: the last edit is not saved .* full"):
        readings.save(empty, large)
    assert readings.load(IMAGE) == empty
    readings._connection.execute(f"PRAGMA max_page_count = {pages + 4000}")
    readings.save(empty, large.adding(point()))
    assert len(readings.load(IMAGE).items) == 2


def test_a_file_that_another_program_holds_is_told(readings: Readings, readings_file: Path) -> None:
    readings._connection.execute("PRAGMA busy_timeout = 50")
    empty = AnnotationSet(IMAGE)
    with closing(sqlite3.connect(readings_file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            readings.save(empty, empty.adding(point()))
        holder.execute("ROLLBACK")
    readings.save(empty, empty.adding(point()))
    assert len(readings.load(IMAGE).items) == 1


def test_a_file_that_has_been_removed_is_told(readings: Readings, readings_file: Path) -> None:
    empty = AnnotationSet(IMAGE)
    away = readings_file.rename(readings_file.with_name("away.sqlite3"))
    with pytest.raises(StoreError, match=r"not saved .* \(the file has been removed\)"):
        readings.save(empty, empty.adding(point()))
    away.rename(readings_file)
    readings.save(empty, empty.adding(point()))
    assert len(loaded(readings_file).items) == 1


def test_a_damaged_row_is_told(readings: Readings) -> None:
    readings.save(AnnotationSet(IMAGE), AnnotationSet(IMAGE).adding(point()))
    readings._connection.execute("UPDATE annotations SET points = x'00'")
    with pytest.raises(StoreError, match=r"cannot be shown \(the points of an annotation are damaged\)"):
        readings.load(IMAGE)
