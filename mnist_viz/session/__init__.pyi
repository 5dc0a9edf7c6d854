from .pacing import SPEEDS
from .previews import Preview, PreviewRequest
from .session import Session

__all__ = ["SPEEDS", "Preview", "PreviewRequest", "Session"]
