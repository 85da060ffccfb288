"""The recipes of the models that ship."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from cxrviewer.inference.card import CT_SLICES, PatchContract
from cxrviewer.inference.gate import GATE_LABELS
from cxrviewer.training.presets.labels import FOUR_CLASSES, LUNGS, THREE_CLASS_VIEW
from cxrviewer.training.presets.preset import Preset

# What starts from the weights of another one must be the same network
CLASSIFIER: Mapping[str, int | tuple[int, ...]] = MappingProxyType(
    {"widths": (24, 48, 96, 192), "blocks": 2, "blur": 1}
)

_FILMS = Preset(
    name="shipped-cxr4",
    description="The four-class classifier of chest radiographs that ships: a small network that sees "
    "the lungs in their frame, with all greys as frequent as each other, answers alike when the film is "
    "moved, and is led to look inside of them.",
    task="classify",
    package="cxr4-residual",
    architecture="residual",
    options=CLASSIFIER,
    labels=FOUR_CLASSES,
    groups=THREE_CLASS_VIEW,
    frame="lung_frame",
    read_filters=("equalise",),
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
)
SHIPPED = (
    Preset(
        name="shipped-lungs",
        description="The lung segmentation that ships: a narrow U-Net, small pictures first.",
        task="segment",
        package="lungs-unet",
        architecture="unet",
        options=MappingProxyType({"width": 16, "depth": 4, "fold": 2}),
        labels=LUNGS,
        sizes=(128, 256),
        epochs=(6, 4),
        batch=16,
        loss="cross_entropy_dice",
        balance=0.5,
        erase=0.2,
    ),
    _FILMS,
    replace(
        _FILMS,
        name="shipped-cxr4-large",
        description="The end of the course of the four-class classifier that ships: goes on from one that "
        "shipped-cxr4 made, on larger pictures.",
        sizes=(192,),
        epochs=(9,),
        learning_rate=7e-4,
        start="cxr4-residual",
    ),
    Preset(
        name="shipped-ct2",
        description="The COVID-19 classifier of CT slices that ships: starts from that of chest radiographs.",
        task="classify",
        package="ct2-residual",
        architecture="residual",
        options=CLASSIFIER,
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
        options=CLASSIFIER,
        labels=FOUR_CLASSES,
        groups=THREE_CLASS_VIEW,
        sizes=(80,),
        epochs=(5,),
        learning_rate=1e-3,
        ema=0.99,
        erase=0.2,
        start="cxr4-residual",
        patches=PatchContract(),
        patches_per_film=4,
    ),
)

GATE = Preset(
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
