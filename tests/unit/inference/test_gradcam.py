import numpy as np
import pytest
import torch

from cxrviewer.inference.gradcam import gradcam
from cxrviewer.inference.networks import build_network


def random_network(seed: int) -> torch.nn.Module:
    torch.manual_seed(seed)
    return build_network("residual", 4, {"widths": (4, 8, 12), "blocks": 1}).double().eval()


def film() -> torch.Tensor:
    return torch.randn(1, 1, 48, 64, generator=torch.Generator().manual_seed(5), dtype=torch.float64)


def by_autograd(network: torch.nn.Module, label: int) -> np.ndarray:
    """Compute equations 1 and 2 of Selvaraju et al. 2017 with the gradients themselves."""
    logits, maps = network(film())
    (gradient,) = torch.autograd.grad(logits[0, label], maps)
    alpha = gradient.mean(dim=(2, 3), keepdim=True)
    weighted: np.ndarray = torch.relu((alpha * maps).sum(dim=1))[0].detach().numpy()
    return weighted


def by_us(network: torch.nn.Module) -> np.ndarray:
    with torch.inference_mode():
        _logits, maps = network(film())
    return gradcam(
        maps[0].numpy().astype(np.float32), network.state_dict()["head.weight"].numpy().astype(np.float32)
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_maps_are_those_of_the_paper(seed: int) -> None:
    network = random_network(seed)
    maps = by_us(network)
    assert maps.dtype == np.float32
    assert maps.shape == (4, 6, 8)
    expected = np.stack([by_autograd(network, label) for label in range(4)])
    assert expected.max() > 1e-4
    assert np.abs(maps - expected).max() < 1e-6


def test_other_weights_give_another_map() -> None:
    # Adebayo et al. 2018: an explanation that survives randomised weights explains nothing
    first, second = by_us(random_network(1)), by_us(random_network(2))
    assert np.corrcoef(first.ravel(), second.ravel())[0, 1] < 0.9


def test_contributions_against_a_class_are_not_shown() -> None:
    maps = np.ones((1, 2, 2), np.float32)
    assert not gradcam(maps, np.array([[-3.0]], np.float32)).any()
    assert np.allclose(gradcam(maps, np.array([[3.0]], np.float32)), 0.75)
