"""Learning-rate schedules: the factor on the learning rate, over a run's progress from 0 to 1."""

import math
from collections.abc import Callable

Schedule = Callable[[float], float]


def constant(progress: float) -> float:
    """Return 1 throughout."""
    del progress
    return 1.0


def step(progress: float) -> float:
    """Return 1, then 0.1 from one half, then 0.01 from three quarters (He et al., 2016)."""
    return 1.0 if progress < 0.5 else 0.1 if progress < 0.75 else 0.01


def cosine(progress: float) -> float:
    """Fall from 1 to 0 along half a cosine (Loshchilov and Hutter, 2017)."""
    return 0.5 * (1.0 + math.cos(math.pi * min(progress, 1.0)))


def warmup_linear(progress: float) -> float:
    """Rise from 0.1 to 1 over the first fifth, then fall linearly to 0 (Smith, 2018)."""
    rise = 0.2
    if progress < rise:
        return 0.1 + 0.9 * progress / rise
    return max(0.0, (1.0 - progress) / (1.0 - rise))


SCHEDULES: dict[str, Schedule] = {
    kind.__name__: kind for kind in (constant, step, cosine, warmup_linear)
}
"""The schedules, by name."""
