"""A trained network becomes a model package: weights, ONNX export, golden output, card, README."""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from cxrviewer.inference.card import (
    ONNX_FILE,
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
from cxrviewer.inference.golden import golden_outputs
from cxrviewer.inference.networks import NETWORKS
from cxrviewer.inference.package import file_sha256
from cxrviewer.inference.preprocessing import Normalise
from cxrviewer.study import class_title
from cxrviewer.training.packages.card_words import limits
from cxrviewer.training.packages.half_precision import as_kept
from cxrviewer.training.packages.onnx_export import check_onnx, export_onnx, torch_runner
from cxrviewer.training.presets import Loss, Preset, film_stages, is_as_shipped

GOLDEN_TOLERANCE = 2e-3
MEASURED_SCALE = "99th percentile over the validation films of the predicted class's highest value"

OUR_LICENCE = "Apache-2.0"
UNKNOWN_LICENCE = "not stated; that of the training films is not known"


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
    scale_origin
        Where that scale comes from.
    """

    metrics: tuple[Metric, ...]
    temperature: float
    gradcam_scale: float | None
    scale_origin: str = MEASURED_SCALE


def input_contract(preset: Preset) -> InputContract:
    """Return the input contract of a preset's network."""
    side = preset.sizes[-1]
    return InputContract(
        rows=side,
        columns=side,
        stages=(*film_stages(preset), Normalise(mean=preset.mean, std=preset.std)),
    )


def write_network(network: nn.Module, preset: Preset, folder: Path) -> Golden:
    """Write weights and export into the folder and return the golden output."""
    network = network.cpu().to(memory_format=torch.contiguous_format).eval()  # type: ignore[call-overload]
    contract = input_contract(preset)
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: as_kept(tensor.contiguous()) for name, tensor in network.state_dict().items()}
    save_file(tensors, folder / WEIGHTS_FILE)
    (folder / WEIGHTS_FILE).chmod(0o644)  # safetensors leaves the file to its owner alone
    export_onnx(network, contract, folder / ONNX_FILE, classifies=preset.task != "segment")
    check_onnx(network, contract, folder / ONNX_FILE)
    outputs = golden_outputs(lambda batch: torch_runner(network, batch), contract)
    return Golden(outputs=tuple(round(float(value), 6) for value in outputs), tolerance=GOLDEN_TOLERANCE)


def _gradcam(preset: Preset, findings: Findings) -> GradCam | None:
    """Return the card's Grad-CAM part."""
    if findings.gradcam_scale is None:
        return None
    return GradCam(
        layer=NETWORKS[preset.architecture].gradcam_layer,
        scale=findings.gradcam_scale,
        scale_origin=findings.scale_origin,
    )


def _title(name: str, preset: Preset) -> str:
    """Return what people call a label."""
    return preset.titles.get(name) or class_title(name)


def make_card(
    preset: Preset,
    version: str,
    record: TrainingRecord | None,
    findings: Findings,
    golden: Golden,
    folder: Path,
) -> Card:
    """Put a card together for the files in `folder`; without a record nobody knows the training."""
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
        limits=limits(preset, record, findings.metrics),
        licence=OUR_LICENCE if is_as_shipped(preset) else UNKNOWN_LICENCE,
        files={name: file_sha256(folder / name) for name in (WEIGHTS_FILE, ONNX_FILE)},
        golden=golden,
    )
