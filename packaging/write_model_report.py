"""Write `docs/model-report.md`: what ships beside the papers' recipes, on the same films.

`python packaging/write_model_report.py add NAME PACKAGE EVALUATION` keeps the figures of an evaluation
(`metrics.json`), without names of films, and the budget of the training that the package's card tells, as
`docs/model-report/NAME.json`. Without arguments it writes the page from what is kept there.
Names that begin with `held-out-`, or `small-` or `plain-` before that, are of sources that took no part
in the training.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cxrviewer.inference.card import CT_SLICES, Card, read_card
from cxrviewer.training.evaluation.reading import read_evaluation
from cxrviewer.training.evaluation.schema import ClassEvaluation, Evaluation, Figure, LungEvaluation, Stratum

DOCS = Path(__file__).resolve().parent.parent / "docs"
KEPT, PAGE = DOCS / "model-report", DOCS / "model-report.md"
HELD_OUT, SMALL, PLAIN = "held-out-", "small-held-out-", "plain-held-out-"
SHIPPED, NONE = "shipped-", "\N{EN DASH}"

# papers.md, rows A4, B2 and B4: what the papers print of their own films, in per cent
PUBLISHED = {
    "paper-a-vgg19": "accuracy 99.4, precision 98.9, recall 98",
    "paper-a-resnet101": "accuracy 91, precision 94, recall 90",
    "paper-a-resnet50": "accuracy 85, precision 85, recall 83",
    "paper-a-unet": "accuracy 93 of pixels",
    "paper-b-fcdensenet103": "accuracy 89.0, precision 83.4, recall 86.0, F1 84.5 of pixels",
    "paper-b-resnet101-patches": "accuracy 94.9, precision 93, recall 93",
}

THREE_CLASSES = ("normal", "COVID-19", "other pathology")
THREE_CLASS_FIGURES = ("accuracy", "macro precision", "macro recall", "macro F1", "macro AUROC")

THREE_CLASS_WORDS = """## The three classes of paper A: normal, COVID-19, other pathology
On the same films. A model of four classes says "other pathology" with the sum of lung opacity and viral
pneumonia.
"""

INTRODUCTION = """# How good the models are

**Not for clinical use.** All figures are of films of public research collections that the model was not
trained on, divided by patient. On films from elsewhere they will be lower. Intervals hold 95 %
(bootstrap over patients). This page is written by `make model-report` from the evaluations in
`docs/model-report/`. Each is repeated by `cxrviewer evaluate models/NAME DATA --output DIR --controls`,
each package of ours by `cxrviewer train TASK DATA --preset shipped-NAME --output DIR`, where `DATA` is
the collection that the package's README tells; the classifier of films by `shipped-cxr4` first, then by
`shipped-cxr4-large` with `--set start=`, the `model.safetensors` of the first. The latter once more, from
what it has made, gains nothing (macro F1 0.809).
"""

LUNGS = """## Lungs
The reference masks follow two conventions: those of children and of COVID-19 films (v7labs) include the
lung behind the heart and the diaphragm, those of Montgomery and Shenzhen mostly end at the heart. The
network is trained on both as they are, with films of rare sources drawn more often, and follows the one
that annotators used for such films. Measured on the validation films as the gap between the two lungs,
in their lower third, as a share of their whole width (median; reference, model): covid-cxnet 0.18, 0.19;
ieee8023-covid 0.17, 0.18; kermany-paediatric 0.20, 0.19; nlm-montgomery 0.41, 0.40; nlm-shenzhen 0.41, 0.40.
A cardiothoracic ratio or a texture of the lungs therefore means another region in children than in adults.

