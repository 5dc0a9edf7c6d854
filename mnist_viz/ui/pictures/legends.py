"""The numbers beneath a colour bar."""

from mnist_viz.ui import numbers
from mnist_viz.ui.components import ColorBar

_UNIT_LIMITS = ("1 × the unit's largest", "its largest", "1 ×")


def show_limit(bar: ColorBar, limit: float, *, signed: bool) -> None:
    """Write a map's limits beneath its bar, as many of them as there is room for.

    Parameters
    ----------
    bar : ColorBar
    limit : float
        The value of the last colour.
    signed : bool
        Whether the map runs from −limit or from 0.
    """
    texts = _legend(limit, signed=signed)
    needed = sum(bar.fontMetrics().horizontalAdvance(f"{text} ") for _, text in texts)
    if limit > 0 and needed > bar.width():
        text = _limit_text(limit)
        texts = [(0.5, f"±{text}") if signed else (1.0, text)]
    bar.show_limits(texts)


def show_unit_limit(bar: ColorBar, *, signed: bool) -> None:
    """Write beneath a bar that its colours are shares of each unit's own limit."""
    advance = bar.fontMetrics().horizontalAdvance
    fitting = (text for text in _UNIT_LIMITS if advance(f"\u22121 0 {text} ") <= bar.width())
    top = (1.0, next(fitting, _UNIT_LIMITS[-1]))
    bar.show_limits([(0.0, "\u22121"), (0.5, "0"), top] if signed else [(0.0, "0"), top])


def _legend(limit: float, *, signed: bool) -> list[tuple[float, str]]:
    """Return numbers, each with its place from 0 to 1."""
    if limit <= 0:
        return [(0.5 if signed else 0.0, "0")]
    top = _limit_text(limit)
    if signed:
        return [(0.0, f"\u2212{top}"), (0.5, "0"), (1.0, top)]
    return [(0.0, "0"), (1.0, top)]


def _limit_text(limit: float) -> str:
    """Return a limit without the noughts that `numbers.plain` keeps."""
    return f"{limit:.3g}" if 0.01 <= limit < 999.5 else numbers.plain(limit)
