from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from fresh_networks import settled

import cxrviewer.inference.torchvision_import  # noqa: F401 - torchvision's own import works after it
from cxrviewer.inference.card import InputContract
from cxrviewer.inference.networks import NETWORKS, build_network
from cxrviewer.inference.networks.imagenet import GreyToColour
from cxrviewer.inference.networks.imagenet_weights import adopt_imagenet_weights
from cxrviewer.inference.preprocessing import Normalise, Stretch
from cxrviewer.training.packages.onnx_export import check_onnx, export_onnx

# isort: split
from torchvision import models
from torchvision.transforms.functional import normalize

# Million parameters with 1000 classes: torchvision's table of published weights, and for the residual nets
# and VGG-19 the papers themselves.
PUBLISHED = {
    "vgg19": 143.67,
    "resnet18": 11.69,
    "resnet34": 21.80,
    "resnet50": 25.56,
    "resnet101": 44.55,
    "densenet121": 7.98,
    "efficientnet-b0": 5.29,
    "efficientnet-b1": 7.79,
    "efficientnet-b2": 9.11,
    "efficientnet-b3": 12.23,
}
SMALL = ["resnet18", "densenet121", "efficientnet-b0"]


def built(name: str, classes: int = 4, **options: int) -> torch.nn.Module:
    torch.manual_seed(0)
    return build_network(name, classes, options).eval()


def films(rows: int = 64, columns: int = 64, count: int = 2) -> torch.Tensor:
    return torch.rand(count, 1, rows, columns, generator=torch.Generator().manual_seed(1))


def count(network: torch.nn.Module) -> float:
    return round(sum(parameter.numel() for parameter in network.parameters()) / 1e6, 2)


@pytest.mark.parametrize(("name", "millions"), PUBLISHED.items())
def test_the_number_of_parameters_is_the_published_one(name: str, millions: float) -> None:
    with torch.device("meta"):
        network = build_network(name, 1000, {})
    assert count(network) == millions


def test_the_pointwise_block_takes_the_place_of_vggs_large_layers() -> None:
    with torch.device("meta"):
        network = build_network("vgg19-pointwise", 3, {"reduced": 128})
    convolutions = sum(9 * a * b + b for a, b in _vgg19_channels())
    # Simonyan & Zisserman 2015, table 1, column E: 16 convolutions, 20.02 million
    assert round(convolutions / 1e6, 2) == 20.02
    block, head = 512 * 128 + 2 * 128, 128 * 49 * 3 + 3
    assert sum(parameter.numel() for parameter in network.parameters()) == convolutions + block + head


def _vgg19_channels() -> list[tuple[int, int]]:
    outputs = [64] * 2 + [128] * 2 + [256] * 4 + [512] * 8
    return list(zip([3, *outputs], outputs, strict=False))


@pytest.mark.parametrize(
    ("name", "rows", "columns", "maps"),
    [
        ("resnet18", 65, 101, (512, 3, 4)),
        ("resnet18", 32, 32, (512, 1, 1)),
        ("densenet121", 67, 96, (1024, 2, 3)),
        ("efficientnet-b0", 65, 101, (1280, 3, 4)),
        ("vgg19-pointwise", 65, 101, (512, 4, 6)),
    ],
)
def test_classifiers_answer_logits_and_maps_for_odd_sizes(
    name: str, rows: int, columns: int, maps: tuple[int, int, int]
) -> None:
    with torch.inference_mode():
        logits, found = built(name)(films(rows, columns))
    assert logits.shape == (2, 4)
    assert found.shape == (2, *maps)


