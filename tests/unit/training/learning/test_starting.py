from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from cxrviewer.errors import ModelError
from cxrviewer.inference.networks import build_network
from cxrviewer.training.learning.starting import start_from

OPTIONS = {"widths": (4, 8, 12), "blocks": 1}


def test_all_but_the_head_is_taken_over(tiny_models: Path) -> None:
    network = build_network("residual", 2, OPTIONS)
    head = network.state_dict()["head.weight"].clone()
    count = start_from(network, "cxr4-tiny", tiny_models)
    source, state = load_file(tiny_models / "cxr4-tiny-1.0.0" / "model.safetensors"), network.state_dict()
    taken = [key for key in source if not key.startswith("head.")]
    assert count == len(taken)
    assert all(torch.equal(state[key], source[key]) for key in taken)
    assert torch.equal(state["head.weight"], head)


@pytest.mark.parametrize(
    "options", [{"widths": (4, 8, 16), "blocks": 1}, {"widths": (4, 8, 12), "blocks": 2}]
)
def test_weights_that_do_not_fit_are_refused(tiny_models: Path, options: dict[str, object]) -> None:
    with pytest.raises(ModelError, match="does not fit the network that shall start from it"):
        start_from(build_network("residual", 2, options), "cxr4-tiny", tiny_models)


def test_a_model_that_is_not_there_is_named(tiny_models: Path) -> None:
    with pytest.raises(ModelError, match="holds no model package 'cxr9'"):
        start_from(build_network("residual", 2, OPTIONS), "cxr9", tiny_models)


def test_a_head_of_as_many_classes_is_taken_over_too(tiny_models: Path) -> None:
    network = build_network("residual", 4, OPTIONS)
    start_from(network, "cxr4-tiny", tiny_models)
    source = load_file(tiny_models / "cxr4-tiny-1.0.0" / "model.safetensors")
    assert all(torch.equal(value, source[key]) for key, value in network.state_dict().items())
