from .batch_field import BatchField
from .buttons import IconButton, PushButton, Toggle
from .chip import Chip, HintPill
from .choice import Choice
from .color_bar import ColorBar
from .empty_state import EmptyState
from .field import Field
from .icon_label import IconLabel
from .message_bar import MessageBar
from .page_scroll import PageScroll
from .rate_field import RateField
from .segments import SegmentedControl
from .tooltips import tooltip
from .words import Words

__all__ = [
    "BatchField",
    "Chip",
    "Choice",
    "ColorBar",
    "EmptyState",
    "Field",
    "HintPill",
    "IconButton",
    "IconLabel",
    "MessageBar",
    "PageScroll",
    "PushButton",
    "RateField",
    "SegmentedControl",
    "Toggle",
    "Words",
    "tooltip",
]
