"""Drawn radiographs of head and trunk: pelvis, hip, teeth, skull, spine, abdomen, chest from the side."""

import numpy as np

from cxrviewer.training.gate.exposure import TISSUE, Bytes, Exposure, Point, Random
from cxrviewer.training.gate.limbs import step


def _spine(exposure: Exposure, x: float, top: float, bottom: float, radius: float, sway: float = 0.0) -> None:
    """Add vertebrae above each other, each with brighter end plates and processes."""
    height = radius * exposure.between(1.2, 1.7)
    wave = exposure.between(0, 2 * np.pi)
    for y in np.arange(top, bottom, height):
        centre = x + sway * float(np.sin(wave + 4 * y)), float(y)
        exposure.tube(
            (centre[0], centre[1] - 0.3 * height), (centre[0], centre[1] + 0.3 * height), radius, 0.15
        )
        exposure.ball(centre, (0.35 * radius, 0.5 * height), density=0.5)


def _gas(exposure: Exposure, most: int, top: float) -> None:
    """Add gas of the bowel below a height."""
    for _ in range(int(exposure.random.integers(1, most))):
        centre = exposure.between(0.15, 0.85), exposure.between(top, 1.0)
        axes = exposure.between(0.02, 0.12), exposure.between(0.02, 0.07)
        exposure.ball(centre, axes, exposure.between(0, 180), density=-exposure.between(0.1, 0.5))


def pelvis(side: int, random: Random) -> Bytes:
    """Return a whole pelvis with both hips, (side, side) uint8."""
    exposure = Exposure(side, random)
    _pelvis(exposure, exposure.between(0.85, 1.25))
    return exposure.film()


def hip(side: int, random: Random) -> Bytes:
    """Return one hip: a pelvis of which one half is magnified, (side, side) uint8."""
    exposure = Exposure(side, random)
    scale = exposure.between(1.6, 2.4)
    shift, drop = float(random.choice((-1, 1))) * 0.16 * scale, -exposure.between(0.0, 0.12) * scale
    exposure.x = exposure.x - np.float32(shift)
    exposure.y = exposure.y - np.float32(drop)
    _pelvis(exposure, scale)
    return exposure.film()


def _pelvis(exposure: Exposure, scale: float) -> None:
    """Add body, sacrum, wings, rings and both thighs around the middle of the film."""
    x, y = 0.5, 0.5
    for sign in (-1, 1):
        thigh = x + sign * 0.2 * scale, y + 0.3 * scale
        exposure.tissue((x + sign * 0.15 * scale, y), (thigh[0], y + scale), 0.2 * scale, 0.16 * scale)
    exposure.tissue((x - 0.15 * scale, y - 0.1), (x + 0.15 * scale, y - 0.1), 0.32 * scale, 0.32 * scale)
    _gas(exposure, 6, 0.1)
    _spine(exposure, x, -0.1, y - 0.12 * scale, 0.065 * scale)
    exposure.ball((x, y - 0.05 * scale), (0.1 * scale, 0.14 * scale), density=0.35)
    for sign in (-1, 1):
        _half_pelvis(exposure, (x, y), scale, sign)


def _half_pelvis(exposure: Exposure, middle: Point, scale: float, sign: int) -> None:
    """Add one wing with its joint, the rings below and the thigh bone."""

    def at(across: float, down: float) -> Point:
        return middle[0] + sign * across * scale, middle[1] + down * scale

    tilt = exposure.between(15, 40)
    exposure.shell(at(0.24, -0.1), (0.14 * scale, 0.2 * scale), 0.2, -sign * tilt)
    exposure.shell(at(0.1, 0.2), (0.085 * scale, 0.07 * scale), 0.35, sign * 30)
    socket, neck = at(0.25, 0.1), at(0.36, 0.19)
    exposure.shell(socket, (0.08 * scale, 0.08 * scale), 0.2)
    exposure.ball(socket, (0.065 * scale, 0.065 * scale), density=0.7)
    exposure.tube(socket, neck, 0.045 * scale, 0.2)
    exposure.ball(neck, (0.05 * scale, 0.06 * scale), density=0.5)
    exposure.tube(neck, at(exposure.between(0.28, 0.36), 1.0), 0.045 * scale, 0.2)


