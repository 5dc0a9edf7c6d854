"""Images to learn from: files, data sets and where they come from, the built-in digits, ink."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
