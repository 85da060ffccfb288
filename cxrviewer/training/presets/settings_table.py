"""Every value of a preset that can be changed: `--set`, the form and `docs/presets.md` derive from it."""

from collections.abc import Mapping
from types import MappingProxyType

from cxrviewer.inference.card import CT_SLICES, FRONTAL_FILMS
from cxrviewer.inference.networks import NETWORKS
from cxrviewer.inference.preprocessing import Geometry
from cxrviewer.training.presets.learning_settings import AUGMENTATION, LUNGS, OPTIMIZER
from cxrviewer.training.presets.preset import (
    FILTERS,
    FRAMES,
    IMAGENET_START,
    WHOLE_FILM,
    Preset,
)
from cxrviewer.training.presets.setting import CLASSES, CLASSIFY, Group, Kind, Setting

_FILMS = ("classify", "segment")
_PATCHES = ("patches",)
_LARGEST_SEED = 2**31 - 1

_NETWORK = (
    Setting(
        "architecture",
        Kind.CHOICE,
        Group.NETWORK,
        "The network that is trained; another one takes its own options and input statistics.",
        choices=tuple(NETWORKS),
    ),
    Setting(
        "options",
        Kind.OPTIONS,
        Group.NETWORK,
        "Options of the network, such as width=16 depth=5; several numbers of one option go with +.",
    ),
    Setting(
        "start",
        Kind.TEXT,
        Group.NETWORK,
        "Where the weights begin: nothing for fresh ones, imagenet, the name of a model package, or a file "
        "of weights (.safetensors, .pth, .pt).",
        choices=("", IMAGENET_START),
    ),
    Setting(
        "frozen",
        Kind.YES_NO,
        Group.NETWORK,
        "Trains only the last layer, on features that the starting network gives once: minutes on a CPU.",
        tasks=CLASSIFY,
    ),
    Setting(
        "package",
        Kind.TEXT,
        Group.NETWORK,
        "Name of the model package that comes out: small letters, digits, -, _ and full stops.",
    ),
)

_PICTURE = (
    Setting(
        "filters",
        Kind.CHOICES,
        Group.PICTURE,
        "Changes of the grey values of the film before anything else, in order.",
        choices=tuple(FILTERS),
        tasks=_FILMS,
    ),
    Setting(
        "read_filters",
        Kind.CHOICES,
        Group.PICTURE,
        "Changes of the grey values of what is read of the film, after all else, in order.",
        choices=tuple(FILTERS),
        tasks=_FILMS,
    ),
    Setting(
        "only_lungs",
        Kind.YES_NO,
        Group.PICTURE,
        "Shows the network only the lungs and a rim around them, all else in one grey.",
        tasks=CLASSIFY,
    ),
    Setting(
        "frame",
        Kind.CHOICE,
        Group.PICTURE,
        "What is read: the film, the box around the lungs, the film moved to the middle of the lungs, or a "
        "square around the lungs.",
        choices=(WHOLE_FILM, *FRAMES),
        tasks=CLASSIFY,
    ),
    Setting(
        "geometry",
        Kind.CHOICE,
        Group.PICTURE,
        "Whether the picture is stretched to a square or keeps its aspect ratio between borders.",
        choices=tuple(str(one) for one in Geometry),
    ),
    Setting(
        "low_percent",
        Kind.NUMBER,
        Group.PICTURE,
        "The percentile of the film that becomes black; 0, with 100 for white, leaves the greys as they are.",
        0,
        49,
        unit="%",
    ),
    Setting(
        "high_percent",
        Kind.NUMBER,
        Group.PICTURE,
        "The percentile of the film that becomes white.",
        51,
        100,
        unit="%",
    ),
    Setting(
        "mean",
        Kind.NUMBER,
        Group.PICTURE,
        "Subtracted from the greys, 0 to 1; torchvision's networks want 0, for they do so themselves.",
        -10,
        10,
    ),
    Setting(
        "std",
        Kind.NUMBER,
        Group.PICTURE,
        "The greys are divided by it; torchvision's networks want 1.",
        1e-3,
        10,
    ),
    Setting(
        "reads",
        Kind.CHOICE,
        Group.PICTURE,
        "What the model is made for; it is never given anything else.",
        choices=(FRONTAL_FILMS, CT_SLICES),
        tasks=("classify", "segment", "patches"),
    ),
)

