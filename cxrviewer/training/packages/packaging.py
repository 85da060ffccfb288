"""A trained network becomes a model package: weights, ONNX export, golden output, card, README."""

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import (
    CARD_FILE,
    CT_SLICES,
    FRONTAL_FILMS,
    ONNX_FILE,
    README_FILE,
    SCHEMA_VERSION,
    WEIGHTS_FILE,
    Card,
    Golden,
    GradCam,
    InputContract,
    Label,
    Metric,
    TrainingRecord,
)
from cxrviewer.inference.golden import golden_batch, golden_outputs
from cxrviewer.inference.networks import NETWORKS
from cxrviewer.inference.package import file_sha256
from cxrviewer.inference.preprocessing import FloatMap, Normalise
from cxrviewer.study import NOT_FOR_CLINICAL_USE
from cxrviewer.training.presets import Loss, Preset, film_stages

GOLDEN_TOLERANCE = 2e-3
ONNX_TOLERANCE = 1e-4

LIMITS = (
    NOT_FOR_CLINICAL_USE,
    "Trained on public research films whose class follows source and age group to a large part; on films "
    "from elsewhere the figures will be lower.",
    "Made for one frontal chest radiograph at a time; answers for anything else mean nothing.",
)

CT_LIMITS = (
    NOT_FOR_CLINICAL_USE,
    "Trained on a few hundred slices cut out of figures in publications, in differing windows: COVID-19 from "
    "early preprints, the others mostly from elsewhere. Source and class go together; on other slices the "
    "figures will be lower.",
    "Made for one axial CT slice through both lungs in a lung window; answers for others mean nothing.",
    "A slice is not a study: disease in other slices is not seen.",
)
PATCH_LIMITS = (
    *LIMITS,
    "Sees patches of the lungs only, at the detail of lungs 168 pixels high: finer signs are lost to it, and "
    "so is everything outside of the lungs.",
)
_LIMITS = {FRONTAL_FILMS: LIMITS, CT_SLICES: CT_LIMITS}

_TITLES = {"covid19": "COVID-19", "ct_covid": "COVID-19", "ct_non_covid": "Not COVID-19"}


@dataclass(frozen=True, slots=True)
class Findings:
    """What validation adds to a card.

    Attributes
    ----------
    metrics
        Figures with intervals.
    temperature
        That calibrates the probabilities.
    gradcam_scale
        Grad-CAM value, in units of the logit per position, shown as full scale; None of a segmentation, and
        of a classifier whose answers no region speaks for.
    """

    metrics: tuple[Metric, ...]
    temperature: float
    gradcam_scale: float | None


def input_contract(preset: Preset) -> InputContract:
    """Return the input contract of a preset's network."""
    side = preset.sizes[-1]
    return InputContract(
        rows=side,
        columns=side,
        stages=(*film_stages(preset), Normalise(mean=preset.mean, std=preset.std)),
    )


def export_onnx(network: nn.Module, contract: InputContract, file: Path, *, classifies: bool) -> None:
    """Write the network for ONNX Runtime: input "film", outputs "logits" and, of a classifier, "maps"."""
    example = torch.zeros(2, contract.channels, contract.rows, contract.columns)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # raised inside torch's exporter
        torch.onnx.export(
            network,
            (example,),
            file,
            input_names=["film"],
            output_names=["logits", "maps"] if classifies else ["logits"],
            dynamic_shapes=({0: torch.export.Dim("films")},),
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def _torch_runner(network: nn.Module, batch: FloatMap) -> FloatMap:
    """Return the logits of a batch."""
    with torch.inference_mode():
        answer = network(torch.from_numpy(batch))
    logits: FloatMap = (answer[0] if isinstance(answer, tuple) else answer).numpy()
    return logits


def check_onnx(network: nn.Module, contract: InputContract, file: Path) -> None:
    """Compare the export with torch on the golden picture.

    Raises
    ------
    ModelError
        If they differ by more than 1e-4, or the answer is no number.
    """
    import onnxruntime  # noqa: PLC0415 - beside torch only when a package is made

    batch = golden_batch(contract)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    gap = float(np.abs(session.run(None, {"film": batch})[0] - _torch_runner(network, batch)).max())
    if not gap <= ONNX_TOLERANCE:
        raise ModelError(file, f"differs from the network in torch by {gap:.2g}")


def write_network(network: nn.Module, preset: Preset, folder: Path) -> Golden:
    """Write weights and export into the folder and return the golden output."""
    network = network.cpu().to(memory_format=torch.contiguous_format).eval()  # type: ignore[call-overload]
    contract = input_contract(preset)
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.contiguous() for name, tensor in network.state_dict().items()}
    save_file(tensors, folder / WEIGHTS_FILE)
    (folder / WEIGHTS_FILE).chmod(0o644)  # safetensors leaves the file to its owner alone
    export_onnx(network, contract, folder / ONNX_FILE, classifies=preset.task != "segment")
    check_onnx(network, contract, folder / ONNX_FILE)
    outputs = golden_outputs(lambda batch: _torch_runner(network, batch), contract)
    return Golden(outputs=tuple(round(float(value), 6) for value in outputs), tolerance=GOLDEN_TOLERANCE)


