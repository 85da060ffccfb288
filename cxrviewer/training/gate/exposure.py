"""A drawn exposure: parts of a body as attenuation along the ray, then the film that it leaves.

Lengths are shares of the film's side, x from the left, y from the top. A part adds the path that the ray
takes through it (the chord of a cylinder, a ball or a shell), so that bones get bright rims and tissue shines
through as on a real film.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Point = tuple[float, float]
Random = np.random.Generator

BONE, TISSUE = 1.0, 0.22
_MARROW = 0.55  # of a bone's radius, and of its density that the marrow lacks
_LETTERS = "LRABDGHKMPSTX0123456789"


class Exposure:
    """Attenuation on a square film, to which parts are added.

    Parameters
    ----------
    side
        Of the film, pixels.
    random
        All chance comes from it.
    """

    def __init__(self, side: int, random: Random) -> None:
        steps = (np.arange(side, dtype=np.float32) + 0.5) / side
        self.x, self.y = np.meshgrid(steps, steps)
        self.random = random
        self.path = np.zeros((side, side), np.float32)
        self.softness = float(random.uniform(0.6, 2.5))

    def between(self, low: float, high: float) -> float:
        """Return a random number."""
        return float(self.random.uniform(low, high))

    def tissue(self, near: Point, far: Point, start: float, end: float, density: float = TISSUE) -> None:
        """Add a tapering limb of soft tissue; where limbs overlap, the thicker one counts."""
        distance, radius, _along = self._around(near, far, start, end)
        self.path = np.maximum(self.path, self.softness * density * _chord(distance, radius) / 0.2)

    def tube(self, near: Point, far: Point, radius: float, flare: float = 0.4, density: float = BONE) -> None:
        """Add a long bone with its marrow; its ends are thicker by the flare."""
        distance, _radius, along = self._around(near, far, radius, radius)
        width = radius * (1 + flare * np.abs(2 * along - 1) ** 4).astype(np.float32)
        hollow = _chord(distance, _MARROW * width)
        self.path += density * (_chord(distance, width) - _MARROW * hollow) / 0.12

    def ball(self, centre: Point, axes: Point, angle_deg: float = 0.0, density: float = BONE) -> None:
        """Add a solid ellipsoid; a negative density is gas."""
        radius = self._radius(centre, axes, angle_deg)
        self.path += density * min(axes) * np.sqrt(np.clip(1 - radius**2, 0, 1)) / 0.12

    def shell(self, centre: Point, axes: Point, wall: float, angle_deg: float = 0.0) -> None:
        """Add an ellipsoid of bone that is hollow, such as a skull; the wall is a share of its axes."""
        radius = self._radius(centre, axes, angle_deg)
        outer = np.sqrt(np.clip(1 - radius**2, 0, 1))
        inner = (1 - wall) * np.sqrt(np.clip(1 - (radius / (1 - wall)) ** 2, 0, 1))
        self.path += BONE * min(axes) * (outer - inner) / 0.12

    def curve(self, points: Sequence[Point], radius: float, density: float = 0.5) -> None:
        """Add a bent rod, such as a rib, through points."""
        side = len(self.path)
        layer = np.zeros_like(self.path)
        line = np.rint(np.array(points) * side * 16).astype(np.int32)
        width = max(1, round(2 * radius * side))
        cv2.polylines(layer, [line], False, density, width, cv2.LINE_AA, 4)
        self.path += cv2.GaussianBlur(layer, (0, 0), max(0.4, 0.25 * width))

    def film(self) -> Bytes:
        """Return the film, (side, side) uint8, bright = dense, as a detector and its processing would."""
        path = _bent(np.maximum(self.path, 0) * _grained(len(self.path), self.random), self.random)
        depth = cv2.GaussianBlur(path, (0, 0), self.between(0.4, 1.3))
        spread = cv2.GaussianBlur(depth, (0, 0), len(depth) * self.between(0.03, 0.15))
        depth = depth + self.between(0, 0.5) * spread
        grey = 1 - np.exp(-self.between(0.7, 2.2) * depth)
        grey = _local_contrast(grey, self.random) if self.random.random() < 0.5 else grey
        grey += self.random.normal(0, self.between(0.003, 0.04), grey.shape)
        low, high = np.percentile(grey, (0.5, 99.5))
        picture = np.clip((grey - low) / max(float(high - low), 1e-3), 0, 1) ** self.between(0.6, 1.5)
        return _marked(np.asarray(picture * 255, np.uint8), self.random)

    def _around(self, near: Point, far: Point, start: float, end: float) -> tuple[Floats, Floats, Floats]:
        """Return the distance from a stretch, the radius there, and the place along it in [0, 1]."""
        across, down = far[0] - near[0], far[1] - near[1]
        length = max(across**2 + down**2, 1e-9)
        along = np.clip(((self.x - near[0]) * across + (self.y - near[1]) * down) / length, 0, 1)
        distance = np.hypot(self.x - near[0] - along * across, self.y - near[1] - along * down)
        radius = start + (end - start) * along
        return distance, np.asarray(radius, np.float32), np.asarray(along, np.float32)

    def _radius(self, centre: Point, axes: Point, angle_deg: float) -> Floats:
        """Return the distance from a centre in units of the axes."""
        cosine, sine = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
        across, down = self.x - centre[0], self.y - centre[1]
        u, v = (across * cosine + down * sine) / axes[0], (down * cosine - across * sine) / axes[1]
        return np.asarray(np.hypot(u, v), np.float32)


def _chord(distance: Floats, radius: Floats) -> Floats:
    """Return half of the ray's path through a cylinder."""
    return np.asarray(np.sqrt(np.clip(radius**2 - distance**2, 0, None)), np.float32)


