"""The labels of codes on the screen; one that is missing in the language asked for says so."""

from __future__ import annotations

from coder.model import Texts, in_language


def label_in(texts: Texts, language: str) -> str:
    """A text in a language; in the default one, and marked with its language, where it is missing."""
    words = in_language(texts, language)
    return words if language in texts or not words else f"{words} [{next(iter(texts))}]"
