"""The survey as a document in Markdown."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.survey import Row

_BIG_ENDIAN_WORDS = (
    "the reference swaps the bytes of each 16-bit word, which leaves the two words of a 32-bit "
    "value in the order of little endian; in big endian the most significant byte of the whole "
    "value comes first (PS3.5 7.3). `rtdose.dcm`, the same doses in little endian, agrees with "
    "the reference, and cxrviewer shows both alike."
)
# End of the file's name, with the frame -> why its picture deviates
EXPLANATIONS: dict[str, str] = {
    "JPEG2000LosslessOnlyTransferSyntax_1.2.840.10008.1.2.4.90.dcm": (
        "`gdcmconv` writes Rescale Slope and Intercept with the VR UN (PS3.5 6.2.2), in which dcmtk "
        "does not read them, so the reference windows stored values instead of Hounsfield units "
        "(PS3.3 C.11.1.1.2). The same slice in five other lossless encodings agrees, and cxrviewer "
        "gives one picture for all six."
    ),
    "rtdose_expb.dcm": _BIG_ENDIAN_WORDS,
    "rtdose_expb.dcm, frame 15": _BIG_ENDIAN_WORDS,
    "rtdose_expb_1frame.dcm": _BIG_ENDIAN_WORDS,
}

_INTRODUCTION = Path(__file__).with_name("introduction.md")


@dataclass(frozen=True, slots=True)
class Section:
    """One collection."""

    title: str
    rows: tuple[Row, ...]

    @property
    def pictures(self) -> list[Row]:
        """Rows that both render."""
        return [row for row in self.rows if row.apart is not None]

    @property
    def deviations(self) -> list[Row]:
        """Pictures that do not meet the bar."""
        return [row for row in self.pictures if row.apart is not None and not row.apart.meets_the_bar]

    @property
    def refusals(self) -> list[Row]:
        """Files that cxrviewer does not show."""
        return [row for row in self.rows if row.refusal]


def unexplained(sections: Sequence[Section]) -> list[Row]:
    """Return the deviations that nothing explains."""
    return [row for section in sections for row in section.deviations if not _explanation(row)]


def document(sections: Sequence[Section]) -> str:
    """Return the whole document."""
    lines = [
        _INTRODUCTION.read_text(encoding="utf-8"),
        *_summary(sections),
        "",
        *_deviations(sections),
        "",
        *_beyond_dcmtk(sections),
    ]
    for section in sections:
        lines += ["", f"## {section.title}", "", *_table(section.pictures)]
    lines += ["", "## Files without a picture", "", *_refusals(sections)]
    return "\n".join(lines) + "\n"


def _explanation(row: Row) -> str:
    """Return why a picture deviates; empty where nobody knows."""
    return next((text for name, text in EXPLANATIONS.items() if row.file.endswith(name)), "")


def _summary(sections: Sequence[Section]) -> Iterator[str]:
    """Count pictures and deviations."""
    yield "## Summary"
    yield ""
    yield "| collection | pictures | equal | within the bar | deviate, explained | without a picture |"
    yield "|---|---|---|---|---|---|"
    for section in sections:
        equal = sum(row.apart is not None and row.apart.largest == 0 for row in section.pictures)
        within = len(section.pictures) - len(section.deviations)
        yield (
            f"| {section.title} | {len(section.pictures)} | {equal} | {within} | {len(section.deviations)}"
            f" | {len(section.refusals)} |"
        )


def _deviations(sections: Sequence[Section]) -> Iterator[str]:
    """Explain each deviation."""
    yield "## Deviations"
    yield ""
    rows = [row for section in sections for row in section.deviations]
    for text in dict.fromkeys(_explanation(row) or "NOT EXPLAINED" for row in rows):
        files = ", ".join(f"`{row.file}`" for row in rows if (_explanation(row) or "NOT EXPLAINED") == text)
        yield f"- {files}: {text}"
    if not rows:
        yield "None."


def _beyond_dcmtk(sections: Sequence[Section]) -> Iterator[str]:
    """Count the pictures whose reference is not dcmtk's, by the reason."""
    yield "## Where dcmtk is no reference"
    yield ""
    rows = [row for section in sections for row in section.pictures if row.remark]
    for remark, count in Counter(row.remark for row in rows).items():
        example = next(row.file for row in rows if row.remark == remark)
        yield f"- {remark}: {count}, for example `{example}`"


def _table(rows: Sequence[Row]) -> Iterator[str]:
    """Return the table of a collection."""
    yield "| file | photometric | bits | VOI | reference | largest | > 1 | > 2 | verdict |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for row in rows:
        apart = row.apart
        assert apart is not None
        verdict = "ok" if apart.meets_the_bar else "deviates, see above"
        yield (
            f"| {row.file} | {row.photometric} | {row.bits} | {row.voi} | {row.renderer} | {apart.largest}"
            f" | {apart.over_one:.2%} | {apart.over_two:.2%} | {verdict} |"
        )


def _refusals(sections: Sequence[Section]) -> Iterator[str]:
    """Count what cxrviewer says of files that it does not show, beside what the reference says."""
    yield "| what cxrviewer says | reference | files | for example |"
    yield "|---|---|---|---|"
    rows = [row for section in sections for row in section.refusals]
    counts = Counter((row.refusal, row.remark) for row in rows)
    for (refusal, remark), count in sorted(counts.items()):
        example = next(row.file for row in rows if (row.refusal, row.remark) == (refusal, remark))
        yield f"| {refusal} | {remark} | {count} | {example} |"