def _bent(path: Floats, random: Random) -> Floats:
    """Bend a drawing smoothly, by up to a few hundredths of its side: no body has straight parts."""
    side = len(path)
    strength, cells = side * random.uniform(0, 0.03), int(random.integers(3, 7))
    down, across = np.mgrid[:side, :side].astype(np.float32)
    shifts = random.normal(0, strength, (2, cells, cells)).astype(np.float32)
    moved = [cv2.resize(one, (side, side), interpolation=cv2.INTER_CUBIC) for one in shifts]
    return np.asarray(
        cv2.remap(
            path, across + moved[0], down + moved[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
        np.float32,
    )


def _grained(side: int, random: Random) -> Floats:
    """Return factors around 1 with the grain of tissue and spongy bone."""
    cells, depth = int(random.integers(side // 8, side)), random.uniform(0, 0.2)
    grain = random.normal(1, depth, (cells, cells)).astype(np.float32)
    return np.clip(cv2.resize(grain, (side, side), interpolation=cv2.INTER_LINEAR), 0, 2)


def _local_contrast(grey: Floats, random: Random) -> Floats:
    """Raise what differs from its surroundings, as the processing of digital detectors does."""
    surroundings = cv2.GaussianBlur(grey, (0, 0), len(grey) * float(random.uniform(0.03, 0.12)))
    return np.asarray(grey + random.uniform(0.3, 2) * (grey - surroundings), np.float32)


def _marked(picture: Bytes, random: Random) -> Bytes:
    """Collimate a film and put letters on it, at times."""
    side = len(picture)
    if random.random() < 0.35:
        low, high = random.integers(0, side // 6, 2), side - random.integers(0, side // 6, 2)
        framed = np.full_like(picture, 255 if random.random() < 0.25 else 0)
        field = slice(int(low[0]), int(high[0])), slice(int(low[1]), int(high[1]))
        framed[field] = picture[field]
        picture = framed
    if random.random() < 0.5:
        word = "".join(random.choice(list(_LETTERS), int(random.integers(1, 4))))
        place = int(random.integers(0, side - side // 6)), int(random.integers(side // 8, side))
        cv2.putText(picture, word, place, cv2.FONT_HERSHEY_SIMPLEX, side / 300, 255, 1, cv2.LINE_AA)
    return picture
