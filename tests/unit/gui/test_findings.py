import numpy as np
import pytest

from cxrviewer.gui.findings import outline_given_up
from cxrviewer.study import LungMask, ModelReference

MODEL = ModelReference("drawn", "1.0.0", "0" * 64, "by hand")


@pytest.fixture
def model() -> LungMask:
    """A right lung of the rows 10 to 29 and the columns 5 to 24."""
    labels = np.zeros((40, 60), np.uint8)
    labels[10:30, 5:25] = 1
    labels[10:30, 35:55] = 2
    return LungMask(labels, MODEL)


def test_of_equal_lungs_nothing_is_given_up(model: LungMask) -> None:
    assert outline_given_up(model, model.labels.copy(), 1) == ()


def test_of_a_lung_that_is_erased_the_whole_outline_is_given_up(model: LungMask) -> None:
    [line] = outline_given_up(model, np.zeros_like(model.labels), 1)
    assert len(line) == 4 * 19 + 1
    assert line[0].tolist() == line[-1].tolist()
    assert (line.min(axis=0).tolist(), line.max(axis=0).tolist()) == ([5.5, 10.5], [24.5, 29.5])


def test_where_the_lung_grew_the_old_edge_is_given_up_and_no_other(model: LungMask) -> None:
    labels = model.labels.copy()
    labels[15:20, 25:30] = 1
    [line] = outline_given_up(model, labels, 1)
    assert set(line[:, 0]) == {24.5}
    assert sorted(line[:, 1]) == [row + 0.5 for row in range(14, 21)]
    assert outline_given_up(model, labels, 2) == ()


def test_two_corrections_give_two_lines(model: LungMask) -> None:
    labels = model.labels.copy()
    labels[10:14, 8:12] = 0
    labels[26:30, 14:18] = 0
    first, second = sorted(outline_given_up(model, labels, 1), key=lambda line: line[:, 1].min())
    assert (set(first[:, 1]), set(second[:, 1])) == ({10.5}, {29.5})


def test_what_went_to_the_other_lung_is_given_up_too(model: LungMask) -> None:
    labels = np.where(model.labels == 1, 2, model.labels).astype(np.uint8)
    assert len(outline_given_up(model, labels, 1)) == 1
    assert outline_given_up(model, labels, 2) == ()
