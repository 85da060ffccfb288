"""Recipes of training as a declared table; every value can be overridden with `--set key=value`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.card import CT_SLICES, FRONTAL_FILMS, PatchContract
from cxrviewer.inference.gate import GATE_LABELS
from cxrviewer.inference.preprocessing import (
    Geometry,
    Letterbox,
    LungCentre,
    LungCrop,
    LungFrame,
    LungStage,
    PercentileStretch,
    Stage,
    Stretch,
)

WHOLE_FILM = "film"
_FRAMES: Mapping[str, type[LungStage]] = MappingProxyType(
    {"lung_crop": LungCrop, "lung_centre": LungCentre, "lung_frame": LungFrame}
)


@dataclass(frozen=True, slots=True)
class Preset:
    """How a network is trained.

    Attributes
    ----------
    name, description, task
        "classify", "segment", "gate" or "patches", which classifies patches of the lungs.
    package
        Name of the model package that comes out.
    architecture, options
        Of the network registry.
    labels, groups
        Outputs in order; the coarser view of them.
    frame
        What is read of a film: "film", or where its lungs lie, by "lung_crop", "lung_centre", "lung_frame".
    geometry, low_percent, high_percent, mean, std
        The input contract.
    sizes, epochs
        Sides of the square input, and the epochs at each, in order: small first, then larger.
    batch, learning_rate, weight_decay, warmup
        AdamW with a linear warm-up over the given share of all steps, then a cosine to zero.
    ema
        Decay per step of the moving average of the weights that is kept.
    label_smoothing
        Of the cross-entropy.
    balance
        Exponent b in the sampling weight count(label, source)**-b of a film; labels are then made equal. 0
        draws every film once an epoch.
    flip, rotation_deg, shift, zoom, contrast, noise, erase
        Augmentation: probability of a mirror image (right and left lung change places), largest rotation,
        shift (share of the side), zoom (share), gamma and brightness (share), noise (standard deviation),
        probability of a grey box (letters, markers, borders).
    hide
        Probability that all but the lungs and a rim is one random grey.
    inside
        Weight of the share of the Grad-CAM of a film's own class that lies outside of the lungs.
    steady
        Weight of the difference between the answers for a film and for the same film moved a little, for a
        quarter of each batch.
    validation_share, seed
        Of the split by group.
    reads
        What the network is made for, as its card says.
    start
        The installed model package that training starts from: weights of the same name and shape are taken
        over. Empty for fresh weights.
    films_per_stratum
        Films of each label and source that are used at most; 0 uses all.
    patches, patches_per_film
        How patches are cut from films, and how many of each film train; None and 0 where whole films do.
    """

    name: str
    description: str
    task: Literal["classify", "segment", "gate", "patches"]
    package: str
    architecture: str
    options: Mapping[str, int | tuple[int, ...]]
    labels: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    frame: str = "film"
    geometry: str = "stretch"
    low_percent: float = 1.0
    high_percent: float = 99.0
    mean: float = 0.5
    std: float = 0.25
    sizes: tuple[int, ...] = (224,)
    epochs: tuple[int, ...] = (20,)
    batch: int = 32
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    warmup: float = 0.05
    ema: float = 0.998
    label_smoothing: float = 0.05
    balance: float = 0.5
    flip: float = 0.5
    rotation_deg: float = 8.0
    shift: float = 0.05
    zoom: float = 0.12
    contrast: float = 0.25
    noise: float = 0.02
    erase: float = 0.5
    hide: float = 0.0
    inside: float = 0.0
    steady: float = 0.0
    validation_share: float = 0.2
    seed: int = 7
    reads: str = FRONTAL_FILMS
    start: str = ""
    films_per_stratum: int = 0
    patches: PatchContract | None = None
    patches_per_film: int = 0

    @property
    def goes_by_lungs(self) -> bool:
        """Whether the lungs of every film must be found before training."""
        return self.frame != WHOLE_FILM or self.hide > 0 or self.inside > 0


LUNGS = ("background", "right_lung", "left_lung")
FOUR_CLASSES = ("normal", "lung_opacity", "viral_pneumonia", "covid19")
THREE_CLASS_VIEW = MappingProxyType(
    {
        "normal": ("normal",),
        "covid19": ("covid19",),
        "other_pathology": ("lung_opacity", "viral_pneumonia"),
    }
)

# What starts from the weights of another one must be the same network
_CLASSIFIER: Mapping[str, int | tuple[int, ...]] = MappingProxyType(
    {"widths": (24, 48, 96, 192), "blocks": 2, "blur": 1}
)

_SHIPPED = (
    Preset(
        name="shipped-lungs",
        description="The lung segmentation that ships: a narrow U-Net, small pictures first.",
        task="segment",
        package="lungs-unet",
        architecture="unet",
        options=MappingProxyType({"width": 8, "depth": 5}),
        labels=LUNGS,
        sizes=(128, 256),
        epochs=(10, 3),
        batch=16,
        balance=0.5,
        erase=0.2,
    ),
    Preset(
        name="shipped-cxr4",
        description="The four-class classifier of chest radiographs that ships: a small network that sees "
        "the lungs in their frame, answers alike when the film is moved, and is led to look inside of them.",
        task="classify",
        package="cxr4-residual",
        architecture="residual",
        options=_CLASSIFIER,
        labels=FOUR_CLASSES,
        groups=THREE_CLASS_VIEW,
        frame="lung_frame",
        sizes=(128, 160),
        epochs=(24, 5),
        learning_rate=1.5e-3,
        weight_decay=0.05,
        rotation_deg=10.0,
        contrast=0.3,
        noise=0.03,
        erase=0.3,
        hide=0.4,
        inside=0.05,
        steady=1.0,
    ),
    Preset(
        name="shipped-ct2",
        description="The COVID-19 classifier of CT slices that ships: starts from that of chest radiographs.",
        task="classify",
        package="ct2-residual",
        architecture="residual",
        options=_CLASSIFIER,
        labels=("ct_non_covid", "ct_covid"),
        sizes=(128, 160),
        epochs=(30, 8),
        batch=16,
        learning_rate=1.5e-3,
        weight_decay=0.05,
        ema=0.99,
        label_smoothing=0.05,
        rotation_deg=15.0,
        shift=0.08,
        zoom=0.2,
        contrast=0.4,
        noise=0.04,
        erase=0.3,
        reads=CT_SLICES,
        start="cxr4-residual",
    ),
    Preset(
        name="shipped-cxr4-patches",
        description="The classifier of lung patches that ships; starts from the one of whole films.",
        task="patches",
        package="cxr4-patches",
        architecture="residual",
        options=_CLASSIFIER,
        labels=FOUR_CLASSES,
        groups=THREE_CLASS_VIEW,
        sizes=(80,),
        epochs=(3,),
        learning_rate=1e-3,
        ema=0.99,
        erase=0.2,
        start="cxr4-residual",
        films_per_stratum=240,
        patches=PatchContract(),
        patches_per_film=4,
    ),
)

_GATE = Preset(
    name="shipped-gate",
    description="The gate that ships: upright frontal chest films against all other pictures.",
    task="gate",
    package="frontal-gate",
    architecture="residual",
    options=MappingProxyType({"widths": (16, 24, 48, 64), "blocks": 1}),
    labels=GATE_LABELS,
    sizes=(128,),
    epochs=(8,),
    balance=0.25,
    flip=0.0,
    zoom=0.15,
    shift=0.06,
    label_smoothing=0.02,
)

PRESETS: Mapping[str, Preset] = MappingProxyType({preset.name: preset for preset in (*_SHIPPED, _GATE)})

_TUPLES = {"sizes", "epochs"}
_FIXED = {"name", "description", "task", "architecture", "options", "labels", "groups", "reads", "patches"}
_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "low_percent": (0, 49),
        "high_percent": (51, 100),
        "mean": (-10, 10),
        "std": (1e-3, 10),
        "sizes": (32, 2048),
        "epochs": (1, 10_000),
        "batch": (2, 4096),
        "learning_rate": (1e-7, 1),
        "weight_decay": (0, 10),
        "warmup": (0, 0.9),
        "ema": (0, 0.99999),
        "label_smoothing": (0, 0.9),
        "balance": (0, 2),
        "flip": (0, 1),
        "rotation_deg": (0, 180),
        "shift": (0, 0.5),
        "zoom": (0, 0.9),
        "contrast": (0, 2),
        "noise": (0, 1),
        "erase": (0, 1),
        "hide": (0, 1),
        "inside": (0, 100),
        "steady": (0, 100),
        "validation_share": (0.01, 0.9),
        "seed": (0, 2**31 - 1),
        "films_per_stratum": (0, 10_000_000),
        "patches_per_film": (0, 10_000),
    }
)
_PACKAGE_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")


def film_stages(preset: Preset) -> tuple[Stage, ...]:
    """Return the stages that bring a film to the grid with grey values in [0, 1]."""
    geometry = Stretch() if Geometry(preset.geometry) is Geometry.STRETCH else Letterbox()
    if preset.patches is not None:
        return (geometry,)  # of a patch; its film has been stretched before
    frame = () if preset.frame == WHOLE_FILM else (_FRAMES[preset.frame](),)
    return *frame, geometry, PercentileStretch(low=preset.low_percent, high=preset.high_percent)


def find_preset(name: str) -> Preset:
    """Return the preset of that name.

    Raises
    ------
    CxrviewerError
        If there is none.
    """
    if name not in PRESETS:
        raise CxrviewerError(f"no preset is called {name!r} (there are {', '.join(PRESETS)})")
    return PRESETS[name]


def with_epochs(preset: Preset, total: int) -> Preset:
    """Return the preset with another number of epochs, divided among its sizes as before.

    A size that is left without an epoch is left out.
    """
    planned = sum(preset.epochs)
    ends = [round(total * sum(preset.epochs[: stage + 1]) / planned) for stage in range(len(preset.epochs))]
    counts = [end - start for start, end in pairwise((0, *ends))]
    stages = [(side, count) for side, count in zip(preset.sizes, counts, strict=True) if count]
    return replace(
        preset, sizes=tuple(side for side, _ in stages), epochs=tuple(count for _, count in stages)
    )


def check_preset(preset: Preset) -> None:
    """Refuse values that no training can use.

    Raises
    ------
    CxrviewerError
        For the first value out of its range.
    """
    for key, (low, high) in _RANGES.items():
        value = getattr(preset, key)
        if not all(low <= one <= high for one in (value if key in _TUPLES else (value,))):
            raise CxrviewerError(f"{key}={value} is not between {low:g} and {high:g}")
    if len(preset.sizes) != len(preset.epochs):
        raise CxrviewerError("sizes and epochs must have the same number of values")
    if preset.geometry not in set(Geometry):
        raise CxrviewerError(f"geometry={preset.geometry} is none of {', '.join(Geometry)}")
    _check_lungs(preset)
    if (preset.task == "patches") != (preset.patches_per_film > 0):
        raise CxrviewerError("patches_per_film must be 1 or more of a classifier of patches, and 0 of others")
    if not _PACKAGE_NAME.fullmatch(preset.package):
        raise CxrviewerError(f"package={preset.package} is not a name of small letters, digits, -, _ and .")


def _check_lungs(preset: Preset) -> None:
    """Refuse what goes by the lungs where it cannot."""
    if preset.frame not in {WHOLE_FILM, *_FRAMES}:
        raise CxrviewerError(f"frame={preset.frame} is none of {WHOLE_FILM}, {', '.join(_FRAMES)}")
    if preset.goes_by_lungs and preset.task != "classify":
        raise CxrviewerError(f"frame, hide and inside are for classifiers of films, not for {preset.task!r}")
    if (preset.inside > 0 or preset.steady > 0) and preset.architecture != "residual":
        raise CxrviewerError("inside and steady need the network 'residual'")


def override(preset: Preset, settings: Mapping[str, str]) -> Preset:
    """Return the preset with values given as text, such as those of `--set key=value`.

    Raises
    ------
    CxrviewerError
        If a key is unknown or a value does not fit.
    """
    kinds = {item.name: type(getattr(preset, item.name)) for item in fields(preset)}
    changes: dict[str, object] = {}
    for key, text in settings.items():
        if key not in kinds or key in _FIXED:
            raise CxrviewerError(f"the preset has no setting {key!r} that can be changed")
        try:
            changes[key] = (
                tuple(int(part) for part in text.split(",")) if key in _TUPLES else kinds[key](text)
            )
        except ValueError as error:
            raise CxrviewerError(f"{key}={text} is not a {kinds[key].__name__}") from error
    changed = replace(preset, **changes)  # type: ignore[arg-type]  # checked against the kinds above
    check_preset(changed)
    return changed
