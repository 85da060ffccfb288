"""Where the weights of a training begin: fresh, from ImageNet, from a model package, or from a file."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from safetensors.torch import load_file
from torch import nn

from cxrviewer.errors import CxrviewerError, ModelError
from cxrviewer.inference.card import Card
from cxrviewer.inference.downloads import download
from cxrviewer.inference.foreign_weights import MappingReport, Weights, match, read_weights
from cxrviewer.inference.networks import build_network
from cxrviewer.inference.networks.imagenet_weights import names_of_today, weights_url
from cxrviewer.inference.package import ModelPackage, package_folders, read_package
from cxrviewer.jobs import JobContext
from cxrviewer.locations import cache_folder, models_folder, own_models_folder
from cxrviewer.training.learning.input_of_card import with_input_of
from cxrviewer.training.presets import IMAGENET_START, Preset, check_preset

HEADS = ("head.", "pointwise.", "backbone.fc.", "backbone.classifier.")
"""Names of weights that may be fresh: what follows the last maps."""

_FILES = {".safetensors", ".pth", ".pt"}


def installed_folders() -> tuple[Path, ...]:
    """Return where model packages lie: the user's own, and those that ship."""
    return own_models_folder(), models_folder()


def is_file(start: str) -> bool:
    """Whether a preset starts from a file of weights."""
    return Path(start).suffix in _FILES


def is_package(start: str) -> bool:
    """Whether a preset starts from a model package."""
    return bool(start) and start != IMAGENET_START and not is_file(start)


def imagenet_file(
    architecture: str, context: JobContext, address: Callable[[str], str] = weights_url
) -> Path:
    """Return the weights of ImageNet in the user's cache; they are fetched once.

    Parameters
    ----------
    architecture
        Of the network registry.
    context
        Takes progress; may cancel.
    address
        Gives the address of the weights of a network.

    Raises
    ------
    CxrviewerError
        If there are none for the network, or they cannot be fetched (see `download`).
    """
    try:
        url = address(architecture)
    except ValueError as error:
        raise CxrviewerError(f"start={IMAGENET_START}: {error}") from error
    return download(url, cache_folder() / "weights" / url.rpartition("/")[2], context)


def fetch_start(preset: Preset, context: JobContext) -> None:
    """Fetch what a preset starts from, if it lies elsewhere (errors as in `imagenet_file`)."""
    if preset.start == IMAGENET_START:
        imagenet_file(preset.architecture, context)


def newest_start(start: str, folders: Sequence[Path]) -> ModelPackage:
    """Return the package of a name, with its version or without: then the newest.

    Raises
    ------
    ModelError
        If there is none.
    """
    found = [one for folder in folders for one in package_folders(folder)]
    packages = [read_package(one) for one in found if start in {one.name, one.name.rpartition("-")[0]}]
    if not packages:
        raise ModelError(folders[-1], f"holds no model package {start!r} to start from")
    return max(packages, key=lambda one: tuple(int(part) for part in one.card.version.split(".")))


def with_network_of_start(preset: Preset, folders: Sequence[Path] = ()) -> Preset:
    """Give a preset that starts from a model package that model's network, and its input where it is frozen.

    Raises
    ------
    ModelError
        If the package is missing, or another kind of network.
    """
    if not is_package(preset.start):
        return preset
    package = newest_start(preset.start, folders or installed_folders())
    card: Card = package.card
    if card.architecture != preset.architecture:
        raise ModelError(
            package.folder,
            f"is the network {card.architecture!r}, and {preset.architecture!r} cannot start there",
        )
    changed = replace(preset, options=MappingProxyType(dict(card.options)))
    if not preset.frozen:
        return changed
    changed = with_input_of(changed, package)
    check_preset(changed)
    return changed


def starting_network(preset: Preset, folders: Sequence[Path] = ()) -> tuple[nn.Module, MappingReport | None]:
    """Build the network of a preset with the weights that it starts from.

    Parameters
    ----------
    preset
        Fresh weights follow from torch's generator.
    folders
        Of model packages; those of the user and those that ship if empty.

    Returns
    -------
    The network, and what was taken over; None of fresh weights.

    Raises
    ------
    ModelError
        If what it starts from is missing, or does not fit.
    """
    try:
        network = build_network(preset.architecture, len(preset.labels), preset.options)
    except ValueError as error:
        raise CxrviewerError(str(error)) from error
    if not preset.start:
        return network, None
    return network, take_over(network, *_weights(preset, folders or installed_folders()))


def _weights(preset: Preset, folders: Sequence[Path]) -> tuple[Weights, Path]:
    """Return the weights that a preset starts from, and their file; a head for its own labels only."""
    if preset.start == IMAGENET_START:
        file = imagenet_file(preset.architecture, JobContext())
        return names_of_today(read_weights(file)), file
    if is_file(preset.start):
        return names_of_today(read_weights(Path(preset.start))), Path(preset.start)
    package = newest_start(preset.start, folders)
    same = package.card.label_names == preset.labels
    given = load_file(package.weights)
    return {name: one for name, one in given.items() if same or not name.startswith(HEADS)}, package.weights


def take_over(network: nn.Module, given: Weights, file: Path) -> MappingReport:
    """Take over weights; those of the head only where they are given and have the same shape.

    Raises
    ------
    ModelError
        If anything but the head is missing, unknown, or of another shape.
    """
    fitting, report = match(network.state_dict(), given)
    wrong = [
        name for name in (*report.missing, *report.unexpected, *report.shapes) if not name.startswith(HEADS)
    ]
    if wrong or not fitting:
        raise ModelError(
            file,
            f"does not fit the network that shall start from it ({len(report.taken)} of "
            f"{len(network.state_dict())} weights fit; {wrong[0] if wrong else 'none'} does not)",
        )
    network.load_state_dict(fitting, strict=False)
    return report
