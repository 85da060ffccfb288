import gc
import weakref
from dataclasses import replace
from types import MappingProxyType

import cv2
import numpy as np
import pytest
import torch
from fresh_networks import settled
from phantoms import draw_chest
from scipy.stats import spearmanr
from tiny_models import CLASSES, write_tiny_package

import cxrviewer.inference.torchvision_import  # noqa: F401 - torchvision's own import works after it
from cxrviewer.display import render_unit
from cxrviewer.inference.gradcam import explain, head_weights
from cxrviewer.inference.gradcam_torch import Tap, gradcam_by_gradients, tapped
from cxrviewer.inference.model import Classifier, open_classifier, prepare
from cxrviewer.inference.networks import NETWORKS, build_network
from cxrviewer.inference.package import ModelPackage, newest_package, read_package
from cxrviewer.inference.sessions import Answer, OnnxSession, TorchSession
from cxrviewer.inference.weights import load_network
from cxrviewer.locations import demo_film, models_folder
from cxrviewer.readers import read_image

POINTWISE = {"width": 4, "reduced": 6}
NETS = {
    "residual": {"widths": (4, 8, 12), "blocks": 1},
    "vgg19-pointwise": POINTWISE,
    "resnet18": {},
    "efficientnet-b0": {},
}


class Logits(torch.nn.Module):
    """What other programs expect of a classifier: logits only."""

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.network(x)[0]
        return logits


def built(name: str) -> torch.nn.Module:
    torch.manual_seed(1)
    return settled(build_network(name, 4, NETS[name]), films(4))


def films(count: int = 2, side: int = 64) -> torch.Tensor:
    return torch.rand(count, 1, side, side, generator=torch.Generator().manual_seed(5))


