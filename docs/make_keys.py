"""Bring the tables of keys in ``docs/app.md`` and ``docs/keys.md`` up to date.

    python docs/make_keys.py

What stands between ``<!-- keys: PLACE ... -->`` and ``<!-- end of keys -->`` is replaced by a table
of what the keys of these places do now; the place ``*`` means every place, each with its heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from coder.tui.keymap import Action, actions
from coder.tui.keys import key_name, of_russian_layout

PAGES = tuple(Path(__file__).with_name(name) for name in ("app.md", "keys.md"))
HEADINGS = {
    "app": "Everywhere",
    "coding": "Coding",
    "tree": "The tree of codes, while coding and in the codebook",
    "interviews": "The panel of interviews",
    "which": "Which interview?",
    "finder": "The finder of codes",
    "newcode": "A new code",
    "suggestions": "Suggestions",
    "jump": "Go to a segment",
    "turning": "A long undo or redo",
    "memo": "Writing a memo",
    "memos": "The list of memos",
    "lost": "Lost codings",
    "home": "Home: the interviews",
    "search": "Search",
    "filters": "Search: where to look",
    "found": "Search: coding what was found",
    "code_found": "Search: how much of what was found",
    "codebook": "Codebook",
    "form": "Codebook: definition, when to use it, examples",
    "naming": "Codebook: labels",
    "split": "Codebook: splitting a code",
    "history": "Codebook: all versions",
    "older": "Codings from before a code's meaning changed",
    "placed": "Passages of a code",
    "passages": "Passages behind a figure",
    "frequencies": "Frequencies",
    "agreement": "Agreement",
    "figures": "Frequencies and agreement",
    "table": "Tables of figures",
    "review": "Review",
    "reason": "Review: why",
    "take_over": "Review: taking over what is agreed",
    "export": "Writing a table to a file",
    "list": "Lists",
    "first": "The first screen, without a study",
    "import": "Import",
    "books": "Import: codebooks",
    "rename": "Import: another name",
    "correct": "Import: read otherwise",
    "picker": "Choosing files",
    "folder": "Choosing a folder",
    "who": "Who is coding?",
    "choose": "Short lists",
    "pick": "Lists to tick",
    "asks": "Questions",
    "people": "People",
    "help": "Help",
}
"""The places in the order of a coder's day, as a reader would call them."""

_BLOCK = re.compile(r"(<!-- keys: (?P<places>[\w* ]+) -->\n).*?(<!-- end of keys -->)", re.DOTALL)
_NUMBERED = re.compile(r"^(.*\D)([1-9])$")


def updated(page: str) -> str:
    """A page with today's keys.

    Raises:
        LookupError: there is a place without a heading.
    """
    known = actions()
    if strange := {each.place for each in known} - set(HEADINGS):
        raise LookupError(f"docs/make_keys.py has no heading for {', '.join(sorted(strange))}")
    return _BLOCK.sub(lambda found: f"{found[1]}{_tables(found['places'].split(), known)}{found[3]}", page)


def _tables(places: list[str], known: list[Action]) -> str:
    if places != ["*"]:
        return "\n" + table(each for place in places for each in known if each.place == place) + "\n"
    parts = []
    for place, heading in HEADINGS.items():
        if here := [each for each in known if each.place == place]:
            parts.append(f"\n## {heading}\n\n{table(here)}\n")
    return "".join(parts)


def table(rows: Iterable[Action]) -> str:
    """Keys, what they do and the ids to change them by; nine numbered actions are one line."""
    lines = ["| key | does | id |", "|---|---|---|"]
    for each in rows:
        keys, id_ = written(each), each.id
        if numbered := _NUMBERED.match(id_):
            if numbered[2] != "1":
                continue
            keys, id_ = "`1` … `9`", f"{numbered[1]}1` … `{numbered[1]}9"
        words = f"{each.word}: {each.description}" if each.word else each.description
        lines.append(f"| {keys} | {words} | `{id_}` |")
    return "\n".join(lines) + "\n"


def written(action: Action) -> str:
    """The keys as they are written on the keyboard, without the twins of another layout."""
    keys = action.keys.split(",")
    own = [each for each in keys if not of_russian_layout(each)] or keys
    return " ".join(f"`{key_name(each)}`" for each in own)


def main() -> None:
    """Write the pages."""
    for path in PAGES:
        path.write_text(updated(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
