"""Spares the start a search that PySide makes in the source of every module that is imported.

It looks there for its own name, to know where its optional spellings of names hold. This
program uses none of them; reading a megabyte of sources takes as long as an empty window.
"""

from importlib import import_module

_SEARCH = "_mod_uses_pyside"


def spare_source_reading() -> None:
    """Have PySide take modules that are imported from now on as it takes those without source."""
    import_module("PySide6.QtCore")
    try:
        feature = import_module("shibokensupport.feature")
    except ImportError:
        return
    if hasattr(feature, _SEARCH):
        setattr(feature, _SEARCH, lambda _module: False)
