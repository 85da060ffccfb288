import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.errors import ModelError
from cxrviewer.inference.package import read_package
from cxrviewer.locations import demo_film
from cxrviewer.training.data_set.film_reader import open_film_reader
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.evaluation.film_variants import REFERENCE
from cxrviewer.training.evaluation.robustness import EVERY_VARIANT, choose, figures


def test_a_film_is_steady_if_its_class_stays_and_no_probability_moves_far() -> None:
    reference = np.array([[0.6, 0.4], [0.52, 0.48], [0.9, 0.1], [0.2, 0.8]])
    other = np.array([[0.64, 0.36], [0.49, 0.51], [0.7, 0.3], [0.2, 0.8]])
    still = reference.copy()
    rows = {row.variant: row for row in figures({REFERENCE: reference, "a": other, "b": still})}
    assert list(rows) == ["a", "b", EVERY_VARIANT]
    assert (rows["a"].films, rows["a"].same_class, rows["a"].steady) == (4, 0.75, 0.5)
    assert rows["a"].largest_change == pytest.approx(0.2)
    assert (rows["b"].same_class, rows["b"].steady, rows["b"].largest_change) == (1, 1, 0)
    assert rows[EVERY_VARIANT].steady == 0.5


def test_a_film_that_one_variant_changes_is_not_steady_over_all() -> None:
    reference = np.array([[0.9, 0.1], [0.9, 0.1]])
    first, second = reference.copy(), reference.copy()
    first[0], second[1] = (0.5, 0.5), (0.4, 0.6)
    *_each, all_of_them = figures({REFERENCE: reference, "a": first, "b": second})
    assert (all_of_them.steady, all_of_them.same_class) == (0, 0.5)


def test_the_same_films_are_chosen_in_whatever_order_they_come() -> None:
    records = [FilmRecord(Path(f"{n}.png"), "", str(n), "", None) for n in range(40)]
    chosen = choose(records, 10)
    assert chosen == choose(records[::-1], 10)
    assert len({one.path for one in chosen}) == 10
    assert choose(records, 25)[:10] == chosen
    assert len(choose(records, 100)) == 40


def test_a_segmentation_is_not_compared(tiny_models: Path) -> None:
    with pytest.raises(ModelError, match=r"lungs-tiny-1\.0\.0: is no classifier of films"):
        open_film_reader(read_package(tiny_models / "lungs-tiny-1.0.0"))


def test_a_classifier_that_goes_by_the_lungs_gets_them(tiny_models: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_models / "cxr4-tiny-1.0.0", tmp_path / "cxr4-tiny-1.0.0"))
    card = json.loads((folder / "card.json").read_text())
    card["input"]["stages"].insert(0, {"stage": "lung_centre", "largest": 0.2})
    (folder / "card.json").write_text(json.dumps(card))
    plain = open_film_reader(read_package(tiny_models / "cxr4-tiny-1.0.0"))
    centred = open_film_reader(read_package(folder))
    assert (plain.segmenter, centred.segmenter is None) == (None, False)
    assert plain.read(demo_film()).placement.crop is None
    assert centred.read(demo_film()).placement.crop is not None
    assert centred.read(demo_film()).notices == ()
