"""What the report says of a classifier."""

from collections.abc import Iterator, Mapping, Sequence

from cxrviewer.training.evaluation.figure_words import NONE, with_interval
from cxrviewer.training.evaluation.report.content import Grid, Part, Plot, Plots, Section, Words
from cxrviewer.training.evaluation.report.plots import (
    confusion_plot,
    precision_recall_plot,
    reliability_plot,
    roc_plot,
    share_plot,
)
from cxrviewer.training.evaluation.report.strata_grid import pairs_section, strata_section
from cxrviewer.training.evaluation.schema import (
    CamShares,
    ClassEvaluation,
    ClassFigures,
    ClassView,
    Controls,
)


def class_sections(found: ClassEvaluation, titles: Sequence[str]) -> Iterator[Section]:
    """Yield the sections in order."""
    names = {one.name: one.title for one in found.classes}
    yield _overall(found)
    yield _classes(found, titles)
    yield _operating(found.classes)
    if found.views:
        yield _views(found.views, names)
    yield from strata_section(found.strata, len(found.classes))
    yield from pairs_section(found.pairs, found.strata, names)
    if found.gradcam is not None:
        yield _gradcam(found.gradcam, names)
    if found.controls is not None:
        yield _controls(found.controls)


def _overall(found: ClassEvaluation) -> Section:
    answered = {figure.name: figure for figure in found.answered_figures}
    rows = tuple(
        (
            figure.name,
            with_interval(figure),
            with_interval(answered[figure.name]) if figure.name in answered else "–",
        )
        for figure in found.figures
    )
    number = found.answered_figures[0].films if found.answered_figures else 0
    return Section(
        "Figures",
        (
            Grid(
                ("", f"all {found.figures[0].films} films", f"{number} films that the program answers"), rows
            ),
        ),
    )


def _classes(found: ClassEvaluation, titles: Sequence[str]) -> Section:
    """Return precision, recall and F1 of each class, confusion matrix and curves (papers: A3, B10)."""
    rows = tuple(
        (one.title, f"{one.films}", *map(with_interval, (one.precision, one.recall, one.f1)))
        for one in found.classes
    )
    areas = tuple(
        (one.title, with_interval(one.auroc), with_interval(one.average_precision)) for one in found.classes
    )
    plots = Plots(
        (
            Plot(
                confusion_plot(found.confusion, titles),
                "Confusion matrix: films, and their share of the true class.",
            ),
            Plot(reliability_plot(found.calibration), "Reliability: how far a confidence may be believed."),
            Plot(
                roc_plot(found.classes),
                "ROC, each class against the rest; dots: the thresholds of the card.",
            ),
            Plot(
                precision_recall_plot(found.classes),
                "Precision and recall, each class against the rest (AP: average precision). By chance the "
                "precision is the share of the class among the films.",
            ),
        )
    )
    return Section(
        "Classes",
        (
            Grid(("class", "films", "precision", "recall", "F1"), rows),
            Grid(("class against the rest", "AUROC", "average precision"), areas),
            plots,
        ),
    )


def _operating(classes: Sequence[ClassFigures]) -> Section:
    """Return what the thresholds of the card lead to."""
    points = [(one.title, one.operating_point) for one in classes]
    rows = tuple(
        (
            title,
            f"{point.threshold:.3f}",
            with_interval(point.sensitivity),
            with_interval(point.specificity),
            with_interval(point.positive_predictive_value),
            with_interval(point.negative_predictive_value),
        )
        for title, point in points
        if point is not None
    )
    head = (
        "class",
        "threshold",
        "sensitivity",
        "specificity",
        "PPV",
        "NPV",
    )
    if not rows:
        return Section("Operating points", (Words("The card of the model has no thresholds."),))
    origins = {point.origin for _title, point in points if point is not None and point.origin}
    note = "PPV, NPV: positive and negative predictive value at the share of each class in this test set."
    said = [note, *(f"Threshold: {origin}." for origin in sorted(origins))]
    return Section("Operating points", (Grid(head, rows, " ".join(said)),))


def _views(views: Sequence[ClassView], titles: Mapping[str, str]) -> Section:
    """Return the same answers in coarser classes."""
    parts: list[Part] = [
        Grid((view.name, "all films"), tuple((one.name, with_interval(one)) for one in view.figures))
        for view in views
    ]
    drawn = (Plot(confusion_plot(view.confusion, _called(view, titles)), _caption(view)) for view in views)
    return Section("The same answers in coarser classes", [*parts, Plots(tuple(drawn))])


def _called(view: ClassView, titles: Mapping[str, str]) -> list[str]:
    """Return what people call coarser classes, of which cards give names alone."""
    return [titles.get(label, label.replace("_", " ").capitalize()) for label in view.confusion.labels]


def _caption(view: ClassView) -> str:
    return f"{view.name[0].upper()}{view.name[1:]}: films, and their share of the true class."


def _gradcam(shares: CamShares, titles: Mapping[str, str]) -> Section:
    """Return how far the maps keep to the lungs, and how far chance would."""
    low, high = shares.quartiles
    said = (
        f"Of {shares.films} films, the median share of the Grad-CAM energy of the predicted class that lies "
        f"in the lungs is {with_interval(shares.median, 2)}; half of the films lie between {low:.2f} and "
        f"{high:.2f}."
    )
    rows = tuple(
        (
            titles.get(label, label),
            f"{shares.films_by_class.get(label, NONE)}",
            f"{share:.2f}",
            f"{shares.ratio_by_class[label]:.2f}" if label in shares.ratio_by_class else NONE,
        )
        for label, share in shares.by_class.items()
    )
    grid = Grid(("answer", "films", "median share", "median ratio to chance"), rows)
    plot = Plot(share_plot(shares), "Share in the lungs, film by film.")
    return Section(
        "Where the model looks", (Words(f"{said} {_chance(shares)}".strip()), grid, Plots((plot,)))
    )


def _chance(shares: CamShares) -> str:
    """Say what a model that looks anywhere would reach."""
    if shares.ratio is None or shares.frame_area is None or shares.film_area is None:
        return ""
    return (
        "By chance (a map that is the same everywhere) it would be the share of the frame that the network "
        f"sees that is lung, in the median {with_interval(shares.frame_area, 2)}; of the whole film the "
        f"lungs are {with_interval(shares.film_area, 2)}. In the median the maps have "
        f"{with_interval(shares.ratio, 2)} times as much in the lungs as by chance."
    )


def _controls(controls: Controls) -> Section:
    """Return what the model says of films without their lungs, and of lungs alone."""
    rows = tuple(
        (
            one.name,
            with_interval(one.accuracy),
            with_interval(one.macro_f1),
            "–" if one.difference is None else with_interval(one.difference),
        )
        for one in controls.rows
    )
    note = (
        f"On {controls.films} films whose lungs were found; what is blanked has the mean grey of the film. "
        f"The same answers dealt out at random reach a macro F1 of {controls.chance_macro_f1:.3f}."
    )
    blanked = next(one.difference for one in controls.rows if one.difference is not None)
    alarm = blanked.high is None or blanked.high >= 0
    parts: list[Part] = [
        Grid(("films", "accuracy", "macro F1", "difference of the macro F1"), rows, note),
        Words(controls.sentence, alarm=alarm),
    ]
    return Section("Does it go by the lungs?", parts)
