from pathlib import Path

import numpy as np
import pytest

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import FEATURES_FILE
from cxrviewer.inference.novelty import fit_known_films, open_known_films, save_known_films
from cxrviewer.inference.package import ModelPackage, read_package
from cxrviewer.locations import models_folder


@pytest.fixture(scope="module")
def features() -> np.ndarray:
    random = np.random.default_rng(3)
    mixed = random.normal(size=(5, 5))
    return (random.normal(size=(4000, 5)) @ mixed + 7).astype(np.float32)


def test_the_score_is_the_mahalanobis_distance_per_channel(features: np.ndarray) -> None:
    known = fit_known_films(features)
    covariance = np.cov(features.astype(np.float64), rowvar=False)
    shrunk = 0.99 * covariance + 0.01 * np.trace(covariance) / 5 * np.eye(5)
    deviation = features[0].astype(np.float64) - features.mean(axis=0, dtype=np.float64)
    expected = np.sqrt(deviation @ np.linalg.solve(shrunk, deviation) / 5)
    assert known.score(features[0]) == pytest.approx(expected, rel=1e-4)


def test_usual_films_score_about_one_and_others_more(features: np.ndarray) -> None:
    known = fit_known_films(features)
    usual = [known.score(one) for one in features[:500]]
    assert np.mean(usual) == pytest.approx(1, abs=0.25)
    assert known.score(features.mean(axis=0)) == pytest.approx(0, abs=1e-3)
    assert known.score(features[0] + 50) > max(usual)


def test_channels_that_are_silent_do_not_break_it(features: np.ndarray) -> None:
    silent = np.hstack([features, np.zeros((len(features), 2), np.float32)])
    assert np.isfinite(fit_known_films(silent).score(silent[0]))


def test_what_is_written_comes_back(features: np.ndarray, tmp_path: Path) -> None:
    known = fit_known_films(features)
    save_known_films(known, tmp_path / FEATURES_FILE)
    card = read_package(models_folder() / "frontal-gate-1.1.0").card
    found = open_known_films(ModelPackage(tmp_path, card))
    assert np.array_equal(found.mean, known.mean)
    assert np.array_equal(found.whitening, known.whitening)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / FEATURES_FILE).write_bytes(b"nothing")
    card = read_package(models_folder() / "frontal-gate-1.1.0").card
    with pytest.raises(ModelError, match="cannot be read as a distribution") as caught:
        open_known_films(ModelPackage(tmp_path, card))
    assert caught.value.path == tmp_path / FEATURES_FILE
