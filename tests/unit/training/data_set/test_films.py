import shutil
import threading
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from phantoms import PhantomSet

from cxrviewer.jobs import JobCancelledError, JobContext, Progress
from cxrviewer.training.data_set.films import IGNORE, prepare_film, prepare_films
from cxrviewer.training.data_set.records import read_records
from cxrviewer.training.presets import FOUR_CLASSES, Preset


@pytest.fixture
def data(phantoms: PhantomSet, tmp_path: Path) -> Path:
    """A copy of the drawn films that the test may spoil."""
    return Path(shutil.copytree(phantoms.folder, tmp_path / "data"))


def test_films_lie_on_the_grid_with_their_labels(data: Path, classify: Preset, tmp_path: Path) -> None:
    records = read_records(data)
    films, refused = prepare_films(records, classify, tmp_path / "run", JobContext())
    assert refused == []
    assert films.records == tuple(records)
    assert films.pictures.shape == (32, 32, 32)
    assert films.pictures.dtype == np.uint8
    assert [FOUR_CLASSES[number] for number in films.targets] == [record.label for record in records]
    # the lungs are dark and everything else bright; contrast runs over the whole range
    assert films.pictures[0, 16, 9] < 60
    assert films.pictures[0, 16, 16] > 190
    assert (films.pictures[0].min(), films.pictures[0].max()) == (0, 255)


def test_masks_lie_on_the_lungs(data: Path, segment: Preset, tmp_path: Path) -> None:
    films, refused = prepare_films(read_records(data)[:4], segment, tmp_path / "run", JobContext())
    assert refused == []
    assert films.targets.shape == films.pictures.shape == (4, 32, 32)
    assert set(np.unique(films.targets)) == {0, 1, 2}
    assert np.argwhere(films.targets[0] == 1)[:, 1].max() < np.argwhere(films.targets[0] == 2)[:, 1].min()
    assert films.pictures[0][films.targets[0] > 0].mean() < films.pictures[0][films.targets[0] == 0].mean()


def test_the_largest_size_of_the_preset_is_stored(data: Path, classify: Preset, tmp_path: Path) -> None:
    preset = replace(classify, sizes=(32, 64, 48), epochs=(1, 1, 1))
    films, _refused = prepare_films(read_records(data)[:2], preset, tmp_path / "run", JobContext())
    assert films.pictures.shape == (2, 64, 64)


def test_films_that_cannot_be_read_are_left_out_and_named(
    data: Path, classify: Preset, tmp_path: Path
) -> None:
    records = read_records(data)
    records[0].path.unlink()
    records[5].path.write_bytes(b"not a picture")
    films, refused = prepare_films(records, classify, tmp_path / "run", JobContext())
    assert [str(records[0].path) in refused[0], str(records[5].path) in refused[1]] == [True, True]
    assert len(refused) == 2
    assert films.records == (*records[1:5], *records[6:])
    assert len(films.pictures) == len(films.targets) == 30
    whole, _ = prepare_films(records[6:7], classify, tmp_path / "other", JobContext())
    assert np.array_equal(films.pictures[4], whole.pictures[0])


def test_what_the_annotators_left_open_is_ignored(data: Path, segment: Preset) -> None:
    record = read_records(data)[0]
    before = prepare_film(record, 32, segment).mask
    mask = cv2.imread(str(record.mask), cv2.IMREAD_UNCHANGED)
    mask[:36] = 3
    cv2.imwrite(str(record.mask), mask)
    after = prepare_film(record, 32, segment).mask
    assert before is not None
    assert after is not None
    assert (after[:16] == IGNORE).all()
    assert np.array_equal(after[16:], before[16:])


SPOILT = {
    "undivided lungs": (
        lambda record: cv2.imwrite(str(record.mask), np.ones((72, 80), np.uint8)),
        "does not tell the right lung from the left, and they are one part",
    ),
    "no mask": (lambda record: record.mask.unlink(), "there is no such mask"),
    "not a picture": (lambda record: record.mask.write_bytes(b"x"), "is not a grey picture of 8 bits"),
    "coloured": (
        lambda record: cv2.imwrite(str(record.mask), np.full((72, 80, 3), (1, 2, 3), np.uint8)),
        "is not a grey picture of 8 bits",
    ),
    "another size": (
        lambda record: cv2.imwrite(
            str(record.mask), np.repeat([[1, 2]], 20, 1).repeat(72, 0).astype(np.uint8)
        ),
        "has another shape than its film normal-0.png",
    ),
}


