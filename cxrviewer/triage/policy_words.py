"""A policy as rows of a table, and as the TOML file that it is kept in."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.export.writing import write_bytes
from cxrviewer.triage.policy import Policy, read_policy

_BARE = re.compile(r"[A-Za-z0-9_-]+")
MEANINGS = {
    "unanswered_from": "Cases without an answer lie between this urgency and 1, all others below",
    "unknown_score": "The least score of a case without an answer",
    "other_severity": "Severity of findings that are not named",
    "other_extent_from": "Grad-CAM from which a place is involved, for findings that are not named",
    "severity": "How severe the finding is",
    "weights": "Share of the score; together 1",
    "priorities": "The least score that this clinical priority gives",
    "extent_from": "Grad-CAM from which a place counts as involved, a multiple of 0.05",
    "words": "Urgency from which on a case is called so",
}


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One value of a policy: table ("" for none), name, text and what it means."""

    table: str
    name: str
    text: str
    meaning: str


def policy_rows(policy: Policy) -> tuple[PolicyRow, ...]:
    """Return every value of a policy but its name and version."""
    rows = []
    for key, value in policy.model_dump(exclude={"name", "version"}).items():
        if isinstance(value, Mapping):
            rows += [PolicyRow(key, name, f"{number:g}", MEANINGS[key]) for name, number in value.items()]
        else:
            rows.append(PolicyRow("", key, f"{value:g}", MEANINGS[key]))
    return tuple(rows)


def next_version(version: str) -> str:
    """Return a version with its last number raised by one."""
    parts = re.split(r"(\d+)(?=\D*$)", version)
    return f"{parts[0]}{int(parts[1]) + 1}{parts[2]}" if len(parts) == 3 else f"{version}.1"


def policy_text(name: str, version: str, rows: tuple[PolicyRow, ...]) -> str:
    """Return the TOML of a policy; whether it says what a policy must is for `read_policy` to tell."""
    lines = [f"name = {_quoted(name)}", f"version = {_quoted(version)}"]
    lines += [f"{row.name} = {row.text}" for row in rows if not row.table]
    for table in dict.fromkeys(row.table for row in rows if row.table):
        named = [f"{_key(row.name)} = {row.text}" for row in rows if row.table == table]
        lines += ["", f"[{table}]", *named]
    return "\n".join(lines) + "\n"


def save_policy(path: Path, name: str, version: str, rows: tuple[PolicyRow, ...]) -> Policy:
    """Write a policy and return it as it is read; what is no policy does not take the place of a file.

    Raises
    ------
    FileError
        If it is none, with the line that is wrong, or cannot be written.
    """
    beside = path.with_name(f".{path.name}.checked.toml")
    text = policy_text(name, version, rows).encode()
    write_bytes(beside, text)
    try:
        policy = read_policy(beside)
    finally:
        beside.unlink(missing_ok=True)
    write_bytes(path, text)
    return policy


def _quoted(text: str) -> str:
    """Return a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    tomllib.loads(f'text = "{escaped}"')
    return f'"{escaped}"'


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)
