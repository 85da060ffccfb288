"""What patches said comes back with every number as it was, for just the lungs and the model of it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from voted import votes

from cxrviewer.errors import StoreError
from cxrviewer.store import PatchResults
from cxrviewer.study import PatchReading, PatchRecipe

KEY = "a" * 64 + "#3"
RECIPE = PatchRecipe(("patches", "1.0.0", "1" * 64), "2" * 64)


@pytest.fixture
def kept(readings_file: Path) -> PatchResults:
    return PatchResults(readings_file)


def doubled(reading: PatchReading) -> PatchReading:
    """Return one of twice as many patches."""
    return replace(
        reading,
        votes={label: 2 * number for label, number in reading.votes.items()},
        answers=np.concatenate([reading.answers] * 2),
        centres=np.concatenate([reading.centres] * 2),
    )


def assert_same(one: PatchReading | None, other: PatchReading) -> None:
    assert one is not None
    for name in ("votes", "probabilities", "deviations", "grouped", "patch_px", "settings", "model"):
        assert getattr(one, name) == getattr(other, name)
    for name in ("centres", "answers"):
        assert getattr(one, name).dtype == getattr(other, name).dtype
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for ours, theirs in zip(one.heatmaps, other.heatmaps, strict=True):
        assert ours.values.tobytes() == theirs.values.tobytes()  # places without a number too
        for name in ("label", "extent", "lung_share", "model"):
            assert getattr(ours, name) == getattr(theirs, name)


def test_a_reading_comes_back_exactly(kept: PatchResults) -> None:
    kept.keep(KEY, votes(KEY), RECIPE)
    assert_same(kept.find(KEY, replace(RECIPE, number=4)), votes(KEY))


def test_of_several_the_last_is_found_or_the_one_of_the_number_that_is_asked_for(
    kept: PatchResults,
) -> None:
    kept.keep(KEY, doubled(votes(KEY)), RECIPE)
    kept.keep(KEY, votes(KEY), RECIPE)
    assert_same(kept.find(KEY, RECIPE), votes(KEY))
    assert_same(kept.find(KEY, replace(RECIPE, number=8)), doubled(votes(KEY)))
    kept.keep(KEY, doubled(votes(KEY)), RECIPE)
    assert_same(kept.find(KEY, RECIPE), doubled(votes(KEY)))
    assert kept.find(KEY, replace(RECIPE, number=5)) is None


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("b" * 64 + "#3", RECIPE),
        (KEY, replace(RECIPE, lungs="3" * 64)),
        (KEY, replace(RECIPE, model=("patches", "1.0.1", "1" * 64))),
        (KEY, replace(RECIPE, model=("patches", "1.0.0", "4" * 64))),
    ],
)
def test_what_is_of_other_images_lungs_and_models_is_not_taken(
    kept: PatchResults, key: str, other: PatchRecipe
) -> None:
    kept.keep(KEY, votes(KEY), RECIPE)
    assert kept.find(key, other) is None


@pytest.mark.parametrize(
    "damage", ["heatmaps = x'00'", "words = '{}'", "words = replace(words, '[[', '[[0.5, ')"]
)
def test_a_damaged_reading_is_told(kept: PatchResults, damage: str) -> None:
    kept.keep(KEY, votes(KEY), RECIPE)
    with closing(sqlite3.connect(kept.path)) as connection:
        connection.execute(f"UPDATE patch_readings SET {damage}")
        connection.commit()
    with pytest.raises(StoreError, match="an earlier reading by patches cannot be read"):
        kept.find(KEY, RECIPE)
