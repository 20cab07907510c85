"""Where to look: who speaks, in which interviews, coded or not, with which code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coder.model import Codebook
from coder.study import people, transcripts
from coder.study.search import Where, speaker_labels
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.pick import PickFrom
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _
from coder.tui.state.asking import ROLE_WORDS, ROLES
from coder.tui.state.wrapping import shown

_ANY = N_("any")


@dataclass(frozen=True, slots=True)
class Line:
    """A filter: its name, what it is set to, and what there is to set it to."""

    field: str
    name: str
    values: Sequence[str]
    picked: tuple[int, ...] = ()
    several: bool = True


class Filters(Dialog[Where | None]):
    """Answers with where to look; every line is one filter."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "done", N_("done"), id="filters.done", key_display="Esc"),
        bind("x,delete,backspace", "clear", N_("clear"), id="filters.clear"),
        bind("X", "clear_all", N_("clear all"), id="filters.clear_all"),
        bind("j", "move(1)", N_("next line"), id="filters.down", show=False),
        bind("k", "move(-1)", N_("previous line"), id="filters.up", show=False),
    ]

    def __init__(self, study: Study, where: Where, books: Sequence[Codebook], language: str) -> None:
        super().__init__()
        codes = [code for book in books for code in book.codes if code.codable]
        self.code_ids = [code.id for code in codes]
        self.lines = _lines(study, where, [label_in(code.label, language) for code in codes], self.code_ids)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(_("Where to look"), style="bold"))
            yield OptionList(id="filter-list")
            yield Static(Text(_("Enter changes   x clears, X all   Esc done"), style="dim"))

    def on_mount(self) -> None:
        self._list()
        self.query_one(OptionList).focus()

    def _list(self) -> None:
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        options.clear_options()
        width = max(len(line.name) for line in self.lines)
        for line in self.lines:
            text = Text(no_wrap=True, overflow="ellipsis")
            text.append(f"{line.name:<{width}}  ", style="dim" if not line.picked else "bold")
            said = ", ".join(shown(line.values[i]) for i in line.picked[:20])
            text.append(said or _(_ANY), style="bold" if said else "")
            options.add_option(Option(text))
        options.highlighted = at

    @on(OptionList.OptionSelected)
    def _change(self, event: OptionList.OptionSelected) -> None:
        at = event.option_index
        line = self.lines[at]

        def picked(found: tuple[int, ...] | None) -> None:
            if found is not None:
                self.lines[at] = replace(line, picked=found)
                self._list()

        self.app.push_screen(PickFrom(line.name, line.values, line.picked, _(_ANY), line.several), picked)

    def action_move(self, by: int) -> None:
        """Move through the filters."""
        options = self.query_one(OptionList)
        options.highlighted = max(0, min(len(self.lines) - 1, (options.highlighted or 0) + by))

    def action_clear(self) -> None:
        """Let this filter be any."""
        at = self.query_one(OptionList).highlighted or 0
        self.lines[at] = replace(self.lines[at], picked=())
        self._list()

    def action_clear_all(self) -> None:
        """Let every filter be any."""
        self.lines = [replace(line, picked=()) for line in self.lines]
        self._list()

    def action_done(self) -> None:
        """Look there."""
        self.dismiss(self.where())

    def where(self) -> Where:
        """What the lines are set to."""
        set_to = {line.field: [line.values[i] for i in line.picked] for line in self.lines}
        at = {line.field: line.picked for line in self.lines}
        attributes = {
            line.field.partition("=")[2]: line.values[line.picked[0]]
            for line in self.lines
            if line.field.startswith("=") and line.picked
        }
        return Where(
            tuple(set_to["transcripts"]),
            tuple(ROLES[i] for i in at["roles"]),
            tuple(set_to["speakers"]),
            attributes,
            bool(at["units"]),
            None if not at["coded"] else at["coded"] == (0,),
            tuple(self.code_ids[i] for i in at["codes"]),
        )


def _lines(study: Study, where: Where, labels: Sequence[str], code_ids: Sequence[int]) -> list[Line]:
    names, speakers = transcripts.names(study), speaker_labels(study)
    values: dict[str, dict[str, None]] = {name: {} for name in people.attributes(study)}
    for who in people.respondents(study):
        for name, value in who.attributes.items():
            values[name][value] = None
    coded = [_("coded by me"), _("not coded by me")] if study.coder else [_("coded"), _("not coded")]
    return [
        Line("roles", _("who speaks"), [_(ROLE_WORDS[each]) for each in ROLES], _at(ROLES, where.roles)),
        Line("speakers", _("speaker"), speakers, _at(speakers, where.speakers)),
        *(
            Line(f"={name}", name, sorted(found), _at(sorted(found), [where.attributes.get(name, "")]), False)
            for name, found in values.items()
        ),
        Line("transcripts", _("interview"), names, _at(names, where.transcripts)),
        Line(
            "units",
            _("segments"),
            [_("units only: no questions, no headings")],
            (0,) * where.units_only,
            False,
        ),
        Line("coded", _("coded"), coded, () if where.coded is None else (int(not where.coded),), False),
        Line("codes", _("with code"), labels, _at(code_ids, where.code_ids)),
    ]


def _at(values: Sequence[object], chosen: Sequence[object]) -> tuple[int, ...]:
    return tuple(i for i, each in enumerate(values) if each in chosen)
