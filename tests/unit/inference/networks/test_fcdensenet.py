import pytest
import torch

from cxrviewer.inference.networks import build_network

TINY = {"layers": (2, 3), "bottleneck": 2, "growth": 4, "first": 8}


def test_the_size_is_the_published_one() -> None:
    # Jégou et al. 2017, table 3: 9.4 million with eleven classes
    with torch.device("meta"):
        network = build_network("fcdensenet103", 11, {})
    assert sum(p.numel() for p in network.parameters()) == pytest.approx(9.4e6, rel=0.01)


def test_there_are_103_convolutions() -> None:
    with torch.device("meta"):
        network = build_network("fcdensenet103", 11, {})
    kinds = [type(module).__name__ for module in network.modules()]
    assert kinds.count("Conv2d") + kinds.count("ConvTranspose2d") == 103
    assert kinds.count("ConvTranspose2d") == kinds.count("MaxPool2d") == 5


def test_the_channels_are_those_of_the_papers_table() -> None:
    # table 2, m; it prints 578 where its own blocks add up to 304 + 160 + 7 × 16 = 576
    with torch.device("meta"):
        network = build_network("fcdensenet103", 3, {})
    down = [transition[0][0].num_features for transition in network.get_submodule("transitions_down")]
    assert down == [112, 192, 304, 464, 656]
    assert [part.in_channels for part in network.get_submodule("transitions_up")] == [240, 192, 160, 112, 80]
    last_layers = [block.layers[-1][0].num_features + 16 for block in network.get_submodule("up")]
    assert last_layers == [1088, 816, 576, 384, 256]
    assert network.get_submodule("head").in_channels == 256


@pytest.mark.parametrize(("rows", "columns"), [(4, 4), (12, 20)])
def test_it_answers_a_map_of_logits_of_the_pictures_size(rows: int, columns: int) -> None:
    network = build_network("fcdensenet103", 3, TINY).eval()
    with torch.inference_mode():
        assert network(torch.zeros(2, 1, rows, columns)).shape == (2, 3, rows, columns)


def test_the_published_one_answers_too() -> None:
    network = build_network("fcdensenet103", 3, {}).eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, 1, 32, 64)).shape == (1, 3, 32, 64)


def test_every_layer_reaches_the_answer() -> None:
    torch.manual_seed(0)
    network = build_network("fcdensenet103", 3, TINY | {"dropout": 0}).train()
    network(torch.randn(2, 1, 16, 16)).square().sum().backward()
    idle = [name for name, p in network.named_parameters() if p.grad is None or not p.grad.any()]
    assert idle == []


def test_order_in_memory_does_not_matter() -> None:
    torch.manual_seed(0)
    network, films = build_network("fcdensenet103", 3, TINY).eval(), torch.randn(1, 1, 16, 16)
    with torch.inference_mode():
        expected = network(films)
        assert expected.std() > 0.01
        assert torch.allclose(network.to(memory_format=torch.channels_last)(films), expected, atol=1e-4)
