"""One recipe of training."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from cxrviewer.inference.card import FRONTAL_FILMS, PatchContract
from cxrviewer.inference.preprocessing import (
    Clahe,
    Equalise,
    Geometry,
    Letterbox,
    LungCentre,
    LungCrop,
    LungFrame,
    LungMask,
    PercentileStretch,
    Stage,
    Stretch,
    Wiener,
)
from cxrviewer.training.presets.labels import MERGED_LUNGS

Filter = Equalise | Clahe | Wiener
Options = Mapping[str, int | tuple[int, ...]]

WHOLE_FILM = "film"
FRAMES: Mapping[str, type[LungCrop | LungCentre | LungFrame]] = MappingProxyType(
    {"lung_crop": LungCrop, "lung_centre": LungCentre, "lung_frame": LungFrame}
)
FILTERS: Mapping[str, type[Filter]] = MappingProxyType(
    {"equalise": Equalise, "clahe": Clahe, "wiener": Wiener}
)
IMAGENET_START = "imagenet"


class Optimizer(StrEnum):
    """How weights follow from gradients."""

    ADAMW = "adamw"
    ADAM = "adam"
    SGD = "sgd"


class Schedule(StrEnum):
    """How the learning rate goes on after the warm-up."""

    COSINE = "cosine"
    CONSTANT = "constant"
    STEP = "step"


class Loss(StrEnum):
    """What training makes small."""

    CROSS_ENTROPY = "cross_entropy"
    WEIGHTED = "weighted_cross_entropy"
    ONE_VS_ALL = "one_vs_all"
    WITH_DICE = "cross_entropy_dice"


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Preset:
    """How a network is trained; `settings_table` says of each value what it may be.

    Attributes
    ----------
    name, description, task
        "classify", "segment", "gate" or "patches", which classifies patches of the lungs.
    package
        Name of the model package that comes out.
    architecture, options
        Of the network registry.
    labels, groups
        Outputs in order, none for those of the data; the coarser view of them.
    label_map, titles
        What other labels of the data count as; what the labels are called for people.
    stages
        Labels of the trainings that come before, in order: each hands its network, but for the head, to the
        next. The last training is that of `labels`.
    filters, only_lungs
        Of the film as it is, in order, before anything else; whether all but the lungs and a rim is then one
        grey.
    read_filters
        Of what is read, on the grid and between its percentiles, in order.
    frame
        What is read of a film: "film", or where its lungs lie, by "lung_crop", "lung_centre", "lung_frame".
    geometry, low_percent, high_percent, mean, std
        The input contract. 0 and 100 leave the grey values in [0, 1] as they are.
    sizes, epochs
        Sides of the square input, and the epochs at each, in order: small first, then larger.
    batch, accumulate
        Films of a step, and in how many parts they are computed.
    optimizer, learning_rate, momentum, weight_decay
        See `optimising`; of adam and sgd, `weight_decay` is the factor of L2 regularisation.
    schedule, warmup, step_epochs, step_factor
        Linear warm-up over the given share of all steps, then a cosine to zero, a constant, or steps.
    loss, label_smoothing
        See `tasks`.
    ema
        Decay per step of the moving average of the weights that is kept; 0 keeps the weights themselves.
    patience
        Epochs without a better validation score after which training ends; 0 trains to the end.
    mixed_precision
        Whether a GPU computes in 16 bits where that is safe.
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
        Where the weights begin: empty for fresh ones, "imagenet", the name of a model package, or a file.
    frozen
        Whether only the head is trained, on features of the starting network that are computed once.
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
    options: Options
    labels: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    label_map: Mapping[str, str] = field(default_factory=_nothing)
    titles: Mapping[str, str] = field(default_factory=_nothing)
    stages: tuple[tuple[str, ...], ...] = ()
    filters: tuple[str, ...] = ()
    read_filters: tuple[str, ...] = ()
    only_lungs: bool = False
    frame: str = WHOLE_FILM
    geometry: str = "stretch"
    low_percent: float = 1.0
    high_percent: float = 99.0
    mean: float = 0.5
    std: float = 0.25
    sizes: tuple[int, ...] = (224,)
    epochs: tuple[int, ...] = (20,)
    batch: int = 32
    accumulate: int = 1
    optimizer: str = "adamw"
    learning_rate: float = 2e-3
    momentum: float = 0.9
    weight_decay: float = 0.02
    schedule: str = "cosine"
    warmup: float = 0.05
    step_epochs: int = 10
    step_factor: float = 0.1
    loss: str = "cross_entropy"
    label_smoothing: float = 0.05
    ema: float = 0.998
    patience: int = 0
    mixed_precision: bool = True
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
    frozen: bool = False
    films_per_stratum: int = 0
    patches: PatchContract | None = None
    patches_per_film: int = 0

    @property
    def goes_by_lungs(self) -> bool:
        """Whether the lungs of every film must be found before training."""
        return self.only_lungs or self.frame != WHOLE_FILM or self.hide > 0 or self.inside > 0

    @property
    def merges_lungs(self) -> bool:
        """Whether the network is to find both lungs as one (paper A)."""
        return self.labels == MERGED_LUNGS


def film_stages(preset: Preset) -> tuple[Stage, ...]:
    """Return the stages that bring a film to the grid with grey values in [0, 1]."""
    geometry = Stretch() if Geometry(preset.geometry) is Geometry.STRETCH else Letterbox()
    if preset.patches is not None:
        return (geometry,)  # of a patch; its film has been stretched before
    stages: list[Stage] = [FILTERS[name]() for name in preset.filters]
    stages += [LungMask()] if preset.only_lungs else []
    stages += [] if preset.frame == WHOLE_FILM else [FRAMES[preset.frame]()]
    stages.append(geometry)
    if (preset.low_percent, preset.high_percent) != (0, 100):
        stages.append(PercentileStretch(low=preset.low_percent, high=preset.high_percent))
    stages += [FILTERS[name]() for name in preset.read_filters]
    return tuple(stages)
