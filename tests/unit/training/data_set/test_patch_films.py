from pathlib import Path

import cv2
import numpy as np
import pytest
from phantoms import PhantomSet
from tiny_models import PATCHES

from cxrviewer.analysis.patches import PatchError
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.jobs import JobContext
from cxrviewer.study import LungMask, ModelReference
from cxrviewer.training.data_set.masks import read_mask
from cxrviewer.training.data_set.patch_films import film_patches, lung_finder, prepare_patches
from cxrviewer.training.data_set.records import FilmRecord, read_records
from cxrviewer.training.presets import FOUR_CLASSES, find_preset

MODEL = ModelReference("drawn", "1.0.0", "0" * 64, "by hand")


def known_lungs(record: FilmRecord, _unit: FloatMap) -> LungMask:
    """The mask that the film was drawn with."""
    return LungMask(read_mask(record), MODEL)


def test_every_film_gives_its_patches_with_its_label(phantoms: PhantomSet, tmp_path: Path) -> None:
    records = read_records(phantoms.folder)[:6]
    films, refused = prepare_patches(records, PATCHES, tmp_path, JobContext(), known_lungs)
    assert refused == []
    assert films.pictures.shape == (18, 32, 32)
    assert films.pictures.dtype == np.uint8
    assert films.records == tuple(record for record in records for _patch in range(3))
    labels = [FOUR_CLASSES[int(number)] for number in np.asarray(films.targets, np.int64)]
    assert labels == [record.label for record in films.records]
    assert np.array_equal(films.pictures[3:6], film_patches(records[1], PATCHES, known_lungs))


def test_patches_differ_and_are_the_same_at_every_call(phantoms: PhantomSet) -> None:
    record = read_records(phantoms.folder)[0]
    patches = film_patches(record, PATCHES, known_lungs)
    assert not np.array_equal(patches[0], patches[1])
    assert np.array_equal(patches, film_patches(record, PATCHES, known_lungs))


def test_films_without_lungs_are_left_out_and_named(phantoms: PhantomSet, tmp_path: Path) -> None:
    records = read_records(phantoms.folder)[:3]

    def lungs(record: FilmRecord, unit: FloatMap) -> LungMask:
        found = known_lungs(record, unit)
        return LungMask(np.zeros_like(found.labels), MODEL) if record is records[1] else found

    films, [sentence] = prepare_patches(records, PATCHES, tmp_path, JobContext(), lungs)
    assert sentence == f"{records[1].path}: no patches are read: no lung was found"
    assert set(films.records) == {records[0], records[2]}
    assert len(films.pictures) == 6


@pytest.mark.films
def test_a_film_is_cut_where_the_installed_segmentation_finds_lungs(
    film_collection: Path, tmp_path: Path
) -> None:
    record = FilmRecord(film_collection / "images" / "nih_normal_07213.jpg", "normal", "1", "nih", None)
    if not record.path.is_file():
        pytest.skip("the collection has no such film")
    preset = find_preset("shipped-cxr4-patches")
    patches = film_patches(record, preset, lung_finder(1))
    assert patches.shape == (preset.patches_per_film, 80, 80)
    assert patches.std() > 20


def test_a_preset_of_whole_films_cuts_none(phantoms: PhantomSet) -> None:
    with pytest.raises(ValueError, match="trains on whole films"):
        film_patches(read_records(phantoms.folder)[0], find_preset("shipped-cxr4"), known_lungs)


def test_a_lung_too_small_is_refused(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "film.png"), np.full((40, 40), 90, np.uint8))
    mask = np.ones((40, 40), np.uint8)
    mask[:, 20:] = 2
    mask[:20] = 0
    cv2.imwrite(str(tmp_path / "mask.png"), mask)
    record = FilmRecord(tmp_path / "film.png", "normal", "1", "", tmp_path / "mask.png")
    with pytest.raises(PatchError, match="are 20 pixels high"):
        film_patches(record, PATCHES, known_lungs)
