"""The small widgets of which panels and bars are made."""

from mnist_viz.ui.components.batch_field import BatchField
from mnist_viz.ui.components.buttons import IconButton, PushButton, Toggle
from mnist_viz.ui.components.chip import Chip, HintPill
from mnist_viz.ui.components.choice import Choice
from mnist_viz.ui.components.color_bar import ColorBar
from mnist_viz.ui.components.empty_state import EmptyState
from mnist_viz.ui.components.field import Field
from mnist_viz.ui.components.icon_label import IconLabel
from mnist_viz.ui.components.message_bar import MessageBar
from mnist_viz.ui.components.page_scroll import PageScroll
from mnist_viz.ui.components.rate_field import RateField
from mnist_viz.ui.components.segments import SegmentedControl
from mnist_viz.ui.components.tooltips import tooltip
from mnist_viz.ui.components.words import Words

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
