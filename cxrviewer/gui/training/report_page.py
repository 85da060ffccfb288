"""The report on a data set as a page of text: what blocks first, then what to look at, then the counts."""

import os
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from cxrviewer.gui.training.page_markup import listed, page, paragraph, table, title
from cxrviewer.training.preflight.problems import Level, Problem

if TYPE_CHECKING:  # what makes these imports slow is loaded by the check itself, in the background
    from cxrviewer.training.preflight.differences import Difference
    from cxrviewer.training.preflight.probe import Probe
    from cxrviewer.training.preflight.report import CopiedPicture, DataReport, Stratum

_SECTIONS = (
    (Level.BLOCKS, "Must be put right before training", "blocks"),
    (Level.WARNING, "To look at", "warning"),
    (Level.NOTE, "To know", ""),
)
_EXAMPLES = 5
_WHOLE = "whole film"
_SEEN = {
    _WHOLE: "from the whole film",
    "borders": "from the borders alone",
    "lungs blanked": "with the lungs blanked",
}


def report_page(report: "DataReport", data: Path) -> str:
    """Return the page; files are named as they lie in the data set."""
    verdict = (
        paragraph("The data is not ready to be trained on.", "blocks")
        if report.blocks
        else paragraph("Nothing stands in the way of training.", "good")
    )
    whole = page(
        title(f"{report.films} films checked"),
        verdict,
        *(_problems(report.problems, *section) for section in _SECTIONS),
        _counts(report.strata),
        _unreadable(report),
        _copies(report.copies),
        _probes(report.probes),
        _differences(report.differences),
    )
    folder = data if data.is_dir() else data.parent
    return whole.replace(escape(f"{folder}{os.sep}"), "")


def _problems(problems: Iterable[Problem], level: Level, heading: str, kind: str) -> str:
    found = [problem for problem in problems if problem.level is level]
    parts = [paragraph(one.sentence, kind) + listed(_unnamed(one), _EXAMPLES) for one in found]
    return title(heading) + "".join(parts) if parts else ""


def _unnamed(problem: Problem) -> tuple[str, ...]:
    """Return the files of a problem; none if its sentence names them all."""
    return () if all(file in problem.sentence for file in problem.files) else problem.files


def _counts(strata: "Sequence[Stratum]") -> str:
    rows = [
        (one.label or "(no label)", one.source or "\N{EN DASH}", one.films, one.groups, one.with_mask)
        for one in strata
    ]
    heads = ("Class", "Source", "Films", "Patients", "With mask")
    return title("Classes and sources") + table(heads, rows)


def _unreadable(report: "DataReport") -> str:
    reasons = [one.reason for one in report.unreadable]
    return title(f"Cannot be used: {len(reasons)}") + listed(reasons) if reasons else ""


def _copies(copies: "Sequence[CopiedPicture]") -> str:
    if not copies:
        return ""
    told = [
        f"{' = '.join(one.files[:3])} ({'same file' if one.exact else f'correlation {one.correlation:.2f}'}"
        f"{', different classes: ' + ', '.join(one.labels) if len(one.labels) > 1 else ''})"
        for one in copies
    ]
    return title(f"The same picture more than once: {len(copies)}") + listed(told)


def _probes(probes: "Sequence[Probe]") -> str:
    if not probes:
        return ""
    rows = [
        (
            f"The {one.target} {_SEEN.get(one.part, one.part)}",
            f"{one.balanced_accuracy:.2f}",
            f"{one.low:.2f} to {one.high:.2f}",
            f"{one.chance:.2f}",
            "far above chance: a shortcut" if one.far_above_chance and one.part != _WHOLE else "",
        )
        for one in probes
    ]
    said = paragraph(
        "What a simple model tells from pictures of 32 by 32 pixels. From the borders alone, or with the "
        "lungs blanked, it should do little better than chance.",
        "quiet",
    )
    heads = ("What is told", "Balanced accuracy", "95 % interval", "Chance", "")
    return title("Shortcuts past the lungs") + said + table(heads, rows)


def _differences(differences: "Sequence[Difference]") -> str:
    shown = sorted(differences, key=lambda one: one.value, reverse=True)[:10]
    if not shown:
        return ""
    rows = [
        (
            one.feature,
            one.measure,
            f"{one.value:.2f}",
            one.label or "\N{EN DASH}",
            "large" if one.large else "",
        )
        for one in shown
    ]
    heads = ("What differs", "Measure", "Value", "Tells best", "")
    return title("Differences between the classes") + table(heads, rows)
