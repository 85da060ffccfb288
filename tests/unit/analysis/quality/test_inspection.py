"""The gate that ships, on the demo film and on what it must refuse."""

import numpy as np
import pytest

from cxrviewer.analysis.quality import mask_checks, picture_checks
from cxrviewer.display import render_unit
from cxrviewer.inference.card import FRONTAL_FILMS
from cxrviewer.inference.gate import Gate, open_gate
from cxrviewer.inference.package import newest_package
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.locations import demo_film, models_folder
from cxrviewer.readers import read_image
from cxrviewer.study import (
    LEFT_LUNG,
    RIGHT_LUNG,
    CheckOutcome,
    Image,
    LungMask,
    ModelReference,
    QualityCheck,
)


@pytest.fixture(scope="module")
def gate() -> Gate:
    package = newest_package(models_folder(), "gate", FRONTAL_FILMS)
    assert package is not None
    return open_gate(package, "cpu", 1)


@pytest.fixture(scope="module")
def film() -> Image:
    return read_image(demo_film())


@pytest.fixture(scope="module")
def unit(film: Image) -> FloatMap:
    return render_unit(film)


def refusals(film: Image, unit: FloatMap, gate: Gate | None) -> dict[str, QualityCheck]:
    checks = picture_checks(film, np.ascontiguousarray(unit), gate)
    return {check.name: check for check in checks if check.outcome is CheckOutcome.REFUSED}


def test_an_upright_frontal_film_passes(film: Image, unit: FloatMap, gate: Gate) -> None:
    checks = picture_checks(film, unit, gate)
    assert {check.outcome for check in checks} == {CheckOutcome.PASSED}
    assert [check.name for check in checks] == [
        "view",
        "contrast",
        "saturation",
        "grey levels",
        "upright frontal film",
        "likeness to known films",
        "side",
    ]


@pytest.mark.parametrize(
    ("quarters", "words"),
    [(-1, "turned by 90° clockwise"), (2, "upside down"), (1, "turned by 90° anticlockwise")],
)
def test_a_turned_film_is_refused_and_the_turn_named(
    film: Image, unit: FloatMap, gate: Gate, quarters: int, words: str
) -> None:
    assert words in refusals(film, np.rot90(unit, quarters), gate)["upright frontal film"].sentence


def test_an_inverted_film_is_refused(film: Image, unit: FloatMap, gate: Gate) -> None:
    sentence = refusals(film, 1 - unit, gate)["upright frontal film"].sentence
    assert sentence.startswith("Black and white seem to be exchanged")


def test_a_mirrored_film_is_only_noted(film: Image, unit: FloatMap, gate: Gate) -> None:
    mirrored = np.ascontiguousarray(unit[:, ::-1])
    side = picture_checks(film, mirrored, gate)[-1]
    assert side.name == "side"
    assert side.outcome is CheckOutcome.WARNED
    assert refusals(film, mirrored, gate) == {}


def test_noise_and_one_lung_alone_are_refused(film: Image, unit: FloatMap, gate: Gate) -> None:
    noise = np.random.default_rng(5).random((300, 300), np.float32)
    assert "upright frontal film" in refusals(film, noise, gate)
    assert "upright frontal film" in refusals(film, unit[:, : unit.shape[1] // 2], gate)


def test_a_blank_picture_is_refused_before_the_network_looks(film: Image, unit: FloatMap, gate: Gate) -> None:
    checks = picture_checks(film, np.zeros_like(unit), gate)
    assert [check.name for check in checks] == ["view", "contrast", "saturation", "grey levels"]
    assert checks[1].outcome is CheckOutcome.REFUSED


def test_without_a_gate_header_and_exposure_are_checked(film: Image, unit: FloatMap) -> None:
    assert len(picture_checks(film, unit, None)) == 4


def test_air_is_asked_for_where_both_lungs_are_found(unit: FloatMap) -> None:
    labels = np.zeros(unit.shape, np.uint8)
    labels[:, : unit.shape[1] // 3] = RIGHT_LUNG
    model = ModelReference("drawn", "1.0.0", "0" * 64, "cpu")
    assert [check.name for check in mask_checks(LungMask(labels.copy(), model), unit)] == ["both lungs"]
    labels[:, 2 * unit.shape[1] // 3 :] = LEFT_LUNG
    assert mask_checks(LungMask(labels, model), unit)[-1].name == "air in the lungs"
