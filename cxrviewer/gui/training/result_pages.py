"""What came out of a training, as a page of text."""

from collections.abc import Iterable, Sequence
from html import escape

from cxrviewer.gui.training.evaluating import Measured
from cxrviewer.gui.training.page_markup import page, paragraph, table, title
from cxrviewer.inference.card import Card
from cxrviewer.training.evaluation.schema import (
    CamShares,
    ClassEvaluation,
    Confusion,
    Evaluation,
    Figure,
    LungEvaluation,
    Stratum,
)

NO_RESULT = page(
    title("No model yet"),
    paragraph("The figures of a model stand here when its training has come to its end.", "quiet"),
)
_DASH = "\N{EN DASH}"


def result_page(card: Card, measured: Measured | None) -> str:
    """Return the page of a model: of its evaluation, or of its card while there is none."""
    head = title(f"{card.name} {card.version}")
    if measured is not None:
        return page(head, *_evaluation(measured.evaluation))
    rows = [
        (one.name.replace("_", " "), one.subset, f"{one.value:.3f}", f"{one.low:.3f} to {one.high:.3f}")
        for one in card.metrics
    ]
    return page(
        head,
        paragraph(
            "Figures of the films that did not train it. Measure it in full for classes and films.", "quiet"
        ),
        table(("Figure", "Films", "Value", "95 % interval"), rows),
    )


def _evaluation(found: Evaluation) -> Iterable[str]:
    data = found.data
    yield paragraph(
        f"{data.measured} films of {data.groups} patients or files that did not train it; the program would "
        f"abstain from {data.abstained}; {data.failed} cannot be read.",
        "quiet",
    )
    if found.classes is not None:
        yield from _classes(found.classes)
    if found.lungs is not None:
        yield from _lungs(found.lungs)
    yield from (paragraph(note, "warning") for note in found.notes)


def _classes(found: ClassEvaluation) -> Iterable[str]:
    yield _figures(found.figures)
    yield title("By class")
    heads = ("Class", "Films", "Precision", "Recall", "F1", "AUROC")
    yield table(
        heads,
        [
            (one.title, one.films, *map(value, (one.precision, one.recall, one.f1, one.auroc)))
            for one in found.classes
        ],
    )
    yield title("Confusion: rows are the classes, columns the answers")
    yield _confusion(found.confusion, [one.title for one in found.classes])
    yield from _strata(found.strata)
    if found.gradcam is not None:
        yield paragraph(_cam_words(found.gradcam))
    if found.controls is not None:
        yield paragraph(found.controls.sentence)


def _cam_words(found: CamShares) -> str:
    """Say how much of the heat maps lies in the lungs, and how much would by chance."""
    said = f"Share of the Grad-CAM in the lungs, median: {interval(found.median)}"
    if found.frame_area is None or found.ratio is None:
        return f"{said}."
    by_chance = f"by chance it would be {value(found.frame_area)}, the part of the picture that is lung"
    return f"{said}; {by_chance}; the ratio is {interval(found.ratio)}."


def _lungs(found: LungEvaluation) -> Iterable[str]:
    heads = ("Lung", "Dice", "IoU", "HD95, pixels at 512", "HD95, mm")
    yield table(
        heads,
        [(one.lung, *map(interval, (one.dice, one.iou, one.hd95_px, one.hd95_mm))) for one in found.lungs],
    )
    yield paragraph(f"Right and left taken for each other: {found.swapped}; a lung missing: {found.missing}.")
    yield from _strata(found.strata)


def _figures(figures: Sequence[Figure]) -> str:
    rows = [(one.name, value(one), _range(one), one.films) for one in figures]
    return table(("Figure", "Value", "95 % interval", "Films"), rows)


def _confusion(found: Confusion, titles: Sequence[str]) -> str:
    """Return the matrix; the share of the row makes a cell bright."""
    head = "".join(f'<th align="right">{escape(one)}</th>' for one in ("", *titles))
    rows = []
    for place, (name, counts) in enumerate(zip(titles, found.counts, strict=True)):
        whole = max(1, sum(counts))
        cells = "".join(
            f'<td align="right" bgcolor="{_shade(count / whole, right=column == place)}">{count}</td>'
            for column, count in enumerate(counts)
        )
        rows.append(f"<tr><td>{escape(name)}</td>{cells}</tr>")
    return f'<table cellspacing="1" cellpadding="6"><tr>{head}</tr>{"".join(rows)}</table>'


def _shade(share: float, *, right: bool) -> str:
    """Return a colour between that of the page and blue (right answers) or amber (wrong ones)."""
    ground, full = (0x1A, 0x1D, 0x22), (0x2F, 0x6F, 0x9F) if right else (0x8A, 0x55, 0x10)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(ground, full, strict=True))


def _strata(strata: Sequence[Stratum]) -> Iterable[str]:
    if strata:
        names = [figure.name for figure in strata[0].figures]
        rows = [(one.by, one.name, one.films, *map(value, one.figures)) for one in strata]
        yield title("By source, age and view") + table(("By", "", "Films", *names), rows)


def value(figure: Figure) -> str:
    """Return a figure alone."""
    return _DASH if figure.value is None else f"{figure.value:.3f}"


def interval(figure: Figure) -> str:
    """Return a figure with its interval."""
    return f"{value(figure)} ({_range(figure)})" if figure.low is not None else value(figure)


def _range(figure: Figure) -> str:
    return _DASH if figure.low is None or figure.high is None else f"{figure.low:.3f} to {figure.high:.3f}"
