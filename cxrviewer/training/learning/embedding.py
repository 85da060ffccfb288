"""Only the last layer learns, on features that a frozen network gives once for every film."""

import hashlib
import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from cxrviewer.errors import FileError
from cxrviewer.inference.networks import NETWORKS
from cxrviewer.jobs import JobContext
from cxrviewer.locations import cache_folder
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.learning.batches import validation_batches
from cxrviewer.training.learning.events import NoteEvent
from cxrviewer.training.learning.processes import Processes
from cxrviewer.training.learning.trainer import Course, Fitted, fit
from cxrviewer.training.presets import Preset

Floats = npt.NDArray[np.float32]

_LEAST_DEVIATION = 1e-6


class Head(nn.Module):
    """One linear layer on standardised features.

    Parameters
    ----------
    features
        (films, channels) float32 to train on; their mean and deviation standardise.
    classes
        Number of logits.
    """

    def __init__(self, features: Floats, classes: int) -> None:
        super().__init__()
        deviation = torch.from_numpy(features.std(axis=0)).clamp(min=_LEAST_DEVIATION)
        self.register_buffer("mean", torch.from_numpy(features.mean(axis=0)))
        self.register_buffer("deviation", deviation)
        self.linear = nn.Linear(features.shape[1], classes)

    def forward(self, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(n, channels) -> logits (n, classes), and the features as they came."""
        standard = (features - self.get_buffer("mean")) / self.get_buffer("deviation")
        return self.linear(standard), features

    def folded(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Return weights, (classes, channels), and bias of the same layer on plain features."""
        weight = self.linear.weight / self.get_buffer("deviation")
        return weight.detach(), (self.linear.bias - weight @ self.get_buffer("mean")).detach()


def train_head(course: Course, *, resume: bool) -> Fitted:
    """Train the head of the course's network and return the whole network (errors as in `fit`).

    Its last maps' mean is what the head sees, so that the network's Grad-CAM is exact as before.
    """
    network, preset = course.network, course.preset
    if network is None:
        raise ValueError("a frozen network must be given")
    network = network.to(course.processes.device).eval()
    features = partial(with_features, network, preset=preset, processes=course.processes)
    training = features(course.training, context=course.context.part(0, 0.7))
    validation = features(course.validation, context=course.context.part(0.7, 0.85))
    channels = training.pictures.shape[1]
    course.tell(NoteEvent(text=f"{channels} features of {len(training.records)} films are ready"))
    torch.manual_seed(preset.seed)
    head = Head(np.asarray(training.pictures, np.float32), len(preset.labels))
    learning = replace(
        course, training=training, validation=validation, network=head, context=course.context.part(0.85, 1)
    )
    fitted = fit(learning, resume=resume)
    return replace(fitted, network=with_head(network, preset, fitted.network))


def with_head(network: nn.Module, preset: Preset, head: nn.Module) -> nn.Module:
    """Put a trained head into its network."""
    if not isinstance(head, Head):
        raise TypeError("only a head of features can be put into a network")
    layer = network.get_submodule(NETWORKS[preset.architecture].head)
    weight, bias = head.folded()
    with torch.no_grad():
        layer.get_parameter("weight").copy_(weight)
        layer.get_parameter("bias").copy_(bias)
    return network


def with_features(
    network: nn.Module, films: PreparedFilms, preset: Preset, context: JobContext, processes: Processes
) -> PreparedFilms:
    """Return films with features, (films, channels) float32, in the place of pictures.

    They are kept in the user's cache under a hash of the weights and the pictures; of several processes the
    first one computes them.

    Raises
    ------
    FileError
        If they cannot be written there.
    """
    file = processes.given_by_first(lambda: _features_file(network, films, preset, context))
    return replace(films, pictures=np.load(file, mmap_mode="r"), lungs=None)


def _features_file(network: nn.Module, films: PreparedFilms, preset: Preset, context: JobContext) -> Path:
    """Return where the features are kept; they are computed if they are not."""
    file = cache_folder() / "features" / f"{features_key(network, films, preset)}.npy"
    if not file.is_file():
        _keep(_computed(network, films, preset, context), file)
    return file


def _keep(features: Floats, file: Path) -> None:
    """Write features, whole or not at all."""
    temporary = file.with_name(f"{file.name}.{os.getpid()}.writing")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as handle:
            np.save(handle, features)
        temporary.replace(file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise FileError(file, f"cannot be written ({error.strerror or error})") from error


def features_key(network: nn.Module, films: PreparedFilms, preset: Preset) -> str:
    """Identify features by all that they follow from: weights but for the head, and what the network sees."""
    digest = hashlib.sha256(
        f"{preset.architecture} {preset.mean} {preset.std} {films.pictures.shape}".encode()
    )
    head = NETWORKS[preset.architecture].head
    for name, weights in network.state_dict().items():
        if not name.startswith(f"{head}."):
            digest.update(name.encode() + weights.detach().cpu().contiguous().numpy().tobytes())
    for picture in films.pictures:
        digest.update(picture.tobytes())
    return digest.hexdigest()


@torch.inference_mode()
def _computed(network: nn.Module, films: PreparedFilms, preset: Preset, context: JobContext) -> Floats:
    """Compute the mean of the last maps of every film."""
    device = next(network.parameters()).device
    found: list[Floats] = []
    for batch in validation_batches(films, preset, preset.sizes[-1], device):
        done = sum(len(one) for one in found)
        context.progress(done / len(films.records), f"features of film {done + 1} of {len(films.records)}")
        found.append(network(batch.pictures)[1].mean(dim=(2, 3)).float().cpu().numpy())
    return np.concatenate(found)
