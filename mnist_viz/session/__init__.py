"""The worker thread, and `Session`, the window's handle on its runs."""

from mnist_viz.session.pacing import SPEEDS
from mnist_viz.session.previews import Preview, PreviewRequest
from mnist_viz.session.session import Session

__all__ = ["SPEEDS", "Preview", "PreviewRequest", "Session"]
