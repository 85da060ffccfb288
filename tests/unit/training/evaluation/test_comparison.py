import csv
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics

from cxrviewer.errors import DataError
from cxrviewer.training.evaluation.class_comparison import holm, mcnemar
from cxrviewer.training.evaluation.comparison import (
    Evaluated,
    compare,
    read_all_evaluated,
    read_evaluated,
)
from cxrviewer.training.evaluation.comparison_schema import Comparison
from cxrviewer.training.evaluation.reading import METRICS
from cxrviewer.training.evaluation.report.comparing import write_comparison
from cxrviewer.training.evaluation.schema import (
    ClassEvaluation,
    Confusion,
    EvaluatedData,
    EvaluatedModel,
    Evaluation,
)

LABELS = ("normal", "covid19", "other")
FILMS = 240
Make = Callable[..., Path]


def evaluation(name: str) -> Evaluation:
    return Evaluation(
        program_version="1",
        created="2026-01-01T00:00:00+00:00",
        model=EvaluatedModel(
            name=name,
            version="1.0.0",
            task="classify",
            reads="frontal chest radiographs",
            architecture=name.upper(),
            preset="paper-a",
            labels=LABELS,
            titles=LABELS,
            weights_sha256="0" * 64,
        ),
        data=EvaluatedData(
            name="films",
            subset="all",
            sha256="1" * 64,
            films=FILMS,
            groups=FILMS,
            answered=FILMS,
            abstained=0,
            failed=0,
            measured=FILMS,
        ),
        seconds=1,
        films_per_s=1,
        notes=(),
        unusable=(),
        classes=ClassEvaluation(
            figures=(),
            answered_figures=(),
            classes=(),
            confusion=Confusion(labels=LABELS, counts=()),
            calibration=(),
            views=(),
            strata=(),
            gradcam=None,
            controls=None,
            worst=(),
        ),
    )


