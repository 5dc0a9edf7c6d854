"""A panel alone on the screen; for tests."""

from typing import TypeVar, cast

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.ui.panel import Panel

Shown = TypeVar("Shown", bound=QWidget)


def show_panel(panel: Shown, width: int, height: int, qtbot: QtBot) -> Shown:
    """Show a panel without its dock, and return it once its window is the active one."""
    for widget in (panel, *cast(Panel, panel).header_controls()):
        qtbot.addWidget(widget)
    panel.resize(width, height)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    return panel
