import pickle
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
import torch
from safetensors.torch import load_file, save_file

from cxrviewer.errors import CxrviewerError, ModelError
from cxrviewer.inference.networks import build_network
from cxrviewer.inference.preprocessing import Equalise, PercentileStretch, Stretch, Wiener
from cxrviewer.jobs import JobContext
from cxrviewer.training.learning.input_of_card import with_input_of
from cxrviewer.training.learning.starting import (
    imagenet_file,
    newest_start,
    starting_network,
    with_network_of_start,
)
from cxrviewer.training.presets import FOUR_CLASSES, Preset, find_preset, override

TINY = MappingProxyType({"widths": (4, 8, 12), "blocks": 1})


@pytest.fixture
def recipe() -> Preset:
    return replace(
        override(find_preset("shipped-cxr4"), {"labels": "ill,well", "start": "cxr4-tiny"}), options=TINY
    )


@pytest.fixture
def resnet() -> Preset:
    return override(
        find_preset("shipped-cxr4"),
        {"architecture": "resnet18", "labels": "a,b,c", "inside": "0", "steady": "0"},
    )


def test_all_but_the_head_is_taken_over(recipe: Preset, tiny_models: Path) -> None:
    torch.manual_seed(3)
    fresh = build_network("residual", 2, TINY).state_dict()
    torch.manual_seed(3)
    network, report = starting_network(recipe, [tiny_models])
    source, state = load_file(tiny_models / "cxr4-tiny-1.0.0" / "model.safetensors"), network.state_dict()
    taken = [key for key in source if not key.startswith("head.")]
    assert report is not None
    assert set(report.taken) == set(taken)
    assert report.unexpected == report.shapes == ()
    assert set(report.missing) == {"head.weight", "head.bias"}
    assert all(torch.equal(state[key], source[key]) for key in taken)
    assert torch.equal(state["head.weight"], fresh["head.weight"])


def test_a_head_of_the_same_classes_is_taken_over_too(recipe: Preset, tiny_models: Path) -> None:
    others = starting_network(replace(recipe, labels=FOUR_CLASSES[::-1]), [tiny_models])[1]
    assert others is not None
    assert set(others.missing) == {"head.weight", "head.bias"}
    network, report = starting_network(replace(recipe, labels=FOUR_CLASSES), [tiny_models])
    source = load_file(tiny_models / "cxr4-tiny-1.0.0" / "model.safetensors")
    assert report is not None
    assert report.fits
    assert all(torch.equal(value, source[key]) for key, value in network.state_dict().items())


@pytest.mark.parametrize(
    "options", [{"widths": (4, 8, 16), "blocks": 1}, {"widths": (4, 8, 12), "blocks": 2}]
)
def test_weights_that_do_not_fit_are_refused(
    recipe: Preset, tiny_models: Path, options: dict[str, object]
) -> None:
    with pytest.raises(ModelError, match=r"does not fit the network that shall start from it \(\d+ of \d+"):
        starting_network(replace(recipe, options=options), [tiny_models])


def test_the_network_is_that_of_the_model_it_starts_from(recipe: Preset, tiny_models: Path) -> None:
    changed = with_network_of_start(replace(recipe, options=MappingProxyType({})), [tiny_models])
    assert changed == recipe
    with pytest.raises(ModelError, match="is the network 'residual', and 'resnet18' cannot start there"):
        with_network_of_start(replace(recipe, architecture="resnet18"), [tiny_models])
    assert with_network_of_start(replace(recipe, start=""), [tiny_models]) == replace(recipe, start="")


def test_a_frozen_network_sees_films_as_the_model_does(tiny_models: Path) -> None:
    recipe = replace(find_preset("recommended-embedding"), start="cxr4-tiny")
    changed = with_network_of_start(recipe, [tiny_models])
    assert (changed.geometry, changed.frame, changed.sizes) == ("letterbox", "film", (64,))
    assert (changed.low_percent, changed.high_percent, changed.mean, changed.std) == (1, 99, 0.5, 0.25)
    assert sum(changed.epochs) == sum(recipe.epochs)


