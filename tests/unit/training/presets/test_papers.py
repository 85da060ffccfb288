"""The recipes of the papers, value by value as the papers print them."""

import pytest

from cxrviewer.training.presets import PRESETS, film_stages, find_preset

PAPER_A_TABLE_1 = {
    "optimizer": "sgd",
    "learning_rate": 0.001,
    "weight_decay": 0.06,
    "epochs": (80,),
    "batch": 64,
    "sizes": (224,),
    "geometry": "stretch",
    "loss": "one_vs_all",
    "validation_share": 0.2,
    "start": "imagenet",
    "labels": ("normal", "covid19", "other_pathology"),
    "label_map": {"lung_opacity": "other_pathology", "viral_pneumonia": "other_pathology"},
    "stages": (),
    "task": "classify",
}
PAPER_A_TABLE_2 = {
    "architecture": "unet",
    "task": "segment",
    "sizes": (512,),
    "optimizer": "adam",
    "learning_rate": 0.001,
    "epochs": (50,),
    "batch": 16,
    "zoom": 0.05,
    "labels": ("background", "lungs"),
    "validation_share": 0.2,
    "start": "",
}
PAPER_B_LUNGS = {
    "architecture": "fcdensenet103",
    "task": "segment",
    "labels": ("background", "right_lung", "left_lung"),
    "filters": ("equalise", "wiener"),
    "loss": "weighted_cross_entropy",
    "optimizer": "sgd",
    "learning_rate": 0.00001,
    "start": "",
}
PAPER_B_PATCHES = {
    "architecture": "resnet101",
    "task": "patches",
    "labels": ("normal", "lung_opacity", "viral_pneumonia", "covid19"),
    "stages": (("normal", "viral_pneumonia"),),
    "start": "imagenet",
    "sizes": (224,),
    "optimizer": "sgd",
    "learning_rate": 0.01,
    "epochs": (10,),
    "batch": 10,
    "loss": "cross_entropy",
}
PRINTED = {
    "paper-a-vgg19": PAPER_A_TABLE_1 | {"architecture": "vgg19-pointwise"},
    "paper-a-resnet50": PAPER_A_TABLE_1 | {"architecture": "resnet50"},
    "paper-a-resnet101": PAPER_A_TABLE_1 | {"architecture": "resnet101"},
    "paper-a-unet": PAPER_A_TABLE_2,
    "paper-b-fcdensenet103": PAPER_B_LUNGS,
    "paper-b-resnet101-patches": PAPER_B_PATCHES,
}


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, values in PRINTED.items() for key in values])
def test_a_value_is_that_of_the_paper(name: str, key: str) -> None:
    assert getattr(find_preset(name), key) == PRINTED[name][key]


def test_every_recipe_of_a_paper_is_compared() -> None:
    assert set(PRINTED) == {name for name in PRESETS if name.startswith("paper-")}


@pytest.mark.parametrize("name", PRINTED)
def test_nothing_is_done_that_the_paper_does_not_say(name: str) -> None:
    preset = find_preset(name)
    ours = ("rotation_deg", "contrast", "noise", "erase", "hide", "inside", "steady", "label_smoothing",
            "ema", "balance", "warmup")  # fmt: skip
    assert {key: getattr(preset, key) for key in ours} == dict.fromkeys(ours, 0.0)
    assert (preset.momentum, preset.schedule) == (0.9, "constant")
    assert (preset.frozen, preset.accumulate, preset.only_lungs) == (False, 1, False)
    if name != "paper-a-unet":
        assert (preset.flip, preset.shift, preset.zoom) == (0, 0, 0)
    assert "Not stated:" in preset.description


def test_the_unet_is_shifted_and_mirrored() -> None:
    unet = find_preset("paper-a-unet")
    assert (unet.shift, unet.flip) == (0.05, 0.5)
    assert unet.merges_lungs
    assert not find_preset("paper-b-fcdensenet103").merges_lungs


@pytest.mark.parametrize("name", ["paper-a-vgg19", "paper-a-resnet50", "paper-a-resnet101"])
def test_paper_a_gives_the_network_greys_from_0_to_1(name: str) -> None:
    preset = find_preset(name)
    assert [stage.stage for stage in film_stages(preset)] == ["stretch"]
    assert (preset.mean, preset.std, preset.options["imagenet_statistics"]) == (0, 1, 0)


def test_paper_b_equalises_then_smooths() -> None:
    lungs = [stage.stage for stage in film_stages(find_preset("paper-b-fcdensenet103"))]
    assert lungs == ["equalise", "wiener", "stretch"]
    patches = find_preset("paper-b-resnet101-patches").patches
    assert patches is not None
    assert [stage.stage for stage in patches.filters] == ["equalise", "wiener"]
    assert (patches.side, patches.masked) == (224, True)
