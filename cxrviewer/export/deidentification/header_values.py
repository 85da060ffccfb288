"""Single values of a header that may be damaged."""

from pydicom.dataset import Dataset


def text_of(dataset: Dataset, keyword: str) -> str:
    """Return a value as text; empty where it is absent or cannot be read."""
    try:
        value = dataset.get(keyword, "")
        return "" if value is None else str(value).strip()
    except Exception:  # noqa: BLE001 - pydicom raises anything on damaged values
        return ""


def number_of(dataset: Dataset, keyword: str, default: int = 0) -> int:
    """Return a whole number; `default` where it is absent or cannot be read."""
    text = text_of(dataset, keyword)
    try:
        return int(text)
    except ValueError:
        return default
