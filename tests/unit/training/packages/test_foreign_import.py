"""Weights of others: matched, reported, never executed, and a card that admits what is not known."""

import os
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

import cxrviewer.inference.torchvision_import  # noqa: F401 - torchvision's own import works after it
from cxrviewer.errors import CxrviewerError, ModelError
from cxrviewer.inference.card import read_card
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.inference.foreign_weights import match, read_weights
from cxrviewer.inference.package import read_package
from cxrviewer.inference.verification import verify_package
from cxrviewer.inference.weights import load_network
from cxrviewer.training.packages.foreign_import import ForeignModel, MisfitError, import_weights, slug
from cxrviewer.training.packages.packaging import UNKNOWN_LICENCE

LABELS = ("No finding", "TB", "covid19")


@pytest.fixture(scope="module")
def foreign() -> torch.nn.Module:
    """A network of torchvision with three classes, as others train it."""
    from torchvision.models import resnet18

    torch.manual_seed(3)
    return resnet18(weights=None, num_classes=3).eval()


def wish(file: Path, **changes: object) -> ForeignModel:
    return ForeignModel(**{"file": file, "architecture": "resnet18", "labels": LABELS, "side": 64} | changes)


def test_weights_in_a_wrapper_become_a_package_that_answers_as_their_network(
    foreign: torch.nn.Module, catalogue: Catalogue, tmp_path: Path
) -> None:
    file = tmp_path / "Our Net (v2).pth"
    wrapped = {f"module.{name}": value for name, value in foreign.state_dict().items()}
    torch.save({"state_dict": wrapped, "epoch": 7}, file)
    made = import_weights(wish(file), catalogue)
    assert made.folder.name == "our_net_v2-1.0.0"
    assert len(made.report.taken) == len(foreign.state_dict())
    weights = len(foreign.state_dict())
    assert made.report.lines == (
        f"taken over: {weights} of the network's {weights} weights",
        "missing in the file: 0",
        "not known to the network: 0",
        "of another shape: 0",
    )
    verify_package(made.folder)
    film = torch.rand(2, 1, 64, 64)
    with torch.inference_mode():
        mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
        colour = (film.expand(-1, 3, -1, -1) - mean[:, None, None]) / std[:, None, None]
        answers = load_network(read_package(made.folder))(film)[0]
        assert torch.allclose(answers, foreign(colour), atol=1e-4)
    card = read_card(made.folder)
    assert [(label.name, label.title) for label in card.labels] == [
        ("no_finding", "No finding"),
        ("tb", "TB"),
        ("covid19", "covid19"),
    ]
    assert (card.training, card.metrics, card.licence) == (
        None,
        (),
        UNKNOWN_LICENCE,
    )
    assert any(limit.startswith("Not measured") for limit in card.limits)
    readme = (made.folder / "README.md").read_text()
    assert "## Figures\nNot measured." in readme
    assert "## Training films\nNot known." in readme


def test_a_misfit_is_reported_weight_by_weight_and_not_installed(
    foreign: torch.nn.Module, catalogue: Catalogue, tmp_path: Path
) -> None:
    file = tmp_path / "net.safetensors"
    state = dict(foreign.state_dict())
    del state["conv1.weight"]
    save_file(state | {"attention.weight": torch.zeros(1)}, file)
    with pytest.raises(MisfitError, match="does not hold the weights") as caught:
        import_weights(wish(file, labels=("a", "b")), catalogue)
    report = caught.value.report
    assert report.missing == ("backbone.conv1.weight",)
    assert report.unexpected == ("backbone.attention.weight",)
    assert sorted(report.shapes) == [
        "backbone.fc.bias (3 in the file, 2 in the network)",
        "backbone.fc.weight (3 x 512 in the file, 2 x 512 in the network)",
    ]
    assert report.lines[1:3] == ("missing in the file: 1", "  backbone.conv1.weight")
    assert catalogue.own is not None
    assert not catalogue.own.exists()


class _Evil:
    def __init__(self, witness: Path) -> None:
        self._witness = witness

    def __reduce__(self) -> object:
        return os.mkdir, (str(self._witness),)


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
@pytest.mark.parametrize("zipped", [True, False])
def test_a_file_that_would_execute_something_is_refused_unexecuted(tmp_path: Path, *, zipped: bool) -> None:
    file, witness = tmp_path / "evil.pth", tmp_path / "witness"
    if zipped:
        torch.save({"state_dict": {"a": torch.zeros(1)}, "extra": _Evil(witness)}, file)
    else:
        file.write_bytes(pickle.dumps(_Evil(witness)))
    with pytest.raises(ModelError, match="holds more than weights"):
        read_weights(file)
    assert not witness.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"epoch": 3}, "holds no table of weights"),
        (torch.zeros(3), "holds no table of weights"),
        ({"a": torch.tensor([1.0, torch.nan])}, "that are no numbers"),
    ],
)
def test_what_holds_no_weights_is_refused(tmp_path: Path, content: object, said: str) -> None:
    torch.save(content, tmp_path / "a.pt")
    with pytest.raises(ModelError, match=said):
        read_weights(tmp_path / "a.pt")


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    for name in ("a.pt", "a.safetensors"):
        (tmp_path / name).write_bytes(b"no weights at all")
        with pytest.raises(ModelError):
            read_weights(tmp_path / name)


def test_a_long_report_names_the_first_and_counts_the_others() -> None:
    network = {f"layer{number}": torch.zeros(1) for number in range(30)}
    _fitting, report = match(network, {"layer0": torch.ones(1)})
    assert report.lines[0] == "taken over: 1 of the network's 30 weights"
    assert report.lines[1] == "missing in the file: 29"
    assert [line for line in report.lines if line.endswith("more")] == ["  … and 9 more"]


def test_names_need_not_have_the_backbone_before_them() -> None:
    network = {"backbone.a": torch.zeros(2), "backbone.b": torch.zeros(3)}
    fitting, report = match(network, {"module.a": torch.ones(2), "module.b": torch.ones(3)})
    assert set(fitting) == set(network)
    assert report.fits


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"architecture": "resnet19"}, "no network is called 'resnet19'"),
        ({"labels": ("one",)}, "two labels or more"),
        ({"labels": ("a", "a")}, "each once"),
        ({"options": {"depth": 3}}, "does not take these options"),
    ],
)
def test_what_is_said_wrongly_of_the_weights_is_told(
    catalogue: Catalogue, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(CxrviewerError, match=said):
        import_weights(wish(tmp_path / "none.pt", **changes), catalogue)


def test_slugs() -> None:
    assert slug(" Lung Opacity / Other ") == "lung_opacity_other"
    with pytest.raises(CxrviewerError, match="cannot be a name"):
        slug("肺")