def panoramic(side: int, random: Random) -> Bytes:
    """Return a panoramic film of all teeth with the jaws, (side, side) uint8."""
    exposure = Exposure(side, random)
    exposure.tissue((-0.2, 0.5), (1.2, 0.5), 0.9, 0.9, density=0.04)
    middle, bow = exposure.between(0.45, 0.55), exposure.between(0.05, 0.2)
    arch = [(t, middle + 0.28 - bow * (2 * t - 1) ** 2) for t in np.linspace(0.12, 0.88, 15).tolist()]
    exposure.curve(arch, 0.09, 0.3)
    for end, sign in ((arch[0], -1), (arch[-1], 1)):
        exposure.tube(end, (end[0] + 0.03 * sign, middle - 0.3), 0.07, 0.3, density=0.6)
    _spine(exposure, 0.5, 0.0, 1.0, 0.09) if random.random() < 0.4 else None
    count = int(random.integers(10, 17))
    for place in (np.arange(count) + 0.5) / count:
        t = 0.2 + 0.6 * float(place)
        crown = middle + 0.08 - bow * (2 * t - 1) ** 2
        for up in (-1, 1):
            place_of_crown = t, crown + up * 0.012
            _tooth(exposure, place_of_crown, up, 0.28 / count, exposure.between(0.13, 0.18), density=3)
    return exposure.film()


def periapical(side: int, random: Random) -> Bytes:
    """Return a small dental film: some teeth, of one jaw or of both, in grained bone, (side, side) uint8."""
    exposure = Exposure(side, random)
    rows = (-1, 1) if random.random() < 0.5 else (int(random.choice((-1, 1))),)
    count = int(random.integers(2, 6))
    for up in rows:
        edge = 0.5 + up * exposure.between(0.15, 0.25)
        exposure.tissue((-0.3, edge + up * 0.5), (1.3, edge + up * 0.5), 0.5, 0.5, density=0.1)
        for place in (np.arange(count) + 0.5) / count:
            root = float(place) + exposure.between(-0.02, 0.02), 0.5 + up * exposure.between(0.01, 0.04)
            _tooth(exposure, root, up, 0.42 / count, exposure.between(0.4, 0.6))
    return exposure.film()


def _tooth(
    exposure: Exposure, crown: Point, up: int, radius: float, length: float, density: float = 1
) -> None:
    """Add crown, roots with their canal and, at times, a filling."""
    neck = crown[0], crown[1] + up * 0.35 * length
    exposure.ball((crown[0], crown[1] + up * 0.15 * length), (radius, 0.22 * length), density=0.5 * density)
    roots = (0.0,) if exposure.random.random() < 0.5 else (-0.5, 0.5)
    for place in roots:
        start = neck[0] + place * radius, neck[1]
        exposure.tube(
            start, (start[0] + 0.3 * place * radius, crown[1] + up * length), 0.55 * radius, 0.0, density
        )
    if exposure.random.random() < 0.2:
        exposure.ball(
            (crown[0], crown[1] + up * 0.08 * length), (0.5 * radius, 0.08 * length), density=4 * density
        )


def skull(side: int, random: Random) -> Bytes:
    """Return a skull from the front or from the side, (side, side) uint8."""
    exposure = Exposure(side, random)
    x, y, frontal = exposure.between(0.45, 0.55), exposure.between(0.35, 0.45), random.random() < 0.5
    size = exposure.between(0.26, 0.38), exposure.between(0.28, 0.4)
    exposure.tissue((x, y), (x, 1.2), 1.05 * size[0], 0.22)
    exposure.shell(
        (x, y), size if frontal else (1.15 * size[0], 0.95 * size[1]), exposure.between(0.06, 0.14)
    )
    face = x if frontal else x - 0.6 * size[0]
    exposure.ball((face, y + 0.85 * size[1]), (0.5 * size[0], 0.4 * size[1]), density=0.35)
    for sign in (-1, 1) if frontal else (0,):
        exposure.shell((face + sign * 0.4 * size[0], y + 0.3 * size[1]), (0.09, 0.08), 0.3)
        exposure.ball((face + sign * 0.25 * size[0], y + 0.7 * size[1]), (0.06, 0.07), density=-0.3)
    _spine(exposure, x if frontal else x + 0.15, y + 0.9 * size[1], 1.1, 0.055)
    jaw = [(face - 0.2, y + 0.8 * size[1]), (face - 0.1, y + 1.4 * size[1]), (face + 0.1, y + 1.4 * size[1])]
    exposure.curve([*jaw, (face + 0.2, y + 0.8 * size[1])], 0.03)
    return exposure.film()


