"""Environment and TOML become frozen, validated settings; a mistake names its file, its key and the mend."""

from bot.settings.load import default_config_dir, load_config, load_settings
from bot.settings.model import Config, Environment, Settings

__all__ = ["Config", "Environment", "Settings", "default_config_dir", "load_config", "load_settings"]
