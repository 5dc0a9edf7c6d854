"""Data sets to be had from the network: offered, fetched and taken, in the window's bar."""

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from mnist_viz.data import DatasetStatus, DataSplits, dataset_statuses
from mnist_viz.data.catalogue import CATALOGUE
from mnist_viz.session import Session
from mnist_viz.ui.components.message import MessageKind
from mnist_viz.ui.components.message_bar import MessageBar
from mnist_viz.ui.run_controls import RunControls


class GettingData(QObject):
    """Offers what is not here, and tells how a download goes.

    Parameters
    ----------
    session : Session
    bar : MessageBar
    controls : RunControls
        Takes a data set into use.
    parent : QObject
    """

    def __init__(
        self, session: Session, bar: MessageBar, controls: RunControls, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._bar = bar
        self._controls = controls
        downloads = session.downloads
        downloads.fetching.connect(self._on_fetching)
        downloads.fetched.connect(self._on_fetched)
        downloads.failed.connect(self._on_failed)
        downloads.cancelled.connect(self._on_cancelled)
        session.data_loaded.connect(self._on_data_loaded)
        session.data_failed.connect(self._on_data_failed)

    def get(self, name: str) -> None:
        """Download a data set of the catalogue."""
        self._show_fetching(name, "Training goes on meanwhile.", 0.0)
        self._session.downloads.fetch(name)

    def can_get(self, name: str) -> bool:
        """Return whether a data set is one of the catalogue that can be downloaded now."""
        status = _statuses().get(name)
        return status is not None and status.can_be_fetched

    def show_unusable(self, name: str, what: str, why: str, kind: MessageKind = "error") -> None:
        """Tell of data that are missing or damaged, and offer to get them, if that can be."""
        if not self.can_get(name):
            self._bar.show_message(kind, what, why)
            return
        status = _statuses()[name]
        self._bar.show_message(
            kind, what, why, action_text=_words(status), action=partial(self.get, name)
        )

    def _show_fetching(self, name: str, why: str, share: float) -> None:
        self._bar.show_message(
            "info",
            _getting(name),
            why,
            secondary_text="Cancel",
            secondary=self._session.downloads.cancel,
        )
        if self._bar.text.startswith(_getting(name)):  # or else it waits
            self._bar.show_progress(share)

    @Slot(str, int, int)
    def _on_fetching(self, name: str, done: int, total: int) -> None:
        if self._bar.text.startswith(_getting(name)):  # not closed, nor covered by another
            megabytes = f"{done / 1e6:.1f} of {total / 1e6:.1f} MB"
            why = f"{megabytes}. Training goes on meanwhile."
            self._show_fetching(name, why, done / max(total, 1))

    @Slot(str)
    def _on_fetched(self, name: str) -> None:
        self._bar.take_back(_getting(name))
        known, data = CATALOGUE[name], self._session.data
        title = known.title
        agrees = data is not None and data.class_names == known.class_names
        self._bar.show_message(
            "info",
            f"{title} is here, verified.",
            "The network goes on with it from where it is, or from new weights after Reset."
            if agrees
            else "Its classes are others than those of the run at hand: a new run begins with it.",
            action_text=f"Use {title}",
            action=partial(self._controls.choose_data, name),
        )

    @Slot(str)
    def _on_cancelled(self, name: str) -> None:
        self._bar.take_back(_getting(name))
        self._offer(name, f"{CATALOGUE[name].title} was not fetched.")

    @Slot(str, object)
    def _on_failed(self, name: str, error: Exception) -> None:
        self._bar.take_back(_getting(name))
        self._bar.show_message(
            "warning",
            f"{CATALOGUE[name].title} could not be fetched. Training uses what is here.",
            str(error),
            action_text="Try again",
            action=partial(self.get, name),
        )

    @Slot(object)
    def _on_data_loaded(self, data: DataSplits) -> None:
        if data.name == "builtin" and self._session.asked_for_default:
            missing = _statuses()["mnist"].missing
            what = f"MNIST lacks {missing[0]}." if missing else "MNIST is not on this computer."
            self._offer("mnist", what, in_turn=self._bar.kind == "error")

    @Slot(str, object)
    def _on_data_failed(self, name: str, error: Exception) -> None:
        what = f"The data set {name} cannot be used." if name else "MNIST cannot be used."
        why = str(error) if name else f"{error}. Meanwhile, training uses the built-in digits."
        self.show_unusable(name or "mnist", what, why)

    def _offer(self, name: str, what: str, *, in_turn: bool = False) -> None:
        data = self._session.data
        self._bar.show_message(
            "info",
            what,
            "Training uses the built-in digits: written by this program, not by people."
            if data is None or data.name == "builtin"
            else f"Training uses {data.title}.",
            action_text=_words(_statuses()[name]),
            action=partial(self.get, name),
            in_turn=in_turn,
        )


class GetDataMenu(QMenu):
    """Lists the data sets of the catalogue; those on this computer are ticked off.

    Parameters
    ----------
    getting : GettingData
    parent : QWidget
    """

    def __init__(self, getting: GettingData, parent: QWidget) -> None:
        super().__init__("Get data", parent)
        self._getting = getting
        self.aboutToShow.connect(self._show_state)
        self.triggered.connect(self._get)

    @Slot()
    def _show_state(self) -> None:
        self.clear()
        for name, status in _statuses().items():
            action = self.addAction(status.title if status.is_here else _words(status))
            action.setCheckable(True)
            action.setChecked(status.is_here)
            action.setEnabled(not status.is_here and status.can_be_fetched)
            action.setData(name)

    @Slot(QAction)
    def _get(self, action: QAction) -> None:
        self._getting.get(action.data())


def _statuses() -> dict[str, DatasetStatus]:
    return {status.name: status for status in dataset_statuses() if status.download_bytes}


def _getting(name: str) -> str:
    return f"Getting {CATALOGUE[name].title}…"


def _words(status: DatasetStatus) -> str:
    return f"Get {status.title} ({status.download_mb} MB)"
