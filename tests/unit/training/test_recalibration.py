import shutil
from pathlib import Path

import numpy as np
import pytest
from phantoms import PhantomSet

from cxrviewer.display import render_unit
from cxrviewer.errors import CxrviewerError, DataError, ModelError
from cxrviewer.inference.model import open_classifier
from cxrviewer.inference.package import ModelPackage, read_package
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.training.data_set.records import DataOptions, data_hash, read_records
from cxrviewer.training.data_set.split_file import write_split
from cxrviewer.training.data_set.splits import METHOD, Split, make_split, split_by_group
from cxrviewer.training.evaluation.card_films import prepare_by_card
from cxrviewer.training.packages.card_words import write_card
from cxrviewer.training.recalibration import recalibrate
from cxrviewer.training.runs.plan import DataPlan
from cxrviewer.training.runs.record import PresetInUse, RunRecord, write_record


@pytest.fixture
def package(tiny_models: Path, phantoms: PhantomSet, tmp_path: Path) -> ModelPackage:
    """A classifier of films in a letterbox of 64, as no preset of that name prepares them (any more)."""
    folder = Path(shutil.copytree(tiny_models / "cxr4-tiny-1.0.0", tmp_path / "cxr4-tiny-1.0.0"))
    card = read_package(folder).card
    training = card.training.model_copy(
        update={
            "data_sha256": data_hash(read_records(phantoms.folder)),
            "preset": "gone-since",
            "split": METHOD,
        }
    )
    write_card(card.model_copy(update={"training": training}), folder)
    return read_package(folder)


def test_films_are_prepared_as_the_card_says(
    package: ModelPackage, phantoms: PhantomSet, tmp_path: Path
) -> None:
    made = recalibrate(package, phantoms.folder, tmp_path / "out", JobContext())
    pictures = np.fromfile(tmp_path / "out" / "films-validation" / "pictures.u8", np.uint8).reshape(
        -1, 64, 64
    )
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


def in_a_run(package: ModelPackage, data: Path, split: Split, plan: DataPlan) -> ModelPackage:
    """Put a package where a run that divided its films so has left it."""
    run = package.folder.parent / "run"
    folder = Path(shutil.copytree(package.folder, run / "package" / package.folder.name))
    write_split(split, data, run)
    record = RunRecord(
        name="run",
        task="classify",
        preset=PresetInUse(name="gone-since", values={}),
        data=str(data),
        plan=plan,
        device="cpu",
        seed=7,
        start="",
    )
    write_record(run, record)
    training = package.card.training.model_copy(
        update={"data_sha256": data_hash(read_records(data, plan.options)), "split": split.method}
    )
    write_card(package.card.model_copy(update={"training": training}), folder)
    return read_package(folder)


def test_the_films_are_divided_as_in_the_run(
    package: ModelPackage, phantoms: PhantomSet, tmp_path: Path
) -> None:
    plan = DataPlan(DataOptions(patient_rule=r"-(\d)\."), folds=4, fold=3)
    records = read_records(phantoms.folder, plan.options)
    split = make_split(records, plan.split(0.2, 7))
    assert set(split.validation) != set(split_by_group(records, 0.2, 7).validation)
    ours = in_a_run(package, phantoms.folder, split, plan)
    recalibrate(ours, phantoms.folder, tmp_path / "out", JobContext())
    files = {name: tmp_path / "out" / f"films-{name}" / "pictures.u8" for name in ("training", "validation")}
    assert files["validation"].stat().st_size == len(split.validation) * 64 * 64
    first = np.fromfile(files["validation"], np.uint8)[: 64 * 64]
    alone = prepare_by_card(split.validation[:1], ours.card, tmp_path / "alone", JobContext())
    assert np.array_equal(first.reshape(64, 64), alone.pictures[0])
    (ours.folder.parents[1] / "split.csv").unlink()
    with pytest.raises(CxrviewerError, match="were divided in a way of their own"):
        recalibrate(ours, phantoms.folder, tmp_path / "again", JobContext())


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
