"""The recipes that we recommend for films of one's own; classes are those of the data."""

from dataclasses import replace
from types import MappingProxyType

from cxrviewer.training.presets.preset import Preset
from cxrviewer.training.presets.shipped import CLASSIFIER, SHIPPED

_SHIPPED = {preset.name: preset for preset in SHIPPED}

RECOMMENDED = (
    replace(
        _SHIPPED["shipped-cxr4"],
        name="recommended-cxr4",
        description="For chest radiographs of any classes: goes on from the classifier that ships, sees the "
        "lungs in their frame, balances classes and sources, and ends when it gets no better.",
        package="cxr-own",
        labels=(),
        groups=MappingProxyType({}),
        epochs=(24, 8),
        learning_rate=1e-3,
        patience=8,
        start="cxr4-residual",
    ),
    replace(
        _SHIPPED["shipped-lungs"],
        name="recommended-lungs",
        description="For lung masks of one's own: goes on from the segmentation that ships, and ends when it "
        "gets no better.",
        package="lungs-own",
        epochs=(10, 10),
        learning_rate=1e-3,
        patience=6,
        start="lungs-unet",
    ),
    replace(
        _SHIPPED["shipped-ct2"],
        name="recommended-ct2",
        description="For CT slices of any classes: goes on from the classifier of slices that ships, with "
        "strong changes at random, for slices are few.",
        package="ct-own",
        labels=(),
        epochs=(24, 8),
        learning_rate=1e-3,
        patience=10,
        start="ct2-residual",
    ),
    Preset(
        name="recommended-embedding",
        description="For a computer without GPU: features of the classifier that ships are computed once for "
        "every film, and only the last layer learns, in minutes.",
        task="classify",
        package="cxr-embedding",
        architecture="residual",
        options=CLASSIFIER,
        labels=(),
        frame="lung_frame",
        read_filters=("equalise",),
        sizes=(160,),
        epochs=(200,),
        batch=64,
        learning_rate=1e-2,
        weight_decay=0.01,
        ema=0.0,
        patience=30,
        rotation_deg=0.0,
        shift=0.0,
        zoom=0.0,
        contrast=0.0,
        noise=0.0,
        erase=0.0,
        start="cxr4-residual",
        frozen=True,
    ),
)
