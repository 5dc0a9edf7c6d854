"""Numbers as the window writes them."""

import math

ABSENT = "–"
_MINUS = "\u2212"
_LARGE = 1e5
_SMALL = 0.01


def count(value: int) -> str:
    """``1,240``."""
    return f"{value:,}".replace("-", _MINUS)


def counted(value: int, one: str, many: str = "") -> str:
    """``1 epoch``, ``2 epochs``; a plural that takes more than an s is to be given."""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def percent(share: float | None) -> str:
    """``97.8 %`` of a share from 0 to 1."""
    return ABSENT if share is None else f"{100 * share:.1f} %"


def loss(value: float | None) -> str:
    """Three decimals: ``0.203``; of what soared, as many digits: ``8.681e13``; else ``3.2e−4``."""
    is_small = value is not None and 0 < abs(value) < _SMALL
    return plain(value) if is_small else exact(value, 3)


def score(value: float | None) -> str:
    """Two decimals: ``0.82``."""
    return _fixed(value, 2)


def signed(value: float) -> str:
    """``+0.131``, ``−0.169``."""
    return _fixed(value, 3, sign="+")


def fixed(value: float | None, decimals: int) -> str:
    """Return a number with so many decimals."""
    return _fixed(value, decimals)


def exact(value: float | None, decimals: int, *, plus: bool = False) -> str:
    """Return a number that is to be reckoned with: so many decimals, or as many digits if large.

    Parameters
    ----------
    value : float or None
    decimals : int
    plus : bool
        Whether numbers above zero bear a sign too.
    """
    sign = "+" if plus else "-"
    if value is not None and math.isfinite(value) and abs(value) >= _LARGE:
        mantissa, exponent = f"{value:{sign}.{decimals}e}".split("e")
        return f"{mantissa}e{int(exponent)}".replace("-", _MINUS)
    return _fixed(value, decimals, sign=sign)


def plain(value: float | None) -> str:
    """Three digits from 0.01 to 999, powers of ten beyond: ``0.97``, ``1.3e−3``."""
    if value is None or not math.isfinite(value):
        return _fixed(value, 0)
    if value == 0 or 0.01 <= abs(value) < 999.5:
        decimals = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2
        text = f"{value:.{decimals}f}" if abs(value) >= 0.0995 or value == 0 else f"{value:.3f}"
        return text.replace("-", _MINUS)
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", _MINUS)


def setting(value: float) -> str:
    """Write what somebody set, without idle noughts: ``0.1``, ``3``, ``0.001``, ``1e−4``."""
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{value:.4g}".replace("-", _MINUS)
    return power(value)


def power(value: float) -> str:
    """Write few digits and a power of ten: ``1e−5``, ``1.5e7``."""
    mantissa, exponent = f"{value:.3e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}".replace("-", _MINUS)


def _fixed(value: float | None, decimals: int, sign: str = "-") -> str:
    if value is None:
        return ABSENT
    if not math.isfinite(value):
        return "not finite"
    return f"{value:{sign}.{decimals}f}".replace("-", _MINUS)
