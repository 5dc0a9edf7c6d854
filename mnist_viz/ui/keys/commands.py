"""What single keys ask for, by name, and which part of the window does it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from mnist_viz import ui
from mnist_viz.ui.docks.active_window import activate_window_of
from mnist_viz.ui.panels.drawing_panel import DrawingPanel

if TYPE_CHECKING:
    from mnist_viz.ui.main_window import MainWindow


class Commands:
    """Hands each on to its part; does itself what depends on which of them are open.

    Parameters
    ----------
    window : MainWindow
        With all its other parts.
    """

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        for digit in range(10):
            # Which character a digit gives with Shift differs from keyboard to keyboard.
            self._bind(f"Shift+{digit}", partial(window.pad_images.write, digit))
        self._bind("Alt+Left", partial(window.inspector.go, -1))
        self._bind("Alt+Right", partial(window.inspector.go, 1))

    def _bind(self, keys: str, does: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self._window).activated.connect(does)

    def carry_out(self, command: str) -> None:
        """Do what a key means; see `command_of`."""
        window = self._window
        if command.startswith("borrow "):
            window.pad_images.borrow(int(command.removeprefix("borrow ")))
            return
        {
            "toggle": window.controls.toggle_training,
            "step": self.step,
            "back": self.step_back,
            "first": window.rewinder.go_first,
            "live": window.rewinder.go_live,
            "reset": window.controls.reset,
            "new_weights": window.controls.new_weights,
            "clear": window.drawing_panel.clear,
            "teach": window.teaching.ask,
            "draw": self.draw_by_keys,
            "builder": window.builder.open,
            "phases": window.stepper.toggle,
            "network": self.show_network,
            "why": self.show_why,
            "neuron": window.inspector.toggle,
            "preview": window.preview.open,
            "help": self.show_keys,
            "tool": window.drawing_panel.switch_tool,
            "replay": window.timeline.replay.click,
            "loop": window.timeline.loop.click,
            "go_on": window.timeline.go_on,
            "leave": self.leave,
        }[command]()

    def step(self) -> None:
        """Train one step; in the past, show the next one that is recorded; or the next phase."""
        window = self._window
        if window.stepper.is_open:
            window.stepper.go_on()
        elif window.rewinder.is_past and not window.rewinder.is_way_out:
            window.rewinder.step_forward()
        else:
            window.controls.step()

    def step_back(self) -> None:
        """Show the recorded step before, or the phase before."""
        if self._window.stepper.is_open:
            self._window.stepper.go_back()
        else:
            self._window.rewinder.step_back()

    def leave(self) -> None:
        """Leave off telling a step, or close the neuron view; else end a presentation."""
        window = self._window
        if window.stepper.is_open:
            window.stepper.close()
        elif window.inspector.is_open:
            window.inspector.close()
        else:
            window.presenter.end()

    def draw_by_keys(self) -> None:
        """Go to the pad, and let arrow keys draw on it."""
        self._bring_forward(DrawingPanel)
        self._window.drawing_panel.draw_by_keys()

    def show_network(self) -> None:
        """Bring the diagram to the front, and the keys into it."""
        self._bring_forward(ui.NetworkPanel)

    def show_why(self) -> None:
        """Bring to the front why the drawing is read as it is, and the keys into it."""
        self._bring_forward(ui.WhyPanel)

    def _bring_forward(self, kind: type[QWidget]) -> None:
        dock = next(dock for dock in self._window.docks if isinstance(dock.panel, kind))
        dock.show()
        dock.raise_()
        activate_window_of(dock)
        dock.widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_keys(self) -> None:
        """List the keys."""
        ui.KeyList(self._window).exec()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back."""
        window = self._window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
