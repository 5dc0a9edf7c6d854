"""What the transport bar has no room for, as the first entries of its menu."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu


@dataclass(frozen=True)
class Request:
    """An entry that asks for something at once."""

    text: str
    ask: Callable[[], object]


@dataclass(frozen=True)
class Selection:
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

    def fill(self, menu: QMenu, entries: Sequence[Request | Selection]) -> None:
        """Let a menu begin with these entries instead of those of last time."""
        for action in self._actions:
            menu.removeAction(action)
            submenu = action.menu()
            (action if submenu is None else submenu).deleteLater()
        before = menu.actions()
        made = [_action(menu, entry) for entry in entries]
        if made and before:
            separator = QAction(menu)
            separator.setSeparator(True)
            made.append(separator)
        menu.insertActions(before[0] if before else None, made)  # type: ignore[arg-type]
        self._actions = made


def _action(menu: QMenu, entry: Request | Selection) -> QAction:
    if isinstance(entry, Selection):
        return _submenu(menu, entry).menuAction()
    action = QAction(entry.text, menu)
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
