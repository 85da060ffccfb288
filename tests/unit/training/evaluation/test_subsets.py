import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from phantoms import PhantomSet

from cxrviewer.errors import CxrviewerError, DataError
from cxrviewer.inference.package import ModelPackage, read_package
from cxrviewer.training.data_set.records import read_records
from cxrviewer.training.data_set.split_file import write_split
from cxrviewer.training.data_set.splits import Split
from cxrviewer.training.evaluation.subsets import on_training_films, records_of_subset, run_folder
from cxrviewer.training.evaluation.training_curves import training_curves
from cxrviewer.training.learning.events import LOG, EpochEvent, NoteEvent


@pytest.fixture
def package(tiny_models: Path, tmp_path: Path) -> ModelPackage:
    """A package where its run has left it."""
    folder = tmp_path / "run" / "package" / "cxr4-tiny-1.0.0"
    shutil.copytree(tiny_models / "cxr4-tiny-1.0.0", folder)
    return read_package(folder)


def test_the_split_is_that_of_the_run(package: ModelPackage, phantoms: PhantomSet) -> None:
    records = tuple(read_records(phantoms.folder))
    split = Split(training=records[:20], validation=records[20:28], test=records[28:30])
    write_split(split, phantoms.folder, run_folder(package))
    for subset, wanted in split.sides.items():
        assert tuple(records_of_subset(package, phantoms.folder, subset)) == wanted
    assert len(records_of_subset(package, phantoms.folder, "all")) == 32
    write_split(Split(records[:20], records[20:]), phantoms.folder, run_folder(package))
    with pytest.raises(DataError, match="puts no film on the side test"):
        records_of_subset(package, phantoms.folder, "test")


def test_without_a_run_other_films_have_no_split(package: ModelPackage, phantoms: PhantomSet) -> None:
    with pytest.raises(CxrviewerError, match="is not the data set that cxr4-tiny was trained on"):
        records_of_subset(package, phantoms.folder, "validation")
    with pytest.raises(CxrviewerError, match="no subset is called 'best'"):
        records_of_subset(package, phantoms.folder, "best")


def test_films_of_some_of_the_classes_will_do(
    package: ModelPackage, phantoms: PhantomSet, tmp_path: Path
) -> None:
    for label in ("Normal", "COVID-19", "tuberculosis"):
        (tmp_path / "set" / label).mkdir(parents=True)
        shutil.copy(phantoms.films[0], tmp_path / "set" / label / "a.png")
    labels = {record.label for record in records_of_subset(package, tmp_path / "set", "all")}
    assert labels == {"normal", "covid19"}


def epoch(number: int, loss: float) -> EpochEvent:
    return EpochEvent(
        epoch=number,
        epochs=3,
        side=32,
        loss=loss,
        validation_loss=loss + 0.1,
        score_name="macro F1",
        score=1 - loss,
        images_per_s=10,
        left_s=1,
        best=True,
    )


def test_curves_are_of_the_last_time_that_an_epoch_was_done(tmp_path: Path) -> None:
    events = [epoch(1, 0.9), epoch(2, 0.8), NoteEvent(text="resumed"), epoch(2, 0.7)]
    (tmp_path / LOG).write_text("".join(event.line() for event in events) + '{"event": "epo')
    found = training_curves(tmp_path)
    assert found is not None
    assert (found.epochs, found.loss, found.score_name) == ((1, 2), (0.9, 0.7), "macro F1")
    assert found.validation_loss == (1.0, pytest.approx(0.8))
    assert training_curves(tmp_path / "elsewhere") is None


def test_films_that_trained_the_model_are_spoken_of(package: ModelPackage, phantoms: PhantomSet) -> None:
    card, records = package.card, read_records(phantoms.folder)
    assert card.training is not None
    (source,) = card.training.images_by_source
    known, elsewhere, unnamed = (
        [replace(one, source=name) for one in records] for name in (source, "elsewhere", "")
    )
    assert f"Films of {source} trained the model" in on_training_films(card, "all", known)[0]
    assert on_training_films(card, "all", elsewhere) == ()
    assert "may be among these" in on_training_films(card, "all", unnamed)[0]
    assert "how well it remembers" in on_training_films(card, "training", known)[0]
    assert on_training_films(card, "test", known) == ()
    foreign = card.model_copy(update={"training": None})
    assert "is not known" in on_training_films(foreign, "all", elsewhere)[0]
