"""Where colours end: limits that hold still, so that brightness compares."""

import dataclasses

from mnist_viz.session import Session
from mnist_viz.training import Frame, Limits, View

_OF_RUINS = -1
"""The era of limits that hold weights which training has ruined."""


class SteadyLimits:
    """Widens them with what is newest; weights that training has ruined get their own.

    Parameters
    ----------
    session : Session
        Knows which are ruined.

    Attributes
    ----------
    held : Limits
        Those of all other weights.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._of_next: Limits | None = None
        self.held = Limits()

    def expect(self, limits: Limits) -> None:
        """Take these at the next run, if they fit it."""
        self._of_next = limits

    def begin_run(self, frame: Frame, before: View | None) -> None:
        """Begin with a run's first frame; keep what was held if it goes on from a view."""
        layers = len(frame.layout.layers)
        limits, self._of_next = self._of_next, None
        if limits is not None and len(limits.activations) not in (0, layers):
            limits = None
        goes_on = before is not None and before.frame.layout == frame.layout and frame.step > 0
        self.held = limits or (self.held if goes_on else Limits())

    def begin_anew(self, view: View) -> None:
        """Hold no more than a view."""
        self.held = Limits(era=self.held.era + 1).covering(view)

    def put_on(self, view: View) -> View:
        """Return a view with limits that hold it; what was computed is kept."""
        limits = self._limits_for(view)
        if limits == view.limits:
            return view
        other = dataclasses.replace(view, limits=limits)
        other.__dict__["probe_activations"] = view.probe_activations
        return other

    def _limits_for(self, view: View) -> Limits:
        """Return a view's limits; those of ruined weights end with them."""
        if self._is_ruined(view.frame):
            return view.limits.in_era(_OF_RUINS).covering(view)
        if view.newest is None:
            self.held = self.held.covering(view)
        return self.held

    def _is_ruined(self, frame: Frame) -> bool:
        session = self._session
        good = session.state.good_step if session.tree.runs else None
        return good is not None and frame.step > good
