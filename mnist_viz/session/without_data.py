"""Looks at a run whose data are not on this computer, until they are."""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from mnist_viz.data import DataSplits

if TYPE_CHECKING:
    from mnist_viz.session.session import Session


class WithoutData:
    """The session's way to a run that cannot be trained for lack of its data.

    Its recorded steps are shown on other images; see `Session.can_train`.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: "Session") -> None:
        self._session = session

    def look_at(self, run_id: int, stand_in: DataSplits) -> None:
        """Show a run where it was left.

        Parameters
        ----------
        run_id : int
            Of the tree; it is recorded.
        stand_in : DataSplits
            Whose images are shown to the network.
        """
        history = self._session.past.history
        run = self._session.tree.resume(run_id)
        newest = history.at_or_before(run_id, np.iinfo(np.int64).max)
        assert newest is not None, "it is recorded"
        self._session.show_untrained(run, history.frame(run_id, newest), stand_in)

    def supply(self, data: DataSplits) -> bool:
        """Go on with the run at hand if it lacked these images; return whether it did."""
        session = self._session
        if not session.tree.runs or session.can_train:
            return False
        library = session.library
        lacked = [one for one in library.records.values() if one.checksum == data.checksum]
        for one in lacked:  # wherever they were found
            library.add(dataclasses.replace(data, name=one.name))
        if library.has(session.tree.current):
            session.branches.reopen(session.tree.current.id, session.state.to_come)
        return bool(lacked)
