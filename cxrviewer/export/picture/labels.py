"""Words and values beside what is drawn, where they cover neither it nor each other."""

from collections.abc import Iterator, Sequence

from cxrviewer.display.layer_colours import MAKER_COLOURS, rgb
from cxrviewer.export.picture.geometry import Floats, Placing
from cxrviewer.export.picture.lettering import Box, Room, draw_text, printable, text_size
from cxrviewer.measurement import describe_with_notices
from cxrviewer.study import Annotation, Grey8, Kind, Maker, Measurement


def draw_labels(
    picture: Grey8,
    items: Sequence[Annotation],
    measurements: Sequence[Measurement],
    placing: Placing,
    size: int,
) -> None:
    """Write beside each annotation its words and values, as the window does."""
    values = {one.annotation.identifier: describe_with_notices(one) for one in measurements}
    width, height = placing.size
    room = Room(width, height)
    for item in items:
        lines = _lines(item, values.get(item.identifier, ()))
        if lines:
            places = _candidates(item.kind, placing.places(item.points), text_size(lines, size), size)
            box = room.take(places)
            draw_text(picture, box, lines, size, rgb(MAKER_COLOURS[item.maker]))


def _lines(item: Annotation, values: Sequence[str]) -> list[str]:
    words = [printable(line) for line in item.text.splitlines()]
    proposed = ["proposed"] if item.maker is Maker.MODEL else []
    return [line for line in [*words, *values, *proposed] if line]


def _candidates(kind: Kind, points: Floats, size: tuple[int, int], letter: int) -> Iterator[Box]:
    """Yield places beside the outermost points: right, left, below, above; a TEXT begins at its point."""
    width, height = size
    if kind is Kind.TEXT:
        yield Box(int(points[0, 0]), int(points[0, 1]), width, height)
        return
    left, right = points[points[:, 0].argmin()], points[points[:, 0].argmax()]
    top, bottom = points[points[:, 1].argmin()], points[points[:, 1].argmax()]
    yield Box(int(right[0]) + letter, int(right[1]) - height // 2, width, height)
    yield Box(int(left[0]) - letter - width, int(left[1]) - height // 2, width, height)
    yield Box(int(bottom[0]) - width // 2, int(bottom[1]) + letter, width, height)
    yield Box(int(top[0]) - width // 2, int(top[1]) - letter - height, width, height)
