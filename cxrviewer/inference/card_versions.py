"""Cards of earlier schemas read as those of the present one.

Version 1 gave the input contract as `geometry`, `low_percent`, `high_percent`, `mean` and `std`; version 2
names the stages in order.
"""

from typing import Final

NEWEST: Final = 2


def upgraded(record: object) -> object:
    """Return the JSON object of a card as one of schema version 2; what is no card is left as it is.

    Raises
    ------
    ValueError
        If the card is of a later schema.
    """
    version = record.get("schema_version") if isinstance(record, dict) else None
    if isinstance(version, int) and version > NEWEST:
        raise ValueError(f"schema_version is {version}: made by a newer version of the program")
    if not isinstance(record, dict) or version != 1:
        return record
    contract = record.get("input")
    return {
        **record,
        "schema_version": 2,
        "input": _stages_named(contract) if isinstance(contract, dict) else contract,
    }


def _stages_named(contract: dict[str, object]) -> dict[str, object]:
    """Return the input contract of version 1 with its stages by name."""
    left = dict(contract)
    geometry = left.pop("geometry", None)
    low, high, mean, std = (left.pop(key, None) for key in ("low_percent", "high_percent", "mean", "std"))
    left["stages"] = (
        {"stage": geometry},
        {"stage": "percentile_stretch", "low": low, "high": high},
        {"stage": "normalise", "mean": mean, "std": std},
    )
    return left
