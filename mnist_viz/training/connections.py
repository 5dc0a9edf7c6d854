"""The strongest connections between two layers, by weight or by what an image sends over them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Connections:
    """Some of the connections into a layer, the strongest first.

    Attributes
    ----------
    sources, targets : int64, shape (n,)
        Units, or pixels, of the layer before, and units of the layer.
    values : float32, shape (n,)
        Weight, or input times weight.
    """

    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    values: NDArray[np.float32]


def strongest_connections(
    weights: NDArray[np.float32],
    count: int,
    inputs: NDArray[np.float32] | None = None,
) -> Connections:
    """Return the connections of largest magnitude.

    Parameters
    ----------
    weights : float32, shape (n, units)
    count : int
        At most so many; those that carry nothing, or nothing finite, are left out.
    inputs : float32, shape (n,), optional
        With it, a connection's strength is its input times its weight; without, its weight.
    """
    rows: NDArray[np.intp] | None = None
    with np.errstate(all="ignore"):  # a broken network is shown as it is
        if inputs is None:
            strengths = weights
        else:
            rows = np.flatnonzero(inputs)
            strengths = weights[rows] * inputs[rows, None]
        if not strengths.size or count < 1:
            return _none()
        # The strongest are all among the columns whose own strongest are the strongest.
        best = np.maximum(strengths.max(axis=0), -strengths.min(axis=0))
    if not np.isfinite(best).all():
        strengths = np.where(np.isfinite(strengths), strengths, np.float32(0))
        best = np.abs(strengths).max(axis=0)
    columns = _top(best, count)
    few = strengths[:, columns]
    flat = _top(np.abs(few).reshape(-1), count)
    row, place = np.divmod(flat, len(columns))
    values = few[row, place]
    some = values != 0
    sources = row if rows is None else rows[row]
    return Connections(
        sources[some].astype(np.int64), columns[place][some].astype(np.int64), values[some]
    )


def unit_connections(
    weights: NDArray[np.float32],
    count: int,
    *,
    source: int | None = None,
    target: int | None = None,
    inputs: NDArray[np.float32] | None = None,
) -> Connections:
    """Return the strongest of one unit: those it sends (`source`) or receives (`target`)."""
    if target is not None:
        found = strongest_connections(weights[:, target : target + 1], count, inputs)
        return Connections(found.sources, np.full_like(found.targets, target), found.values)
    assert source is not None, "one end is given"
    part = None if inputs is None else inputs[source : source + 1]
    found = strongest_connections(weights[source : source + 1], count, part)
    return Connections(np.full_like(found.sources, source), found.targets, found.values)


def _top(strengths: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """Return the places of the largest values, the largest first."""
    if count < len(strengths):
        few = np.argpartition(-strengths, count - 1)[:count]
    else:
        few = np.arange(len(strengths))
    return few[np.lexsort((few, -strengths[few]))]


def _none() -> Connections:
    nothing = np.empty(0, dtype=np.int64)
    return Connections(nothing, nothing, np.empty(0, dtype=np.float32))
