"""The figures of the gate that ships, on the demo film and on noise."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from cxrviewer.display import render_unit
from cxrviewer.inference.card import FRONTAL_FILMS, Metric
from cxrviewer.inference.gate import FRONTAL, GATE_LABELS, NOT_FRONTAL
from cxrviewer.inference.package import newest_package
from cxrviewer.locations import demo_film, models_folder
from cxrviewer.readers import read_image
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.evaluation.gate_figures import gate_metrics
from cxrviewer.training.gate.examples import BODY_PARTS

pytestmark = pytest.mark.slow  # it draws 780 radiographs

SIDE, FILMS, OTHERS = 128, 6, 3


@pytest.fixture(scope="module")
def figures() -> dict[tuple[str, str], Metric]:
    unit = cv2.resize(render_unit(read_image(demo_film())), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    film = np.asarray(255 * unit, np.uint8)
    noise = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE), np.uint8)
    labels = ["normal"] * FILMS + [NOT_FRONTAL] * OTHERS
    records = tuple(
        FilmRecord(Path(f"{number}.png"), label, str(number), "here", None)
        for number, label in enumerate(labels)
    )
    targets = [GATE_LABELS.index(FRONTAL if label == "normal" else NOT_FRONTAL) for label in labels]
    films = PreparedFilms(np.stack([film] * FILMS + [noise] * OTHERS), np.array(targets), records)
    package = newest_package(models_folder(), "gate", FRONTAL_FILMS)
    assert package is not None
    return {(one.name, one.subset): one for one in gate_metrics(package, films, "validation")}


def test_what_passes_and_what_is_refused_is_counted_apart(figures: dict[tuple[str, str], Metric]) -> None:
    passed, refused = (
        figures[name, "validation"] for name in ("frontal films that pass", "other films refused")
    )
    assert (passed.value, passed.images) == (1.0, FILMS)
    assert (refused.value, refused.images) == (1.0, OTHERS)
    assert figures["frontal films that pass", "validation, here"].images == FILMS
    assert figures["frontal films that pass", "validation, processed as other makers would"].images == FILMS


def test_drawings_of_every_part_of_the_body_are_refused(figures: dict[tuple[str, str], Metric]) -> None:
    drawn = [one for (name, _subset), one in figures.items() if name == "drawings refused"]
    assert len(drawn) == len(BODY_PARTS)
    assert min(one.value for one in drawn) > 0.95
    assert all(one.low <= one.value <= one.high for one in drawn)
