"""The YAML between two ``---`` lines at the head of a .md or .txt transcript.

Four keys are read: ``language``, ``respondent``, ``interviewer`` (or
``interviewers``: a name or a list) and ``attributes`` (a mapping). All others
belong to whoever wrote them and are left out of the study.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coder.model import CoderError

_FENCE = "---"
_LONGEST = 100_000
"""A longer head is none: the two lines are rules in a text."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the head of a transcript says about the interview."""

    language: str = ""
    respondent: str | None = None
    interviewers: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


def split(text: str, path: Path) -> tuple[FrontMatter, str]:
    """The front matter of a text and the text after it.

    A text whose first lines are no mapping between ``---`` lines has none and
    comes back whole.

    Raises:
        CoderError: The YAML is broken, or a key holds what it cannot.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return FrontMatter(), text
    closing = (number for number, line in enumerate(lines) if number and line.rstrip() in (_FENCE, "..."))
    end = next(closing, None)
    loaded = (
        _loaded("\n".join(lines[1:end]), path)
        if end is not None and sum(map(len, lines[1:end])) <= _LONGEST
        else None
    )
    if end is None or loaded is None:
        return FrontMatter(), text
    return _read(loaded, path), "\n".join(lines[end + 1 :])


def _loaded(source: str, path: Path) -> dict[object, object] | None:
    """The mapping, its scalars as they are written (``no`` stays ``no``); None if it is something else."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        loaded: object = YAML(typ="base", pure=True).load(source)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 2 if mark else 1
        raise CoderError(
            f"{path}, line {line}: the front matter is not YAML ({fault.problem}); "
            "correct it, or delete the lines between the two ---."
        ) from fault
    except (YAMLError, RecursionError, ValueError, TypeError) as fault:
        raise CoderError(
            f"{path}, line 1: the front matter is not YAML; "
            "correct it, or delete the lines between the two ---."
        ) from fault
    if loaded in (None, ""):
        return {}
    return loaded if isinstance(loaded, dict) else None


def _read(loaded: Mapping[object, object], path: Path) -> FrontMatter:
    respondent = _scalar(loaded, "respondent", path)
    named = [*_names(loaded, "interviewer", path), *_names(loaded, "interviewers", path)]
    return FrontMatter(
        language=_scalar(loaded, "language", path).lower(),
        respondent=respondent or None,
        interviewers=tuple(dict.fromkeys(named)),
        attributes=_attributes(loaded.get("attributes", ""), path),
    )


def _scalar(loaded: Mapping[object, object], key: str, path: Path) -> str:
    value = loaded.get(key, "")
    if not isinstance(value, str):
        raise CoderError(
            f"{path}: the front matter's {key!r} must be one word or text, not a list or mapping."
        )
    return value.strip()


def _names(loaded: Mapping[object, object], key: str, path: Path) -> list[str]:
    value = loaded.get(key, "")
    given: list[object] = value if isinstance(value, list) else [value]
    names = [name.strip() for name in given if isinstance(name, str)]
    if len(names) < len(given):
        raise CoderError(f"{path}: the front matter's {key!r} must be a name or a list of names.")
    return [name for name in names if name]


def _attributes(value: object, path: Path) -> dict[str, str]:
    if value == "":
        return {}
    if not isinstance(value, dict):
        raise CoderError(
            f"{path}: the front matter's 'attributes' must be a mapping, such as {{side: internal}}."
        )
    for name, each in value.items():
        if not isinstance(name, str) or not isinstance(each, str):
            raise CoderError(f"{path}: the front matter's attribute {name!r} must be one word or text.")
    return {name.strip(): each.strip() for name, each in value.items()}
