"""The ONNX export of a network: as small as its weights file, without traces of the machine, and checked."""

import copy
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import InputContract
from cxrviewer.inference.golden import golden_batch
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.training.packages.half_precision import as_kept

ONNX_TOLERANCE = 1e-4
ROUNDING_FACTOR = 4.0


def export_onnx(network: nn.Module, contract: InputContract, file: Path, *, classifies: bool) -> None:
    """Write the network for ONNX Runtime: input "film", outputs "logits" and, of a classifier, "maps".

    What half precision holds of its weights is kept in it. Layers stay apart, since a kernel with the
    normalisation that follows is another one, which half precision does not hold; ONNX Runtime joins them
    when it loads the file.
    """
    import onnx  # noqa: PLC0415 - slow to import, as the next one, and needed when a package is made alone
    from onnxscript.optimizer import fold_constants, remove_unused_nodes  # noqa: PLC0415

    example = torch.zeros(2, contract.channels, contract.rows, contract.columns)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # raised inside torch's exporter
        program = torch.onnx.export(
            network,
            (example,),
            input_names=["film"],
            output_names=["logits", "maps"] if classifies else ["logits"],
            dynamic_shapes=({0: torch.export.Dim("films")},),
            dynamo=True,
            optimize=False,
            verbose=False,
        )
    if program is None:
        raise ModelError(file, "torch made no export")
    fold_constants(program.model)
    remove_unused_nodes(program.model)
    model = program.model_proto
    _make_small(model.graph)
    onnx.save(model, file)


def _make_small(graph: Any) -> None:  # noqa: ANN401 - onnx has no types
    """Keep weights in half precision where it holds them, and forget where the export was made.

    torch notes with every node the source files, with their folders.
    """
    for part in (*graph.node, *graph.value_info, *graph.input, *graph.output):
        part.ClearField("metadata_props")
    nodes = [*(cast for one in graph.initializer if (cast := _halved(one)) is not None), *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def _halved(weight: Any) -> Any:  # noqa: ANN401 - onnx has no types
    """Put a weight, in place, into half precision and return the node that makes it what it was; or None."""
    from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415 - as above

    kept = as_kept(torch.from_numpy(numpy_helper.to_array(weight).copy()))
    if kept.dtype != torch.float16:
        return None
    name, stored = weight.name, f"{weight.name}.half"
    weight.CopyFrom(numpy_helper.from_array(kept.numpy(), stored))
    return helper.make_node("Cast", [stored], [name], to=TensorProto.FLOAT)


def _answers(network: nn.Module, batch: torch.Tensor) -> tuple[FloatMap, ...]:
    """Return the logits of a batch and, of a classifier, its maps."""
    with torch.inference_mode():
        answer = network(batch)
    return tuple(one.numpy() for one in (answer if isinstance(answer, tuple) else (answer,)))


def torch_runner(network: nn.Module, batch: FloatMap) -> FloatMap:
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
