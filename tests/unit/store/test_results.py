"""A result comes back with every number as it was, and only for the models that made it."""

import math
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.errors import StoreError
from cxrviewer.store import Readings, Results
from cxrviewer.store.result_format import FORMAT
from cxrviewer.study import (
    Analysis,
    AnnotationSet,
    Classification,
    HeatMap,
    LungArea,
    LungMask,
    ModelReference,
    PackedMask,
    PixelSpacing,
    Recipe,
    SpacingOrigin,
    TextureReadout,
    TextureSettings,
)

KEY = "a" * 64 + "#3"
LUNGS = ModelReference("lungs", "1.0.0", "1" * 64, "ONNX Runtime (CPU)")
CLASSES = ModelReference("classes", "2.1.0", "2" * 64, "ONNX Runtime (CPU)")
RECIPE = Recipe((("lungs", "1.0.0", "1" * 64), ("classes", "2.1.0", "2" * 64)), TextureSettings())


@pytest.fixture
def results(readings_file: Path) -> Results:
    return Results(readings_file)


def analysis() -> Analysis:
    numbers = np.random.default_rng(3)
    maps = [numbers.random(shape).astype(np.float32) for shape in ((7, 9), (1, 1), (16, 16))]
    maps[0][0, 0] = np.nextafter(np.float32(1), np.float32(0))
    spacing = PixelSpacing(1 / 3, 0.143, SpacingOrigin.IMAGER)
    return Analysis(
        KEY,
        LungMask(numbers.integers(0, 3, (301, 203), np.uint8), LUNGS),
        (LungArea("right", 5, 5 / 7, spacing), LungArea("left", 0, None, None)),
        Classification({"normal": 0.1, "covid19": 0.9}, {"sick": 2 / 3}, CLASSES),
        tuple(
            HeatMap(f"label {number}", values, (-1.5, 0, 1 / 3, 4e300), (None, 0.25, 1 / 7)[number], CLASSES)
            for number, values in enumerate(maps)
        ),
        (TextureReadout("both lungs", {"entropy": math.pi, "contrast": 1e-17}, 12345, TextureSettings()),),
        {"lungs": 0.123456789},
        ("Frame 3 of 4 was analysed.", "Ein halbes Zeichen \ud83d."),
    )


def assert_same(one: Analysis, other: Analysis) -> None:
    for field in ("image_key", "areas", "classification", "texture", "timings_s", "notices"):
        assert getattr(one, field) == getattr(other, field)
    np.testing.assert_array_equal(one.lungs.labels, other.lungs.labels)
    assert (one.lungs.model, one.lungs.edited) == (other.lungs.model, other.lungs.edited)
    for ours, theirs in zip(one.heatmaps, other.heatmaps, strict=True):
        assert ours.values.dtype == theirs.values.dtype == np.float32
        assert ours.values.tobytes() == theirs.values.tobytes()
        assert ours.values.shape == theirs.values.shape
        for field in ("label", "extent", "lung_share", "model"):
            assert getattr(ours, field) == getattr(theirs, field)


def test_a_result_comes_back_exactly(results: Results) -> None:
    results.keep(analysis(), RECIPE)
    back = results.find(KEY, RECIPE)
    assert_same(back, analysis())
    assert all(isinstance(area, LungArea) for area in back.areas)


def test_a_result_without_classifier_comes_back(results: Results) -> None:
    bare = replace(analysis(), classification=None, heatmaps=(), texture=(), notices=())
    results.keep(bare, RECIPE)
    assert_same(results.find(KEY, RECIPE), bare)


def test_results_of_other_images_models_and_settings_are_not_taken(results: Results) -> None:
    results.keep(analysis(), RECIPE)
    newer = Recipe((RECIPE.models[0], ("classes", "2.2.0", "3" * 64)), TextureSettings())
    finer = replace(RECIPE, texture=TextureSettings(levels=64))
    assert results.find(KEY.replace("#3", "#2"), RECIPE) is None
    assert results.find(KEY, newer) is None
    assert results.find(KEY, finer) is None
    assert results.find(KEY, replace(RECIPE, models=RECIPE.models[::-1])) is not None


def test_a_later_result_takes_the_place_of_an_earlier_one(results: Results, readings_file: Path) -> None:
    results.keep(analysis(), RECIPE)
    results.keep(replace(analysis(), notices=("later",)), RECIPE)
    assert results.find(KEY, RECIPE).notices == ("later",)
    with closing(sqlite3.connect(readings_file)) as connection:
        assert connection.execute("SELECT count(*) FROM analyses").fetchone() == (1,)


def test_rows_of_another_format_are_left_alone(results: Results, readings_file: Path) -> None:
    results.keep(analysis(), RECIPE)
    with closing(sqlite3.connect(readings_file)) as connection:
        connection.execute("UPDATE analyses SET format = 99, words = 'of the future'")
        connection.commit()
        assert results.find(KEY, RECIPE) is None
        results.keep(analysis(), RECIPE)
        formats = connection.execute("SELECT format FROM analyses ORDER BY format").fetchall()
        assert formats == [(FORMAT,), (99,)]


@pytest.mark.parametrize(
    "damage",
    [
        "lungs = x'00'",
        "lungs = substr(lungs, 1, 100)",
        "heatmaps = x'00000000'",
        "words = '{}'",
        "words = 'no JSON'",
        "words = replace(words, '301', '300')",
        "words = replace(words, '\"right\"', '7')",
    ],
)
def test_a_damaged_result_is_refused(results: Results, readings_file: Path, damage: str) -> None:
    results.keep(analysis(), RECIPE)
    with closing(sqlite3.connect(readings_file)) as connection:
        connection.execute(f"UPDATE analyses SET {damage}")
        connection.commit()
    with pytest.raises(StoreError, match=r"an earlier result cannot be read \(it is damaged\)"):
        results.find(KEY, RECIPE)


def test_the_models_mask_leaves_the_users_alone(results: Results, readings: Readings) -> None:
    corrected = PackedMask.of(np.ones((301, 203), np.uint8))
    readings.save(AnnotationSet(KEY), AnnotationSet(KEY).with_lungs(corrected))
    results.keep(analysis(), RECIPE)
    assert readings.load(KEY).lungs == corrected
    assert results.find(KEY, RECIPE).lungs.labels.max() == 2


def test_workers_keep_results_while_edits_are_saved(results: Results, readings: Readings) -> None:
    keys = [f"{KEY}{number}" for number in range(20)]
    worker = threading.Thread(
        target=lambda: [results.keep(replace(analysis(), image_key=key), RECIPE) for key in keys]
    )
    worker.start()
    drawn = AnnotationSet(KEY)
    for number in range(40):
        after = drawn.with_lungs(PackedMask.of(np.full((5, 5), number % 3, np.uint8)))
        readings.save(drawn, after)
        drawn = after
    worker.join()
    assert readings.load(KEY) == drawn
    assert all(results.find(key, RECIPE) is not None for key in keys)


def test_a_file_that_has_been_removed_is_told_and_not_made_anew(
    results: Results, readings_file: Path
) -> None:
    readings_file.unlink()
    for use in (lambda: results.find(KEY, RECIPE), lambda: results.keep(analysis(), RECIPE)):
        with pytest.raises(StoreError, match="the file has been removed"):
            use()
    assert not readings_file.exists()
