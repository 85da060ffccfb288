"""A model package of weights that others have trained, with a card that says what is not known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast

import torch
from torch import nn

from cxrviewer.display import render_unit
from cxrviewer.errors import CxrviewerError, ModelError
from cxrviewer.inference.card import FRONTAL_FILMS
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.inference.foreign_weights import MappingReport, match, read_weights
from cxrviewer.inference.model import open_classifier
from cxrviewer.inference.networks import NETWORKS, build_network
from cxrviewer.inference.package import read_package
from cxrviewer.locations import demo_film
from cxrviewer.readers import read_image
from cxrviewer.training.packages.card_words import write_card
from cxrviewer.training.packages.installing import settle, staging
from cxrviewer.training.packages.packaging import Findings, make_card, write_network
from cxrviewer.training.presets import Preset

VERSION: Final = "1.0.0"
RECIPE: Final = "imported weights"
_SCALE_ORIGIN: Final = "highest value of the predicted class on the demonstration film; not measured on films"


@dataclass(frozen=True, slots=True)
class ForeignModel:
    """What must be said of a file of weights.

    Attributes
    ----------
    file
        `.pth`, `.pt` or `.safetensors`.
    architecture, options
        Of the network registry.
    labels
        Outputs in their order; a segmentation's first is the background.
    name
        Of the package; that of the file if empty.
    reads
        The kind of picture.
    side
        Of the square input; the network's own if 0.
    geometry
        "stretch" or "letterbox".
    """

    file: Path
    architecture: str
    labels: tuple[str, ...]
    name: str = ""
    reads: str = FRONTAL_FILMS
    side: int = 0
    geometry: str = "stretch"
    options: Mapping[str, int | tuple[int, ...]] = field(default_factory=dict)


class MisfitError(ModelError):
    """Weights that do not fit the network; the report says which."""

    def __init__(self, file: Path, architecture: str, report: MappingReport) -> None:
        super().__init__(file, f"does not hold the weights of the network {architecture!r}")
        self.report = report


@dataclass(frozen=True, slots=True)
class ForeignImport:
    """A package of imported weights, and how they fitted."""

    folder: Path
    report: MappingReport


def import_weights(wish: ForeignModel, catalogue: Catalogue) -> ForeignImport:
    """Make a package of a file of weights and put it among the user's own.

    Raises
    ------
    MisfitError
        If any weight is missing, unexpected or of another shape: a network with fresh weights is no model.
    ModelError
        If the file cannot be read without executing it, or the package cannot be written.
    CxrviewerError
        If there is no such network, or it does not take these labels or options.
    """
    preset = _recipe(wish)
    network = _built(wish)
    fitting, report = match(network.state_dict(), read_weights(wish.file))
    if not report.fits:
        raise MisfitError(wish.file, wish.architecture, report)
    network.load_state_dict({**network.state_dict(), **fitting}, strict=True)
    with staging(catalogue) as folder:
        golden = write_network(network, preset, folder)
        first = Findings((), 1.0, 1.0 if preset.task == "classify" else None, _SCALE_ORIGIN)
        write_card(make_card(preset, VERSION, None, first, golden, folder), folder)
        if preset.task == "classify":
            findings = Findings((), 1.0, _demonstrated_scale(folder), _SCALE_ORIGIN)
            write_card(make_card(preset, VERSION, None, findings, golden, folder), folder)
        return ForeignImport(settle(folder, catalogue), report)


def _recipe(wish: ForeignModel) -> Preset:
    """Return how films are prepared for the network, as far as that is said."""
    entry = NETWORKS.get(wish.architecture)
    if entry is None:
        raise CxrviewerError(f"no network is called {wish.architecture!r} (there are {', '.join(NETWORKS)})")
    if len(wish.labels) < 2 or len(set(wish.labels)) != len(wish.labels):
        raise CxrviewerError("a model needs two labels or more, each once, in the order of its outputs")
    return Preset(
        name=RECIPE,
        description="",
        task=cast("Literal['classify', 'segment']", entry.task),
        package=slug(wish.name or wish.file.stem),
        architecture=wish.architecture,
        options=wish.options,
        labels=tuple(slug(label) for label in wish.labels),
        titles={slug(label): label for label in wish.labels},
        geometry=wish.geometry,
        mean=entry.input.mean,
        std=entry.input.std,
        sizes=(wish.side or entry.input.side,),
        reads=wish.reads,
    )


def slug(text: str) -> str:
    """Return a text as a name that cards may have ("Lung opacity" as "lung_opacity").

    Raises
    ------
    CxrviewerError
        If nothing of it is left.
    """
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    if not name:
        raise CxrviewerError(f"{text!r} cannot be a name: it has no letter from a to z and no digit")
    return name


def _built(wish: ForeignModel) -> nn.Module:
    """Return the network with fresh weights."""
    try:
        return build_network(wish.architecture, len(wish.labels), wish.options)
    except ValueError as error:
        raise CxrviewerError(str(error)) from error


def _demonstrated_scale(folder: Path) -> float | None:
    """Return the highest Grad-CAM value of the class that the network sees in the demonstration film."""
    classifier = open_classifier(read_package(folder), "cpu")
    with torch.no_grad():
        reading = classifier.read(render_unit(read_image(demo_film())))
    highest = float(reading.cams[int(reading.probabilities.argmax())].max())
    return highest if highest > 0 else None
