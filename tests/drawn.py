"""One annotation of each kind, and what differs between two of them."""

from cxrviewer.study import Annotation, Kind

CREATED = "2026-03-04T05:06:07+00:00"


def each_kind(
    columns: int, rows: int, words: str = "Heart, first line\nsecond line"
) -> tuple[Annotation, ...]:
    """Return annotations of every kind within an image, none with coordinates that float32 holds exactly."""
    x, y = columns / 7, rows / 7
    cardiothoracic = ((3 * x, y), (3 * x, 6 * y), (2 * x, 4 * y), (5 * x, 4 * y), (x, 5 * y), (6 * x, 5 * y))
    drawn = (
        (Kind.LENGTH, ((x, y), (5 * x, 2 * y))),
        (Kind.ANGLE, ((x, y), (3 * x, 3 * y), (6 * x, y))),
        (Kind.COBB, ((x, y), (5 * x, 2 * y), (x, 5 * y), (5 * x, 4 * y))),
        (Kind.CARDIOTHORACIC, cardiothoracic),
        (Kind.RECTANGLE, ((5 * x, y), (2 * x, 3 * y))),
        (Kind.ELLIPSE, ((x, 3 * y), (5 * x, 3 * y), (3 * x, 2 * y), (3 * x, 4 * y))),
        (Kind.ELLIPSE, ((2 * x, 3 * y), (3 * x, 3 * y), (2.5 * x, y), (2.5 * x, 5 * y))),
        (Kind.POLYGON, ((x, y), (3 * x, 2 * y), (2 * x, 5 * y))),
        (Kind.FREEHAND, tuple((x * (1 + step % 5), y * (1 + step % 3)) for step in range(31))),
        (Kind.ARROW, ((2 * x, 2 * y), (4 * x, 5 * y))),
        (Kind.TEXT, ((3 * x, 3 * y),)),
        (Kind.POINT, ((5 * x, 6 * y),)),
    )
    assert {kind for kind, _ in drawn} == set(Kind)
    return tuple(Annotation(kind, points, words, created=CREATED) for kind, points in drawn)


def difference(one: Annotation, other: Annotation) -> float:
    """Return how far two annotations lie apart, in pixels; of one kind, text and identity."""
    assert (one.kind, one.text, one.identifier) == (other.kind, other.text, other.identifier)
    assert (one.created, len(one.points)) == (other.created, len(other.points))
    places = zip(one.points, other.points, strict=True)
    return max(abs(a - b) for first, second in places for a, b in zip(first, second, strict=True))
