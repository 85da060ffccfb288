"""The recipes of paper B: FC-DenseNet103 for lungs, ResNet-101 for patches of them.

"Not stated" marks what the paper leaves open, with the value taken here.
"""

from dataclasses import replace
from types import MappingProxyType

from cxrviewer.inference.card import PatchContract
from cxrviewer.inference.preprocessing import Equalise, Wiener
from cxrviewer.training.presets.labels import FOUR_CLASSES, LUNGS, THREE_CLASS_VIEW
from cxrviewer.training.presets.plain import PLAIN
from cxrviewer.training.presets.preset import IMAGENET_START, Loss

_LUNGS = replace(
    PLAIN,
    name="paper-b-fcdensenet103",
    description="FC-DenseNet103 as in paper B: histogram equalised, then Wiener filter; background, right "
    "and left lung with weighted cross-entropy; fresh weights. Not stated: size (256), epochs (100, ending "
    "early after 10 without a better score), batch (4), momentum (0.9), L2 (0.0001), class weights (inverse "
    "to the number of pixels), Wiener neighbourhood (3 x 3), augmentation (none). At this learning rate it "
    "learns slowly.",
    task="segment",
    package="paper-b-fcdensenet103",
    architecture="fcdensenet103",
    options=MappingProxyType({}),
    labels=LUNGS,
    filters=("equalise", "wiener"),
    sizes=(256,),
    epochs=(100,),
    batch=4,
    learning_rate=1e-5,
    weight_decay=1e-4,
    loss=Loss.WEIGHTED,
    patience=10,
)

_PATCHES = replace(
    PLAIN,
    name="paper-b-resnet101-patches",
    description="ResNet-101 on lung patches as in paper B: film equalised, Wiener filter, all but the lungs "
    "black, 224 x 224 patches whose centres lie in a lung, grey as RGB; from ImageNet to viral "
    "pneumonia, from there to four classes. Not stated: classes of the first stage (normal and viral "
    "pneumonia), patches of a film (4), height of the lungs that they are cut at (448 pixels), "
    "momentum (0.9), L2 (0.0001), learning rate schedule (constant), Wiener neighbourhood (3 x 3), "
    "augmentation beside random patches (none).",
    task="patches",
    package="paper-b-resnet101-patches",
    architecture="resnet101",
    options=MappingProxyType({"imagenet_statistics": 1}),
    labels=FOUR_CLASSES,
    groups=THREE_CLASS_VIEW,
    stages=(("normal", "viral_pneumonia"),),
    mean=0.0,
    std=1.0,
    sizes=(224,),
    epochs=(10,),
    batch=10,
    learning_rate=0.01,
    weight_decay=1e-4,
    loss=Loss.CROSS_ENTROPY,
    start=IMAGENET_START,
    patches=PatchContract(
        side=224,
        lung_rows=448,
        detail_rows=448,
        low_percent=0.0,
        high_percent=100.0,
        filters=(Equalise(), Wiener(size=3)),
        masked=True,
    ),
    patches_per_film=4,
)

PAPER_B = (_LUNGS, _PATCHES)
