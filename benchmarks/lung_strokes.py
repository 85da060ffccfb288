"""Correcting the lungs of a 4280 x 3520 film: events of a stroke, against a line in a bare QGraphicsView."""

import json
import os
import time

from benchmarks import dragging

BRUSHES = {"usual": 0.015, "largest": 0.05}
FINISHED_STROKES = 5


class _Desk(dragging._desk):
    """The real window on a large film with lungs, and a hand that corrects them."""

    def draw_lungs(self) -> None:
        """Put two lungs on the film, as a model would have found them."""
        import cv2
        import numpy as np

        session = self._workspace.session
        labels = session.lung_desk.begin(session.film, None)
        for lung, x in ((1, 0.28), (2, 0.72)):
            centre = (round(x * dragging.COLUMNS), dragging.ROWS // 2)
            cv2.ellipse(labels, centre, (600, 1500), 0, 0, 360, lung, -1)
        session.lung_desk.tell(np.s_[: dragging.ROWS, : dragging.COLUMNS])
        session.lung_desk.keep()
        self._settle()

    def stroking(self, hand: str, share: float) -> float:
        """Events a second of a stroke, each with the repaint that it asks for."""
        from cxrviewer.gui.lung_desk import Brush

        self._workspace.session.lung_desk.set_brush(Brush(share))
        self._window.action(f"hand_{hand}").trigger()
        rate = self._drag(self._at(0.3, 0.3))
        self._window.action("undo").trigger()
        self._window.action("hand_window").trigger()
        self._settle()
        return rate

    def finishing_ms(self) -> float:
        """Median milliseconds of the end of a stroke: packed, on the disk, told."""
        session, times = self._workspace.session, []
        for number in range(FINISHED_STROKES):
            labels = session.lung_desk.begin(session.film, session.lungs_of(session.film))
            box = (slice(100 * number, 100 * number + 50), slice(200, 300))
            labels[box] = 1
            session.lung_desk.tell(box)
            start = time.perf_counter()
            session.lung_desk.keep()
            times.append((time.perf_counter() - start) * 1000)
            self._settle()
        return sorted(times)[FINISHED_STROKES // 2]


def main() -> dict[str, object]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from cxrviewer.gui.app import application

    application()
    bare = dragging._bare_events_per_s()
    with _Desk() as desk:
        desk.draw_lungs()
        rates = {
            f"{hand}, {size} size": round(desk.stroking(hand, share), 1)
            for hand in ("brush", "eraser", "smooth")
            for size, share in BRUSHES.items()
        }
        finishing = desk.finishing_ms()
    slowest = min(rate for name, rate in rates.items() if "usual" in name)
    return {
        "name": "strokes over the lungs of a large film",
        "ratio": round(bare / slowest, 2),
        "events_per_s": slowest,
        "bound_events_per_s": dragging.BOUND_EVENTS_PER_S,
        "bare_events_per_s": round(bare, 1),
        "stroke_events_per_s": rates,
        "end_of_a_stroke_ms": round(finishing, 1),
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))
