"""The words of the app in the language of whoever uses it: gettext catalogues, English without one.

Words that stand in a class (a binding's description) are marked there and turned into the
language when they are shown; all others are wrapped where they are said.
"""

from __future__ import annotations

import gettext as catalogues
import os
from collections.abc import Mapping
from importlib.resources import files

LANGUAGES: Mapping[str, str] = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
"""The interface languages, each by its own name."""
DOMAIN = "coder"

_spoken: catalogues.NullTranslations = catalogues.NullTranslations()
_language = "en"


def speak(language: str) -> None:
    """Speak this language from now on; one without a catalogue is English."""
    global _spoken, _language
    _language = language if language in LANGUAGES else "en"
    folder = os.fspath(str(files("coder") / "locale"))
    _spoken = catalogues.translation(DOMAIN, folder, [language], fallback=True)


def spoken() -> str:
    """The language spoken now."""
    return _language


def _(words: str) -> str:
    """The words in the language spoken."""
    return _spoken.gettext(words) if words else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form of the words that fits a number."""
    return _spoken.ngettext(one, many, n)


def N_(words: str) -> str:  # noqa: N802 - gettext's own name
    """Mark words that are said elsewhere, so that the catalogues have them."""
    return words
