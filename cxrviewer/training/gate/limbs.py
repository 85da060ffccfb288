"""Drawn radiographs of limbs: hand, foot, knee, elbow, shoulder; sizes, poses and exposure at random."""

import numpy as np

from cxrviewer.training.gate.exposure import Bytes, Exposure, Point, Random

_FINGERS = (0.30, 0.36, 0.38, 0.36, 0.30)  # length of each ray of a hand, thumb first


def step(start: Point, angle: float, length: float) -> Point:
    """Return the point so far from another; angle 0 is upwards, in radians clockwise."""
    return start[0] + float(np.sin(angle)) * length, start[1] - float(np.cos(angle)) * length


def hand(side: int, random: Random) -> Bytes:
    """Return one hand, or two beside each other, with wrist and forearm, (side, side) uint8."""
    exposure = Exposure(side, random)
    if random.random() < 0.25:
        for sign, x in ((1, 0.27), (-1, 0.73)):
            _hand(exposure, (x, exposure.between(0.6, 0.75)), exposure.between(0.75, 0.95), sign)
    else:
        wrist = exposure.between(0.4, 0.6), exposure.between(0.6, 0.85)
        _hand(exposure, wrist, exposure.between(1.0, 1.6), int(random.choice((-1, 1))))
    return exposure.film()


def _hand(exposure: Exposure, wrist: Point, scale: float, sign: int) -> None:
    """Add a hand above its wrist; the sign says on which side the thumb is."""
    lean = exposure.between(-0.15, 0.15)
    exposure.tissue(wrist, step(wrist, lean, 0.2 * scale), 0.10 * scale, 0.13 * scale)
    exposure.tissue(wrist, step(wrist, np.pi + lean, 0.8), 0.09 * scale, 0.14 * scale)
    for place in (-0.04, 0.04):
        top = wrist[0] + place * scale, wrist[1] + 0.03 * scale
        exposure.tube(top, step(top, np.pi + lean, 0.8), 0.028 * scale, 0.5)
    for _ in range(8):
        offset = exposure.between(-0.07, 0.07) * scale, -exposure.between(0, 0.08) * scale
        size = exposure.between(0.016, 0.028) * scale
        exposure.ball((wrist[0] + offset[0], wrist[1] + offset[1]), (size, size), density=0.6)
    spread = exposure.between(0.05, 0.22)
    for number, length in enumerate(_FINGERS):
        place, thumb = (number - 2) * sign, number == 0
        angle = lean + place * spread + (0.4 * -sign if thumb else 0)
        base = wrist[0] + 0.035 * place * scale, wrist[1] - 0.08 * scale
        _digit(exposure, base, angle, length * scale, 3 if thumb else 4)


def _digit(exposure: Exposure, base: Point, angle: float, length: float, bones: int) -> None:
    """Add the bones of one finger or toe, each shorter and thinner than the one before."""
    radius, bend = 0.055 * length, exposure.between(-0.08, 0.08)
    shares = np.array((0.40, 0.27, 0.19, 0.14)[:bones])
    start = base
    for share in shares / shares.sum():
        end = step(start, angle, 0.93 * length * share)
        exposure.tissue(start, end, 2.1 * radius, 1.9 * radius)
        exposure.tube(start, end, 0.75 * radius, 0.45)
        start = step(start, angle, length * share)
        radius, angle = 0.9 * radius, angle + bend


def foot(side: int, random: Random) -> Bytes:
    """Return a foot from above, or from the side with ankle and heel, (side, side) uint8."""
    exposure = Exposure(side, random)
    if random.random() < 0.5:
        _foot_from_above(exposure)
    else:
        _foot_from_the_side(exposure)
    return exposure.film()


def _foot_from_above(exposure: Exposure) -> None:
    """Add toes, metatarsals and tarsus."""
    ankle, scale = (exposure.between(0.4, 0.6), exposure.between(0.65, 0.8)), exposure.between(1.0, 1.5)
    exposure.tissue(step(ankle, np.pi, 0.15), step(ankle, 0, 0.35 * scale), 0.12 * scale, 0.17 * scale)
    exposure.ball(ankle, (0.09 * scale, 0.12 * scale))
    for number in range(5):
        exposure.ball((ankle[0] + 0.04 * (number - 2) * scale, ankle[1] - 0.14 * scale), (0.03, 0.04))
        base = ankle[0] + 0.05 * (number - 2) * scale, ankle[1] - 0.18 * scale
        _digit(exposure, base, 0.08 * (number - 2), exposure.between(0.3, 0.42) * scale, 4)


def _foot_from_the_side(exposure: Exposure) -> None:
    """Add lower leg, heel and the long bones of the foot above each other."""
    ankle = exposure.between(0.25, 0.4), exposure.between(0.45, 0.6)
    toe = ankle[0] + exposure.between(0.4, 0.6), ankle[1] + exposure.between(0.15, 0.25)
    exposure.tissue((ankle[0], -0.1), ankle, 0.15, 0.11)
    exposure.tissue((ankle[0] - 0.05, ankle[1] + 0.08), toe, 0.14, 0.06)
    exposure.tube((ankle[0], -0.1), (ankle[0], ankle[1] - 0.04), 0.05)
    exposure.tube((ankle[0] - 0.05, -0.1), (ankle[0] - 0.05, ankle[1] - 0.02), 0.02)
    exposure.ball((ankle[0] + 0.01, ankle[1] + 0.02), (0.08, 0.05))
    exposure.ball((ankle[0] - 0.07, ankle[1] + 0.11), (0.11, 0.06), exposure.between(-30, 10))
    for number in range(3):
        start = ankle[0] + 0.12, ankle[1] + 0.06 + 0.03 * number
        exposure.tube(start, (toe[0] - 0.1, toe[1] - 0.02 + 0.02 * number), 0.022)


