"""Every name that a package offers can be had, though it is imported only when it is used."""

from importlib import import_module

import pytest

PACKAGES = ("data", "training", "session", "ui", "ui.components", "ui.settings")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_of_a_package_can_be_had(package: str) -> None:
    module = import_module(f"mnist_viz.{package}")
    assert module.__all__
    for name in module.__all__:
        # A function may bear the name of the module that it is defined in.
        assert getattr(module, name) is not import_module(f"mnist_viz.{package}")
        assert type(getattr(module, name)).__name__ != "module"
