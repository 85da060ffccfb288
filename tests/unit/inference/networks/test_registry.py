import subprocess
import sys

import pytest
import torch

from cxrviewer.inference.networks import NETWORKS, NetworkEntry, build_network

CLASSIFIERS = [name for name, entry in NETWORKS.items() if entry.task == "classify"]
SMALL = ["residual", "vgg19-pointwise", "resnet18", "densenet121", "efficientnet-b0"]


def parameters(network: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def test_unet_has_the_size_of_the_published_one() -> None:
    # 31.0 million: Ronneberger et al. 2015, figure 1, as counted in later comparisons with two classes
    assert parameters(build_network("unet", 2, {"width": 64, "depth": 4})) == pytest.approx(31.0e6, rel=0.005)


@pytest.mark.parametrize(("depth", "rows", "columns"), [(2, 32, 48), (4, 64, 32), (5, 96, 64)])
def test_unet_answers_a_map_of_logits_of_the_pictures_size(depth: int, rows: int, columns: int) -> None:
    network = build_network("unet", 3, {"width": 2, "depth": depth}).eval()
    with torch.inference_mode():
        assert network(torch.zeros(2, 1, rows, columns)).shape == (2, 3, rows, columns)


def test_every_level_of_the_unet_reaches_the_answer() -> None:
    torch.manual_seed(0)
    network = build_network("unet", 3, {"width": 2, "depth": 3})
    network(torch.randn(2, 1, 32, 32)).square().sum().backward()
    idle = [name for name, p in network.named_parameters() if p.grad is None or not p.grad.any()]
    # a convolution's shift before a normalisation is the only thing that may have no effect
    assert idle == []


@pytest.mark.parametrize(
    ("widths", "side", "maps"), [((4, 8), 64, 16), ((4, 8, 12), 64, 8), ((4, 8, 12, 16), 50, 4)]
)
def test_residual_classifier_answers_logits_and_maps(widths: tuple[int, ...], side: int, maps: int) -> None:
    network = build_network("residual", 4, {"widths": widths, "blocks": 1}).eval()
    with torch.inference_mode():
        logits, features = network(torch.zeros(3, 1, side, side))
    assert logits.shape == (3, 4)
    assert features.shape == (3, widths[-1], maps, maps)


def test_residual_logits_are_the_linear_layer_on_averaged_maps() -> None:
    torch.manual_seed(0)
    network = build_network("residual", 4, {"widths": (4, 8), "blocks": 1}).eval()
    with torch.inference_mode():
        logits, maps = network(torch.randn(2, 1, 32, 32))
        weights = network.state_dict()
        by_hand = maps.flatten(2).mean(2) @ weights["head.weight"].T + weights["head.bias"]
    assert torch.allclose(logits, by_hand, atol=1e-5)


def built(name: str, classes: int = 4, seed: int = 0) -> torch.nn.Module:
    torch.manual_seed(seed)
    return build_network(name, classes, {}).eval()


@pytest.mark.parametrize("name", SMALL)
def test_the_layer_that_grad_cam_explains_gives_the_maps(name: str) -> None:
    network = built(name)
    seen: list[torch.Tensor] = []
    layer = network.get_submodule(NETWORKS[name].gradcam_layer)
    layer.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    with torch.inference_mode():
        _logits, maps = network(torch.randn(1, 1, 64, 64))
    assert torch.equal(seen[0], maps)


@pytest.mark.parametrize("name", [name for name in SMALL if NETWORKS[name].head])
def test_the_head_is_one_linear_layer_on_averaged_maps(name: str) -> None:
    network = built(name)
    with torch.inference_mode():
        logits, maps = network(torch.randn(2, 1, 70, 45))
        weights, head = network.state_dict(), NETWORKS[name].head
        by_hand = maps.flatten(2).mean(2) @ weights[f"{head}.weight"].T + weights[f"{head}.bias"]
    assert logits.std() > 0
    assert torch.allclose(logits, by_hand, rtol=1e-4, atol=1e-5 * float(logits.abs().max()))


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_layer_and_head_of_every_entry_exist(name: str) -> None:
    entry = NETWORKS[name]
    with torch.device("meta"):
        network = build_network(name, 4, {})
    assert network.get_submodule(entry.gradcam_layer) is not network
    if entry.head:
        assert network.get_parameter(f"{entry.head}.weight").shape[0] == 4


def test_networks_whose_head_tells_positions_apart_have_no_exact_grad_cam() -> None:
    assert [name for name in CLASSIFIERS if not NETWORKS[name].head] == ["vgg19", "vgg19-pointwise"]


@pytest.mark.parametrize("name", SMALL)
def test_the_same_seed_gives_the_same_network(name: str) -> None:
    first, second, other = (built(name, seed=seed).state_dict() for seed in (3, 3, 4))
    assert all(torch.equal(first[key], second[key]) for key in first)
    assert any(not torch.equal(first[key], other[key]) for key in first)


@pytest.mark.parametrize(
    ("name", "options", "multiple"),
    [
        ("unet", {}, 16),
        ("unet", {"depth": 5}, 32),
        ("unet", {"depth": 6, "width": 16}, 64),
        ("unet", {"depth": 3, "fold": 2}, 16),
        ("unet", {"depth": 2, "fold": 4}, 16),
        ("fcdensenet103", {}, 32),
        ("fcdensenet103", {"layers": (2, 2)}, 4),
        ("resnet18", {}, 1),
    ],
)
def test_sides_must_be_multiples_of_what_is_halved(
    name: str, options: dict[str, int | tuple[int, ...]], multiple: int
) -> None:
    assert NETWORKS[name].multiple(options) == multiple
    if multiple > 1:
        network = build_network(name, 2, options | ({"width": 2} if name == "unet" else {})).eval()
        with torch.inference_mode():
            assert network(torch.zeros(1, 1, multiple, 3 * multiple)).shape == (1, 2, multiple, 3 * multiple)


@pytest.mark.parametrize("entry", NETWORKS.values(), ids=NETWORKS.keys())
def test_the_published_size_can_be_taken(entry: NetworkEntry) -> None:
    assert entry.input.side % entry.multiple({}) == 0
    assert entry.input.side >= entry.input.smallest


def test_the_table_is_read_without_torch() -> None:
    program = "import sys; import cxrviewer.inference.networks; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_an_unknown_network_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"'vgg' \(there are residual, vgg19, .*unet, fcdensenet103\)"):
        build_network("vgg", 4, {})


def test_unknown_options_are_refused() -> None:
    with pytest.raises(ValueError, match="'unet' does not take these options"):
        build_network("unet", 3, {"blocks": 2})
