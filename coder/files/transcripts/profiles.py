"""Corrections kept in a file, so that the next folder from the same recorder needs no telling again."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

from coder.files.transcripts import encodings, formats
from coder.files.transcripts.source import CUTS, Corrections
from coder.model import CoderError, Role

ROLES: tuple[Role, ...] = get_args(Role)
_KEYS = {
    "as": "form",
    "encoding": "encoding",
    "language": "language",
    "segment": "cut",
    "no_speakers": "no_speakers",
    "interviewers": "interviewers",
    "columns": "columns",
    "respondent_column": "respondent_column",
    "speakers": "speakers",
}
"""The keys of the file, and what they are called in :class:`Corrections`."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)


def speakers(said: Sequence[str]) -> dict[str, Role | None]:
    """The speakers in words such as ``"Anna=interviewer, Bob"``.

    Raises:
        CoderError: A role is none.
    """
    found: dict[str, Role | None] = {}
    for each in said:
        for part in each.split(","):
            label, equals, role = part.rpartition("=")
            if not equals:
                label, role = role, ""
            if not label.strip():
                raise CoderError(f"{each!r} names no speaker; write it like 'Anna=interviewer,Bob'.")
            found[label.strip().rstrip(":")] = _role(role.strip(), label.strip()) if equals else None
    return found


def _role(word: str, label: str) -> Role | None:
    role = next((known for known in ROLES if known == word.lower()), None)
    if role is None and word:
        raise CoderError(f"{label}: {word!r} is no role; the roles are {', '.join(ROLES)}.")
    return role


def checked(asked: Corrections) -> Corrections:
    """The same corrections, if every word in them means something.

    Raises:
        CoderError: There is no such format, encoding, language or way to cut; or speakers are
            named and refused at once.
    """
    if asked.form is not None:
        formats.named(asked.form)
    if asked.encoding is not None:
        encodings.known(asked.encoding)
    if asked.cut not in CUTS:
        raise CoderError(f"{asked.cut!r} is no kind of segment; the kinds are {', '.join(CUTS)}.")
    if asked.language and not _LANGUAGE.fullmatch(asked.language):
        raise CoderError(f"{asked.language!r} is no language; name it by its code: en, ru, kk.")
    if asked.no_speakers and asked.named:
        raise CoderError("speakers are named and said not to be there at once; say one or the other.")
    return asked


def read(path: Path) -> Corrections:
    """The corrections of a profile.

    Raises:
        CoderError: It cannot be read, or says what no profile says.
    """
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise CoderError(f"{path}: the profile cannot be read ({fault.strerror}).") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise CoderError(f"{path}: the profile is not TOML: {fault}.") from fault
    values: dict[str, object] = {}
    for key, value in loaded.items():
        if key not in _KEYS:
            raise CoderError(f"{path}: there is no {key!r} in a profile; the keys are {', '.join(_KEYS)}.")
        try:
            values[_KEYS[key]] = _value(key, value, path)
        except CoderError as fault:
            raise CoderError(f"{path}: {str(fault).removeprefix(f'{path}: ')}") from fault
    try:
        return checked(Corrections(**values))  # type: ignore[arg-type]
    except CoderError as fault:
        raise CoderError(f"{path}: {fault}") from fault


def _value(key: str, value: object, path: Path) -> object:
    if key == "no_speakers":
        right = isinstance(value, bool)
    elif key in ("interviewers", "columns"):
        right = isinstance(value, list) and all(isinstance(each, str) for each in value)
        value = tuple(value) if isinstance(value, list) else value
    elif key == "speakers":
        right = isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
        if isinstance(value, dict) and right:
            value = {label: _role(role, label) for label, role in value.items()}
    else:
        right = isinstance(value, str)
    if not right:
        raise CoderError(f"{path}: {key!r} holds what it cannot; see the page on transcripts for an example.")
    return value


def written(asked: Corrections) -> str:
    """A profile as text; what was not said is not in it."""
    lines = []
    for key, field in _KEYS.items():
        value = getattr(asked, field)
        if value and key != "speakers" and (key, value) != ("segment", "turn"):
            lines.append(f"{key} = {_toml(value)}\n")
    if asked.speakers:
        lines.append("\n[speakers]\n")
        lines += [f"{_toml(label)} = {_toml(role or '')}\n" for label, role in asked.speakers.items()]
    return "# How to read these transcripts: coder import --profile FILE\n" + "".join(lines)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def joined(profile: Corrections, said: Mapping[str, object]) -> Corrections:
    """A profile's corrections with those of the command line, which win."""
    from dataclasses import replace

    return checked(replace(profile, **{key: value for key, value in said.items() if value}))  # type: ignore[arg-type]
