"""What the window remembers from one start to the next."""

from mnist_viz.ui.settings.keeper import SettingsKeeper
from mnist_viz.ui.settings.settings import Settings
from mnist_viz.ui.settings.settings_file import SettingsFile, settings_path

__all__ = ["Settings", "SettingsFile", "SettingsKeeper", "settings_path"]