def spine(side: int, random: Random) -> Bytes:
    """Return a spine of the neck or the back, from the front or the side, (side, side) uint8."""
    exposure = Exposure(side, random)
    x, radius = exposure.between(0.35, 0.65), exposure.between(0.06, 0.14)
    exposure.tissue((x, -0.3), (x, 1.3), exposure.between(0.25, 0.8), exposure.between(0.25, 0.8))
    _spine(exposure, x, -0.05, 1.1, radius, exposure.between(0, 0.09))
    if random.random() < 0.5:
        for y in np.arange(0.0, 1.1, 1.5 * radius):
            behind = x + 1.3 * radius, float(y)
            exposure.tube(behind, step(behind, 1.9, 1.4 * radius), 0.25 * radius, 0.2)
    _gas(exposure, 5, 0.2) if random.random() < 0.5 else None
    return exposure.film()


def abdomen(side: int, random: Random) -> Bytes:
    """Return a belly: spine, lowest ribs, gas of the bowel and the rim of the pelvis, (side, side) uint8."""
    exposure = Exposure(side, random)
    wide = exposure.between(0.38, 0.55)
    exposure.tissue((0.5, 0.0), (0.5, 1.0), wide, 1.05 * wide)
    _spine(exposure, 0.5, -0.05, 0.9, exposure.between(0.05, 0.07), exposure.between(0, 0.02))
    exposure.ball((0.3, 0.2), (0.2, 0.22), density=0.1)
    for number in range(int(random.integers(1, 4))):
        for sign in (-1, 1):
            top = 0.1 * number - 0.02
            rib = [(0.5 + sign * t, top + 0.3 * t**1.5) for t in np.linspace(0.08, 0.42, 6).tolist()]
            exposure.curve(rib, 0.013, 0.25)
    for sign in (-1, 1) if random.random() < 0.8 else ():
        exposure.shell((0.5 + sign * 0.25, 0.98), (0.16, 0.2), 0.2, -sign * 25)
    _gas(exposure, 14, 0.15)
    return exposure.film()


def lateral_chest(side: int, random: Random) -> Bytes:
    """Return a chest from the side: one field of lung between breast bone and spine, (side, side) uint8."""
    exposure = Exposure(side, random)
    x, lean = exposure.between(0.45, 0.55), exposure.between(-0.05, 0.05)
    wide = exposure.between(0.3, 0.4)
    exposure.tissue((x + lean, 0.1), (x, 1.2), 0.9 * wide, 1.15 * wide, density=0.3)
    exposure.ball((x, 0.5), (0.85 * wide, exposure.between(0.38, 0.46)), 8, density=-0.3)
    exposure.ball((x - 0.45 * wide, exposure.between(0.55, 0.65)), (0.4 * wide, 0.17), 30, density=0.16)
    dome = exposure.between(0.8, 0.95)
    exposure.ball((x, dome + 0.25), (1.2 * wide, 0.3), -10, density=TISSUE)
    _spine(exposure, x + 0.85 * wide, 0.05, 1.1, 0.055, 0.03)
    exposure.curve([(x - 0.75 * wide, 0.25), (x - 0.95 * wide, 0.4), (x - wide, 0.6)], 0.02, 0.4)
    for number in range(int(random.integers(5, 11))):
        top, fall = 0.12 + 0.075 * number, exposure.between(0.1, 0.25)
        rib = [(x + (0.9 - 1.8 * t) * wide, top + fall * t) for t in (0.0, 0.3, 0.7, 1.0)]
        exposure.curve(rib, 0.012, exposure.between(0.08, 0.25))
    if random.random() < 0.5:
        exposure.tube((x - 0.1, -0.1), (x + exposure.between(-0.1, 0.1), exposure.between(0.05, 0.2)), 0.045)
    picture = exposure.film()
    return np.ascontiguousarray(picture[:, ::-1]) if random.random() < 0.5 else picture
