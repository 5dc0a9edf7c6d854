"""The units that were looked at, to go back and forward among."""

from mnist_viz.training import Selection


class Trail:
    """Units in the order in which they were opened, and the one among them that is shown."""

    def __init__(self) -> None:
        self._units: list[Selection] = []
        self._place = -1

    @property
    def can_go_back(self) -> bool:
        return self._place > 0

    @property
    def can_go_forward(self) -> bool:
        return self._place < len(self._units) - 1

    def visit(self, unit: Selection) -> None:
        """Open a unit; what lay ahead is forgotten."""
        if self._place >= 0 and self._units[self._place] == unit:
            return
        self._units = [*self._units[: self._place + 1], unit]
        self._place = len(self._units) - 1

    def go(self, way: int) -> Selection | None:
        """Return the unit before (−1) or after (1), which is now shown, or None."""
        place = self._place + way
        if not 0 <= place < len(self._units):
            return None
        self._place = place
        return self._units[place]

    def forget(self) -> None:
        """Begin anew."""
        self._units, self._place = [], -1
