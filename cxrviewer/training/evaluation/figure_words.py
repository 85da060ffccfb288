"""Figures and their intervals in words."""

from cxrviewer.training.evaluation.comparison_schema import McNemar
from cxrviewer.training.evaluation.schema import Figure, Intervals

NONE = "–"


def with_interval(figure: Figure, digits: int = 3, *, signed: bool = False) -> str:
    """Return a figure with its interval in words; a difference with its sign."""
    sign = "+" if signed else ""

    def number(value: float) -> str:
        return f"{value:{sign}.{digits}f}".replace("-", "−")

    if figure.value is None:
        return NONE
    if figure.low is None or figure.high is None:
        return number(figure.value)
    return f"{number(figure.value)} ({number(figure.low)} to {number(figure.high)})"


def interval_words(intervals: Intervals) -> str:
    """Say how the intervals were made."""
    return (
        f"In brackets: {intervals.percent} % intervals by {intervals.method}, "
        f"{intervals.resamples:,} resamples; of fewer than {intervals.fewest_films} films none is given."
    )


def p_words(test: McNemar, pairs: int) -> str:
    """Return a p value in words; of several pairs, also that which holds for all of them together."""
    if pairs == 1:
        return _p(test.p_value)
    return f"{_p(test.p_value)}; with Holm's correction for {pairs} pairs {_p(test.adjusted_p_value)}"


def _p(value: float) -> str:
    return "p < 0.0001" if value < 0.0001 else f"p = {value:.4f}"