@pytest.mark.parametrize("name", SMALL)
def test_logits_are_those_of_torchvision_for_a_colour_picture_of_the_film(name: str) -> None:
    network = built(name, classes=10)
    theirs = models.get_model(name.replace("-", "_"), weights=None, num_classes=10).eval()
    theirs.load_state_dict(network.get_submodule("backbone").state_dict(), strict=True)
    colour = normalize(films().repeat(1, 3, 1, 1), [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    with torch.inference_mode():
        ours, expected = network(films())[0], theirs(colour)
    assert torch.allclose(ours, expected, rtol=1e-4, atol=1e-5 * float(expected.abs().max()))


def test_a_film_that_the_card_standardised_is_only_repeated() -> None:
    given = films()
    assert torch.equal(GreyToColour(imagenet_statistics=False)(given), given.repeat(1, 3, 1, 1))
    plain = built("resnet18", imagenet_statistics=0)
    assert not torch.allclose(plain(given)[0], built("resnet18")(given)[0])


@pytest.mark.parametrize("name", ["resnet18", "vgg19-pointwise"])
def test_the_order_of_channels_in_memory_does_not_matter(name: str) -> None:
    network = built(name)
    with torch.inference_mode():
        expected = network(films())[0]
        found = network.to(memory_format=torch.channels_last)(films())[0]
    assert torch.allclose(found, expected, rtol=1e-3, atol=1e-4 * float(expected.abs().max()))


@pytest.mark.parametrize("name", SMALL)
def test_weights_of_imagenet_fill_all_but_the_head(name: str) -> None:
    network = built(name)
    published = models.get_model(name.replace("-", "_"), weights=None).state_dict()
    fresh = adopt_imagenet_weights(network, published)
    head = NETWORKS[name].head
    assert fresh == (f"{head}.weight", f"{head}.bias")
    own = network.get_submodule("backbone").state_dict()
    taken = [key for key in own if not f"backbone.{key}".startswith(head)]
    assert len(taken) > 60
    assert all(torch.equal(own[key], published[key]) for key in taken)


def test_the_pointwise_vgg_takes_the_convolutions_of_vgg() -> None:
    network = built("vgg19-pointwise")
    donor = {
        f"backbone.{key}": value for key, value in built("vgg19-pointwise").backbone.state_dict().items()
    }
    published = {key.removeprefix("backbone."): value + 1 for key, value in donor.items()}
    published["classifier.0.weight"] = torch.zeros(1)
    assert adopt_imagenet_weights(network, published) == (
        "pointwise.0.weight",
        "pointwise.1.weight",
        "pointwise.1.bias",
        "head.weight",
        "head.bias",
    )
    assert torch.equal(network.get_parameter("backbone.features.34.bias"), torch.ones(512))


def test_names_of_older_densenet_files_are_understood() -> None:
    published = models.densenet121(weights=None).state_dict()
    old = {
        key.replace("norm1.", "norm.1.").replace("conv2.", "conv.2."): value
        for key, value in published.items()
        if not key.endswith("num_batches_tracked")
    }
    assert "features.denseblock1.denselayer1.norm.1.weight" in old
    network = built("densenet121")
    assert len(adopt_imagenet_weights(network, old)) == 2
    name = "features.denseblock4.denselayer16.conv2.weight"
    assert torch.equal(network.get_submodule("backbone").state_dict()[name], published[name])


def test_weights_of_another_network_are_refused() -> None:
    with pytest.raises(ValueError, match="not of this network: layer"):
        adopt_imagenet_weights(built("resnet18"), models.resnet50(weights=None).state_dict())


def _exported(name: str, options: Mapping[str, object], side: int, folder: Path) -> None:
    torch.manual_seed(2)
    task = NETWORKS[name].task
    network = settled(build_network(name, 3, options), films(side, side, count=4))
    contract = InputContract(
        rows=side,
        columns=side,
        stages=(Stretch(), Normalise(mean=NETWORKS[name].input.mean, std=NETWORKS[name].input.std)),
    )
    file = folder / "model.onnx"
    export_onnx(network, contract, file, classifies=task == "classify")
    check_onnx(network, contract, file)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    assert session.get_inputs()[0].shape[1:] == [1, side, side]
    batch = films(side, side, count=3)
    with torch.inference_mode():
        answer = network(batch)
    expected = answer if isinstance(answer, tuple) else (answer,)
    found = session.run(None, {"film": batch.numpy()})
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert np.ptp(one) > 1e-3
        # fifty layers of single precision round differently on each processor; check_onnx holds the logits
        assert np.abs(one - other.numpy()).max() < 5e-4 * max(1.0, float(other.abs().max()))


def test_the_export_of_a_dense_segmentation_answers_as_torch_does(tmp_path: Path) -> None:
    options = {"layers": (2, 3), "bottleneck": 2, "growth": 4, "first": 8}
    _exported("fcdensenet103", options, 64, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["resnet18", "resnet50", "densenet121", "efficientnet-b0", "vgg19-pointwise", "unet", "fcdensenet103"],
)
def test_the_export_of_every_network_answers_as_torch_does(name: str, tmp_path: Path) -> None:
    _exported(name, {}, 64, tmp_path)
