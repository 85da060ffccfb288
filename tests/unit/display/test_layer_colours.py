"""The heat map's colours follow its values on the absolute scale."""

import numpy as np

from cxrviewer.display.layer_colours import heat_colours


def test_nothing_is_seen_where_the_value_is_nothing_and_more_where_it_is_more() -> None:
    colours = heat_colours(np.linspace(0, 1, 101, dtype=np.float32)[None])
    alpha = colours[0, :, 3].astype(int)
    assert alpha[0] == 0
    assert alpha[-1] == 255
    assert (np.diff(alpha) >= 0).all()


def test_a_weak_map_stays_weak() -> None:
    weak = heat_colours(np.full((4, 4), 0.1, np.float32))
    assert weak[..., 3].max() < 64


def test_the_ramp_grows_lighter() -> None:
    colours = heat_colours(np.linspace(0, 1, 64, dtype=np.float32)[None])[0, :, :3] @ [0.299, 0.587, 0.114]
    assert (np.diff(colours) > -1).all()
