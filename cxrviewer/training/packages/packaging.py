"""A trained network becomes a model package: weights, ONNX export, golden output, card, README."""

import copy
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

from cxrviewer.errors import ModelError
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
from cxrviewer.inference.golden import golden_batch, golden_outputs
from cxrviewer.inference.networks import NETWORKS
from cxrviewer.inference.package import file_sha256
from cxrviewer.inference.preprocessing import FloatMap, Normalise
from cxrviewer.study import class_title
from cxrviewer.training.packages.card_words import limits
from cxrviewer.training.packages.half_precision import as_kept
from cxrviewer.training.presets import Loss, Preset, film_stages, is_as_shipped

GOLDEN_TOLERANCE = 2e-3
ONNX_TOLERANCE = 1e-4
ROUNDING_FACTOR = 4.0
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
    _forget_origins(file)


def _forget_origins(file: Path) -> None:
    """Take out of an export where it was made: torch notes with every node the source files, with folders."""
    import onnx  # noqa: PLC0415 - slow to import, and needed when a package is made alone

    model = onnx.load(file)
    graph = model.graph
    for part in (*graph.node, *graph.value_info, *graph.input, *graph.output):
        part.ClearField("metadata_props")
    onnx.save(model, file)


def _answers(network: nn.Module, batch: torch.Tensor) -> tuple[FloatMap, ...]:
    """Return the logits of a batch and, of a classifier, its maps."""
    with torch.inference_mode():
        answer = network(batch)
    return tuple(one.numpy() for one in (answer if isinstance(answer, tuple) else (answer,)))


def _torch_runner(network: nn.Module, batch: FloatMap) -> FloatMap:
    """Return the logits of a batch."""
    return _answers(network, torch.from_numpy(batch))[0]


def check_onnx(network: nn.Module, contract: InputContract, file: Path) -> None:
    """Compare the export with the network in double precision: logits, and the maps that Grad-CAM is made of.

    Fifty layers of single precision round by more than a small network does; torch's own rounding tells
    by how much.

    Raises
    ------
    ModelError
        If any value differs by more than `ONNX_TOLERANCE` x max(1, the largest value) and by more than
        `ROUNDING_FACTOR` x what the network itself loses in single precision, or is no number.
    """
    import onnxruntime  # noqa: PLC0415 - beside torch only when a package is made

    batch = golden_batch(contract)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    given = session.run(None, {"film": batch})
    single = _answers(network, torch.from_numpy(batch))
    exact = _answers(copy.deepcopy(network).double(), torch.from_numpy(batch).double())
    for name, exported, rounded, wanted in zip(("logits", "maps"), given, single, exact, strict=False):
        gap, lost = (float(np.abs(one - wanted).max()) for one in (exported, rounded))
        small = ONNX_TOLERANCE * max(1.0, float(np.abs(wanted).max()))
        if not gap <= max(small, ROUNDING_FACTOR * lost):
            raise ModelError(file, f"differs from the network in torch by {gap:.2g} in its {name}")


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
    outputs = golden_outputs(lambda batch: _torch_runner(network, batch), contract)
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
