"""The keys of the app as a table, and as a file to begin a keymap with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from coder.model import CoderError
from coder.report.table import Column, Row, Section, Table
from coder.tui.keymap import FILE, actions
from coder.tui.keys import TWIN, key_name
from coder.tui.settings import folder
from coder.tui.speech import _

_CYRILLIC = {form for each in TWIN.values() for form in (each, each.upper(), f"ctrl+{each}")}
_HEAD = """\
# The keys of coder. Take the # off a line and change the key; several keys are separated by
# commas. The twin on a Russian or Kazakh keyboard is added to every letter.
# What an action is called and does: coder keys

[keys]
"""


def table(keymap: Mapping[str, str]) -> Table:
    """Every action with its keys, by place; where a keymap changes them, that is said."""
    known = actions()
    places = dict.fromkeys(each.place for each in known)
    sections, records = [], []
    for place in places:
        rows = []
        for each in known:
            if each.place == place:
                keys, own = keymap.get(each.id, each.keys), each.id in keymap
                rows.append(Row((each.id, _readable(keys), _(each.description), _("changed") if own else "")))
                records.append({"id": each.id, "keys": keys, "does": each.description, "changed": own})
        sections.append(Section(place, tuple(rows)))
    return Table(
        title=_("Keys"),
        columns=(Column(_("action")), Column(_("keys")), Column(_("what it does")), Column("")),
        sections=tuple(sections),
        records=records,
        caption=_("The keymap is the file {file}.").format(file=folder() / FILE),
    )


def write_example() -> Path:
    """Write a keymap in which every line is a comment; one that exists is left alone and refused."""
    path = folder() / FILE
    lines = [f'# "{each.id}" = "{_latin(each.keys)}"  # {each.description}\n' for each in actions()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.writelines([_HEAD, *lines])
    except FileExistsError as error:
        raise CoderError(f"{path}: there is a keymap already; it was left as it is.") from error
    return path


def _latin(keys: str) -> str:
    """The keys without the twins, which are added to whatever is written."""
    return ",".join(each for each in keys.split(",") if each not in _CYRILLIC)


def _readable(keys: str) -> str:
    return " ".join(key_name(each) for each in keys.split(","))
