"""What a panel shows, as a table that other programs read."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Column = Sequence[str] | NDArray[np.generic]


class Table(NamedTuple):
    """Columns of equal length, under a header.

    Attributes
    ----------
    header : tuple of str
    columns : tuple of sequences of str, or of arrays
        An array of shape (rows, n) stands for n columns; none of them may change any more.
    """

    header: tuple[str, ...]
    columns: tuple[Column, ...]

    def encoded(self) -> bytes:
        """Return it as CSV (RFC 4180) in UTF-8: numbers with all their digits."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(self.header)
        texts = [text for column in self.columns for text in _texts(column)]
        writer.writerows(zip(*texts, strict=True))
        return file.getvalue().encode()


def table_of_pixels(pictures: Mapping[str, NDArray[np.generic]], step: int | None = None) -> Table:
    """Return pictures of the same size as columns under their names, a row a pixel.

    Parameters
    ----------
    pictures : mapping of str to array
    step : int, optional
        Of the network that they depend on; it stands first in each row.
    """
    first = next(iter(pictures.values()))
    rows, columns = (axis.ravel() for axis in np.indices(first.shape))
    flat = (picture.ravel() for picture in pictures.values())
    table = Table(("row", "column", *pictures), (rows, columns, *flat))
    if step is None:
        return table
    return Table(("step", *table.header), ([str(step)] * first.size, *table.columns))


def _texts(column: Column) -> list[Sequence[str]]:
    """Return the texts of one column, or of each column of an array of several."""
    if not isinstance(column, np.ndarray):
        return [column]
    # The fewest digits that give the same float32 or float64 again.
    texts = column.astype(str)
    return [texts.tolist()] if texts.ndim == 1 else texts.T.tolist()
