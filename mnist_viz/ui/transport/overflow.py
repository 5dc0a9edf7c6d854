"""What a bar has no room for, as the first entries of its menu."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu


class Request(NamedTuple):
    """An entry that asks for something at once.

    Attributes
    ----------
    text : str
    ask : callable
    checked : bool, optional
        Whether it holds, of what is switched on and off.
    """

    text: str
    ask: Callable[[], object]
    checked: bool | None = None


class Selection(NamedTuple):
    """An entry that offers a choice of one.

    Attributes
    ----------
    text : str
    entries : sequence of (str, str)
        Key and text of each.
    current : str or None
        Key of the one that holds.
    choose : callable
        Is given the key of the chosen one.
    """

    text: str
    entries: Sequence[tuple[str, str]]
    current: str | None
    choose: Callable[[str], object]


class Overflow:
    """Puts entries before those that a menu already has, and takes them away again."""

    def __init__(self) -> None:
        self._actions: list[QAction] = []
        self._owners: list[QObject] = []

    def fill(self, menu: QMenu, entries: Sequence[Request | Selection]) -> None:
        """Let a menu begin with these entries instead of those of last time."""
        for action in self._actions:
            menu.removeAction(action)
        for owner in self._owners:
            owner.deleteLater()
        self._actions, self._owners = [], []
        before = next(iter(menu.actions()), None)
        for entry in entries:
            if isinstance(entry, Request):
                action = _request(menu, entry)
                self._add(menu, before, action, action)
            else:
                submenu = _submenu(menu, entry)
                self._add(menu, before, submenu.menuAction(), submenu)
        if entries and before is not None:
            separator = QAction(menu)
            separator.setSeparator(True)
            self._add(menu, before, separator, separator)

    def _add(self, menu: QMenu, before: QAction | None, action: QAction, owner: QObject) -> None:
        if before is None:
            menu.addAction(action)
        else:
            menu.insertAction(before, action)
        self._actions.append(action)
        self._owners.append(owner)


def _request(menu: QMenu, entry: Request) -> QAction:
    action = QAction(entry.text, menu)
    if entry.checked is not None:
        action.setCheckable(True)
        action.setChecked(entry.checked)
    ask = entry.ask
    action.triggered.connect(lambda _checked: ask())
    return action


def _submenu(menu: QMenu, entry: Selection) -> QMenu:
    submenu = QMenu(entry.text, menu)
    group = QActionGroup(submenu)
    for key, text in entry.entries:
        action = submenu.addAction(text)
        action.setCheckable(True)
        action.setChecked(key == entry.current)
        action.setData(key)
        group.addAction(action)
    choose = entry.choose
    group.triggered.connect(lambda action: choose(action.data()))
    return submenu
