from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.torch import load_file
from tiny_models import CLASSES, class_network
from torch import nn

from cxrviewer.inference.networks import build_network
from cxrviewer.training.packages.half_precision import as_kept, round_to_half
from cxrviewer.training.packages.packaging import write_network


def test_rounding_stays_within_half_of_the_last_bit_and_leaves_what_is_small_or_beyond_the_range() -> None:
    layer = nn.Linear(3, 2)
    layer.weight.data = torch.tensor([[1 / 3, -2 / 3, 1e-9], [1000.1, 0.1, 2.0]])
    layer.bias.data = torch.tensor([1 / 3, 2 / 3])
    large = nn.Linear(1, 1)
    large.weight.data = torch.tensor([[1e5 + 1 / 3]])
    before = layer.weight.detach().clone()
    round_to_half(nn.Sequential(layer, large))
    kept = layer.weight.detach()
    torch.testing.assert_close(kept, before, rtol=2**-11, atol=2**-25)
    assert kept[0, 0] == 1365 / 4096  # 1/3 to eleven bits
    assert layer.bias[0] == torch.tensor(1 / 3)
    assert large.weight.item() == pytest.approx(1e5 + 1 / 3, rel=1e-7)


@pytest.mark.parametrize(
    ("tensor", "kind"),
    [
        (torch.tensor([[0.5, 65504.0]]), torch.float16),
        (torch.tensor([[0.1]]), torch.float32),
        (torch.tensor([[1e5]]), torch.float32),
        (torch.tensor([0.5]), torch.float32),
        (torch.tensor([[7]]), torch.int64),
    ],
)
def test_only_what_half_precision_holds_exactly_is_kept_in_it(
    tensor: torch.Tensor, kind: torch.dtype
) -> None:
    kept = as_kept(tensor)
    assert kept.dtype == kind
    assert torch.equal(kept.to(tensor.dtype), tensor)


def test_a_package_of_a_rounded_network_is_smaller_and_answers_like_its_export(tmp_path: Path) -> None:
    network = class_network()
    write_network(network, CLASSES, tmp_path / "as trained")
    round_to_half(network)
    write_network(network, CLASSES, tmp_path / "rounded")
    for file, share in (("model.safetensors", 0.65), ("model.onnx", 0.8)):
        trained, rounded = ((tmp_path / name / file).stat().st_size for name in ("as trained", "rounded"))
        assert rounded < share * trained
    again = build_network(CLASSES.architecture, len(CLASSES.labels), CLASSES.options).eval()
    again.load_state_dict(load_file(tmp_path / "rounded" / "model.safetensors"), strict=True)
    films = torch.rand(2, 1, 64, 64, generator=torch.Generator().manual_seed(1))
    session = onnxruntime.InferenceSession(
        tmp_path / "rounded" / "model.onnx", providers=["CPUExecutionProvider"]
    )
    with torch.inference_mode():
        logits = again(films)[0].numpy()
    np.testing.assert_allclose(session.run(None, {"film": films.numpy()})[0], logits, atol=1e-4)
