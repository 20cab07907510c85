"""What a user sets once and for all: the folder of the settings, the theme, the language of the app."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from coder.files.whole import write_whole

FOLDER_VARIABLE = "CODER_CONFIG"
FILE = "settings.toml"


def folder() -> Path:
    """Where settings and keymap are kept: ``CODER_CONFIG``, else the user's own settings folder."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    from platformdirs import user_config_path

    try:
        return user_config_path("coder", appauthor=False)
    except RuntimeError:  # nobody's account, without a home
        return Path(os.devnull)


@dataclass(slots=True)
class Settings:
    """The settings; an empty one is what the app chooses by itself."""

    theme: str = ""
    language: str = ""
    fault: str = ""
    """Why the file could not be read or written; the app goes on with what it has."""

    @classmethod
    def load(cls) -> Settings:
        """Read the settings; a file that is missing or broken stops nobody."""
        path = folder() / FILE
        try:
            found = tomllib.loads(path.read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return cls()
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            return cls(fault=f"{path}: the settings could not be read ({error}); the usual ones are used.")
        known = {each.name for each in fields(cls)} - {"fault"}
        return cls(
            **{name: value for name, value in found.items() if name in known and isinstance(value, str)}
        )

    def keep(self) -> None:
        """Write the settings for the next start; a folder that refuses is told, and stops nobody."""
        path = folder() / FILE
        lines = [f'{name} = "{value}"\n' for name in ("theme", "language") if (value := getattr(self, name))]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, "".join(lines).encode())
        except OSError as error:
            self.fault = f"{path}: the settings could not be kept ({error.strerror})."
