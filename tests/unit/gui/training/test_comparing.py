"""The page of compared runs, of classifiers and of segmentations."""

import pytest

from cxrviewer.gui.training.comparing import ComparedRuns, comparison_page
from cxrviewer.training.evaluation.comparison_schema import (
    ComparedModel,
    Comparison,
    Difference,
    McNemar,
    Pair,
)
from cxrviewer.training.evaluation.schema import Figure

DICE = Figure(name="Dice, right lung", value=-0.02, low=-0.03, high=-0.01, films=40)
TEST = McNemar(
    both_right=30, only_first=8, only_second=1, both_wrong=1, p_value=0.039, adjusted_p_value=0.078
)


def comparison(task: str, difference: Difference, test: McNemar | None, pairs: int) -> ComparedRuns:
    models = tuple(
        ComparedModel(name=name, architecture="unet", preset="", weights_sha256="0", figures=(DICE,))
        for name in ("one", "two")
    )
    pair = Pair(first="one", second="two", differences=(difference,), mcnemar=test)
    found = Comparison(
        task=task, films=40, groups=38, test_set_sha256="1", models=models, pairs=(pair,) * pairs
    )
    return ComparedRuns((), (), found)


def test_a_segmentation_has_no_test_of_right_answers() -> None:
    difference = Difference(name=DICE.name, figure=DICE, first_better=31, second_better=9)
    page = comparison_page(comparison("segment", difference, None, 1))
    assert "one better" in page
    assert "31 films" in page
    assert "McNemar" not in page


@pytest.mark.parametrize(("pairs", "said"), [(1, "p = 0.0390."), (3, "correction for 3 pairs p = 0.0780.")])
def test_several_pairs_are_corrected_for(pairs: int, said: str) -> None:
    page = comparison_page(comparison("classify", Difference(name="accuracy", figure=DICE), TEST, pairs))
    assert said in page
    assert "better" not in page
