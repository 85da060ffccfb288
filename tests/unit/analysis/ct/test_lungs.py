from dataclasses import replace

import numpy as np
import pytest
from phantom_slices import AIR, Bytes, Chest, slice_image
from scipy import ndimage

from cxrviewer.analysis.ct.lungs import ASSUMED_SIDES, FROM_GREY_VALUES, find_lungs, lung_sentences
from cxrviewer.analysis.ct.picture import lung_picture
from cxrviewer.analysis.ct.sides import NotAxialError
from cxrviewer.study import Image

CHESTS = {
    "apart": Chest(),
    "nearly touching": Chest(gap=2),
    "touching": Chest(gap=-6),
    "dense at the pleura": Chest(consolidation=True),
    "ground glass": Chest(ground_glass=True),
    "gas in front": Chest(bowel=True),
    "no trachea": Chest(gap=4, trachea=False),
}


def found(image: Image) -> Bytes:
    return find_lungs(image, lung_picture(image)).labels


def overlap(given: Bytes, wanted: Bytes, label: int) -> float:
    """Intersection over union."""
    one, other = given == label, wanted == label
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize("name", CHESTS)
@pytest.mark.parametrize("hounsfield", [True, False])
def test_both_lungs_are_found_where_they_are(name: str, hounsfield: bool) -> None:
    image, wanted = slice_image(CHESTS[name], hounsfield=hounsfield)
    given = found(image)
    least = 0.9 if name == "touching" else 0.98 if hounsfield else 0.96
    assert min(overlap(given, wanted, label) for label in (1, 2)) > least


def plain_threshold(hounsfield: np.ndarray) -> np.ndarray:
    """Another, simple way to the air inside a body: what does not reach the border, its holes filled."""
    air, _count = ndimage.label(hounsfield < -400)
    outside = {*air[0], *air[-1], *air[:, 0], *air[:, -1]}
    return np.asarray(ndimage.binary_fill_holes((air > 0) & ~np.isin(air, list(outside))))


@pytest.mark.parametrize("seed", range(4))
def test_an_independent_method_finds_the_same(seed: int) -> None:
    image, _labels = slice_image(Chest(trachea=False, seed=seed))
    given, other = found(image) > 0, plain_threshold(np.asarray(image.pixels))
    assert (given & other).sum() / (given | other).sum() > 0.97


def test_airway_and_bowel_are_no_lung() -> None:
    image, labels = slice_image(Chest(bowel=True))
    gas = (image.pixels < AIR + 60) & (labels == 0)
    gas[[*range(40), *range(216, 256)]] = False
    gas[:, [*range(80), *range(176, 256)]] = False
    assert gas.sum() > 300
    assert not (found(image)[gas] > 0).any()


def test_what_lies_at_the_pleura_belongs_to_the_lung() -> None:
    image, labels = slice_image(Chest(consolidation=True))
    dense = (labels == 1) & (image.pixels > -100)
    dense &= np.arange(256)[None, :] < 60
    assert (found(image)[dense] == 1).mean() > 0.6


@pytest.mark.parametrize(
    ("orientation", "right"), [(("L", "P"), 1), (("R", "P"), 2), (("R", "A"), 2), ((), 1)]
)
def test_the_right_lung_is_the_patients(orientation: tuple[str, ...], right: int) -> None:
    image, labels = slice_image(Chest(), orientation)
    given = found(image)
    assert overlap(np.where(given == 1, right, 0).astype(np.uint8), labels, right) > 0.98


@pytest.mark.parametrize("orientation", [("L", "F"), ("P", "F"), ("P", "L")])
def test_other_planes_are_refused(orientation: tuple[str, ...]) -> None:
    image, _labels = slice_image(Chest(), orientation)
    with pytest.raises(NotAxialError, match="axial slices"):
        found(image)


def test_what_was_assumed_is_said() -> None:
    stated, _labels = slice_image(Chest())
    picture, _labels = slice_image(Chest(), hounsfield=False)
    silent = replace(stated, text=replace(stated.text, patient_orientation=()))
    assert lung_sentences(stated) == ()
    assert lung_sentences(silent) == (ASSUMED_SIDES,)
    assert lung_sentences(picture) == (ASSUMED_SIDES, FROM_GREY_VALUES)


def test_a_slice_without_lungs_has_none() -> None:
    image, _labels = slice_image(Chest(lungs=False, bowel=True))
    assert not found(image).any()
