"""The plots of an evaluation."""

import math
from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

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
    label,
)
from cxrviewer.training.evaluation.schema import (
    CalibrationBin,
    CamShares,
    ClassFigures,
    Confusion,
    TrainingCurves,
)

UNIT = (0.0, 1.0)
_LEADING = 9
_BARS = HexColor("#b4cfe2")
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
            words = f"{one.title}: AP {with_interval(one.average_precision)}"
            chart.line(points, COLOURS[number % len(COLOURS)], words)
    return chart.drawn()


def reliability_plot(bins: Sequence[CalibrationBin]) -> Drawing:
    """Return accuracy over confidence with 95 % intervals; bars show the share of the films in each bin."""
    chart = Chart(UNIT, UNIT, "confidence", "accuracy")
    films = sum(one.films for one in bins)
    for one in bins:
        chart.bar(one.low, one.high, one.films / films if films else 0, _BARS)
    chart.line([(0, 0), (1, 1)], QUIET, "perfectly calibrated", dashed=True)
    for one in bins:
        if one.confidence is not None and one.accuracy is not None:
            chart.whisker(one.confidence, *wilson(one.accuracy, one.films), COLOURS[1])
            chart.dots([(one.confidence, one.accuracy)], COLOURS[1])
    chart.legend.append((COLOURS[1], "accuracy of the answers in a bin (95 %, Wilson)"))
    chart.legend.append((_BARS, "share of the films in a bin"))
    return chart.drawn()


def wilson(share: float, films: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of so many films (Wilson 1927)."""
    z = 1.959964
    middle = (share + z**2 / (2 * films)) / (1 + z**2 / films)
    half = z / (1 + z**2 / films) * math.sqrt(share * (1 - share) / films + z**2 / (4 * films**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def histogram_plot(counts: Sequence[int], x_title: str) -> Drawing:
    """Return a histogram of what lies from 0 to 1."""
    return _histogram(counts, x_title).drawn()


def _histogram(counts: Sequence[int], x_title: str) -> Chart:
    chart = Chart(UNIT, (0, max(1, *counts) * 1.05), x_title, "films")
    for number, count in enumerate(counts):
        chart.bar(number / len(counts), (number + 1) / len(counts), count, COLOURS[0])
    return chart


def share_plot(shares: CamShares) -> Drawing:
    """Return how much of the Grad-CAM lies in the lungs, film by film, and how much would by chance."""
    chart = _histogram(shares.histogram, "share of the Grad-CAM in the lungs")
    chance = None if shares.frame_area is None else shares.frame_area.value
    if chance is not None:
        ends = [(chance, 0.0), (chance, chart.y_range[1])]
        chart.line(ends, COLOURS[1], f"by chance, median: {chance:.2f}", dashed=True)
    return chart.drawn()


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
    left, top, room = 78, 34, min(WIDTH - 82, HEIGHT - 38)
    cell = room / len(titles)
    height = top + room + 4
    drawing = Drawing(WIDTH, height)
    drawing.add(label(left + room / 2, height - 8, "answer of the model", "middle", QUIET))
    drawing.add(label(left - 4, height - 8, "true class", "end", QUIET))
    for number, title in enumerate(titles):
        across, down = left + (number + 0.5) * cell, height - top - (number + 0.5) * cell
        for line, words in enumerate(reversed(_lines(title, cell))):
            drawing.add(label(across, height - top + 4 + line * _LEADING, words, "middle"))
        for line, words in enumerate(_lines(title, left - 4)):
            drawing.add(label(left - 4, down - 3 - line * _LEADING, words, "end"))
    for row, counts in enumerate(matrix.counts):
        for column, count in enumerate(counts):
            share = count / max(1, sum(counts))
            x, y = left + column * cell, height - top - (row + 1) * cell
            drawing.add(Rect(x, y, cell, cell, fillColor=_shade(share), strokeColor=HexColor("#ffffff")))
            ink = HexColor("#ffffff") if share > 0.5 else INK
            drawing.add(label(x + cell / 2, y + cell / 2, f"{count}", "middle", ink))
            drawing.add(label(x + cell / 2, y + cell / 2 - _LEADING, f"{share:.0%}", "middle", ink))
    return drawing


def _shade(share: float) -> Color:
    """Return white for 0, the deepest blue for 1."""
    parts = (1 - share * (1 - part) for part in (_DEEPEST.red, _DEEPEST.green, _DEEPEST.blue))
    return Color(*parts)


def _lines(words: str, room: float) -> list[str]:
    """Return words on one or two lines that fit into so many points; cut with dots where they must be."""
    if stringWidth(words, FONT, SIZE) <= room or " " not in words:
        return [_cut(words, room)]
    parts = words.split()
    halves = [[" ".join(parts[:place]), " ".join(parts[place:])] for place in range(1, len(parts))]
    best = min(halves, key=lambda lines: max(stringWidth(line, FONT, SIZE) for line in lines))
    return [_cut(line, room) for line in best]


def _cut(words: str, room: float) -> str:
    """Return words, or as many letters of them as fit, and dots."""
    if stringWidth(words, FONT, SIZE) <= room:
        return words
    fitting = (words[:letters] + "…" for letters in range(len(words) - 1, 0, -1))
    return next((cut for cut in fitting if stringWidth(cut, FONT, SIZE) <= room), "…")
