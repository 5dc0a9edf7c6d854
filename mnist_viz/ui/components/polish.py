"""Shows a widget as the style sheet wants it once a property has changed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget


def polish_again(widget: QWidget) -> None:
    """Let the style sheet see a property that has changed, if it has seen the widget before.

    Qt sets the font back to what it was when the style sheet first saw the widget; the
    size that the person's text has now is kept.
    """
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    kept = QFont(widget.font())
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.setFont(kept)
