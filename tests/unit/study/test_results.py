import numpy as np

from cxrviewer.study import HeatMap, ModelReference

MODEL = ModelReference("drawn", "1.0.0", "0" * 64, "by hand")


def heat_map(values: list[list[float]]) -> HeatMap:
    return HeatMap("covid19", np.array(values, np.float32), (-4.0, 0.0, 60.0, 40.0), 0.7, MODEL)


def test_a_stretched_map_reaches_full_scale_and_is_else_the_same() -> None:
    given = heat_map([[0.0, 0.05], [0.2, 0.1]])
    stretched = given.stretched()
    assert given.peak == np.float32(0.2)
    assert np.allclose(stretched.values, [[0, 0.25], [1, 0.5]])
    assert stretched.values.dtype == np.float32
    assert (stretched.label, stretched.extent, stretched.lung_share) == ("covid19", given.extent, 0.7)
    assert np.allclose(given.values, [[0, 0.05], [0.2, 0.1]])


def test_an_empty_map_is_not_made_to_look_like_something() -> None:
    assert not heat_map([[0.0, 0.0]]).stretched().values.any()
    assert heat_map([[0.0, 0.0]]).peak == 0


def test_cells_without_an_answer_stay_without() -> None:
    stretched = heat_map([[np.nan, 0.25], [0.5, 0.0]]).stretched()
    assert np.isnan(stretched.values[0, 0])
    assert np.nanmax(stretched.values) == 1
