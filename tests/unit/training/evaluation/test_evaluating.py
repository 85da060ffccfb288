"""A tiny real model on drawn films, from the command to the four files."""

import csv
import json
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import cv2
import jsonschema
import numpy as np
import pytest
from phantoms import PhantomSet
from sklearn import metrics

from cxrviewer.errors import DataError, ModelError
from cxrviewer.inference.package import read_package
from cxrviewer.jobs import JobContext
from cxrviewer.training.evaluation.evaluating import TestSet as Films
from cxrviewer.training.evaluation.evaluating import evaluate
from cxrviewer.training.evaluation.gallery import HEIGHT
from cxrviewer.training.evaluation.gallery_files import read_gallery
from cxrviewer.training.evaluation.reading import read_evaluation
from cxrviewer.training.evaluation.schema import Evaluation, evaluation_schema

REPOSITORY = Path(__file__).resolve().parents[4]


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        self.links += [value for name, value in attrs if name in {"src", "href"} and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


@pytest.fixture(scope="module")
def films(phantoms: PhantomSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half of the drawn films, of two sources, with one that is missing and one that is no picture."""
    folder = Path(shutil.copytree(phantoms.folder, tmp_path_factory.mktemp("films") / "data"))
    with (folder / "manifest.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))[::2]
    for number, row in enumerate(rows):
        row["source"] = "east" if number % 2 else "west"
        row["view"] = "AP" if number < 5 else ""
    rows += [{**rows[0], "file": name, "patient_id": name} for name in ("films/gone.png", "films/note.png")]
    (folder / "films" / "note.png").write_text("no picture")
    with (folder / "manifest.csv").open("w", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.fixture(scope="module")
def classified(
    tiny_models: Path, films: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Evaluation, Path]:
    """The evaluation of a classifier and its folder."""
    output = tmp_path_factory.mktemp("classified") / "out"
    package = read_package(tiny_models / "cxr4-tiny-1.0.0")
    found = evaluate(package, Films(films, "all"), output, JobContext(), models=tiny_models, controls=True)
    return found, output


@pytest.fixture(scope="module")
def segmented(
    tiny_models: Path, films: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Evaluation, Path]:
    """The same of a segmentation."""
    output = tmp_path_factory.mktemp("segmented") / "out"
    package = read_package(tiny_models / "lungs-tiny-1.0.0")
    return evaluate(package, Films(films, "all"), output, JobContext(), models=tiny_models), output


def lines(folder: Path) -> list[dict[str, str]]:
    with (folder / "predictions.csv").open(newline="") as handle:
        return list(csv.DictReader(handle))


def test_films_that_cannot_be_read_are_listed(classified: tuple[Evaluation, Path]) -> None:
    found, folder = classified
    assert (found.data.films, found.data.failed, found.data.measured) == (18, 2, 16)
    reasons = {one.file: one.reason for one in found.unusable if one.status == "failed"}
    assert reasons["films/gone.png"] == "does not exist"
    assert reasons.keys() == {"films/gone.png", "films/note.png"}
    failed = [line for line in lines(folder) if line["status"] == "failed"]
    assert [line["file"] for line in failed] == ["films/gone.png", "films/note.png"]
    assert all(line["reason"] and not line["p_normal"] for line in failed)


def test_figures_are_those_of_the_films(classified: tuple[Evaluation, Path]) -> None:
    found, folder = classified
    assert found.classes is not None
    said = [line for line in lines(folder) if line["prediction"]]
    label, prediction = ([line[name] for line in said] for name in ("label", "prediction"))
    figures = {figure.name: figure for figure in found.classes.figures}
    assert figures["accuracy"].value == pytest.approx(metrics.accuracy_score(label, prediction))
    assert figures["macro F1"].value == pytest.approx(metrics.f1_score(label, prediction, average="macro"))
    for one in found.classes.classes:
        score = [float(line[f"p_{one.name}"]) for line in said]
        truth = [name == one.name for name in label]
        assert one.auroc.value == pytest.approx(metrics.roc_auc_score(truth, score), abs=1e-5)
        assert one.average_precision.value == pytest.approx(
            metrics.average_precision_score(truth, score), abs=1e-5
        )
    counts = metrics.confusion_matrix(label, prediction, labels=found.model.labels)
    assert np.array(found.classes.confusion.counts).tolist() == counts.tolist()


def test_coarser_classes(classified: tuple[Evaluation, Path]) -> None:
    found, folder = classified
    assert found.classes is not None
    binary, three = found.classes.views
    said = [line for line in lines(folder) if line["prediction"]]
    truth = [line["label"] != "normal" for line in said]
    abnormal = [1 - float(line["p_normal"]) for line in said]
    assert binary.figures[0].value == pytest.approx(metrics.roc_auc_score(truth, abnormal), abs=1e-5)
    assert three.confusion.labels == ("normal", "covid19", "other_pathology")
    assert np.array(three.confusion.counts).sum(axis=1).tolist() == [4, 4, 8]


def test_parts_of_the_films(classified: tuple[Evaluation, Path]) -> None:
    found, folder = classified
    assert found.classes is not None
    parts = {(one.by, one.name): one for one in found.classes.strata}
    assert parts.keys() == {
        ("source", "east"),
        ("source", "west"),
        ("view", "AP"),
        ("view", "unknown"),
    }
    east = [line for line in lines(folder) if line["source"] == "east" and line["prediction"]]
    right = [line["label"] == line["prediction"] for line in east]
    assert parts["source", "east"].figures[0].value == pytest.approx(np.mean(right))
    assert parts["view", "AP"].figures[0].low is None, "five films are too few for an interval"


def test_gradcam_and_controls(classified: tuple[Evaluation, Path]) -> None:
    found, folder = classified
    assert found.classes is not None
    assert found.classes.gradcam is not None
    shares = [float(line["gradcam_lung_share"]) for line in lines(folder) if line["gradcam_lung_share"]]
    assert found.classes.gradcam.median.value == pytest.approx(np.median(shares), abs=1e-5)
    assert sum(found.classes.gradcam.histogram) == len(shares)
    ratios = [
        float(line["gradcam_lung_share"]) / float(line["lung_share_of_frame"])
        for line in lines(folder)
        if line["gradcam_lung_share"]
    ]
    assert found.classes.gradcam.ratio is not None
    assert found.classes.gradcam.ratio.value == pytest.approx(np.median(ratios), rel=1e-3)
    assert sum(found.classes.gradcam.films_by_class.values()) == len(shares)
    assert found.classes.controls is not None
    assert [one.name for one in found.classes.controls.rows] == [
        "unchanged",
        "lungs blanked",
        "outside blanked",
    ]
    assert all(line["prediction_lungs_blanked"] for line in lines(folder) if line["prediction"])


def test_the_json_is_read_back_and_holds_nothing_but_numbers(classified: tuple[Evaluation, Path]) -> None:
    found, folder = classified
    assert read_evaluation(folder) == found
    text = (folder / "metrics.json").read_text()
    assert json.loads(text)["schema_version"] == 1
    assert "NaN" not in text


@pytest.mark.parametrize("kind", ["classified", "segmented"])
def test_the_json_is_what_the_schema_in_the_documentation_says(
    kind: str, request: pytest.FixtureRequest
) -> None:
    schema = json.loads((REPOSITORY / "docs" / "evaluation-schema.json").read_text(encoding="utf-8"))
    assert schema == json.loads(json.dumps(evaluation_schema())), "`make schema` writes it anew"
    _found, folder = request.getfixturevalue(kind)
    record = json.loads((folder / "metrics.json").read_text())
    jsonschema.validate(record, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**record, "data": {}}, schema)


@pytest.mark.parametrize("kind", ["classified", "segmented"])
def test_the_worst_films_are_pictures_of_their_own(kind: str, request: pytest.FixtureRequest) -> None:
    found, folder = request.getfixturevalue(kind)
    worst = read_gallery(folder)
    assert tuple(one.file for one in worst) == (found.classes or found.lungs).worst
    for film in worst:
        picture = cv2.imread(str(folder / "worst" / film.picture), cv2.IMREAD_COLOR)
        assert picture.shape[0] == HEIGHT
        assert film.lines[0].startswith("is " if kind == "classified" else "Dice ")


@pytest.mark.parametrize("kind", ["classified", "segmented"])
def test_the_page_needs_no_other_file(kind: str, request: pytest.FixtureRequest) -> None:
    _found, folder = request.getfixturevalue(kind)
    page = Page((folder / "report.html").read_text(encoding="utf-8"))
    assert page.opened.count("html") == 1
    assert all(link.startswith(("data:", "#")) for link in page.links)
    assert page.opened.count("img") == (12 if kind == "segmented" else page.opened.count("img")) > 0
    assert page.opened.count("svg") == (1 if kind == "segmented" else 7)
    assert "Not for clinical use: research software, not a medical device." in page.words


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("classified", ["Operating points", "Does it go by the lungs?", "films/gone.png", "macro F1"]),
        ("segmented", ["HD95, px at 512", "right lung", "Worst films", "Dice of both lungs"]),
    ],
)
def test_the_pdf_says_the_same(kind: str, words: list[str], request: pytest.FixtureRequest) -> None:
    _found, folder = request.getfixturevalue(kind)
    text = subprocess.run(
        ["pdftotext", "-layout", folder / "report.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    assert [word for word in words if word not in text] == []


def test_lungs(segmented: tuple[Evaluation, Path]) -> None:
    found, folder = segmented
    assert found.lungs is not None
    both, right, left = found.lungs.lungs
    said = [line for line in lines(folder) if line["dice_both"]]
    assert len(said) == 16
    for one, side in ((both, "both"), (right, "right"), (left, "left")):
        for figure, column in ((one.dice, "dice"), (one.iou, "iou"), (one.hd95_px, "hd95_px")):
            wanted = np.mean([float(line[f"{column}_{side}"]) for line in said])
            assert figure.value == pytest.approx(wanted, abs=1e-4)
            assert figure.low is not None
            assert figure.high is not None
            assert figure.low <= figure.value <= figure.high
    assert both.dice.value is not None
    assert both.dice.value > 0.85
    assert (both.hd95_mm.value, both.hd95_mm.films) == (None, 0), "no film tells its spacing"
    assert found.lungs.swapped == 0


def test_patches_are_measured_film_by_film(patch_models: Path, films: Path, tmp_path: Path) -> None:
    package = read_package(patch_models / "cxr4-patches-tiny-1.0.0")
    found = evaluate(package, Films(films, "all"), tmp_path, JobContext(), models=patch_models)
    assert found.classes is not None
    assert found.data.measured + sum(one.status == "abstained" for one in found.unusable) >= 16
    assert found.data.measured > 0


def test_only_a_known_label_counts(tiny_models: Path, tmp_path: Path) -> None:
    (tmp_path / "set" / "dog").mkdir(parents=True)
    (tmp_path / "set" / "dog" / "a.png").write_bytes(b"")
    package = read_package(tiny_models / "cxr4-tiny-1.0.0")
    with pytest.raises(DataError, match="no film has a label that cxr4-tiny knows"):
        evaluate(package, Films(tmp_path / "set", "all"), tmp_path, JobContext(), models=tiny_models)


def test_no_segmentation_no_evaluation(tiny_models: Path, films: Path, tmp_path: Path) -> None:
    package = read_package(tiny_models / "cxr4-tiny-1.0.0")
    with pytest.raises(ModelError, match="holds no lung segmentation"):
        evaluate(package, Films(films, "all"), tmp_path / "out", JobContext(), models=tmp_path)