def _gradcam(preset: Preset, findings: Findings) -> GradCam | None:
    """Return the card's Grad-CAM part."""
    if findings.gradcam_scale is None:
        return None
    return GradCam(
        layer=NETWORKS[preset.architecture].gradcam_layer,
        scale=findings.gradcam_scale,
        scale_origin="99th percentile over the validation films of the predicted class's highest value",
    )


def _title(name: str, preset: Preset) -> str:
    """Return what people call a label."""
    return preset.titles.get(name) or _TITLES.get(name, name.replace("_", " ").capitalize())


def make_card(
    preset: Preset, version: str, record: TrainingRecord, findings: Findings, golden: Golden, folder: Path
) -> Card:
    """Put a card together for the files in `folder`."""
    return Card(
        schema_version=SCHEMA_VERSION,
        name=preset.package,
        version=version,
        task=preset.task,
        reads=preset.reads,
        architecture=preset.architecture,
        options=dict(preset.options),
        input=input_contract(preset),
        patches=preset.patches,
        labels=tuple(Label(name=name, title=_title(name, preset)) for name in preset.labels),
        groups=dict(preset.groups),
        gradcam=_gradcam(preset, findings),
        probabilities="one_vs_all" if preset.loss == Loss.ONE_VS_ALL else "softmax",
        temperature=findings.temperature,
        training=record,
        metrics=findings.metrics,
        intended_use="Research and teaching: a second look beside a reader's own, never a diagnosis.",
        limits=PATCH_LIMITS if preset.patches else _LIMITS[preset.reads],
        licence="Apache-2.0",
        files={name: file_sha256(folder / name) for name in (WEIGHTS_FILE, ONNX_FILE)},
        golden=golden,
    )


def _source_rows(images_by_source: Mapping[str, Mapping[str, int]]) -> str:
    """Return the table rows of the training films."""
    return "\n".join(
        f"| {source or 'unnamed'} | {label} | {count} |"
        for source, labels in sorted(images_by_source.items())
        for label, count in sorted(labels.items())
    )


def card_readme(card: Card) -> str:
    """Return the card in words, Markdown."""
    metrics = "\n".join(
        f"| {m.name} | {m.subset} | {m.images} | {m.value:.3f} | {m.low:.3f} to {m.high:.3f} |"
        for m in card.metrics
    )
    limits = "\n".join(f"- {limit}" for limit in card.limits)
    labels = ", ".join(label.title for label in card.labels)
    return f"""# {card.name} {card.version}

**{NOT_FOR_CLINICAL_USE}**

{card.intended_use} Reads {card.reads}; answers: {labels}. Network `{card.architecture}`, input
{card.input.rows} x {card.input.columns}, licence {card.licence}.

## Figures on validation films
Films of groups that took no part in the training ({card.training.split}), but of the same sources.

| figure | films | number | value | 95 % interval |
|---|---|---|---|---|
{metrics}

## Limits
{limits}

## Training films
| source | label | films |
|---|---|---|
{_source_rows(card.training.images_by_source)}

Preset `{card.training.preset}`, seed {card.training.seed}, data {card.training.data_sha256[:12]}.
"""


def write_card(card: Card, folder: Path) -> None:
    """Write `card.json` and the README that says the same in words."""
    text = json.dumps(card.model_dump(mode="json"), indent=1, ensure_ascii=False)
    (folder / CARD_FILE).write_text(text + "\n", encoding="utf-8")
    (folder / README_FILE).write_text(card_readme(card), encoding="utf-8")
