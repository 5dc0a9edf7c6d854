"""The command line: what can be said, what is done, and what is said when it fails."""

from mnist_viz.cli.beginning import main

__all__ = ["main"]
