"""Where to look for the weight that is told of: everywhere, in a layer, or where it was chosen."""

from PySide6.QtCore import QObject, Signal, Slot

from mnist_viz.ui.components import Choice, tooltip
from mnist_viz.ui.phases.account import Account

_EVERYWHERE, _CHOSEN = "all", "chosen"


class LayerChoice(QObject):
    """A list of the layers, and what choosing in it means.

    Attributes
    ----------
    wanted : Signal(object)
        int, where to look for the weight that moved most, or None for everywhere.
    widget : Choice
    """

    wanted = Signal(object)  # int or None

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._account: Account | None = None
        self.widget = Choice("Where to look for the weight that moved most")
        self.widget.setToolTip(
            tooltip(
                "Weight",
                "Which weight is told of: the one that moved most, where? Or point at a "
                "connection of the diagram, or a term of a neuron; , and . go to the next.",
                "W",
            )
        )
        self.widget.chosen.connect(self._on_chosen)

    def show_account(self, account: Account) -> None:
        """Offer the layers of a step, and show which holds."""
        self._account = account
        titles = [layer.title for layer in account.phases.before.layout.layers]
        entries = [(_EVERYWHERE, "Weight: of all")]
        entries += [(str(number), f"Weight: {title}") for number, title in enumerate(titles)]
        key = _key_of(account)
        if account.chosen is not None:
            key = _CHOSEN
            entries.append((_CHOSEN, "Weight: chosen"))
        self.widget.show_entries(entries)
        self.widget.choose(key)

    def pick_next(self) -> None:
        """Choose the next entry; from a weight that was chosen, first the one that moved most."""
        account = self._account
        if account is not None:
            keys = [key for key, _ in self.widget.entries if key != _CHOSEN]
            place = keys.index(_key_of(account)) + (account.chosen is None)
            self.widget.pick(keys[place % len(keys)])

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        if key != _CHOSEN:
            self.wanted.emit(None if key == _EVERYWHERE else int(key))


def _key_of(account: Account) -> str:
    return _EVERYWHERE if account.layer is None else str(account.layer)
