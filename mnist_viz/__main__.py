"""``python -m mnist_viz``."""

import sys

from mnist_viz.cli import main

if __name__ == "__main__":
    sys.exit(main())
