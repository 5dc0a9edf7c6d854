"""A row that shows as many of its widgets as fit."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget


class RowFit:
    """Hides the least needed widgets of a row until the others fit.

    Parameters
    ----------
    row : QHBoxLayout
    drop_order : sequence of QWidget
        The least needed first; those that are not named always stay.
    """

    def __init__(self, row: QHBoxLayout, drop_order: Sequence[QWidget]) -> None:
        self._row = row
        self._drop_order = list(drop_order)
        self._unwanted: set[QWidget] = set()
        self._dropped: list[QWidget] = []
        self._after: dict[QWidget, list[QWidget]] = {}

    @property
    def dropped(self) -> list[QWidget]:
        """The widgets that found no room."""
        return list(self._dropped)

    def want(self, widget: QWidget, wanted: bool) -> None:
        """Say whether a widget is to be shown at all."""
        (self._unwanted.discard if wanted else self._unwanted.add)(widget)

    def tie(self, separator: QWidget, widgets: Sequence[QWidget]) -> None:
        """Show a separator only beside one of these."""
        self._after[separator] = list(widgets)

    def fit(self, width: int) -> None:
        """Show what fits into so many pixels."""
        shown = [widget for widget in self._widgets() if widget not in self._unwanted]
        widths = {widget: _width(widget) for widget in shown}
        self._dropped = []
        for widget in self._drop_order:
            if self._needed([widths[one] for one in self._with_separators(shown)]) <= width:
                break
            if widget in shown:
                shown.remove(widget)
                self._dropped.append(widget)
        visible = set(self._with_separators(shown))
        for widget in self._widgets():
            widget.setVisible(widget in visible)

    def _widgets(self) -> list[QWidget]:
        items = (self._row.itemAt(place) for place in range(self._row.count()))
        return [widget for item in items if item and (widget := item.widget())]

    def _with_separators(self, shown: list[QWidget]) -> list[QWidget]:
        lonely = {
            separator
            for separator, widgets in self._after.items()
            if not any(widget in shown for widget in widgets)
        }
        return [widget for widget in shown if widget not in lonely]

    def _needed(self, widths: list[int]) -> int:
        margins = self._row.contentsMargins()
        gaps = self._row.spacing() * len(widths)
        return margins.left() + margins.right() + gaps + sum(widths)


def _width(widget: QWidget) -> int:
    hint = widget.sizeHint().expandedTo(widget.minimumSizeHint())
    return hint.boundedTo(widget.maximumSize()).expandedTo(widget.minimumSize()).width()
