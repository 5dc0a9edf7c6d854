"""Teach the network one's own hand: My digits, to see and to delete, and what becomes of them."""

from mnist_viz.ui.teaching.teaching import Teaching

__all__ = ["Teaching"]
