import numpy as np
from phantoms import draw_chest

from cxrviewer.inference.lung_sides import tell_apart
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG


def test_the_lungs_of_drawn_chests_are_told_apart() -> None:
    generator = np.random.default_rng(0)
    for label in ("normal", "covid19", "lung_opacity"):
        _film, mask = draw_chest(label, generator)
        known = np.isin(mask, (RIGHT_LUNG, LEFT_LUNG))
        assert np.array_equal(tell_apart(known), np.where(known, mask, 0))


def test_lungs_that_touch_are_cut_where_they_are_thinnest() -> None:
    lungs = np.zeros((40, 60), bool)
    lungs[5:35, 5:26] = lungs[5:35, 34:55] = True
    lungs[18:20, 26:34] = True
    labels = tell_apart(lungs)
    assert (labels[5:35, 5:26] == RIGHT_LUNG).all()
    assert (labels[5:35, 34:55] == LEFT_LUNG).all()
    assert np.array_equal(labels > 0, lungs)


def test_a_lung_alone_has_the_side_that_it_lies_on() -> None:
    for columns, label in ((slice(4, 20), RIGHT_LUNG), (slice(40, 56), LEFT_LUNG)):
        lungs = np.zeros((40, 60), bool)
        lungs[5:35, columns] = True
        assert np.array_equal(tell_apart(lungs), np.where(lungs, label, 0))


def test_crumbs_are_no_lungs_and_nothing_is_nothing() -> None:
    lungs = np.zeros((40, 60), bool)
    assert not tell_apart(lungs).any()
    lungs[5:35, 5:25] = lungs[5:35, 36:55] = True
    lungs[2, 2] = lungs[38:, 58:] = True
    labels = tell_apart(lungs)
    assert labels[2, 2] == labels[39, 59] == 0
    assert set(np.unique(labels)) == {0, RIGHT_LUNG, LEFT_LUNG}
