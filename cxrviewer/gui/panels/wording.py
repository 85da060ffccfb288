"""How features and quantities are written in the window."""

import math

_FEATURES = {
    "information_correlation_1": "Information corr. 1",
    "information_correlation_2": "Information corr. 2",
    "maximal_correlation_coefficient": "Max. corr. coeff.",
    "difference_variance": "Difference var.",
    "sum_variance_uncentred": "Sum var., uncentred",
}


def feature_text(name: str) -> str:
    """Return a texture feature's name in words."""
    if name.isupper():
        return name
    return _FEATURES.get(name, name.replace("_", " ").capitalize())


def quantity(value: float) -> str:
    """Return a number with four significant digits."""
    if not math.isfinite(value):
        return "\N{EN DASH}"
    if value != 0 and not 1e-3 <= abs(value) < 1e5:
        return f"{value:.2e}"
    return f"{value:#.4g}".rstrip(".")
