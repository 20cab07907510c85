"""The interface languages: every word is translated, keeps its places, and is what the app reads."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message

from coder.tui import speech

DOCS = Path(__file__).parents[2] / "docs"
PLACES = re.compile(r"\{[^}]*\}")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    sys.path.insert(0, str(DOCS))
    try:
        return import_module("make_catalogues")
    finally:
        sys.path.remove(str(DOCS))


def forms(message: Message) -> list[str]:
    found = message.string
    return [each or "" for each in (found if isinstance(found, (tuple, list)) else [found])]


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_word_is_translated(tool: ModuleType, language: str) -> None:
    kept = {message.id: message for message in tool.read(language) if message.id}
    said = {message.id for message in tool.extracted() if message.id}
    assert said - set(kept) == set(), "run docs/make_catalogues.py and translate"
    assert set(kept) - said == set(), "words nobody says any more: run docs/make_catalogues.py"
    assert [each for each, message in kept.items() if message.fuzzy or not all(forms(message))] == []


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_places_for_names_and_numbers_are_kept(tool: ModuleType, language: str) -> None:
    for message in tool.read(language):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else [message.id]
        wanted = {place for each in ids for place in PLACES.findall(each)}
        for form in forms(message):
            assert set(PLACES.findall(form)) == wanted, (language, message.id, form)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_app_reads_what_is_kept(tool: ModuleType, language: str) -> None:
    path = tool.po(language).with_suffix(".mo")
    assert path.read_bytes() == tool.compiled(tool.read(language)), "run docs/make_catalogues.py"


def test_the_language_can_be_changed_and_an_unknown_one_is_english() -> None:
    try:
        speech.speak("ru")
        russian = speech._("undo")
        speech.speak("kk")
        kazakh = speech._("undo")
        speech.speak("xx")
        assert speech._("undo") == "undo"
        assert len({russian, kazakh, "undo"}) == 3
        speech.speak("ru")
        counted = {speech.ngettext("{n} code", "{n} codes", n).format(n=n) for n in (1, 2, 5)}
        assert len({each.split()[1] for each in counted}) == 3
    finally:
        speech.speak("en")
