"""One recipe of training."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from cxrviewer.inference.card import FRONTAL_FILMS, PatchContract
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
FRAMES: Mapping[str, type[LungStage]] = MappingProxyType(
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


def film_stages(preset: Preset) -> tuple[Stage, ...]:
    """Return the stages that bring a film to the grid with grey values in [0, 1]."""
    geometry = Stretch() if Geometry(preset.geometry) is Geometry.STRETCH else Letterbox()
    if preset.patches is not None:
        return (geometry,)  # of a patch; its film has been stretched before
    frame = () if preset.frame == WHOLE_FILM else (FRAMES[preset.frame](),)
    return *frame, geometry, PercentileStretch(low=preset.low_percent, high=preset.high_percent)
