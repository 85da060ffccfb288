"""Table E.1-1 of the Basic Application Level Confidentiality Profile (PS3.15 Annex E), from its file."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cxrviewer.locations import resources_folder

EDITION = "PS3.15 2026c"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table; codes as in PS3.15 E.1.1: X remove, Z empty, D dummy, U map, K keep, C clean.

    Attributes
    ----------
    tag
        Eight hexadecimal digits; x stands for any, "private" for every private attribute.
    name
        Of the attribute.
    basic
        What the profile does without options: a code, or several with the weakest first ("X/Z/D").
    uids, device, institution, characteristics, full_dates, modified_dates, descriptors, structure, graphics
        What the options do: "K", "C" or empty.
    """

    tag: str
    name: str
    basic: str
    uids: str = ""
    device: str = ""
    institution: str = ""
    characteristics: str = ""
    full_dates: str = ""
    modified_dates: str = ""
    descriptors: str = ""
    structure: str = ""
    graphics: str = ""


def folder() -> Path:
    """Return the folder of the tables that ship."""
    return resources_folder() / "deidentification"


@cache
def rules() -> dict[str, Rule]:
    """Return the rows by tag."""
    with (folder() / "confidentiality-profile.csv").open(encoding="utf-8", newline="") as stream:
        return {row["tag"]: Rule(**row) for row in csv.DictReader(stream)}


def rule_for(tag: int) -> Rule | None:
    """Return the row of an attribute; None where the table has none.

    Curves (50xx,xxxx) and overlays (60xx,3000), (60xx,4000) are repeating groups (PS3.5 7.6).
    """
    group = tag >> 16
    if group % 2:
        return rules()["private"]
    if 0x5000 <= group <= 0x50FF:
        return rules()["50xxxxxx"]
    text = f"{tag:08x}"
    return rules().get(f"60xx{text[4:]}" if 0x6000 <= group <= 0x60FF else text)
