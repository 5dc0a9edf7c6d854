"""Whole numbers as people type or paste them: of any length, where Python reads only so many."""


def whole_number(digits: str, most: int) -> int | None:
    """Return the number that a text is, or None if it is none, or larger than the most it may be.

    Parameters
    ----------
    digits : str
    most : int
    """
    significant = digits.lstrip("0")
    if not digits.isdecimal() or len(significant) > len(str(most)):
        return None
    number = int(significant or "0")
    return number if number <= most else None
