"""Shares as people write them."""


def percent(share: float) -> str:
    """Return a share of 1 in per cent with one decimal; never 100 or 0 unless it is."""
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return f"{share:.1%}".replace("%", " %")
