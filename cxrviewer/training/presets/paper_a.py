"""The recipes of paper A: three classifiers and a U-Net.

"Not stated" marks what the paper leaves open, with the value taken here. It splits by film; here, as always,
no patient is on both sides.
"""

from dataclasses import replace
from types import MappingProxyType

from cxrviewer.inference.card import FRONTAL_FILMS
from cxrviewer.training.presets.labels import MERGED_LUNGS
from cxrviewer.training.presets.plain import PLAIN
from cxrviewer.training.presets.preset import IMAGENET_START, Loss, Optimizer, Options, Preset

THREE_CLASSES = ("normal", "covid19", "other_pathology")
TO_THREE_CLASSES = MappingProxyType({"lung_opacity": "other_pathology", "viral_pneumonia": "other_pathology"})

_AS_IT_IS: Options = MappingProxyType({"imagenet_statistics": 0})


def _classifier(architecture: str, name: str, title: str, more: str = "") -> Preset:
    """Return the recipe of one of the three classifiers; they differ in the network alone (table 1)."""
    return replace(
        PLAIN,
        name=f"paper-a-{name}",
        description=f"{title} as in paper A: 224 x 224 regardless of the aspect ratio, greys 0 to 1 (its "
        "swap of colour channels changes nothing of a grey film), each class against all others. L2 of 0.06 "
        "is far above common practice and kept because the paper has it."
        f"{more} Not stated: momentum (0.9), learning rate schedule (constant), augmentation (none), which "
        "layers are trained (all).",
        task="classify",
        package=f"paper-a-{name}",
        architecture=architecture,
        options=_AS_IT_IS,
        labels=THREE_CLASSES,
        label_map=TO_THREE_CLASSES,
        mean=0.0,
        std=1.0,
        sizes=(224,),
        epochs=(80,),
        batch=64,
        learning_rate=0.001,
        weight_decay=0.06,
        loss=Loss.ONE_VS_ALL,
        start=IMAGENET_START,
    )


_UNET = replace(
    PLAIN,
    name="paper-a-unet",
    description="U-Net as in paper A: left and right lung merged, masks cleaned, 512 x 512. Not stated: loss "
    "(cross-entropy), by how much it shifts (0.05 of the side, as it zooms), probability of a mirror image "
    "(0.5), width (64, as in the U-Net that it cites), learning rate schedule (constant), normalisation in "
    "the network (by batch), how masks are cleaned (closed, then opened).",
    task="segment",
    package="paper-a-unet",
    architecture="unet",
    options=MappingProxyType({"width": 64, "depth": 4}),
    labels=MERGED_LUNGS,
    mean=0.0,
    std=1.0,
    sizes=(512,),
    epochs=(50,),
    batch=16,
    optimizer=Optimizer.ADAM,
    learning_rate=0.001,
    weight_decay=0.0,
    loss=Loss.CROSS_ENTROPY,
    flip=0.5,
    shift=0.05,
    zoom=0.05,
    reads=FRONTAL_FILMS,
)

PAPER_A = (
    _classifier(
        "vgg19-pointwise",
        "vgg19",
        "VGG-19",
        " A pointwise block reduces the channels before the head; not stated: to how many (64).",
    ),
    _classifier("resnet50", "resnet50", "ResNet-50"),
    _classifier("resnet101", "resnet101", "ResNet-101"),
    _UNET,
)
