"""A process that downloads the tiny data set, for tests that kill it or start two."""

import sys

from mnist_viz.data.download import download
from tests.data.sample_files import tiny_dataset

if __name__ == "__main__":
    download(tiny_dataset(), mirrors=sys.argv[1:])
