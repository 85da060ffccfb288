from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.networks import NETWORKS, build_network
from cxrviewer.training.presets import PRESETS, Preset, check_preset, find_preset, override, with_epochs
from cxrviewer.training.run import check_sizes

LUNGS = find_preset("shipped-lungs")


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS.keys())
def test_what_ships_can_be_trained(preset: Preset) -> None:
    check_preset(preset)
    check_sizes(preset)
    assert (NETWORKS[preset.architecture].task == "segment") == (preset.task == "segment")
    build_network(preset.architecture, len(preset.labels), preset.options)
    grouped = [label for members in preset.groups.values() for label in members]
    assert not preset.groups or sorted(grouped) == sorted(preset.labels)


def test_an_unknown_preset_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(CxrviewerError, match=r"'best' \(there are shipped-lungs, shipped-cxr4,"):
        find_preset("best")


def test_a_preset_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        LUNGS.batch = 3  # type: ignore[misc]


def test_values_take_the_type_that_they_had() -> None:
    changed = override(
        LUNGS,
        {"batch": "4", "learning_rate": "1e-3", "geometry": "letterbox", "sizes": "64,128", "epochs": "3,4"},
    )
    assert (changed.batch, changed.learning_rate, changed.geometry) == (4, 0.001, "letterbox")
    assert (changed.sizes, changed.epochs) == ((64, 128), (3, 4))
    assert isinstance(changed.batch, int)
    assert replace(changed, batch=LUNGS.batch, learning_rate=LUNGS.learning_rate, geometry=LUNGS.geometry,
                   sizes=LUNGS.sizes, epochs=LUNGS.epochs) == LUNGS  # fmt: skip


WRONG = {
    "unknown": ({"colour": "blue"}, "no setting 'colour'"),
    "fixed": ({"labels": "a,b"}, "no setting 'labels' that can be changed"),
    "network": ({"architecture": "residual"}, "no setting 'architecture' that can be changed"),
    "not a number": ({"batch": "many"}, "batch=many is not a int"),
    "half a film": ({"batch": "2.5"}, "batch=2.5 is not a int"),
    "size in words": ({"sizes": "large"}, "sizes=large"),
    "one size, two counts": ({"sizes": "128"}, "sizes and epochs must have the same number of values"),
    "no batch": ({"batch": "0"}, "batch=0 is not between 2 and"),
    "not a number but a float": ({"learning_rate": "nan"}, "learning_rate=nan is not between"),
    "negative": ({"noise": "-1"}, "noise=-1.0 is not between 0 and 1"),
    "everything validates": ({"validation_share": "1"}, "validation_share=1.0 is not between"),
    "an epoch less than one": ({"epochs": "3,0"}, "is not between 1 and"),
    "patches of whole films": ({"patches_per_film": "3"}, "patches_per_film must be 1 or more of"),
    "geometry": ({"geometry": "round"}, "geometry=round is none of stretch, letterbox"),
    "package that is a path": ({"package": "../mine"}, "is not a name"),
}


@pytest.mark.parametrize(("settings", "message"), WRONG.values(), ids=WRONG.keys())
def test_values_that_do_not_fit_are_refused(settings: dict[str, str], message: str) -> None:
    with pytest.raises(CxrviewerError) as caught:
        override(LUNGS, settings)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_sizes_that_the_network_cannot_halve_are_refused() -> None:
    with pytest.raises(CxrviewerError, match="sizes=100, 256: the network 'unet' takes multiples of 32 only"):
        check_sizes(replace(LUNGS, sizes=(100, 256)))


@given(total=st.integers(1, 300), planned=st.lists(st.integers(1, 40), min_size=1, max_size=4))
def test_another_number_of_epochs_is_divided_as_before(total: int, planned: list[int]) -> None:
    sizes = tuple(64 * (stage + 1) for stage in range(len(planned)))
    changed = with_epochs(replace(LUNGS, sizes=sizes, epochs=tuple(planned)), total)
    assert sum(changed.epochs) == total
    assert len(changed.epochs) == len(changed.sizes)
    assert all(changed.epochs)
    for side, count in zip(changed.sizes, changed.epochs, strict=True):
        assert abs(count - total * planned[sizes.index(side)] / sum(planned)) <= 1


def test_a_size_without_epoch_is_left_out() -> None:
    changed = with_epochs(LUNGS, 1)
    assert (changed.sizes, changed.epochs) == ((128,), (1,))


def test_a_size_that_leaves_the_network_no_map_is_refused() -> None:
    small = replace(find_preset("shipped-cxr4"), architecture="resnet18", options={}, sizes=(16,))
    with pytest.raises(CxrviewerError, match="sizes=16: the network 'resnet18' takes 32 or more"):
        check_sizes(small)
    check_sizes(replace(small, sizes=(32,)))