def test_grey_filters_of_the_film_and_of_what_is_read_are_told_apart(tiny_models: Path) -> None:
    package = newest_start("cxr4-tiny", [tiny_models])
    stages = (
        Wiener(),
        Stretch(),
        PercentileStretch(low=2, high=98),
        Equalise(),
        *package.card.input.last_stages,
    )
    contract = package.card.input.model_copy(update={"stages": stages})
    other = replace(package, card=package.card.model_copy(update={"input": contract}))
    changed = with_input_of(find_preset("recommended-embedding"), other)
    assert (changed.filters, changed.read_filters) == (("wiener",), ("equalise",))
    assert (changed.low_percent, changed.high_percent) == (2, 98)


def test_a_model_that_is_not_there_is_named(recipe: Preset, tiny_models: Path) -> None:
    with pytest.raises(ModelError, match="holds no model package 'cxr9'"):
        starting_network(replace(recipe, start="cxr9"), [tiny_models])
    assert newest_start("cxr4-tiny-1.0.0", [tiny_models]).card.name == "cxr4-tiny"


@pytest.mark.parametrize("name", ["weights.pth", "weights.safetensors"])
def test_weights_of_a_file_are_taken_under_torchvisions_names(
    resnet: Preset, tmp_path: Path, name: str
) -> None:
    torch.manual_seed(1)
    published = build_network("resnet18", 1000, {}).get_submodule("backbone").state_dict()
    if name.endswith(".pth"):
        torch.save(
            {"state_dict": {f"module.{key}": value for key, value in published.items()}}, tmp_path / name
        )
    else:
        save_file(published, tmp_path / name)
    network, report = starting_network(replace(resnet, start=str(tmp_path / name)))
    state = network.state_dict()
    assert report is not None
    assert torch.equal(state["backbone.layer4.1.conv2.weight"], published["layer4.1.conv2.weight"])
    assert tuple(state["backbone.fc.weight"].shape) == (3, 512)
    assert {line.split()[0] for line in report.shapes} == {"backbone.fc.weight", "backbone.fc.bias"}


def test_files_that_are_no_weights_of_the_network_are_refused(resnet: Preset, tmp_path: Path) -> None:
    torch.save(build_network("residual", 2, TINY).state_dict(), tmp_path / "other.pth")
    (tmp_path / "program.pth").write_bytes(pickle.dumps(Path("x")))
    for name, reason in {
        "other.pth": "does not fit the network",
        "program.pth": "holds more than weights",
        "missing.pth": "cannot be read",
    }.items():
        with pytest.raises(ModelError, match=reason) as caught:
            starting_network(replace(resnet, start=str(tmp_path / name)))
        assert caught.value.path == tmp_path / name


def test_weights_of_imagenet_are_fetched_once(
    resnet: Preset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    torch.manual_seed(1)
    published = build_network("resnet18", 1000, {}).get_submodule("backbone").state_dict()
    torch.save(published, tmp_path / "resnet18.pth")
    asked: list[str] = []

    def address(architecture: str) -> str:
        asked.append(architecture)
        return (tmp_path / "resnet18.pth").as_uri()

    file = imagenet_file("resnet18", JobContext(), address)
    assert asked == ["resnet18"]
    assert file == tmp_path / "cache" / "cxrviewer" / "weights" / "resnet18.pth"
    network, report = starting_network(replace(resnet, start=str(file)))
    assert report is not None
    assert len(report.taken) == len(published) - 2
    assert torch.equal(network.state_dict()["backbone.conv1.weight"], published["conv1.weight"])


def test_a_network_without_weights_of_imagenet_says_so() -> None:
    with pytest.raises(
        CxrviewerError, match=r"start=imagenet: there are no weights of ImageNet for .*'residual'"
    ):
        imagenet_file("residual", JobContext())
