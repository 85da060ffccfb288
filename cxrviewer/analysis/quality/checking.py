"""How a check says what it found."""

from cxrviewer.study import CheckOutcome, QualityCheck


def check(
    name: str, value: float, sentence: str, *, refused: bool = False, warned: bool = False
) -> QualityCheck:
    """Return a check that passed unless it is told to refuse or to warn."""
    outcome = CheckOutcome.REFUSED if refused else CheckOutcome.WARNED if warned else CheckOutcome.PASSED
    return QualityCheck(name, outcome, float(value), sentence)
