"""From bytes to text: nothing is lost, moved or let through unnamed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.files.transcripts import language, text
from coder.model import CoderError

PATH = Path("E1.txt")
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@UNHURRIED
@given(st.text(st.characters()))
def test_cleaning_moves_no_offset_and_names_what_it_replaces(raw: str) -> None:
    cleaned, said = text.clean(raw)
    ended = raw.replace("\r\n", "\n").replace("\r", "\n")
    assert len(cleaned) == len(ended)
    changed = sum(one != two for one, two in zip(ended, cleaned, strict=True))
    assert all(two == text.REPLACEMENT for one, two in zip(ended, cleaned, strict=True) if one != two)
    assert sum(count for name, count in said.items() if name != "line_ends") == changed
    assert ("line_ends" in said) == ("\r" in raw)
    cleaned.encode()
    assert text.clean(cleaned) == (cleaned, {})


@UNHURRIED
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_comes_back_as_it_was(raw: str) -> None:
    assert text.decode(raw.encode(), PATH) == text.Decoded(raw.removeprefix("\ufeff"), "utf-8")


@UNHURRIED
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_text_or_a_sentence(data: bytes) -> None:
    try:
        decoded = text.decode(data, PATH).text
    except CoderError as fault:
        if "E1.txt" not in str(fault):
            raise
    else:
        text.clean(decoded)[0].encode()


@UNHURRIED
@given(st.text(st.sampled_from("ab. \n\u2028\x85-")))
def test_lines_are_the_text_between_line_feeds(raw: str) -> None:
    lines = text.cut_lines(raw)
    assert "\n".join(line.text for line in lines) == raw
    assert all(raw[line.start : line.start + len(line.text)] == line.text for line in lines)


def test_a_broken_utf16_file_is_refused() -> None:
    with pytest.raises(CoderError, match="UTF-16"):
        text.decode(b"\xff\xfea", PATH)


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LARGEST", 10)
    (tmp_path / "E1.txt").write_bytes(b"x" * 11)
    with pytest.raises(CoderError, match="larger"):
        text.read_bytes(tmp_path / "E1.txt")


@pytest.mark.parametrize(
    ("words", "guess"),
    [
        ("This is what we have to do for the people.", "en"),
        ("Мы работаем в городе Қостанай уже много лет, и это наш общий долг перед людьми.", "ru"),
        ("Біз Қостанай қаласында жұмыс істейміз.", "kk"),
        ("Wir haben viel zu tun und gehen jetzt nach Hause.", ""),
        ("123", ""),
        ("", ""),
    ],
)
def test_the_language_is_guessed_from_the_letters(words: str, guess: str) -> None:
    assert language.guess(words) == guess