def knee(side: int, random: Random) -> Bytes:
    """Return one knee or two, from the front or bent from the side, (side, side) uint8."""
    exposure = Exposure(side, random)
    if random.random() < 0.35:
        _bent_knee(exposure)
    elif random.random() < 0.3:
        for x, sign in ((0.27, 1), (0.73, -1)):
            _straight_knee(exposure, x, 0.65, sign)
    else:
        _straight_knee(exposure, exposure.between(0.4, 0.6), exposure.between(1.0, 1.5), 1)
    return exposure.film()


def _straight_knee(exposure: Exposure, x: float, scale: float, sign: int) -> None:
    """Add femur, tibia, fibula and patella from the front."""
    y, wide = exposure.between(0.42, 0.58), 0.085 * scale
    exposure.tissue((x, -0.2), (x, y), 0.26 * scale, 0.2 * scale)
    exposure.tissue((x, y), (x, 1.2), 0.2 * scale, 0.16 * scale)
    exposure.tube((x, -0.4), (x, y - 0.1 * scale), 0.06 * scale, 0.5)
    exposure.tube((x, y + 0.1 * scale), (x, 1.4), 0.058 * scale, 0.5)
    for across in (-1, 1):
        exposure.ball((x + across * 0.06 * scale, y - 0.07 * scale), (wide, 0.065 * scale), density=0.5)
        exposure.ball((x + across * 0.06 * scale, y + 0.055 * scale), (wide, 0.045 * scale), density=0.5)
    exposure.ball((x, y - 0.11 * scale), (0.05 * scale, 0.055 * scale), density=0.5)
    head = x + sign * 0.13 * scale, y + 0.13 * scale
    exposure.tube(head, (head[0] - sign * 0.02, 1.3), 0.024 * scale, 0.3)


def _bent_knee(exposure: Exposure) -> None:
    """Add a knee from the side."""
    joint, scale = (exposure.between(0.4, 0.6), exposure.between(0.4, 0.6)), exposure.between(0.9, 1.4)
    up, down = exposure.between(-1.0, -0.2), np.pi + exposure.between(-0.2, 0.6)
    for angle, radius in ((up, 0.06), (down, 0.055)):
        start = step(joint, angle, 0.09 * scale)
        exposure.tissue(joint, step(joint, angle, 1.0), 0.15 * scale, 0.24 * scale)
        exposure.tube(start, step(joint, angle, 1.3), radius * scale, 0.4)
        exposure.ball(step(joint, angle, 0.06 * scale), (0.1 * scale, 0.065 * scale), np.degrees(angle))
    front = joint[0] - 0.15 * scale, joint[1] - 0.06 * scale
    exposure.ball(front, (0.03 * scale, 0.055 * scale), exposure.between(-20, 20))


def elbow(side: int, random: Random) -> Bytes:
    """Return an elbow or a forearm: one bone meets two, at any angle, (side, side) uint8."""
    exposure = Exposure(side, random)
    joint, scale = (exposure.between(0.3, 0.7), exposure.between(0.3, 0.7)), exposure.between(0.8, 1.5)
    up, down = exposure.between(-0.6, 0.6), np.pi + exposure.between(-1.6, 1.6)
    exposure.tissue(joint, step(joint, up, 1.2), 0.11 * scale, 0.18 * scale)
    exposure.tissue(joint, step(joint, down, 1.2), 0.13 * scale, 0.09 * scale)
    exposure.tube(step(joint, up, 0.04 * scale), step(joint, up, 1.3), 0.05 * scale, 0.6)
    for across in (-1, 1):
        start = step(joint, down + across * 1.2, 0.045 * scale)
        exposure.tube(start, step(start, down, 1.1), 0.034 * scale, 0.4)
    return exposure.film()


def shoulder(side: int, random: Random) -> Bytes:
    """Return a shoulder: upper arm, blade, collar bone and a corner of one lung, (side, side) uint8."""
    exposure = Exposure(side, random)
    joint = exposure.between(0.3, 0.5), exposure.between(0.3, 0.5)
    exposure.tissue((joint[0] - 0.02, joint[1] + 0.05), (joint[0] - 0.15, 1.3), 0.17, 0.15)
    exposure.tissue((joint[0] + 0.1, joint[1] + 0.1), (1.1, 0.6), 0.2, 0.6)
    exposure.ball((1.0, 0.95), (exposure.between(0.25, 0.4), 0.6), density=-0.12)
    exposure.ball(joint, (0.085, 0.085), density=0.6)
    exposure.tube((joint[0] - 0.03, joint[1] + 0.04), (joint[0] - 0.15, 1.4), 0.05, 0.3)
    exposure.shell((joint[0] + 0.16, joint[1] + 0.2), (0.1, 0.25), 0.12, exposure.between(-30, -5))
    exposure.tube((joint[0] + 0.03, joint[1] - 0.12), (1.05, joint[1] - exposure.between(0, 0.2)), 0.03, 0.4)
    for number in range(int(random.integers(2, 7))):
        top = joint[1] + 0.12 * number
        bend = [(0.7 + 0.1 * t, top + 0.25 * t**2) for t in (0.0, 1.0, 2.0, 3.5)]
        exposure.curve(bend, 0.018, 0.3)
    picture = exposure.film()
    return np.ascontiguousarray(picture[:, ::-1]) if random.random() < 0.5 else picture
