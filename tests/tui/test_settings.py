"""What the user sets once: kept, read again, and never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.tui.settings import Settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CODER_CONFIG", str(tmp_path / "config"))
    return tmp_path / "config"


def test_settings_are_kept_for_the_next_start(folder: Path) -> None:
    assert Settings.load() == Settings()
    Settings("coder-light", "kk").keep()
    assert Settings.load() == Settings("coder-light", "kk")
    assert [each.name for each in folder.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"\x00"])
def test_a_broken_file_stops_nobody_and_is_told(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "settings.toml").write_bytes(content)
    found = Settings.load()
    assert (found.theme, found.language) == ("", "")
    assert str(folder / "settings.toml") in found.fault


def test_what_is_not_known_is_passed_over(folder: Path) -> None:
    folder.mkdir()
    (folder / "settings.toml").write_text('theme = 3\nlanguage = "ru"\nfault = "x"\nother = 1\n', "utf-8")
    assert Settings.load() == Settings(language="ru")


def test_a_folder_that_refuses_is_told(folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    settings = Settings("coder-light")
    settings.keep()
    assert "could not be kept" in settings.fault
