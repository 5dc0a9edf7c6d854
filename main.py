"""Start MNIST Viz from a checkout: ``python main.py``; ``python main.py --help`` lists the rest."""

import sys

from mnist_viz.cli import main

if __name__ == "__main__":
    sys.exit(main())
