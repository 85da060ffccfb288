"""Films kept on a disk that is full."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.errors import FileError
from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.preparation import Parts, Prepared, prepare_on_disk

resource = pytest.importorskip("resource", reason="limits of file sizes are those of Unix")

SIDE = 32
RECORDS = [FilmRecord(Path(f"{number}.png"), "normal", str(number), "", None) for number in range(8)]


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Let the system refuse to write more into a file, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def grey(record: FilmRecord) -> Parts:
    return {"pictures": np.full((1, SIDE, SIDE), int(record.path.stem), np.uint8)}


def prepare(folder: Path) -> Prepared:
    return prepare_on_disk(RECORDS, grey, ["pictures"], SIDE, folder, "key", JobContext())


def test_a_full_disk_is_a_sentence_and_what_was_kept_is_gone_on_with(tmp_path: Path) -> None:
    folder = tmp_path / "films"
    with (
        no_file_beyond(5 * SIDE * SIDE + 100),
        pytest.raises(FileError, match="cannot be kept there") as caught,
    ):
        prepare(folder)
    assert caught.value.path == folder
    assert (folder / "pictures.u8").stat().st_size == 4 * SIDE * SIDE, "no room is left for a sentence"
    assert len((folder / "films.jsonl").read_text().splitlines()) == 5
    found = prepare(folder)
    assert [int(picture.mean()) for picture in found.stacks["pictures"]] == list(range(8))
