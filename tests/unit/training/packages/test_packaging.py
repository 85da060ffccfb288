import json
from pathlib import Path

import onnxruntime
import pytest
import torch
from tiny_models import CLASSES, class_network

import cxrviewer
from cxrviewer.errors import ModelError
from cxrviewer.inference.card import Metric, TrainingRecord, read_card
from cxrviewer.study import NOT_FOR_CLINICAL_USE
from cxrviewer.training.packages.card_words import card_readme
from cxrviewer.training.packages.onnx_export import check_onnx, export_onnx
from cxrviewer.training.packages.packaging import Findings, input_contract


def test_the_export_has_named_ends_and_takes_any_number_of_films(tiny_models: Path) -> None:
    file = tiny_models / "cxr4-tiny-1.0.0" / "model.onnx"
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    assert [one.name for one in session.get_inputs()] == ["film"]
    assert [one.name for one in session.get_outputs()] == ["logits", "maps"]
    assert isinstance(session.get_inputs()[0].shape[0], str)
    assert session.get_inputs()[0].shape[1:] == [1, 64, 64]


def test_the_export_does_not_tell_where_it_was_made(tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    export_onnx(class_network(), input_contract(CLASSES), file, classifies=True)
    content = file.read_bytes()
    assert b"ResidualClassifier" not in content
    for folder in (Path(torch.__file__).parent, Path(cxrviewer.__file__).parent):
        assert str(folder).encode() not in content


def test_the_export_stands_alone(tiny_models: Path) -> None:
    names = {file.name for file in (tiny_models / "lungs-tiny-1.0.0").iterdir()}
    assert names == {"card.json", "model.safetensors", "model.onnx", "README.md"}


def test_an_export_of_other_weights_is_noticed(tiny_models: Path) -> None:
    network = class_network()
    file = tiny_models / "cxr4-tiny-1.0.0" / "model.onnx"
    contract = input_contract(CLASSES)
    check_onnx(network, contract, file)
    for spoilt in (0.01, torch.nan):
        with torch.no_grad():
            network.get_parameter("head.bias")[0] += spoilt
        with pytest.raises(ModelError, match=r"model\.onnx: differs from the network in torch by .* logits"):
            check_onnx(network, contract, file)


def test_an_export_whose_maps_are_others_is_noticed(tiny_models: Path) -> None:
    """Grad-CAM is made of them, whatever the logits say."""

    class Spoilt(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = class_network()

        def forward(self, films: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            logits, maps = self.network(films)
            return logits, maps + 0.01

    file = tiny_models / "cxr4-tiny-1.0.0" / "model.onnx"
    with pytest.raises(ModelError, match=r"differs from the network in torch by 0\.01 in its maps"):
        check_onnx(Spoilt(), input_contract(CLASSES), file)


def test_what_single_precision_loses_is_no_difference(tmp_path: Path) -> None:
    """Deep networks lose more of it than the bound for small ones allows; another weight is still noticed."""

    class Losing(torch.nn.Module):
        def __init__(self, shift: float) -> None:
            super().__init__()
            self.network, self.shift = class_network(), shift

        def forward(self, films: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            logits, maps = self.network(films)
            return logits, (maps * 1e-2 + self.shift) - self.shift

    contract, file = input_contract(CLASSES), tmp_path / "model.onnx"
    losing = Losing(2e4).eval()
    export_onnx(losing, contract, file, classifies=True)
    check_onnx(losing, contract, file)
    with pytest.raises(ModelError, match=r"differs from the network in torch by .* maps"):
        check_onnx(Losing(0).eval(), contract, file)


def test_the_card_says_what_the_readme_says(tiny_models: Path) -> None:
    card = read_card(tiny_models / "cxr4-tiny-1.0.0")
    metric = Metric(name="macro F1", value=0.8768, low=0.8, high=0.95, images=321, subset="validation")
    text = card_readme(card.model_copy(update={"metrics": (metric,)}))
    assert text.startswith("# cxr4-tiny 1.0.0\n")
    assert NOT_FOR_CLINICAL_USE in text
    assert "| macro F1 | validation | 321 | 0.877 | 0.800 to 0.950 |" in text
    assert "| phantom | covid19 | 1 |" in text
    assert "COVID-19" in text
    assert card.licence in text


def test_the_card_file_is_plain_json(tiny_models: Path) -> None:
    text = (tiny_models / "lungs-tiny-1.0.0" / "card.json").read_text(encoding="utf-8")
    record = json.loads(text, parse_constant=pytest.fail)
    assert record["gradcam"] is None
    assert record["input"]["stages"][0] == {"stage": "stretch"}
    assert len(record["golden"]["outputs"]) == 3 * 16


def test_records_of_a_card_refuse_unknown_fields() -> None:
    with pytest.raises(ValueError, match="colour"):
        Metric(name="a", value=1, low=0, high=1, images=1, subset="all", colour="blue")  # type: ignore[call-arg]
    assert TrainingRecord.model_config["frozen"]
    assert Findings((), 1.0, None).gradcam_scale is None
