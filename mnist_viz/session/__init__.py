"""The worker thread, and `Session`, the window's handle on its runs."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
