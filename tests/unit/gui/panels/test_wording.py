"""Numbers and names as the reader sees them."""

import pytest

from cxrviewer.gui.panels.wording import feature_text, quantity


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.548, "0.5480"),
        (135, "135.0"),
        (1234, "1234"),
        (123456.0, "1.23e+05"),
        (0.00001234, "1.23e-05"),
        (float("nan"), "–"),
    ],
)
def test_quantities_have_four_digits(value: float, text: str) -> None:
    assert quantity(value) == text


def test_names() -> None:
    assert feature_text("sum_entropy") == "Sum entropy"
    assert feature_text("ASM") == "ASM"