_COURSE = (
    Setting(
        "sizes",
        Kind.WHOLES,
        Group.COURSE,
        "Sides of the square picture, one after the other: small ones first save time.",
        32,
        2048,
        unit="pixels",
    ),
    Setting("epochs", Kind.WHOLES, Group.COURSE, "Passes through the films at each size.", 1, 10_000),
    Setting("batch", Kind.WHOLE, Group.COURSE, "Films of one step of the optimiser.", 2, 4096, unit="films"),
    Setting(
        "accumulate",
        Kind.WHOLE,
        Group.COURSE,
        "In how many parts a batch is computed, so that a large one fits into little memory.",
        1,
        1024,
    ),
    Setting(
        "patience",
        Kind.WHOLE,
        Group.COURSE,
        "Epochs without a better validation score after which training ends; 0 trains to the end.",
        0,
        10_000,
        unit="epochs",
    ),
    Setting(
        "mixed_precision",
        Kind.YES_NO,
        Group.COURSE,
        "Lets a GPU compute in 16 bits where that is safe; a CPU never does.",
    ),
    Setting(
        "ema",
        Kind.NUMBER,
        Group.COURSE,
        "Decay per step of the moving average of the weights, which is what is kept; 0 keeps the weights.",
        0,
        0.99999,
    ),
    Setting(
        "seed",
        Kind.WHOLE,
        Group.COURSE,
        "Decides everything that is drawn at random, the split too.",
        0,
        _LARGEST_SEED,
    ),
)

_PATCH = (
    Setting(
        "patches_per_film",
        Kind.WHOLE,
        Group.PATCHES,
        "Patches that are cut from each film.",
        0,
        10_000,
        tasks=_PATCHES,
    ),
    Setting(
        "patches.side",
        Kind.WHOLE,
        Group.PATCHES,
        "Side of a patch in pixels of the resampled film.",
        32,
        1024,
        unit="pixels",
        tasks=_PATCHES,
    ),
    Setting(
        "patches.lung_rows",
        Kind.WHOLE,
        Group.PATCHES,
        "Height that films are resampled to, measured over their lungs.",
        64,
        4096,
        unit="pixels",
        tasks=_PATCHES,
    ),
    Setting(
        "patches.detail_rows",
        Kind.WHOLE,
        Group.PATCHES,
        "Finest detail that is kept: that of a film whose lungs are so many pixels high.",
        32,
        4096,
        unit="pixels",
        tasks=_PATCHES,
    ),
    Setting(
        "patches.filters",
        Kind.CHOICES,
        Group.PATCHES,
        "Changes of the grey values of the resampled film, in order.",
        choices=tuple(FILTERS),
        tasks=_PATCHES,
    ),
    Setting(
        "patches.masked",
        Kind.YES_NO,
        Group.PATCHES,
        "Makes everything but the lungs and a rim black.",
        tasks=_PATCHES,
    ),
)

_DATA = (
    Setting(
        "labels",
        Kind.NAMES,
        Group.DATA,
        "The classes in order; data takes those of the data, such as the names of its folders.",
        tasks=CLASSES,
    ),
    Setting(
        "label_map",
        Kind.MAPPING,
        Group.DATA,
        "What other labels of the data count as, such as tuberculosis=other_pathology.",
        tasks=CLASSES,
    ),
    Setting(
        "stages",
        Kind.STAGES,
        Group.DATA,
        "Classes of trainings that come before and hand on their network, such as normal+viral_pneumonia.",
        tasks=CLASSES,
    ),
    Setting(
        "balance",
        Kind.NUMBER,
        Group.DATA,
        "0 shows every film once an epoch; above 0 classes come equally often, and small sources more often.",
        0,
        2,
    ),
    Setting(
        "validation_share",
        Kind.NUMBER,
        Group.DATA,
        "Share of the patients whose films validate and do not train.",
        0.01,
        0.9,
    ),
    Setting(
        "films_per_stratum",
        Kind.WHOLE,
        Group.DATA,
        "Films of each class and source that are used at most; 0 uses all.",
        0,
        10_000_000,
        unit="films",
    ),
)

SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        one.key: one
        for rows in (_NETWORK, _PICTURE, _COURSE, OPTIMIZER, AUGMENTATION, LUNGS, _PATCH, _DATA)
        for one in rows
    }
)


def settings_of(preset: Preset) -> tuple[Setting, ...]:
    """Return the settings that have a meaning for the preset's task, in the order of a form."""
    return tuple(one for one in SETTINGS.values() if preset.task in one.tasks)
