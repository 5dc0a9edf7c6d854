"""Lights the panels of a phase, and brings them into sight.

Where the neuron view stands in the place of one of them, it steps aside for that phase.
"""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QDockWidget

from mnist_viz.ui.docks.area import DockArea
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.phases.lit_frame import LitFrame

_LIT = (
    ("activations_panel_dock",),
    ("loss_panel_dock",),
    ("filters_panel_dock", "health_panel_dock"),
    ("filters_panel_dock",),
)
"""The panels that each phase lights, by objectName; the first one comes to the front."""

_STAND_INS = {"activations_panel_dock": "network_panel_dock"}
"""Panels that do as well, where they are in front: the diagram shows what goes forward, too."""

_KINDS = (None, None, "gradient", "weights")
"""What the wall of filters shows in each phase; None leaves it as it is."""


class WallOfFilters(Protocol):
    """What is needed of the panel of filters."""

    @property
    def kind(self) -> str:
        """``weights``, ``change`` or ``gradient``."""

    def show_kind(self, kind: str) -> None:
        """Show another kind."""


class PhaseLights:
    """Puts a frame around the panels of a phase.

    Parameters
    ----------
    dock_area : DockArea
        Where the panels stand.
    docks : sequence of QDockWidget
    filters : WallOfFilters
    """

    def __init__(
        self, dock_area: DockArea, docks: Sequence[QDockWidget], filters: WallOfFilters
    ) -> None:
        self._dock_area, self._filters = dock_area, filters
        self._docks = {dock.objectName(): dock for dock in docks}
        names = {name for lit in _LIT for name in lit} | set(_STAND_INS.values())
        self._frames = {name: LitFrame(dock) for name, dock in self._docks.items() if name in names}
        self._kind_before: str | None = None
        self._is_neuron_aside = False

    @property
    def lit(self) -> frozenset[str]:
        """The panels that have a frame, by objectName."""
        return frozenset(name for name, frame in self._frames.items() if not frame.isHidden())

    def light(self, phase: int) -> None:
        """Light the panels of a phase, from 0, and no others."""
        names = [self._in_front(name) for name in _LIT[phase]]
        self._make_way({self._docks[name] for name in names})
        for name, frame in self._frames.items():
            frame.show_lit(name in names)
        self._docks[names[0]].raise_()
        self._show_kind(_KINDS[phase])

    def end(self) -> None:
        """Light nothing, and put back what was changed for it."""
        for frame in self._frames.values():
            frame.show_lit(False)
        self._show_kind(None)
        self._make_way(set())

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        for frame in self._frames.values():
            frame.restyle(theme)

    def _make_way(self, docks: set[QDockWidget]) -> None:
        """Have the neuron view step aside for panels in its place, or come back for others."""
        area = self._dock_area
        in_the_way = not docks.isdisjoint(area.in_place_of_neuron)
        if area.is_inspecting:
            self._is_neuron_aside = in_the_way
            if in_the_way:
                area.end_inspecting()
        elif self._is_neuron_aside and not in_the_way:
            self._is_neuron_aside = False
            area.inspect()

    def _show_kind(self, kind: str | None) -> None:
        """Let the wall of filters show a kind, or, for None, what it showed before."""
        before = self._kind_before
        if kind is not None:
            self._kind_before = before or self._filters.kind
            self._filters.show_kind(kind)
        elif before is not None:
            self._kind_before = None
            self._filters.show_kind(before)

    def _in_front(self, name: str) -> str:
        """Return the panel that does as well as one, if it is the one in front."""
        stand_in = _STAND_INS.get(name)
        if stand_in is None or self._docks[stand_in].visibleRegion().isEmpty():
            return name
        return stand_in
