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
        # Never an exponent: it shows the digits before the point at least.
        text = f"{value:.{max(digits, math.floor(math.log10(abs(value))) + 1)}g}"
    else:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", _MINUS)


def decimal(value: float, places: int = 7) -> str:
    """Return a number with so many decimals, for sums that must come out; more if it is small."""
    if not math.isfinite(value) or abs(value) < 10.0**-places:
        return number(value)
    places = max(places, 5 - math.floor(math.log10(abs(value))))
    return f"{value:.{places}f}".replace("-", _MINUS)


def exponential(power: float, digits: int = 4) -> str:
    """Return e to a power of at most 0 with enough digits that its logarithm is right, too.

    However small it is, ``1.523e−90``, and however near to 1, ``0.99994988``.
    """
    if not math.isfinite(power):
        return number(power)
    missing = -math.expm1(power)
    if power > math.log(0.5) and missing > 0:
        return number(math.exp(power), digits + math.floor(-math.log10(missing)))
    exponent = math.floor(power / math.log(10))
    if exponent >= -4:
        return number(math.exp(power), digits)
    mantissa = math.exp(power - exponent * math.log(10))
    return f"{mantissa:.{digits - 1}f}e{_MINUS}{-exponent}"


def signed(value: float, digits: int = 6) -> str:
    """Return a number that is added: ``+ 0.1``, ``− 0.1``."""
    return f"{_MINUS if value < 0 else '+'} {number(abs(value), digits)}"


def bracketed(value: float, digits: int = 6) -> str:
    """Return a number as a factor: in brackets where it is negative."""
    text = number(value, digits)
    return f"({text})" if value < 0 else text
