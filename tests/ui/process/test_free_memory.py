"""Memory that is free goes back to the system, whatever small things lie between."""

import platform
import subprocess
import sys

import pytest

PREAMBLE = """
import numpy as np
from mnist_viz.ui.process.free_memory import LARGE_BYTES, return_holes, return_large_blocks

def resident():
    with open("/proc/self/statm") as file:
        return 4096 * int(file.read().split()[1])

assert return_large_blocks()
"""

LARGE_BETWEEN_SMALL = """
del (large := [np.ones(8 * LARGE_BYTES, np.uint8)])[:]  # would raise the bound of other blocks
before = resident()
large, small = [], []
for _ in range(50):
    large.append(np.ones(2 * LARGE_BYTES, np.uint8))
    small.append(np.ones(LARGE_BYTES // 16, np.uint8))
assert resident() - before > 90 * LARGE_BYTES
large.clear()
assert resident() - before < 20 * LARGE_BYTES, resident() - before
"""

HOLES = """
before = resident()
blocks = [np.ones(LARGE_BYTES // 4, np.uint8) for _ in range(200)]
assert resident() - before > 45 * LARGE_BYTES
del blocks[:-1]  # the last one keeps the end of their ground
return_holes()
assert resident() - before < 10 * LARGE_BYTES, resident() - before
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others need not be told")
@pytest.mark.parametrize("script", [LARGE_BETWEEN_SMALL, HOLES], ids=["large blocks", "holes"])
def test_what_is_free_goes_back_to_the_system(script: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PREAMBLE + script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
