"""The plots of an evaluation."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.colors import Color, HexColor

from cxrviewer.training.evaluation.figure_words import with_interval
from cxrviewer.training.evaluation.report.charts import (
    COLOURS,
    FONT,
    HEIGHT,
    INK,
    QUIET,
    SIZE,
    WIDTH,
    Chart,
)
from cxrviewer.training.evaluation.schema import (
    CalibrationBin,
    CamShares,
    ClassFigures,
    Confusion,
    TrainingCurves,
)

UNIT = (0.0, 1.0)
_DEEPEST = HexColor("#0b3c5d")


def roc_plot(classes: Sequence[ClassFigures]) -> Drawing:
    """Return the ROC curve of each class against the rest."""
    chart = Chart(UNIT, UNIT, "1 − specificity", "sensitivity")
    chart.line([(0, 0), (1, 1)], QUIET, dashed=True)
    for number, one in enumerate(classes):
        if one.curve is not None:
            points = [(0.0, 0.0), *zip(one.curve.false_positive_rate, one.curve.recall, strict=True)]
            words = f"{one.title}: AUROC {with_interval(one.auroc)}"
            chart.line(points, COLOURS[number % len(COLOURS)], words)
            if one.operating_point is not None:
                _operating_dot(chart, one, number)
    return chart.drawn()


def _operating_dot(chart: Chart, one: ClassFigures, number: int) -> None:
    """Mark where the card's threshold lies."""
    point = one.operating_point
    if point is not None and point.specificity.value is not None and point.sensitivity.value is not None:
        place = (1 - point.specificity.value, point.sensitivity.value)
        chart.dots([place], COLOURS[number % len(COLOURS)], 2.8)


def precision_recall_plot(classes: Sequence[ClassFigures]) -> Drawing:
    """Return the precision-recall curve of each class against the rest."""
    chart = Chart(UNIT, UNIT, "recall", "precision")
    for number, one in enumerate(classes):
        if one.curve is not None:
            points = list(zip(one.curve.recall, one.curve.precision, strict=True))
            words = f"{one.title}: average precision {with_interval(one.average_precision)}"
            chart.line(points, COLOURS[number % len(COLOURS)], words)
    return chart.drawn()


def reliability_plot(bins: Sequence[CalibrationBin]) -> Drawing:
    """Return accuracy over confidence; bars show the share of the films in each bin."""
    chart = Chart(UNIT, UNIT, "confidence", "accuracy")
    films = sum(one.films for one in bins)
    for one in bins:
        chart.bar(one.low, one.high, one.films / films if films else 0, HexColor("#d5e3ee"))
    chart.line([(0, 0), (1, 1)], QUIET, "perfectly calibrated", dashed=True)
    known = [(one.confidence, one.accuracy) for one in bins if one.confidence is not None]
    points = [(confidence, accuracy) for confidence, accuracy in known if accuracy is not None]
    chart.line(points, COLOURS[1], "accuracy of the answers in a bin")
    chart.dots(points, COLOURS[1])
    chart.legend.append((HexColor("#d5e3ee"), "share of the films in a bin"))
    return chart.drawn()


def histogram_plot(counts: Sequence[int], x_title: str) -> Drawing:
    """Return a histogram of what lies from 0 to 1."""
    chart = Chart(UNIT, (0, max(1, *counts) * 1.05), x_title, "films")
    for number, count in enumerate(counts):
        chart.bar(number / len(counts), (number + 1) / len(counts), count, COLOURS[0])
    return chart.drawn()


def share_plot(shares: CamShares) -> Drawing:
    """Return how much of the Grad-CAM lies in the lungs, film by film."""
    return histogram_plot(shares.histogram, "share of the Grad-CAM in the lungs")


def training_plots(curves: TrainingCurves) -> tuple[Drawing, Drawing]:
    """Return loss and score over the epochs (paper A, row A3)."""
    losses = [*curves.loss, *(loss for loss in curves.validation_loss if loss is not None)]
    span = (float(min(curves.epochs)), float(max(*curves.epochs, min(curves.epochs) + 1)))
    loss = Chart(span, (0, max(losses) * 1.05 or 1), "epoch", "loss")
    loss.line(list(zip(curves.epochs, curves.loss, strict=True)), COLOURS[0], "training")
    validation = zip(curves.epochs, curves.validation_loss, strict=True)
    known = [(float(epoch), value) for epoch, value in validation if value is not None]
    if known:
        loss.line(known, COLOURS[1], "validation")
    score = Chart(span, UNIT, "epoch", curves.score_name)
    score.line(list(zip(curves.epochs, curves.score, strict=True)), COLOURS[1], "validation")
    return loss.drawn(), score.drawn()


def confusion_plot(matrix: Confusion, titles: Sequence[str]) -> Drawing:
    """Return the confusion matrix: numbers are films, the shade is the share of the class."""
    left, top, room = 78, 24, min(WIDTH - 82, HEIGHT - 30)
    cell = room / len(titles)
    drawing = Drawing(WIDTH, HEIGHT + 8)
    height = HEIGHT + 8
    drawing.add(_label(left + room / 2, height - 8, "answer", "middle", QUIET))
    drawing.add(_label(2, height - 18, "class", "start", QUIET))
    for number, title in enumerate(titles):
        drawing.add(_label(left + (number + 0.5) * cell, height - 19, _short(title, cell), "middle"))
        drawing.add(_label(left - 4, height - top - (number + 0.5) * cell - 3, _short(title, left), "end"))
    for row, counts in enumerate(matrix.counts):
        for column, count in enumerate(counts):
            share = count / max(1, sum(counts))
            x, y = left + column * cell, height - top - (row + 1) * cell
            drawing.add(Rect(x, y, cell, cell, fillColor=_shade(share), strokeColor=HexColor("#ffffff")))
            ink = HexColor("#ffffff") if share > 0.5 else INK
            drawing.add(_label(x + cell / 2, y + cell / 2, f"{count}", "middle", ink))
            drawing.add(_label(x + cell / 2, y + cell / 2 - 9, f"{share:.0%}", "middle", ink))
    return drawing


def _shade(share: float) -> Color:
    """Return white for 0, the deepest blue for 1."""
    parts = (1 - share * (1 - part) for part in (_DEEPEST.red, _DEEPEST.green, _DEEPEST.blue))
    return Color(*parts)


def _short(words: str, room: float) -> str:
    """Return words that fit into so many points, cut with a dot."""
    most = max(3, int(room / (0.52 * SIZE)))
    return words if len(words) <= most else f"{words[: most - 1]}."


def _label(x: float, y: float, words: str, anchor: str, colour: Color = INK) -> String:
    return String(x, y, words, fontName=FONT, fontSize=SIZE, textAnchor=anchor, fillColor=colour)
