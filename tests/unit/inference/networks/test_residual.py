import torch

from cxrviewer.inference.networks import build_network
from cxrviewer.inference.networks.residual import Blur

OPTIONS = {"widths": (8, 16, 24), "blocks": 1}


def test_a_blur_keeps_what_is_even_and_removes_what_alternates() -> None:
    even = torch.full((2, 3, 6, 7), 0.7)
    assert torch.allclose(Blur()(even), even)
    alternating = torch.tensor([1.0, -1.0]).repeat(4).expand(1, 1, 8, 8)
    assert Blur()(alternating)[..., 1:-1].abs().max() < 1e-6


def test_a_blur_is_the_binomial_filter() -> None:
    point = torch.zeros(1, 1, 5, 5)
    point[0, 0, 2, 2] = 16.0
    line = torch.tensor([1.0, 2.0, 1.0])
    assert torch.equal(Blur()(point)[0, 0, 1:4, 1:4], torch.outer(line, line))


def test_with_a_blur_the_answer_depends_less_on_where_the_grid_lies() -> None:
    torch.manual_seed(0)
    films = torch.nn.functional.avg_pool2d(torch.rand(8, 1, 66, 66), 3, 1)
    changes = []
    for blur in (0, 1):
        torch.manual_seed(1)
        network = build_network("residual", 4, {**OPTIONS, "blur": blur}).eval()
        with torch.inference_mode():
            first = network(films)[0]
            moved = network(torch.roll(films, 1, dims=3))[0]
        changes.append(((first - moved).std() / first.std()).item())
    assert changes[1] < 0.5 * changes[0]


def test_weights_fit_with_and_without_blur() -> None:
    plain, blurred = (build_network("residual", 4, {**OPTIONS, "blur": blur}) for blur in (0, 1))
    shapes = {name: tensor.shape for name, tensor in plain.state_dict().items()}
    renamed = [tuple(tensor.shape) for tensor in blurred.state_dict().values()]
    assert renamed == [tuple(shape) for shape in shapes.values()]
