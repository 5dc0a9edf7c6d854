"""What is chosen in the headers of panels, by name: every named control there is remembered."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.components import Choice, SegmentedControl, Toggle

if TYPE_CHECKING:
    from mnist_viz.ui.panel import Panel

Control = Choice | SegmentedControl | Toggle


def chosen_in(panels: Iterable["Panel"]) -> dict[str, dict[str, str]]:
    """Return what holds now, by the names of panel and control."""
    chosen: dict[str, dict[str, str]] = {}
    for panel, name, control in _controls(panels):
        value = control.value()
        if value is not None:
            chosen.setdefault(panel, {})[name] = value
    return chosen


def choose_in(panels: Iterable["Panel"], chosen: Mapping[str, Mapping[str, str]]) -> None:
    """Choose as the person did; what a control does not offer is passed over."""
    for panel, name, control in _controls(panels):
        key = chosen.get(panel, {}).get(name)
        if key is not None and key != control.value() and key in dict(control.entries):
            control.pick(key)


def choice_signals(panels: Iterable["Panel"]) -> list[SignalInstance]:
    """Return the signals that tell of another choice."""
    return [control.chosen for _, _, control in _controls(panels)]


def _controls(panels: Iterable["Panel"]) -> Iterator[tuple[str, str, Control]]:
    for panel in panels:
        assert isinstance(panel, QWidget), "a Panel is a QWidget"
        for control in panel.header_controls():
            if isinstance(control, Control) and control.objectName():
                yield panel.objectName(), control.objectName(), control
