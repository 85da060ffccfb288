"""Whether the lung mask can be that of a frontal film: both lungs, size, symmetry, place, outline, border.

The limits lie outside of what the shipped segmentation gives on the films of its training split, but for
about one film in a thousand each; docs/quality-gate.md has the figures.
"""

from collections.abc import Iterator

from cxrviewer.analysis.quality.checking import check
from cxrviewer.analysis.quality.geometry import LungShape, lung_shapes
from cxrviewer.study import LungMask, QualityCheck

SMALLEST_LUNG, SMALLEST_BOTH, LARGEST_BOTH = 0.03, 0.09, 0.68
SMALLEST_RATIO = 0.4
SMALLEST_DISTANCE, LARGEST_DISTANCE, LARGEST_SLOPE = 0.25, 0.62, 0.17
SMALLEST_SOLIDITY = 0.65
LARGEST_CUT, NOTED_CUT = 0.9, 0.45


def lung_checks(mask: LungMask) -> tuple[QualityCheck, ...]:
    """Check a lung mask; without both lungs there is nothing else to check."""
    right, left = lung_shapes(mask.labels)
    found = both_lungs(right, left)
    if right is None or left is None:
        return (found,)
    return (found, *_shape_checks(right, left))


def _shape_checks(right: LungShape, left: LungShape) -> Iterator[QualityCheck]:
    for one in (lung_area, symmetry, place, outline, border):
        yield one(right, left)


def both_lungs(right: LungShape | None, left: LungShape | None) -> QualityCheck:
    """Check that both lungs are found; the value is the smaller one's share of the film."""
    smaller = min(lung.area if lung is not None else 0.0 for lung in (right, left))
    names = [
        name for name, lung in (("right", right), ("left", left)) if lung is None or lung.area < SMALLEST_LUNG
    ]
    if len(names) == 2:
        sentence = "Neither lung was found"
    elif names:
        sentence = f"The {names[0]} lung was not found"
    else:
        sentence = "Both lungs were found"
    numbers = f"the smaller covers {smaller:.1%} of the film; {SMALLEST_LUNG:.1%} is needed"
    return check("both lungs", smaller, f"{sentence} ({numbers}).", refused=bool(names))


def lung_area(right: LungShape, left: LungShape) -> QualityCheck:
    """Check the share of the film that both lungs cover."""
    share = right.area + left.area
    return check(
        "lung area",
        share,
        f"The lungs cover {share:.0%} of the film ({SMALLEST_BOTH:.0%} to {LARGEST_BOTH:.0%} is plausible).",
        refused=not SMALLEST_BOTH <= share <= LARGEST_BOTH,
    )


def symmetry(right: LungShape, left: LungShape) -> QualityCheck:
    """Check that neither lung is many times larger than the other."""
    ratio = min(right.area, left.area) / max(right.area, left.area)
    return check(
        "symmetry",
        ratio,
        f"The smaller lung has {ratio:.0%} of the larger one's area ({SMALLEST_RATIO:.0%} is needed).",
        refused=ratio < SMALLEST_RATIO,
    )


def place(right: LungShape, left: LungShape) -> QualityCheck:
    """Check that the lungs lie beside each other, the right one on the left of the film."""
    apart, slope = left.x - right.x, abs(left.y - right.y)
    return check(
        "place of the lungs",
        apart,
        f"The lungs' centres are {apart:.0%} of the width and {slope:.0%} of the height apart "
        f"({SMALLEST_DISTANCE:.0%} to {LARGEST_DISTANCE:.0%} and at most {LARGEST_SLOPE:.0%} is plausible).",
        refused=not SMALLEST_DISTANCE <= apart <= LARGEST_DISTANCE or slope > LARGEST_SLOPE,
    )


def outline(right: LungShape, left: LungShape) -> QualityCheck:
    """Check that the outlines are those of lungs and not ragged."""
    solidity = min(right.solidity, left.solidity)
    return check(
        "outline of the lungs",
        solidity,
        f"A lung fills {solidity:.0%} of its convex hull ({SMALLEST_SOLIDITY:.0%} is needed).",
        refused=solidity < SMALLEST_SOLIDITY,
    )


def border(right: LungShape, left: LungShape) -> QualityCheck:
    """Check that the film's border does not cut the lungs off; a little is only noted."""
    cut = max(right.cut, left.cut)
    return check(
        "lungs cut off",
        cut,
        f"The film's border runs along {cut:.0%} of a lung's height or width "
        f"(up to {LARGEST_CUT:.0%} is read).",
        refused=cut > LARGEST_CUT,
        warned=NOTED_CUT < cut <= LARGEST_CUT,
    )
