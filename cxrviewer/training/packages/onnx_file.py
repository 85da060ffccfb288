"""An ONNX file looked at before it is loaded: it must hold its own weights and name no other file."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from cxrviewer.errors import ModelError

_STANDARD = ("", "ai.onnx")


def check_self_contained(file: Path) -> None:
    """Refuse an ONNX file that reaches beyond itself or beyond a plain graph of standard operators.

    Raises
    ------
    ModelError
        If weights lie in another file, operators are not of the standard, there are graphs within the graph,
        or it is no ONNX file.
    """
    import onnx  # noqa: PLC0415 - slow to import, and needed for what comes from elsewhere alone

    try:
        model = onnx.load(file, load_external_data=False)
    except Exception as error:
        raise ModelError(file, "is no ONNX file") from error
    if any(one.data_location == onnx.TensorProto.EXTERNAL for one in _tensors(model.graph)):
        raise ModelError(file, "keeps weights in another file, which is not read")
    if any(one.domain not in _STANDARD for one in model.opset_import):
        raise ModelError(file, "needs operators that are not of the ONNX standard")
    if model.functions or any(one.HasField("g") or one.graphs for one in _attributes(model.graph)):
        raise ModelError(file, "holds graphs within its graph, which no model package has")


def _attributes(graph: Any) -> Iterator[Any]:  # noqa: ANN401 - onnx has no types
    """Yield the attributes of all nodes."""
    return chain.from_iterable(node.attribute for node in graph.node)


def _tensors(graph: Any) -> Iterator[Any]:  # noqa: ANN401 - onnx has no types
    """Yield every tensor of a graph."""
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    for attribute in _attributes(graph):
        if attribute.HasField("t"):
            yield attribute.t
        yield from attribute.tensors
