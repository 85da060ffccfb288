import pytest
import torch

from cxrviewer.inference.networks import NETWORKS, build_network


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


@pytest.mark.parametrize("name", [name for name, entry in NETWORKS.items() if entry.gradcam_layer])
def test_the_layer_that_grad_cam_explains_exists_and_gives_the_maps(name: str) -> None:
    network = build_network(name, 4, {}).eval()
    seen: list[torch.Tensor] = []
    layer = network.get_submodule(NETWORKS[name].gradcam_layer)
    layer.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    with torch.inference_mode():
        _logits, maps = network(torch.randn(1, 1, 64, 64))
    assert torch.equal(seen[0], maps)


def test_an_unknown_network_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"'vgg' \(there are residual, unet\)"):
        build_network("vgg", 4, {})


def test_unknown_options_are_refused() -> None:
    with pytest.raises(ValueError, match="'unet' does not take these options"):
        build_network("unet", 3, {"blocks": 2})
