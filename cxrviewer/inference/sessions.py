"""A loaded network that answers: ONNX Runtime on the CPU, torch on a GPU and for Grad-CAM by gradients."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from cxrviewer.errors import CxrviewerError, ModelError
from cxrviewer.inference.golden import golden_outputs
from cxrviewer.inference.networks import NETWORKS
from cxrviewer.inference.package import ModelPackage
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.study import ModelReference


class DeviceMemoryError(CxrviewerError):
    """The GPU has too little free memory for a single film."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a network answers.

    Attributes
    ----------
    logits
        (n, classes) float32 of a classifier, (n, classes, rows, columns) of a segmentation.
    maps
        (n, channels, rows, columns) float32: the last feature maps of a classifier; None of a segmentation.
    cams
        (n, classes, rows, columns) float32: Grad-CAM where it took gradients; None where maps and head give
        it.
    """

    logits: FloatMap
    maps: FloatMap | None
    cams: FloatMap | None = None


class Session(Protocol):
    """A network ready to answer."""

    @property
    def runtime(self) -> str:
        """What computes, in words."""
        ...

    def run(self, batch: FloatMap) -> Answer:
        """Answer for a batch, (n, 1, rows, columns) float32."""
        ...


class OnnxSession:
    """A package's ONNX export on the CPU.

    Parameters
    ----------
    package
        The package.
    threads
        Threads of a forward pass; 0 takes every core.

    Raises
    ------
    ModelError
        If ONNX Runtime cannot load the file.
    """

    def __init__(self, package: ModelPackage, threads: int = 0) -> None:
        import onnxruntime  # noqa: PLC0415 - 0.2 s, not before the first analysis

        onnxruntime.disable_telemetry_events()  # to Windows' tracing; elsewhere the package has seen to it
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                package.onnx, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise ModelError(package.onnx, "cannot be loaded by ONNX Runtime") from error
        self.runtime = f"ONNX Runtime {onnxruntime.__version__} (CPU)"

    def run(self, batch: FloatMap) -> Answer:
        """See `Session`."""
        logits, *rest = self._session.run(None, {"film": batch})
        return Answer(logits, rest[0] if rest else None)


class TorchSession:
    """A package's network in torch.

    Parameters
    ----------
    package
        The package.
    device
        "cpu" or "cuda".
    threads
        Threads of a forward pass on the CPU, for all of torch; 0 leaves them as they are.

    Raises
    ------
    ModelError
        If the weights do not fit the network that the card names.
    """

    def __init__(self, package: ModelPackage, device: str, threads: int = 0) -> None:
        import torch  # noqa: PLC0415 - slow to import, not needed where ONNX Runtime serves

        from cxrviewer.inference.weights import load_network  # noqa: PLC0415 - imports torch

        self._torch = torch
        self._device = torch.device(device)
        network: Any = load_network(package)
        self._network = network.to(device=self._device, memory_format=torch.channels_last)
        self._network.requires_grad_(requires_grad=False)
        self._layer = explained_layer(package) if takes_gradients(package) else ""
        if threads > 0:
            torch.set_num_threads(threads)
        name = torch.cuda.get_device_name(self._device) if device == "cuda" else "CPU"
        self.runtime = f"PyTorch {torch.__version__} ({name})"

    def run(self, batch: FloatMap) -> Answer:
        """See `Session`; out of memory halves the batch.

        Raises
        ------
        DeviceMemoryError
            If not even one film fits.
        """
        try:
            return self._forward(batch)
        except self._torch.OutOfMemoryError as error:
            self._torch.cuda.empty_cache()
            if len(batch) == 1:
                raise DeviceMemoryError("the GPU has too little free memory for a film") from error
        half = len(batch) // 2
        return _joined(self.run(batch[:half]), self.run(batch[half:]))

    def _forward(self, batch: FloatMap) -> Answer:
        """Run one batch."""
        if self._layer:
            return self._explained(batch)
        with self._torch.inference_mode():
            answer = self._network(self._torch.from_numpy(batch).to(self._device))
        if isinstance(answer, tuple):
            return Answer(answer[0].cpu().numpy(), answer[1].cpu().numpy())
        return Answer(answer.cpu().numpy(), None)

    def _explained(self, batch: FloatMap) -> Answer:
        """Run one batch and take the gradients of every class."""
        from cxrviewer.inference.gradcam_torch import gradcam_by_gradients  # noqa: PLC0415 - imports torch

        films = self._torch.from_numpy(batch).to(self._device)
        found = gradcam_by_gradients(self._network, self._layer, films)
        return Answer(found.logits.cpu().numpy(), found.maps.cpu().numpy(), found.cams.cpu().numpy())


def takes_gradients(package: ModelPackage) -> bool:
    """Whether Grad-CAM needs a backward pass: a classifier whose head is not one layer on averaged maps."""
    entry = NETWORKS.get(package.card.architecture)
    return entry is not None and bool(entry.gradcam_layer) and not entry.head


def explained_layer(package: ModelPackage) -> str:
    """Return the dotted name of the layer that Grad-CAM explains: the card's, else the network's."""
    card = package.card
    return card.gradcam.layer if card.gradcam is not None else NETWORKS[card.architecture].gradcam_layer


def _joined(first: Answer, second: Answer) -> Answer:
    """Put the answers of two halves of a batch together."""
    return Answer(
        np.concatenate([first.logits, second.logits]),
        _both(first.maps, second.maps),
        _both(first.cams, second.cams),
    )


def _both(first: FloatMap | None, second: FloatMap | None) -> FloatMap | None:
    """Put what two halves of a batch have together; None where they have none."""
    return None if first is None or second is None else np.concatenate([first, second])


def softmax(logits: FloatMap, axis: int) -> FloatMap:
    """Return probabilities along an axis."""
    shifted = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=axis, keepdims=True), np.float32)


def golden_gap(package: ModelPackage, session: Session) -> float:
    """Return the largest difference of the session's golden output from the card's; may be no number.

    Raises
    ------
    ModelError
        If the network does not take the card's input or gives another number of outputs.
    """
    card = package.card
    try:
        actual: npt.NDArray[np.float64] = golden_outputs(lambda batch: session.run(batch).logits, card.input)
        return float(np.abs(actual - np.array(card.golden.outputs)).max())
    except Exception as error:
        raise ModelError(
            package.folder, f"cannot compute its golden output on {session.runtime}: the card does not fit"
        ) from error


def check_golden(package: ModelPackage, session: Session) -> None:
    """Compare the session's answer to the golden picture with the card's.

    Raises
    ------
    ModelError
        If they differ by more than the card's tolerance, or the network does not take the card's input.
    """
    gap = golden_gap(package, session)
    if not gap <= package.card.golden.tolerance:  # an answer that is no number fails too
        raise ModelError(package.folder, f"does not give its golden output on {session.runtime}")


def open_session(package: ModelPackage, device: str, threads: int = 0) -> Session:
    """Load a package for a device ("cpu" or "cuda") and check its golden output.

    ONNX Runtime serves the CPU, torch a GPU and networks whose Grad-CAM takes gradients.

    Raises
    ------
    ModelError
        If it cannot be loaded or answers differently from what its card says.
    """
    opened_by = _opener.get()
    session = _own_session(package, device, threads) if opened_by is None else opened_by(package, device)
    check_golden(package, session)
    return session


def _own_session(package: ModelPackage, device: str, threads: int) -> Session:
    """Load a package in this process."""
    in_torch = device == "cuda" or takes_gradients(package)
    return TorchSession(package, device, threads) if in_torch else OnnxSession(package, threads)


OpenSession = Callable[[ModelPackage, str], Session]
_opener: ContextVar[OpenSession | None] = ContextVar("opener", default=None)


@contextmanager
def sessions_by(opener: OpenSession) -> Iterator[None]:
    """Let `open_session` take a package and a device to something else, within this and in this thread."""
    before = _opener.set(opener)
    try:
        yield
    finally:
        _opener.reset(before)


def reference(package: ModelPackage, session: Session) -> ModelReference:
    """Return the record that results carry of the model they come from."""
    card = package.card
    return ModelReference(card.name, card.version, card.files[package.weights.name], session.runtime)
