"""Rows of the settings table that say how a network learns."""

from cxrviewer.training.presets.preset import Loss, Optimizer, Schedule
from cxrviewer.training.presets.setting import CLASSES, CLASSIFY, Group, Kind, Setting

OPTIMIZER = (
    Setting(
        "optimizer",
        Kind.CHOICE,
        Group.OPTIMIZER,
        "AdamW, Adam, or stochastic gradient descent with momentum.",
        choices=tuple(Optimizer),
    ),
    Setting("learning_rate", Kind.NUMBER, Group.OPTIMIZER, "Length of a step, at its largest.", 1e-7, 1),
    Setting("momentum", Kind.NUMBER, Group.OPTIMIZER, "Of sgd: how much of the last step goes on.", 0, 0.999),
    Setting(
        "weight_decay",
        Kind.NUMBER,
        Group.OPTIMIZER,
        "Pulls weights towards 0: decoupled with adamw, L2 regularisation with adam and sgd.",
        0,
        10,
    ),
    Setting(
        "schedule",
        Kind.CHOICE,
        Group.OPTIMIZER,
        "How the learning rate goes on: falling as a cosine, constant, or in steps.",
        choices=tuple(Schedule),
    ),
    Setting(
        "warmup",
        Kind.NUMBER,
        Group.OPTIMIZER,
        "Share of all steps in which the learning rate rises from 0.",
        0,
        0.9,
    ),
    Setting(
        "step_epochs",
        Kind.WHOLE,
        Group.OPTIMIZER,
        "Of the schedule step: after how many epochs the learning rate falls.",
        1,
        10_000,
        unit="epochs",
    ),
    Setting(
        "step_factor",
        Kind.NUMBER,
        Group.OPTIMIZER,
        "Of the schedule step: what the learning rate is then multiplied by.",
        1e-4,
        1,
    ),
    Setting(
        "loss",
        Kind.CHOICE,
        Group.OPTIMIZER,
        "What is made small: cross-entropy, the same with rare classes weighing more, a yes or no of each "
        "class against all others, or, of masks, cross-entropy with overlap.",
        choices=tuple(Loss),
    ),
    Setting(
        "label_smoothing",
        Kind.NUMBER,
        Group.OPTIMIZER,
        "Share of certainty that even the right class is not trained to; of classifiers.",
        0,
        0.9,
        tasks=("classify", "gate", "patches"),
    ),
)

AUGMENTATION = (
    Setting("flip", Kind.NUMBER, Group.AUGMENTATION, "Probability of a mirror image.", 0, 1),
    Setting("rotation_deg", Kind.NUMBER, Group.AUGMENTATION, "Largest rotation.", 0, 180, unit="°"),
    Setting("shift", Kind.NUMBER, Group.AUGMENTATION, "Largest shift, as a share of the side.", 0, 0.5),
    Setting("zoom", Kind.NUMBER, Group.AUGMENTATION, "Largest zoom of each axis, as a share.", 0, 0.9),
    Setting("contrast", Kind.NUMBER, Group.AUGMENTATION, "Change of gamma and brightness, a share.", 0, 2),
    Setting("noise", Kind.NUMBER, Group.AUGMENTATION, "Standard deviation of noise, of greys 0 to 1.", 0, 1),
    Setting(
        "erase",
        Kind.NUMBER,
        Group.AUGMENTATION,
        "Probability of a grey box, so that letters and markers cannot be relied on.",
        0,
        1,
    ),
)

LUNGS = (
    Setting(
        "hide",
        Kind.NUMBER,
        Group.LUNGS,
        "Probability that all but the lungs and a rim is one random grey.",
        0,
        1,
        tasks=CLASSIFY,
    ),
    Setting(
        "inside",
        Kind.NUMBER,
        Group.LUNGS,
        "Weight of the share of the heat map that lies outside of the lungs; network 'residual' only.",
        0,
        100,
        tasks=CLASSIFY,
    ),
    Setting(
        "steady",
        Kind.NUMBER,
        Group.LUNGS,
        "Weight of the difference of the answers when the film is moved a little; network 'residual' only.",
        0,
        100,
        tasks=CLASSES,
    ),
)
