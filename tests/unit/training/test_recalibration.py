import shutil
from pathlib import Path

import numpy as np
import pytest
from phantoms import PhantomSet

from cxrviewer.display import render_unit
from cxrviewer.errors import DataError, ModelError
from cxrviewer.inference.model import open_classifier
from cxrviewer.inference.package import ModelPackage, read_package
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.training.data_set.records import data_hash, read_records
from cxrviewer.training.data_set.splits import split_by_group
from cxrviewer.training.packages.card_words import write_card
from cxrviewer.training.recalibration import recalibrate


@pytest.fixture
def package(tiny_models: Path, phantoms: PhantomSet, tmp_path: Path) -> ModelPackage:
    """A classifier of films in a letterbox of 64, as no preset of that name prepares them (any more)."""
    folder = Path(shutil.copytree(tiny_models / "cxr4-tiny-1.0.0", tmp_path / "cxr4-tiny-1.0.0"))
    card = read_package(folder).card
    training = card.training.model_copy(
        update={"data_sha256": data_hash(read_records(phantoms.folder)), "preset": "gone-since"}
    )
    write_card(card.model_copy(update={"training": training}), folder)
    return read_package(folder)


def test_films_are_prepared_as_the_card_says(
    package: ModelPackage, phantoms: PhantomSet, tmp_path: Path
) -> None:
    made = recalibrate(package, phantoms.folder, tmp_path / "out", JobContext())
    pictures = np.load(tmp_path / "out" / "films-validation" / "pictures.npy")
    assert pictures.shape[1:] == (64, 64)
    assert not pictures[:, [0, -1]].any(), "films wider than high have bars above and below in a letterbox"
    split = split_by_group(read_records(phantoms.folder), 0.2, package.card.training.seed)
    classifier = open_classifier(made, "cpu", threads=1)
    read = [classifier.read(render_unit(read_image(one.path))) for one in split.validation]
    wanted = np.array([one.probabilities[0] for one in read])
    assert made.card.version == "1.0.1"
    threshold = made.card.labels[0].threshold
    assert threshold is not None
    assert np.abs(wanted - threshold).min() < 0.003, "not a probability of these films"
    assert made.card.novelty is not None
    assert made.card.novelty.threshold == pytest.approx(max(one.novelty or 0 for one in read), rel=0.02)


def test_another_data_set_is_refused(package: ModelPackage, phantoms: PhantomSet, tmp_path: Path) -> None:
    less = Path(shutil.copytree(phantoms.folder, tmp_path / "less"))
    lines = (less / "manifest.csv").read_text().splitlines(keepends=True)
    (less / "manifest.csv").write_text("".join(lines[:-1]))
    with pytest.raises(DataError, match=r"less: is not the data set that cxr4-tiny 1\.0\.0 was trained on"):
        recalibrate(package, less, tmp_path / "out", JobContext())


@pytest.mark.parametrize("name", ["lungs-tiny-1.0.0", "cxr4-patches-tiny-1.0.0"])
def test_other_models_have_no_operating_points(
    patch_models: Path, phantoms: PhantomSet, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ModelError, match="has no operating points"):
        recalibrate(read_package(patch_models / name), phantoms.folder, tmp_path / "out", JobContext())