def answered(skill: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of a classifier of some skill, and the classes of the films, the same for all."""
    reference = np.random.default_rng(0).integers(0, 3, FILMS)
    logits = np.random.default_rng(seed).normal(0, 1, (FILMS, 3))
    logits[np.arange(FILMS), reference] += skill
    powers = np.exp(logits)
    return powers / powers.sum(axis=1, keepdims=True), reference


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write an evaluation as `evaluate` does, its films in an order of its own."""

    def written(name: str, skill: float, seed: int, films: int = FILMS, mark: str = "film") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / METRICS).write_text(evaluation(name).model_dump_json())
        probabilities, reference = answered(skill, seed)
        with (folder / "predictions.csv").open("w", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(
                ["file", "sha256", "label", "group", "status", "prediction", *(f"p_{one}" for one in LABELS)]
            )
            for number in np.random.default_rng(seed).permutation(films):
                said = probabilities[number]
                writer.writerow(
                    [
                        f"{number}.png",
                        f"{mark} {number:04d}",
                        LABELS[reference[number]],
                        f"patient {number // 2}",
                        "answered",
                        LABELS[said.argmax()],
                        *(f"{one:.9f}" for one in said),
                    ]
                )
            writer.writerow(["broken.png", "", LABELS[0], "x", "failed", "", "", "", ""])
        return folder

    return written


def read(*folders: Path) -> list[Evaluated]:
    return [read_evaluated(folder) for folder in folders]


def test_a_better_classifier_is_found_to_be_better(make: Make) -> None:
    found = compare(read(make("vgg19", 0.8, 1), make("resnet50", 2.0, 2)))
    (pair,) = found.pairs
    assert (pair.first, pair.second) == ("vgg19 1.0.0", "resnet50 1.0.0")
    for one in pair.differences[:6]:
        assert one.figure.low is not None
        assert one.figure.low > 0, f"the {one.name} is higher"
    assert pair.mcnemar is not None
    assert pair.mcnemar.p_value < 0.001
    worse, better = answered(0.8, 1), answered(2.0, 2)
    wanted = [metrics.f1_score(ref, said.argmax(axis=1), average="macro") for said, ref in (worse, better)]
    differences = {one.name: one.figure for one in pair.differences}
    assert differences["macro F1"].value == pytest.approx(wanted[1] - wanted[0])
    areas = [metrics.roc_auc_score(ref, said, multi_class="ovr") for said, ref in (worse, better)]
    assert differences["macro AUROC"].value == pytest.approx(areas[1] - areas[0], abs=1e-6)
    assert [one.architecture for one in found.models] == ["VGG19", "RESNET50"]


def test_equal_classifiers_are_left_open(make: Make) -> None:
    (pair,) = compare(read(make("one", 1.2, 1), make("other", 1.2, 2))).pairs
    accuracy = pair.differences[0].figure
    assert accuracy.low is not None
    assert accuracy.high is not None
    assert accuracy.low < 0 < accuracy.high
    assert pair.mcnemar is not None
    assert pair.mcnemar.p_value > 0.05


def test_a_pair_is_drawn_alike(make: Make) -> None:
    """Intervals of the difference are narrower than of unpaired models, as both share most answers."""
    one, other = read(make("one", 1.2, 1), make("same", 1.2, 1))
    (pair,) = compare([one, other]).pairs
    assert all((one.figure.value, one.figure.low, one.figure.high) == (0, 0, 0) for one in pair.differences)
    assert pair.mcnemar is not None
    assert pair.mcnemar.p_value == 1


def test_every_pair_of_several(make: Make) -> None:
    found = compare(read(make("a", 1, 1), make("b", 1, 2), make("c", 1, 3)))
    names = [(pair.first[0], pair.second[0]) for pair in found.pairs]
    assert names == [("a", "b"), ("a", "c"), ("b", "c")]
    tests = [pair.mcnemar for pair in found.pairs if pair.mcnemar is not None]
    assert [one.adjusted_p_value for one in tests] == holm([one.p_value for one in tests])


def test_holm_by_hand() -> None:
    """The smallest three times, the next twice but no less than that; none over 1."""
    assert holm([0.02, 0.01, 0.6]) == pytest.approx([0.04, 0.03, 0.6])
    assert holm([0.04, 0.03, 0.03]) == pytest.approx([0.09, 0.09, 0.09])
    assert holm([0.7, 0.8]) == [1, 1]
    assert holm([0.3]) == [0.3]


def test_mcnemar_by_hand() -> None:
    """10 films against 2: twice the chance of 0, 1 or 2 heads in 12 throws of a coin."""
    first = np.repeat([True, True, False, False], [50, 10, 2, 8])
    second = np.repeat([True, False, True, False], [50, 10, 2, 8])
    found = mcnemar(first, second)
    assert (found.both_right, found.only_first, found.only_second, found.both_wrong) == (50, 10, 2, 8)
    tail = sum(math.comb(12, heads) for heads in range(3)) / 2**12
    assert found.p_value == pytest.approx(2 * tail)
    assert found.p_value == pytest.approx(0.03857421875)


def test_mcnemar_is_near_the_test_of_large_numbers() -> None:
    first = np.repeat([True, False], [520, 430])
    chi_square = (abs(520 - 430) - 1) ** 2 / (520 + 430)
    assert mcnemar(first, ~first).p_value == pytest.approx(stats.chi2.sf(chi_square, 1), rel=0.02)


def test_other_films_are_refused(make: Make) -> None:
    first = make("one", 1, 1)
    with pytest.raises(DataError, match=r"two 1\.0\.0 was measured on other films than one 1\.0\.0"):
        compare(read(first, make("two", 1, 2, films=FILMS - 1)))
    with pytest.raises(DataError, match="240 films 0 are the same"):
        compare(read(first, make("three", 1, 2, mark="another film")))
    with pytest.raises(DataError, match="two evaluations or more"):
        compare(read(first))
    with pytest.raises(DataError, match="the same name"):
        compare(read(first, first))


def test_names_may_be_given(make: Make) -> None:
    folder = make("one", 1, 1)
    found = compare([read_evaluated(folder, "monday"), read_evaluated(folder, "tuesday")])
    assert [one.name for one in found.models] == ["monday", "tuesday"]
    assert [one.name for one in read_all_evaluated([folder, make("two", 1, 2)])] == ["one 1.0.0", "two 1.0.0"]
    assert [one.name for one in read_all_evaluated([folder, folder])] == [str(folder)] * 2


def test_what_is_no_evaluation_is_named(tmp_path: Path, make: Make) -> None:
    with pytest.raises(DataError, match=r"metrics\.json: cannot be read"):
        read_evaluated(tmp_path)
    folder = make("one", 1, 1)
    (folder / "predictions.csv").write_text("file,sha256,label,group,prediction\na.png,0,covid19,a,covid19\n")
    with pytest.raises(DataError, match=r"predictions\.csv: lacks columns"):
        read_evaluated(folder)


def test_the_comparison_is_written(tmp_path: Path, make: Make) -> None:
    found = compare(read(make("vgg19", 0.8, 1), make("resnet50", 2.0, 2)))
    write_comparison(found, tmp_path)
    assert Comparison.model_validate_json((tmp_path / "comparison.json").read_bytes()) == found
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert page.count("<table>") == 3
    assert "p &lt; 0.0001" in page
    assert "1,000 resamples" in page
