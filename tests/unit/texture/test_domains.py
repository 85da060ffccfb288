"""Where a film falls in the published domains and among normal films."""

import json
from dataclasses import replace

import numpy as np
import pytest

from cxrviewer.locations import resources_folder
from cxrviewer.study import Analysis, LungMask, ModelReference, TextureReadout, TextureSettings
from cxrviewer.texture import DOMAINS, LASCU2021, domain_places, lung_domains, normal_reference
from cxrviewer.texture.reference import NormalReference

OTHERS = ("viral pneumonia", "COVID-19")


def readout(v: float, m: float, sv: float) -> TextureReadout:
    features = {"variance": v, "mean": m, "sum_variance_uncentred": sv, "sum_variance": 0.75 * sv}
    return TextureReadout("both lungs", features, 10_000, LASCU2021)


@pytest.mark.parametrize(
    ("values", "inside"),
    [
        ((28, 10, 110), [("normal",), ("normal",), ("normal",)]),
        ((40, 11, 150), [OTHERS, ("normal", *OTHERS), OTHERS]),
        ((33.8, 18.97, 132.5), [("normal", "COVID-19"), ("COVID-19",), ()]),
        ((10, 6, 43), [(), (), ()]),
    ],
)
def test_overlapping_domains_are_all_named(
    values: tuple[float, float, float], inside: list[tuple[str, ...]]
) -> None:
    assert [place.inside for place in domain_places(readout(*values))] == inside


def test_percentile_among_normal_films_and_those_of_a_source() -> None:
    films = {"a": np.array([[1.0, 4.0], [2.0, 5.0]]), "b": np.array([[2.0, 6.0], [9.0, 7.0]])}
    reference = NormalReference(("variance", "mean"), films, "lungs 1")
    assert reference.count == 4
    assert reference.percentile("variance", 0.5) == 0
    assert reference.percentile("variance", 2.0) == 50  # one below, two equal, one above
    assert reference.percentile("variance", 9.5) == 100
    assert reference.percentile("mean", 6.5, "b") == 50


def test_the_reference_that_ships_names_no_film() -> None:
    record = json.loads((resources_folder() / "reference/normal-texture.json").read_text(encoding="utf-8"))
    assert record["settings"]["convention"] == "lascu2021"
    assert len(record["lung_model"]["sha256"]) == 64
    assert record["counts"] == {source: len(films) for source, films in record["films"].items()}
    assert all(
        isinstance(value, float) for films in record["films"].values() for film in films for value in film
    )
    assert all(films == sorted(films) for films in record["films"].values())


def test_the_reference_that_ships_is_plausible() -> None:
    reference = normal_reference()
    assert reference.count > 500
    for feature in DOMAINS:
        values = reference.values(feature)
        middle = float(np.median(values))
        assert reference.percentile(feature, middle) == pytest.approx(50, abs=0.5)
    v, m, sv = (reference.values(feature) for feature in DOMAINS)
    assert np.all(v >= (m / 2) ** 2 - 1e-3)  # the mean of squares is never below the square of the mean
    assert np.all(sv <= 4 * v + 1e-3)


def test_other_conventions_have_no_domains() -> None:
    other = TextureReadout("both lungs", {"variance": 28.0}, 10_000, TextureSettings())
    with pytest.raises(ValueError, match="haralick1973"):
        domain_places(other)


def analysed(model: str, settings: TextureSettings = LASCU2021, sha256: str = "0" * 64) -> Analysis:
    lungs = LungMask(np.ones((4, 4), np.uint8), ModelReference(model, "1", sha256, "here"), edited=True)
    both = replace(readout(28, 10, 110), settings=settings)
    return Analysis("key", lungs, (), None, (), (), {}, texture_lascu2021=(both,))


def test_only_what_was_measured_like_the_normal_films_is_compared() -> None:
    assert len(lung_domains(analysed("lungs-unet"))) == 3
    assert len(lung_domains(analysed("drawn by the user", sha256=""))) == 3
    assert lung_domains(analysed("lungs of CT slices")) == ()
    assert lung_domains(analysed("lungs-unet", replace(LASCU2021, quantisation="HU"))) == ()
    assert lung_domains(replace(analysed("lungs-unet"), texture_lascu2021=())) == ()
