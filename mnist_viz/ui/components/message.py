"""What the message bar says at one time, and what of two messages matters more."""

from collections.abc import Callable
from typing import Literal, NamedTuple

MessageKind = Literal["error", "warning", "info"]
Action = Callable[[], object]

_RANKS = {"info": 0, "warning": 1, "error": 2}


class Message(NamedTuple):
    """One message; see `MessageBar.show_message`."""

    kind: MessageKind
    what: str
    why: str
    action_text: str | None = None
    action: Action | None = None
    secondary_text: str | None = None
    secondary: Action | None = None
    details: str = ""
    until_read: bool = False

    @property
    def offers(self) -> bool:
        """Whether there is something that the person can do about it."""
        return self.action_text is not None or self.secondary_text is not None

    @property
    def is_to_be_read(self) -> bool:
        """Whether the words themselves matter: of an error nothing else may be left."""
        is_bare_error = self.kind == "error" and not self.offers
        return is_bare_error or bool(self.details) or self.until_read

    @property
    def is_mere_notice(self) -> bool:
        """Whether nothing is lost but the words if another message takes its place."""
        return not (self.offers or self.is_to_be_read)

    def replaces(self, other: "Message") -> bool:
        """Return whether it says or offers the same thing, so that the other is out of date."""
        mine = [act for act in (self.action, self.secondary) if act is not None]
        return self.what == other.what or any(
            act in (other.action, other.secondary) for act in mine
        )

    def waits_for(self, shown: "Message") -> bool:
        """Return whether it must not cover a message, but comes after it."""
        return not shown.is_mere_notice and _RANKS[self.kind] < _RANKS[shown.kind]

    def comes_back_after(self, other: "Message") -> bool:
        """Return whether it is to be said again after one that covered it.

        An offer that came later stands for one before: it tells of where things are now.
        """
        return self.is_to_be_read or (self.offers and not other.offers)
