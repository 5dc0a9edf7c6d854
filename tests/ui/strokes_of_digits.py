"""Digits as a hand would draw them: points in the unit square, y down."""

import math

Points = list[tuple[float, float]]


def _arc(
    centre: tuple[float, float], radii: tuple[float, float], start: float, stop: float
) -> Points:
    (cx, cy), (rx, ry) = centre, radii
    angles = [math.radians(start + (stop - start) * k / 16) for k in range(17)]
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


def _line(x0: float, y0: float, x1: float, y1: float) -> Points:
    return [(x0 + (x1 - x0) * k / 8, y0 + (y1 - y0) * k / 8) for k in range(9)]


DIGITS: dict[int, list[Points]] = {
    0: [_arc((0.5, 0.5), (0.2, 0.32), -90, 270)],
    1: [_line(0.52, 0.18, 0.48, 0.82)],
    2: [
        _arc((0.5, 0.34), (0.19, 0.17), -160, 45)
        + _line(0.63, 0.46, 0.3, 0.8)
        + _line(0.3, 0.8, 0.74, 0.79)
    ],
    3: [_arc((0.48, 0.34), (0.18, 0.16), -150, 90) + _arc((0.48, 0.66), (0.2, 0.17), -90, 140)],
    4: [
        _line(0.36, 0.2, 0.28, 0.55) + _line(0.28, 0.55, 0.72, 0.52),
        _line(0.62, 0.22, 0.58, 0.84),
    ],
    7: [_line(0.27, 0.22, 0.72, 0.21) + _line(0.72, 0.21, 0.44, 0.82)],
}
"""Strokes by digit; not all ten, but some that anybody can read."""
