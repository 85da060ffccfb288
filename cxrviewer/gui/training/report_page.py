"""The report on a data set as a page of text: what blocks first, then what to look at, then the counts."""

from collections.abc import Iterable, Sequence
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


def report_page(report: "DataReport") -> str:
    """Return the page."""
    verdict = (
        paragraph("The data is not ready to be trained on.", "blocks")
        if report.blocks
        else paragraph("Nothing stands in the way of training.", "good")
    )
    return page(
        title(f"{report.films} films checked"),
        verdict,
        *(_problems(report.problems, *section) for section in _SECTIONS),
        _counts(report.strata),
        _unreadable(report),
        _copies(report.copies),
        _probes(report.probes),
        _differences(report.differences),
    )


def _problems(problems: Iterable[Problem], level: Level, heading: str, kind: str) -> str:
    found = [problem for problem in problems if problem.level is level]
    parts = [paragraph(one.sentence, kind) + listed(one.files, _EXAMPLES) for one in found]
    return title(heading) + "".join(parts) if parts else ""


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
            f"{one.target} from {one.part}",
            f"{one.balanced_accuracy:.2f}",
            f"{one.low:.2f} to {one.high:.2f}",
            f"{one.chance:.2f}",
            "far above chance" if one.far_above_chance else "",
        )
        for one in probes
    ]
    said = paragraph(
        "What a simple model tells from tiny pictures. From borders alone, or with the lungs blanked, it "
        "should do little better than chance.",
        "quiet",
    )
    heads = ("Told", "Balanced accuracy", "95 % interval", "Chance", "")
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
