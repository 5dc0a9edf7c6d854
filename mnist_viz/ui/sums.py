"""Numbers as they stand in a sum or product that can be checked by hand."""

import math

_MINUS = "\u2212"


def number(value: float, digits: int = 6) -> str:
    """Return a number with so many significant digits; give a result one less than its terms."""
    if not math.isfinite(value):
        return "not finite"
    if value == 0:
        return "0"
    if 1e-4 <= abs(value) < 1e6:
        text = f"{value:.{digits}g}"
    else:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", _MINUS)


def signed(value: float, digits: int = 6) -> str:
    """Return a number that is added: ``+ 0.1``, ``− 0.1``."""
    return f"{_MINUS if value < 0 else '+'} {number(abs(value), digits)}"


def bracketed(value: float, digits: int = 6) -> str:
    """Return a number as a factor: in brackets where it is negative."""
    text = number(value, digits)
    return f"({text})" if value < 0 else text