What remains are differences between annotators at apex, diaphragm and mediastinum: two networks of
different shape, averaged with their mirror images, come hardly nearer to the references (mean Dice 0.954
on every third film) than the one that ships alone (0.953).
"""

HELD_OUT_WORDS = """## Sources that took no part in the training
Every COVID-19 source and every source of normal adults was held out once, a pair at a time, with all its
films; the recipe of the classifier that ships was trained anew on the rest with a smaller budget
(below). AUROC of COVID-19 against normal among the held-out films alone. The last pair is the hardest: films
of normal adults from the same collection as its COVID-19 films, made ready in the same way, stay among the
training films.
"""

SMALL_WORDS = """The same with fewer films:
"""

PLAIN_WORDS = """The grey levels of a film tell where it comes from: with the film's own in the place of
equalised ones, that smaller training does worse on every pair (below). Adaptive equalisation and stronger
random exposure do not help (0.566 and 0.567 of the last pair).
"""

NOT_COMPARABLE = """## The papers' published figures, and why they are not comparable
Both papers divide by film and not by patient, so that films of one patient may lie on both sides. Each
class comes from a source of its own, so that a network may tell hospitals apart instead of diseases
(paper A says so itself). Their test films are others and fewer. And their networks began with the
weights of ImageNet, which the trainings of this page did not have: these began with fresh weights and
ended after the budget that is stated, far below the papers' own. Their rows say what the recipe reaches
at that budget, not what it can reach. The ResNet-50 stayed at chance in all of its twelve epochs: with fresh
weights, the L2 of 0.06 that the paper prints and 24 steps an epoch nothing was learnt, where the VGG-19
has begun to. FC-DenseNet103 has not begun: the paper's learning rate of 0.00001 is for far more than 236
steps. ResNet-101 on patches was not trained: on two cores an epoch of it takes hours.
"""


class Kept(NamedTuple):
    """What is kept of a model."""

    name: str
    evaluation: Evaluation
    budget: str


def budget_of(card: Card) -> str:
    """Return on what, how often and at which size the model was trained, and from which other one."""
    training = card.training
    if training is None:
        return "not known"
    films = sum(count for labels in training.images_by_source.values() for count in labels.values())
    settings = training.settings
    start = f", from {settings['start']}" if settings["start"] else ""
    return f"{films} films, epochs {settings['epochs']} at {settings['sizes']} px{start}"


def keep(name: str, package: Path, evaluation: Path) -> None:
    """Put an evaluation's figures, without the names of films, among those of the page."""
    plain = json.loads(read_evaluation(evaluation).model_dump_json())
    plain["unusable"] = []
    for part in ("classes", "lungs"):
        if plain[part]:
            plain[part]["worst"] = []
    for one in (plain["classes"] or {}).get("classes", []):
        one["curve"] = None
    text = json.dumps({"budget": budget_of(read_card(package)), "evaluation": plain}, indent=1)
    (KEPT / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def kept() -> list[Kept]:
    """Read what is kept, ours first."""
    files = sorted(KEPT.glob("*.json"), key=lambda file: (not file.name.startswith(SHIPPED), file.name))
    read = [(file.stem, json.loads(file.read_text("utf-8"))) for file in files]
    return [Kept(name, Evaluation.model_validate(one["evaluation"]), one["budget"]) for name, one in read]


def said(figure: Figure | None) -> str:
    """Return a figure with its interval."""
    if figure is None or figure.value is None:
        return NONE
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"


def named(figures: Iterable[Figure], name: str) -> Figure | None:
    """Return the figure of that name."""
    return next((one for one in figures if one.name == name), None)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def title(one: Kept) -> str:
    """Return what a model is called in a table."""
    model = one.evaluation.model
    ours = model.preset.startswith(SHIPPED)
    return f"**{model.name} {model.version}** (ships)" if ours else f"`{model.preset}`"


def classifier_row(one: Kept, classes: ClassEvaluation) -> list[str]:
    """Return the figures of a classifier."""
    normal = next((view.figures for view in classes.views if view.name.startswith("normal against")), ())
    blanked = (
        next((row.macro_f1 for row in classes.controls.rows if row.name == "lungs blanked"), None)
        if (classes.controls)
        else None
    )
    return [
        title(one),
        str(len(classes.classes)),
        one.budget,
        str(one.evaluation.data.measured),
        *(said(named(classes.figures, name)) for name in ("accuracy", "macro F1")),
        said(named(normal, "AUROC")),
        said(named(classes.figures, "expected calibration error")),
        said(classes.gradcam.median if classes.gradcam else None),
        said(blanked),
    ]


CLASSIFIER_HEAD = (
    "model",
    "classes",
    "trained on",
    "films",
    "accuracy",
    "macro F1",
    "AUROC normal or not",
    "calibration error",
    "Grad-CAM in the lungs, median",
    "macro F1 with the lungs blanked",
)


def class_rows(one: Kept, classes: ClassEvaluation) -> list[list[str]]:
    """Return a row for each class of a model."""
    return [
        [
            title(one),
            part.title,
            str(part.films),
            *map(said, (part.precision, part.recall, part.f1, part.auroc)),
        ]
        for part in classes.classes
    ]


def strata_rows(one: Kept, strata: Iterable[Stratum], names: Sequence[str]) -> list[list[str]]:
    """Return a row for each part of the films."""
    return [
        [
            title(one),
            f"{part.by}: {part.name}",
            str(part.films),
            *(said(named(part.figures, n)) for n in names),
        ]
        for part in strata
    ]


def lung_row(one: Kept, lungs: LungEvaluation) -> list[str]:
    """Return the figures of a segmentation."""
    both, right, left = lungs.lungs
    measured = [both.dice, right.dice, left.dice, both.iou, both.hd95_px]
    films = str(one.evaluation.data.measured)
    return [title(one), one.budget, films, *map(said, measured), f"{lungs.swapped} / {lungs.missing}"]


LUNG_HEAD = (
    "model",
    "trained on",
    "films",
    "Dice",
    "right",
    "left",
    "IoU",
    "HD95, px at 512",
    "swapped / missing",
)


def pair_rows(one: Kept, classes: ClassEvaluation) -> list[list[str]]:
    """Return a row for each pair of classes, of all films and of each part of them."""
    parts = [("all films", classes.pairs), *((f"{s.by}: {s.name}", s.pairs) for s in classes.strata)]
    return [
        [title(one), name, f"{pair.positive} – {pair.negative}", str(pair.auroc.films), said(pair.auroc)]
        for name, pairs in parts
        for pair in pairs
    ]


def classifiers(found: Sequence[Kept]) -> str:
    """Return the tables of classifiers of one kind of picture."""
    pairs = [(one, one.evaluation.classes) for one in found if one.evaluation.classes]
    names = ("accuracy", "macro F1")
    tables = [
        (CLASSIFIER_HEAD, [classifier_row(*pair) for pair in pairs]),
        (
            ("model", "class", "films", "precision", "recall", "F1", "AUROC"),
            [row for pair in pairs for row in class_rows(*pair)],
        ),
        (
            ("model", "part", "films", *names),
            [row for one, classes in pairs for row in strata_rows(one, classes.strata, names)],
        ),
        (
            ("model", "part", "one class – another", "films", "AUROC"),
            [row for pair in pairs for row in pair_rows(*pair)],
        ),
    ]
    return "\n".join(table(head, rows) for head, rows in tables)


def three_class_row(one: Kept, classes: ClassEvaluation) -> list[str] | None:
    """Return the figures of paper A's three classes, of a model that tells these apart or groups its own."""
    own = len(classes.classes) == len(THREE_CLASSES)
    view = next((view.figures for view in classes.views if view.name == "3 classes"), None)
    figures = classes.figures if own else view
    if figures is None:
        return None
    measured = (said(named(figures, name)) for name in THREE_CLASS_FIGURES)
    return [title(one), one.budget, str(one.evaluation.data.measured), *measured]


def three_classes(found: Sequence[Kept]) -> str:
    """Return the table of paper A's three classes."""
    pairs = [(one, one.evaluation.classes) for one in found if one.evaluation.classes]
    rows = [row for pair in pairs if (row := three_class_row(*pair))]
    return table(("model", "trained on", "films", *THREE_CLASS_FIGURES), rows)


def segmentations(found: Sequence[Kept]) -> str:
    """Return the tables of segmentations."""
    pairs = [(one, one.evaluation.lungs) for one in found if one.evaluation.lungs]
    names = ("mean Dice",)
    rows = [row for one, lungs in pairs for row in strata_rows(one, lungs.strata, names)]
    parts = [table(LUNG_HEAD, [lung_row(*pair) for pair in pairs])]
    return "\n".join([*parts, table(("model", "part", "films", *names), rows)])


def held_out(found: Sequence[Kept]) -> str:
    """Return how COVID-19 is told from normal on films of sources that took no part, and the mean of it."""
    classes = [(one, one.evaluation.classes) for one in found if one.evaluation.classes]
    pairs = [(one, pair.auroc) for one, of in classes for pair in of.pairs]
    rows = [
        [one.name.split(HELD_OUT)[1].replace("_", " "), one.budget, str(area.films), said(area)]
        for one, area in pairs
    ]
    known = [area.value for _one, area in pairs if area.value is not None]
    rows.append(["mean", "", "", f"{sum(known) / len(known):.3f}" if known else NONE])
    return table(("held out", "trained on", "films", "AUROC"), rows)


def published() -> str:
    """Return what the papers print."""
    return table(("recipe", "published, per cent"), [[f"`{name}`", text] for name, text in PUBLISHED.items()])


def report(found: Sequence[Kept]) -> str:
    """Return the page, Markdown."""
    apart = {
        prefix: [one for one in found if one.name.startswith(prefix)] for prefix in (HELD_OUT, SMALL, PLAIN)
    }
    own = [one for one in found if not one.name.startswith(tuple(apart))]
    slices = [one for one in own if one.evaluation.model.reads == CT_SLICES]
    films = [one for one in own if one not in slices]
    parts = [INTRODUCTION, "## Chest radiographs\n", classifiers(films), THREE_CLASS_WORDS]
    parts += [three_classes(films), HELD_OUT_WORDS, held_out(apart[HELD_OUT])]
    parts += [SMALL_WORDS, held_out(apart[SMALL]), PLAIN_WORDS, held_out(apart[PLAIN])]
    parts += [LUNGS, segmentations(films), "## CT slices\n", classifiers(slices)]
    return "\n".join([*parts, NOT_COMPARABLE, published()])


if __name__ == "__main__":
    if sys.argv[1:2] == ["add"]:
        keep(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        PAGE.write_text(report(kept()), encoding="utf-8")