@pytest.mark.parametrize(("spoil", "reason"), SPOILT.values(), ids=SPOILT.keys())
def test_masks_that_cannot_be_used_are_named(
    data: Path, segment: Preset, tmp_path: Path, spoil: object, reason: str
) -> None:
    records = read_records(data)[:3]
    spoil(records[0])  # type: ignore[operator]
    films, [sentence] = prepare_films(records, segment, tmp_path / "run", JobContext())
    assert sentence == f"{records[0].mask}: {reason}"
    assert films.records == tuple(records[1:])


def test_letterbox_keeps_masks_on_their_films(data: Path, segment: Preset) -> None:
    film = prepare_film(read_records(data)[0], 64, replace(segment, geometry="letterbox"))
    picture, mask = film.picture, film.mask
    assert mask is not None
    assert not picture[:3].any()  # 72 x 80 leaves three rows above and below
    assert (mask[:3] == IGNORE).all()
    assert picture[mask == 1].mean() < 40


class Seen:
    """A context that notes what is reported, and cancels at a film."""

    def __init__(self, cancel_at: str = "") -> None:
        self.read: list[str] = []
        self.cancelled = threading.Event()
        self._cancel_at = cancel_at
        self.context = JobContext(self._note, self.cancelled)

    def _note(self, progress: Progress) -> None:
        if progress.message.startswith("reading"):
            self.read.append(progress.message)
        if self._cancel_at and self._cancel_at in progress.message:
            self.cancelled.set()


def test_an_interrupted_preparation_goes_on_where_it_stopped(
    data: Path, classify: Preset, tmp_path: Path
) -> None:
    records = read_records(data)
    records[3].path.write_bytes(b"not a picture")
    interrupted = Seen("reading film 20 ")
    with pytest.raises(JobCancelledError):
        prepare_films(records, classify, tmp_path / "run", interrupted.context)
    assert len(interrupted.read) == 20
    # what a kill in the middle of writing leaves
    with (tmp_path / "run" / "films.jsonl").open("a") as handle:
        handle.write('{"pictures": 1, "ref')
    with (tmp_path / "run" / "pictures.u8").open("ab") as handle:
        handle.write(b"half a film")
    rest = Seen()
    films, refused = prepare_films(records, classify, tmp_path / "run", rest.context)
    assert len(rest.read) <= 13
    whole, refused_too = prepare_films(records, classify, tmp_path / "other", JobContext())
    assert np.array_equal(films.pictures, whole.pictures)
    assert films.records == whole.records
    assert refused == refused_too != []
    assert np.array_equal(films.targets, whole.targets)


def test_the_same_films_are_not_prepared_again(data: Path, segment: Preset, tmp_path: Path) -> None:
    records = read_records(data)[:4]
    first, _refused = prepare_films(records, segment, tmp_path / "run", JobContext())
    seen = Seen()
    again, _refused = prepare_films(records, segment, tmp_path / "run", seen.context)
    assert seen.read == []
    assert np.array_equal(again.pictures, first.pictures)
    assert np.array_equal(again.targets, first.targets)
    moved = [
        replace(one, path=one.path.rename(one.path.with_name(f"moved-{one.path.name}"))) for one in records
    ]
    assert prepare_films(moved, segment, tmp_path / "run", seen.context)[0].records == tuple(moved)
    assert seen.read == []


CHANGED = {
    "another film": lambda records, preset: (cv2.imwrite(str(records[2].path), np.full((72, 80), 9)), preset)[
        1
    ],
    "another mask": lambda records, preset: (
        cv2.imwrite(str(records[1].mask), np.repeat([[1, 2]], 40, 1).repeat(72, 0).astype(np.uint8)),
        preset,
    )[1],
    "another size": lambda _records, preset: replace(preset, sizes=(64,)),
    "another stage": lambda _records, preset: replace(preset, high_percent=90.0),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED.keys())
def test_what_has_changed_is_prepared_anew(
    data: Path, segment: Preset, tmp_path: Path, change: object
) -> None:
    records = read_records(data)[:4]
    prepare_films(records, segment, tmp_path / "run", JobContext())
    preset = change(records, segment)  # type: ignore[operator]
    seen = Seen()
    films, _refused = prepare_films(records, preset, tmp_path / "run", seen.context)
    assert len(seen.read) == 4
    fresh, _refused = prepare_films(records, preset, tmp_path / "other", JobContext())
    assert np.array_equal(films.pictures, fresh.pictures)
    assert np.array_equal(films.targets, fresh.targets)
