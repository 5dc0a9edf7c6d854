from .keeper import SettingsKeeper
from .settings import Settings
from .settings_file import SETTINGS, SettingsFile, settings_path

__all__ = ["SETTINGS", "Settings", "SettingsFile", "SettingsKeeper", "settings_path"]
