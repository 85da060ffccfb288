from dataclasses import FrozenInstanceError, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.networks import NETWORKS, build_network
from cxrviewer.training.presets import (
    PRESETS,
    SETTINGS,
    Preset,
    check_preset,
    film_stages,
    find_preset,
    limits_in_words,
    override,
    settings_of,
    shown_values,
    with_epochs,
)
from cxrviewer.training.runs.readying import check_sizes

LUNGS = find_preset("shipped-lungs")


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS.keys())
def test_what_ships_can_be_trained(preset: Preset) -> None:
    check_preset(preset)
    check_sizes(preset)
    assert (NETWORKS[preset.architecture].task == "segment") == (preset.task == "segment")
    build_network(preset.architecture, len(preset.labels) or 2, preset.options)
    grouped = [label for members in preset.groups.values() for label in members]
    assert not preset.groups or sorted(grouped) == sorted(preset.labels)


def test_an_unknown_preset_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(CxrviewerError, match=r"'best' \(there are recommended-cxr4, recommended-lungs,"):
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
    "fixed": ({"task": "gate"}, "no setting 'task' that can be changed"),
    "labels of masks": ({"labels": "a,b"}, "no setting 'labels' that can be changed"),
    "network of another task": ({"architecture": "residual"}, "architecture=residual is not for the task"),
    "network unknown": ({"architecture": "resnet7"}, "architecture=resnet7 is none of residual, "),
    "not a number": ({"batch": "many"}, "batch=many is not a whole number"),
    "half a film": ({"batch": "2.5"}, "batch=2.5 is not a whole number"),
    "neither yes nor no": ({"mixed_precision": "maybe"}, "mixed_precision=maybe is not yes or no"),
    "unknown filter": ({"filters": "wiener,sharpen"}, "filters=wiener,sharpen is none of equalise, clahe, "),
    "loss of classifiers": ({"loss": "one_vs_all"}, "loss=one_vs_all is not for the task 'segment'"),
    "parts of one film": ({"accumulate": "9"}, "accumulate=9 leaves less than 2 of 16 films a part"),
    "no learning rate": ({"learning_rate": "0"}, "learning_rate=0 is not between 1e-07 and 1"),
    "options that are none": ({"options": "width"}, "options=width is not a list of NAME=NUMBER"),
    "size in words": ({"sizes": "large"}, "sizes=large"),
    "one size, two counts": ({"sizes": "128"}, "sizes and epochs must have the same number of values"),
    "no batch": ({"batch": "0"}, "batch=0 is not between 2 and"),
    "not a number but a float": ({"learning_rate": "nan"}, "learning_rate=nan is not between"),
    "negative": ({"noise": "-1"}, "noise=-1 is not between 0 and 1"),
    "everything validates": ({"validation_share": "1"}, "validation_share=1 is not between"),
    "an epoch less than one": ({"epochs": "3,0"}, "is not between 1 and"),
    "patches of whole films": ({"patches_per_film": "3"}, "no setting 'patches_per_film' that can be"),
    "geometry": ({"geometry": "round"}, "geometry=round is none of stretch, letterbox"),
    "package that is a path": ({"package": "../mine"}, "is not a name"),
}


@pytest.mark.parametrize(("settings", "message"), WRONG.values(), ids=WRONG.keys())
def test_values_that_do_not_fit_are_refused(settings: dict[str, str], message: str) -> None:
    with pytest.raises(CxrviewerError) as caught:
        override(LUNGS, settings)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


CLASSES = find_preset("shipped-cxr4")
WRONG_CLASSES = {
    "one class": ({"labels": "normal"}, "normal are not two or more different labels"),
    "a class twice": ({"labels": "a,b,a"}, "a, b, a are not two or more different labels"),
    "a stage of one": ({"stages": "normal"}, "normal are not two or more different labels"),
    "frozen without start": ({"frozen": "yes"}, "frozen needs a start"),
    "frozen of another head": (
        {"frozen": "yes", "architecture": "vgg19", "start": "imagenet", "inside": "0", "steady": "0"},
        "a network with one linear layer",
    ),
    "frozen and hidden": (
        {"frozen": "yes", "start": "cxr4-residual"},
        "frozen does not go with stages, hide",
    ),
    "led to the lungs": ({"architecture": "resnet18"}, "inside and steady need the network 'residual'"),
    "map of nothing": ({"label_map": "tb="}, "label_map=tb= is not a list of NAME=NAME"),
}


