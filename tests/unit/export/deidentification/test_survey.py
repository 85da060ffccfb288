"""Which pictures must be looked at: those whose headers do not say that nothing is burnt in."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from small_films import write_ct

from cxrviewer.errors import FileError, ReadError
from cxrviewer.export.deidentification import Blanking, Options, Project, Region, deidentify_file, survey_file
from cxrviewer.readers import read_image

PROJECT = Project(bytes(32))


def test_what_says_no_needs_no_look(tmp_path: Path) -> None:
    assert survey_file(write_ct(tmp_path / "a.dcm", number=1, BurnedInAnnotation="NO")) is None


@pytest.mark.parametrize(
    ("said", "blocks"), [({}, False), ({"BurnedInAnnotation": "YES"}, True), ({"Modality": "US"}, True)]
)
def test_what_does_not_say_no_does(tmp_path: Path, said: dict[str, str], blocks: bool) -> None:
    film = write_ct(tmp_path / "a.dcm", number=1, **said)
    look, image = survey_file(film), read_image(film)
    assert look is not None
    assert (look.path, look.fear.blocks) == (film, blocks)
    assert (look.rows, look.columns, look.frames) == (image.rows, image.columns, 1)


def test_pictures_and_their_pages_always_do(tmp_path: Path) -> None:
    pages = [Pillow.fromarray(np.full((7, 9), value, np.uint8)) for value in (1, 2, 3)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    look = survey_file(tmp_path / "a.tif")
    assert look is not None
    assert (look.rows, look.columns, look.frames, look.fear.blocks) == (7, 9, 3, False)


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"nonsense" * 99)
    with pytest.raises(ReadError, match="is damaged"):
        survey_file(tmp_path / "a.png")


def test_regions_of_a_picture_file_are_made_black(tmp_path: Path) -> None:
    values = np.random.default_rng(1).integers(5, 250, (20, 30, 3), np.uint8)
    Pillow.fromarray(values).save(tmp_path / "a.png")
    blanking = Blanking((Region(2, 3, 8, 9),))
    (written,) = deidentify_file(tmp_path / "a.png", tmp_path / "out", PROJECT, Options(), blanking)
    with Pillow.open(written.path) as copy:
        after = np.asarray(copy)
    values[3:9, 2:8] = 0
    assert np.array_equal(after, values)
    assert written.warnings == ()
    outside = Blanking((Region(2, 3, 31, 9),))
    with pytest.raises(FileError, match="has no region"):
        deidentify_file(tmp_path / "a.png", tmp_path / "other", PROJECT, Options(), outside)
