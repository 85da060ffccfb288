"""Classes and shares as people write them."""

_NAMES = {"covid19": "COVID-19", "ct_covid": "COVID-19", "ct_non_covid": "Not COVID-19"}


def label_name(label: str) -> str:
    """Return a class as people write it."""
    return _NAMES.get(label, label.replace("_", " ").capitalize())


def percent(share: float) -> str:
    """Return a share of 1 in per cent."""
    return f"{100 * share:.1f} %"