@pytest.mark.parametrize(("settings", "message"), WRONG_CLASSES.values(), ids=WRONG_CLASSES.keys())
def test_values_that_do_not_go_together_are_refused(settings: dict[str, str], message: str) -> None:
    with pytest.raises(CxrviewerError) as caught:
        override(CLASSES, settings)
    assert message in str(caught.value)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS.keys())
def test_every_value_that_is_shown_reads_as_itself(preset: Preset) -> None:
    shown = shown_values(preset)
    assert set(shown) == {one.key for one in settings_of(preset)}
    assert override(preset, shown) == preset


def test_another_network_brings_its_own_input() -> None:
    given = {"architecture": "resnet50", "inside": "0", "steady": "0"}
    changed = override(CLASSES, given)
    assert (changed.mean, changed.std, dict(changed.options)) == (0.0, 1.0, {})
    changed = override(CLASSES, given | {"mean": "0.25", "options": "imagenet_statistics=0"})
    assert (changed.mean, changed.std, dict(changed.options)) == (0.25, 1.0, {"imagenet_statistics": 0})


def test_other_labels_come_without_the_map_and_the_groups() -> None:
    changed = override(find_preset("paper-a-resnet50"), {"labels": "clear, tb"})
    assert (changed.labels, dict(changed.label_map)) == (("clear", "tb"), {})
    assert dict(override(CLASSES, {"labels": "data"}).groups) == {}
    kept = override(find_preset("paper-a-resnet50"), {"labels": "clear,ill", "label_map": "tb=ill,cap=ill"})
    assert dict(kept.label_map) == {"tb": "ill", "cap": "ill"}


def test_lists_are_written_with_commas_and_signs() -> None:
    changed = override(
        CLASSES, {"options": "widths=4+8+12,blocks=1", "stages": "a+b,a+b+c", "filters": "wiener"}
    )
    assert dict(changed.options) == {"widths": (4, 8, 12), "blocks": 1}
    assert changed.stages == (("a", "b"), ("a", "b", "c"))
    assert film_stages(changed)[0].stage == "wiener"


def test_how_patches_are_cut_can_be_changed() -> None:
    preset = find_preset("shipped-cxr4-patches")
    changed = override(preset, {"patches.side": "96", "patches.filters": "clahe", "patches.masked": "no"})
    assert changed.patches is not None
    assert (changed.patches.side, changed.patches.masked) == (96, False)
    assert [stage.stage for stage in changed.patches.filters] == ["clahe"]
    assert preset.patches is not None
    assert preset.patches.masked
    with pytest.raises(CxrviewerError, match="side=16 is not between 32 and 1024"):
        override(preset, {"patches.side": "16"})


def test_every_setting_is_explained_and_can_be_set() -> None:
    fields_of_presets = {item.name for item in fields(Preset)}
    fixed = {"name", "description", "task", "groups", "titles", "patches"}
    assert {key for key in SETTINGS if "." not in key} == fields_of_presets - fixed
    for setting in SETTINGS.values():
        assert setting.says.endswith(".")
        assert setting.says.count(". ") == 0
        assert limits_in_words(setting)


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
    changed = with_epochs(replace(LUNGS, sizes=(128, 256), epochs=(10, 3)), 1)
    assert (changed.sizes, changed.epochs) == ((128,), (1,))


def test_a_size_that_leaves_the_network_no_map_is_refused() -> None:
    small = replace(find_preset("shipped-cxr4"), architecture="resnet18", options={}, sizes=(16,))
    with pytest.raises(CxrviewerError, match="sizes=16: the network 'resnet18' takes 32 or more"):
        check_sizes(small)
    check_sizes(replace(small, sizes=(32,)))
