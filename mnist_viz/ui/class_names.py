"""Names of classes in a few letters, where there is little room."""

from collections.abc import Sequence


def short_names(names: Sequence[str], most: int = 2) -> tuple[str, ...]:
    """Return what tells classes apart in a few letters: beginnings of their names, or numbers.

    A name whose beginning is taken ends in the first of its letters that makes a difference: of
    Shirt and Shoe, in two letters, the second is So. Where none does, all are numbered. A number
    is not cut: that would make another one of it.

    Parameters
    ----------
    names : sequence of str
    most : int
        Letters in a short name, at least 2.
    """
    short: dict[str, None] = {}
    for name in names:
        cut = [name[: most - 1] + letter for letter in name[most - 1 :]]
        ways = [name] if name.isdecimal() or not cut else cut
        free = [way for way in ways if way not in short and (way == name or way not in names)]
        if not free:
            return tuple(str(number) for number in range(len(names)))
        short[free[0]] = None
    return tuple(short)
