"""The comparison of variants as JSON and as a page of the documentation."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from cxrviewer.export.writing import write_bytes, write_json
from cxrviewer.inference.package import ModelPackage
from cxrviewer.study import NOT_FOR_CLINICAL_USE
from cxrviewer.training.evaluation.film_variants import REFERENCE
from cxrviewer.training.evaluation.robustness import LARGEST_CHANGE, WANTED_SHARE, VariantFigures

SCHEMA_VERSION = 1


def write_report(
    package: ModelPackage, subset: str, rows: Sequence[VariantFigures], folder: Path
) -> tuple[Path, Path]:
    """Write `robustness.json` and `robustness.md` and return where they are.

    Raises
    ------
    FileError
        If a file cannot be written.
    """
    card = package.card
    record = {
        "schema_version": SCHEMA_VERSION,
        "not_for_clinical_use": NOT_FOR_CLINICAL_USE,
        "model": card.name,
        "version": card.version,
        "weights_sha256": card.files[package.weights.name],
        "subset": subset,
        "reference": REFERENCE,
        "largest_change": LARGEST_CHANGE,
        "wanted_share": WANTED_SHARE,
        "variants": [asdict(row) for row in rows],
    }
    files = folder / "robustness.json", folder / "robustness.md"
    write_json(files[0], record)
    write_bytes(files[1], _page(package, subset, rows).encode())
    return files


def _page(package: ModelPackage, subset: str, rows: Sequence[VariantFigures]) -> str:
    """Return the figures as Markdown."""
    table = "\n".join(
        f"| {row.variant} | {row.same_class:.1%} | {row.steady:.1%} | {row.change_95:.3f} "
        f"| {row.largest_change:.3f} | {'yes' if row.steady >= WANTED_SHARE else 'no'} |"
        for row in rows
    )
    return f"""# The same film in another file

`cxrviewer robustness` on {package.card.name} {package.card.version} and
{rows[0].films} {subset} films. Each film is written as every variant and read
again as any file is; the answer is compared with that for the film as {REFERENCE}.
A film is steady if its most probable class is the same and no class's probability changes by more than
{LARGEST_CHANGE}; {WANTED_SHARE:.0%} of the films shall be.

| variant | same class | steady | change of 95 % of films | largest change | held |
|---|---|---|---|---|---|
{table}

{NOT_FOR_CLINICAL_USE}
"""
