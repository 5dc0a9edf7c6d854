"""What every test stands on: no real data, settings or screen unless it asks for them."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_REAL_MNIST = os.environ.pop("MNIST_VIZ_DATA", None)


@pytest.fixture(scope="session")
def real_mnist() -> Path:
    """The folder of the real MNIST that ``MNIST_VIZ_DATA`` names; without it the test is skipped."""
    if _REAL_MNIST is None:
        pytest.skip("MNIST_VIZ_DATA names no folder with MNIST")
    return Path(_REAL_MNIST).resolve()


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep tests out of the user's caches and settings."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.delenv("MNIST_VIZ_DATA", raising=False)
