"""Which files of the paths that the user names are read."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from cxrviewer.readers import discover


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.fromarray(np.zeros((2, 2), np.uint8)).save(path)
    return path


def test_films_of_a_folder_in_natural_order(tmp_path: Path, write_dicom: Callable[..., Path]) -> None:
    dicom = write_dicom(np.zeros((2, 2), np.uint16), name="scan").read_bytes()
    (tmp_path / "scan").unlink()
    folder = tmp_path / "films"
    expected = [picture(folder / "film 2.png"), picture(folder / "film 10.jpg")]
    for name in ("IM0001", "odd.name", "sub/deep.DCM", "sub/1.2.840.77"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(dicom)
    bare = folder / "zbare"
    bare.write_bytes(dicom[dicom.index(b"\x08\0\x16\0") :])
    (folder / "notes.txt").write_text("not a film")
    (folder / "README").write_text("not a film")
    (folder / "DICOMDIR").write_bytes(dicom)
    found = discover([folder])
    assert found.refusals == ()
    assert found.files == (
        *expected,
        folder / "IM0001",
        folder / "odd.name",
        folder / "sub/1.2.840.77",
        folder / "sub/deep.DCM",
        bare,
    )


def test_named_files_are_taken_as_they_are_and_once(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("the user wants it")
    assert discover([text, text]).files == (text,)


def test_a_folder_named_twice_or_with_one_inside_it_is_not_refused(tmp_path: Path) -> None:
    film = picture(tmp_path / "a" / "b" / "film.png")
    found = discover([tmp_path / "a", tmp_path / "a", tmp_path / "a" / "b"])
    assert found.files == (film,)
    assert found.refusals == ()


def test_missing_paths_and_folders_without_films_are_refused(tmp_path: Path) -> None:
    film = picture(tmp_path / "a" / "film.png")
    (tmp_path / "none").mkdir()
    found = discover([tmp_path / "missing.dcm", film, tmp_path / "none"])
    assert found.files == (film,)
    assert [error.reason for error in found.refusals] == ["does not exist", "holds no film"]


def test_loops_of_links_end(tmp_path: Path) -> None:
    film = picture(tmp_path / "films" / "film.png")
    (tmp_path / "films" / "again").symlink_to(tmp_path / "films")
    (tmp_path / "films" / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "films" / "self").symlink_to(tmp_path / "films" / "self")
    assert discover([tmp_path / "films"]).files == (film,)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every folder")
def test_a_locked_folder_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    film, locked = picture(tmp_path / "films" / "film.png"), tmp_path / "films" / "locked"
    locked.mkdir(mode=0)
    found = discover([tmp_path / "films"])
    assert found.files == (film,)
    assert [error.path for error in found.refusals] == [locked]


@pytest.mark.films
def test_a_directory_stands_for_the_files_that_it_names(dicom_collection: Path) -> None:
    tree = dicom_collection / "dicomdir_tree"
    found = discover([tree / "DICOMDIR"])
    assert len(found.files) == 31
    assert found.refusals == ()
    assert set(found.files) == set(discover([tree]).files)