def by_pytorch_grad_cam(
    network: torch.nn.Module, layer: str, batch: torch.Tensor, label: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the package's maps before and after its scaling to 0 ... 1 and to the size of the film."""
    package = pytest.importorskip("pytorch_grad_cam", exc_type=ImportError)
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    model = Logits(network)
    targets = [ClassifierOutputTarget(label)] * len(batch)
    with package.GradCAM(model=model, target_layers=[network.get_submodule(layer)]) as cam:
        scaled = cam(input_tensor=batch, targets=targets)
        [maps], [gradients] = cam.activations_and_grads.activations, cam.activations_and_grads.gradients
        raw = cam.get_cam_image(batch, None, targets, maps.numpy(), gradients.numpy())
    return np.maximum(raw, 0), scaled


def scaled_as_there(cam: np.ndarray, side: int) -> np.ndarray:
    """Scale a map as that package does: to 0 ... 1, to the size of the film, and to 0 ... 1 again."""

    def stretched(values: np.ndarray) -> np.ndarray:
        shifted = values - values.min()
        return shifted / (1e-7 + shifted.max())

    return stretched(cv2.resize(stretched(cam), (side, side)))


@pytest.mark.parametrize("name", NETS)
def test_the_maps_are_those_of_pytorch_grad_cam(name: str) -> None:
    network, layer, batch = built(name), NETWORKS[name].gradcam_layer, films()
    found = gradcam_by_gradients(network, layer, batch).cams.numpy()
    assert found.max() > 1e-3
    for label in range(4):
        raw, scaled = by_pytorch_grad_cam(network, layer, batch, label)
        assert found[:, label].shape == raw.shape
        assert np.abs(found[:, label] - raw).max() <= 1e-4 * raw.max()
        for one, other in zip(found[:, label], scaled, strict=True):
            assert np.abs(scaled_as_there(one, 64) - other).max() < 1e-4


@pytest.mark.parametrize("name", ["residual", "resnet18"])
def test_both_ways_to_the_map_of_a_linear_head_agree(name: str) -> None:
    network, entry = built(name), NETWORKS[name]
    found = gradcam_by_gradients(network, entry.gradcam_layer, films())
    head = network.get_parameter(f"{entry.head}.weight").detach().numpy()
    exact = explain(Answer(found.logits.numpy(), found.maps.numpy()), head)
    assert exact.shape == found.cams.shape
    assert np.abs(exact - found.cams.numpy()).max() < 1e-5 * exact.max()


def test_a_film_is_explained_alike_alone_and_in_a_batch() -> None:
    network, layer = built("vgg19-pointwise"), NETWORKS["vgg19-pointwise"].gradcam_layer
    together = gradcam_by_gradients(network, layer, films(3)).cams
    alone = torch.cat([gradcam_by_gradients(network, layer, one[None]).cams for one in films(3)])
    assert torch.allclose(together, alone, rtol=1e-3, atol=1e-6 * float(alone.max()))


def test_a_layer_that_works_in_place_does_not_spoil_what_is_explained() -> None:
    torch.manual_seed(0)
    network = torch.nn.Sequential(
        torch.nn.Conv2d(1, 3, 3), torch.nn.ReLU(inplace=True), torch.nn.Flatten(), torch.nn.Linear(108, 2)
    ).eval()
    batch = films(1, 8)
    found = gradcam_by_gradients(network, "0", batch)
    assert torch.equal(found.maps, network[0](batch))
    assert found.maps.min() < 0
    gradient = network[3].weight.reshape(2, 3, 6, 6) * (found.maps > 0)
    alpha = gradient.mean(dim=(2, 3), keepdim=True)
    assert torch.allclose(found.cams[0], torch.relu((alpha * found.maps).sum(1)), atol=1e-6)


@pytest.mark.parametrize("runs", [150, pytest.param(1000, marks=pytest.mark.slow)])
def test_many_runs_leave_nothing_behind(runs: int) -> None:
    network, layer, batch = built("residual"), NETWORKS["residual"].gradcam_layer, films(1, 32)

    def tensors() -> int:
        gc.collect()
        return sum(issubclass(type(thing), torch.Tensor) for thing in gc.get_objects())

    gradcam_by_gradients(network, layer, batch)
    before = tensors()
    kept = [weakref.ref(gradcam_by_gradients(network, layer, batch).maps) for _run in range(runs)]
    assert tensors() == before
    assert not any(reference() is not None for reference in kept)
    assert not any(module._forward_hooks or module._backward_hooks for module in network.modules())
    assert all(parameter.grad is None for parameter in network.parameters())


def test_the_hook_goes_when_the_pass_fails() -> None:
    network = built("residual")
    layer = network.get_submodule("features")
    taps: list[Tap] = []

    def failing_pass() -> None:
        with tapped(layer) as tap:
            taps.append(tap)
            network(films())
            assert tap.maps is not None
            network(torch.zeros(1, 7, 32, 32))

    with pytest.raises(RuntimeError, match="expected"):
        failing_pass()
    assert taps[0].maps is None
    assert not layer._forward_hooks


@pytest.mark.parametrize(
    ("layer", "words"), [("nowhere", "has no layer 'nowhere'"), ("unused", "does not depend on its layer")]
)
def test_a_layer_that_explains_nothing_is_refused(layer: str, words: str) -> None:
    network = built("residual")
    network.add_module("unused", torch.nn.ReLU())
    with pytest.raises(ValueError, match=words):
        gradcam_by_gradients(network, layer, films())


def test_a_network_in_training_is_refused() -> None:
    with pytest.raises(ValueError, match="evaluation mode"):
        gradcam_by_gradients(built("residual").train(), "features", films())


@pytest.fixture(scope="module")
def pointwise(tmp_path_factory: pytest.TempPathFactory) -> ModelPackage:
    """A package whose head tells positions apart."""
    preset = replace(
        CLASSES,
        architecture="vgg19-pointwise",
        package="cxr4-pointwise",
        options=MappingProxyType(POINTWISE),
        mean=0.0,
        std=1.0,
    )
    folder = tmp_path_factory.mktemp("models")
    return read_package(write_tiny_package(built("vgg19-pointwise"), preset, folder))


def test_a_head_that_is_not_linear_is_explained_in_torch(pointwise: ModelPackage) -> None:
    assert head_weights(pointwise) is None
    classifier = open_classifier(pointwise, "cpu", threads=1)
    assert isinstance(classifier.session, TorchSession)
    batch = films(3).numpy()
    answer = classifier.session.run(batch)
    plain = OnnxSession(pointwise, threads=1).run(batch)
    assert np.abs(answer.logits - plain.logits).max() < 1e-4
    assert plain.maps is not None
    assert answer.maps is not None
    assert np.abs(answer.maps - plain.maps).max() < 1e-4
    network = load_network(pointwise)
    expected = gradcam_by_gradients(network, "backbone.features.35", torch.from_numpy(batch)).cams.numpy()
    assert expected.max() > 1e-6
    assert np.abs(explain(answer, None) - expected).max() < 1e-4 * expected.max()
    assert not any(parameter.requires_grad for parameter in classifier.session._network.parameters())


def test_a_film_is_read_by_such_a_model(pointwise: ModelPackage) -> None:
    film, _lungs = draw_chest("covid19", np.random.default_rng(3))
    reading = open_classifier(pointwise, "cpu", threads=1).read(film.astype(np.float32) / 255)
    assert reading.probabilities.sum() == pytest.approx(1)
    assert reading.cams.shape == (4, 4, 4)
    assert reading.cams.max() > 0


# Adebayo et al. 2018, section 4.1: layer by layer from the head downwards, the weights are drawn anew.


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Return the mean over classes and films; a map without any variation tells nothing of the other."""
    pairs = zip(first.reshape(-1, first[0, 0].size), second.reshape(-1, first[0, 0].size), strict=True)
    return float(np.mean([spearmanr(a, b).statistic if np.ptp(a) and np.ptp(b) else 0.0 for a, b in pairs]))


def cascade(network: torch.nn.Module, layer: str, batch: torch.Tensor) -> list[float]:
    """Return the rank correlation with the first maps after each layer that is drawn anew."""
    first = gradcam_by_gradients(network, layer, batch).cams.numpy()
    torch.manual_seed(0)
    found = [1.0]
    for module in reversed(list(network.modules())):
        if isinstance(module, torch.nn.Conv2d | torch.nn.Linear | torch.nn.BatchNorm2d):
            module.reset_parameters()
            found.append(rank_correlation(first, gradcam_by_gradients(network, layer, batch).cams.numpy()))
    return found


def shipped_classifier() -> Classifier:
    package = newest_package(models_folder(), "classify")
    assert package is not None
    return open_classifier(package, "cpu", threads=1)


def batch_for(classifier: Classifier) -> torch.Tensor:
    """The demo film and drawn ones, as the network takes them."""
    drawn = [
        draw_chest(label, np.random.default_rng(3))[0].astype(np.float32) / 255
        for label in ("normal", "covid19")
    ]
    units = [render_unit(read_image(demo_film())), *drawn]
    return torch.from_numpy(np.concatenate([prepare(unit, classifier.package).batch for unit in units]))


def test_the_shipped_models_maps_follow_from_its_weights() -> None:
    classifier = shipped_classifier()
    network = load_network(classifier.package)
    steps = cascade(
        network, NETWORKS[classifier.package.card.architecture].gradcam_layer, batch_for(classifier)
    )
    assert len(steps) > 10
    assert max(abs(step) for step in steps[1:]) < 0.5  # a new head alone gives other maps already
    assert abs(steps[-1]) < 0.3


def test_the_shipped_models_maps_are_those_of_pytorch_grad_cam() -> None:
    classifier = shipped_classifier()
    batch, network = batch_for(classifier), load_network(classifier.package)
    found = explain(classifier.session.run(batch.numpy()), classifier.head)
    layer = NETWORKS[classifier.package.card.architecture].gradcam_layer
    for label in range(found.shape[1]):
        raw, scaled = by_pytorch_grad_cam(network, layer, batch, label)
        assert np.abs(found[:, label] - raw).max() <= 1e-4 * raw.max()
        side = batch.shape[2]
        for one, other in zip(found[:, label], scaled, strict=True):
            assert np.abs(scaled_as_there(one, side) - other).max() < 1e-4
