from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from phantom_slices import Chest, slice_image

from cxrviewer.analysis.kinds import kind_of
from cxrviewer.analysis.quality import picture_checks
from cxrviewer.display import render_unit
from cxrviewer.errors import ReadError
from cxrviewer.inference.card import FRONTAL_FILMS
from cxrviewer.inference.gate import Gate, open_gate
from cxrviewer.inference.package import newest_package
from cxrviewer.locations import models_folder
from cxrviewer.readers import read_image
from cxrviewer.study import CheckOutcome, Grey8, Image, ReadAs, StudyText


def test_the_header_decides(drawn_film: Image) -> None:
    ct, _labels = slice_image(Chest())
    assert kind_of(ct, ReadAs.AUTO) is ReadAs.CT
    assert kind_of(ct, ReadAs.CT) is ReadAs.CT
    assert kind_of(drawn_film, ReadAs.AUTO) is ReadAs.CXR
    with pytest.raises(ReadError, match="not read as a chest radiograph: its modality is CT"):
        kind_of(ct, ReadAs.CXR)
    with pytest.raises(ReadError, match="not read as a CT slice: its modality is DX"):
        kind_of(drawn_film, ReadAs.CT)


def test_where_the_header_decides_nobody_looks_for_models(demo_image: Image) -> None:
    asked: list[bool] = []
    kind_of(demo_image, ReadAs.AUTO, lambda: not asked.append(True))
    assert not asked
    kind_of(replace(demo_image, text=StudyText()), ReadAs.AUTO, lambda: not asked.append(True))
    assert asked == [True]


def test_of_a_picture_the_user_decides() -> None:
    picture, _labels = slice_image(Chest(), hounsfield=False)
    assert kind_of(picture, ReadAs.CT) is ReadAs.CT
    assert kind_of(picture, ReadAs.CXR) is ReadAs.CXR
    with pytest.raises(ReadError, match="looks like a CT slice"):
        kind_of(picture, ReadAs.AUTO)
    assert kind_of(picture, ReadAs.AUTO, looking=lambda: False) is ReadAs.CXR


def test_a_chest_radiograph_is_not_read_as_a_slice(demo_image: Image) -> None:
    bare = replace(demo_image, text=StudyText())
    assert kind_of(bare, ReadAs.AUTO) is ReadAs.CXR
    with pytest.raises(ReadError, match="does not look like one"):
        kind_of(bare, ReadAs.CT)


def read_png(grey: Grey8, file: Path) -> Image:
    assert cv2.imwrite(str(file), grey)
    return read_image(file)


def grey_film(image: Image) -> Grey8:
    return np.asarray(255 * render_unit(image), np.uint8)


def test_a_film_made_wrong_is_left_to_the_gate(demo_image: Image, tmp_path: Path) -> None:
    film = grey_film(demo_image)
    for wrong in (np.invert(film), film[::-1, ::-1], np.invert(film)[::-1]):
        assert kind_of(read_png(wrong, tmp_path / "film.png"), ReadAs.AUTO) is ReadAs.CXR


@pytest.mark.films
def test_inverted_films_are_told_by_their_polarity(film_collection: Path, tmp_path: Path) -> None:
    gate, files = shipped_gate(), sorted((film_collection / "images").glob("*.jpg"))[::300]
    told = []
    for file in files:
        inverted = read_png(np.invert(grey_film(read_image(file))), tmp_path / "film.png")
        assert kind_of(inverted, ReadAs.AUTO) is ReadAs.CXR
        told += [
            check.sentence.startswith("Black and white")
            for check in picture_checks(inverted, render_unit(inverted), gate)
            if check.name == "upright frontal film" and check.outcome is CheckOutcome.REFUSED
        ]
    assert len(files) > 20
    assert sum(told) >= 0.9 * len(files)


def shipped_gate() -> Gate:
    package = newest_package(models_folder(), "gate", FRONTAL_FILMS)
    assert package is not None
    return open_gate(package, "cpu", 1)


@pytest.mark.parametrize("value", [0, 255])
def test_an_empty_picture_is_decided_without_failing(drawn_film: Image, value: int) -> None:
    empty = replace(drawn_film, pixels=np.full((64, 64), value, np.uint8), text=StudyText())
    assert kind_of(empty, ReadAs.AUTO) in {ReadAs.CXR, ReadAs.CT}
