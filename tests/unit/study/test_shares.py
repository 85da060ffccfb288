import pytest

from cxrviewer.study import percent


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.5, "50.0 %"), (0.99999, "> 99.9 %"), (1.0, "100.0 %"), (0.00001, "< 0.1 %"), (0.0, "0.0 %")],
)
def test_certainty_is_never_rounded_up(share: float, text: str) -> None:
    assert percent(share) == text
