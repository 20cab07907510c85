"""The files that are about to come into a study: what is in them, what is corrected, what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.cells import cell_len
from rich.text import Text

from coder.files.transcripts import Corrections
from coder.model import ReadTranscript, Role
from coder.study import intake, transcripts
from coder.study.intake import Candidate
from coder.tui.labels import label_in
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.browsing import name_of
from coder.tui.state.wrapping import shown

ROLES: dict[Role, str] = {
    "respondent": N_("respondent"),
    "interviewer": N_("interviewer"),
    "other": N_("other"),
}
STATES = {
    "new": N_("ready"),
    "unchanged": N_("in the study already"),
    "faulty": N_("cannot come in"),
    "taken in": N_("imported"),
}


@dataclass(slots=True)
class Arrivals:
    """The list of files, and which of them are left out."""

    files: list[Candidate] = field(default_factory=list)
    left_out: set[int] = field(default_factory=set)
    asked: dict[Path, Corrections] = field(default_factory=dict)
    """How files are to be read against what would be guessed."""

    def add(self, found: Sequence[Candidate]) -> None:
        """More files; one that is listed already is not listed twice."""
        listed = {each.path for each in self.files}
        self.files += [each for each in found if each.path not in listed]

    def correctable(self, i: int) -> bool:
        """Whether a file can be read in another way: it is no codebook and not in yet."""
        each = self.files[i]
        return (
            each.book is None and each.standing != "taken in" and each.path.suffix.lower() not in intake.BOOKS
        )

    def reread(self, path: Path, found: Sequence[Candidate]) -> None:
        """Put what a file holds, read in another way, in the place of what was listed of it."""
        out = {self.files[i].path for i in self.left_out}
        first = next(i for i, each in enumerate(self.files) if each.path == path)
        others = [each for each in self.files if each.path != path]
        at = sum(each.path != path for each in self.files[:first])
        self.files = [*others[:at], *found, *others[at:]]
        self.left_out = {
            i for i, each in enumerate(self.files) if each.path in out and each.standing == "new"
        }

    def wanted(self) -> list[int]:
        """The files that would come in now."""
        return [i for i, each in enumerate(self.files) if each.standing == "new" and i not in self.left_out]

    def leave_out(self, i: int) -> None:
        """Leave a file out, or take it in after all."""
        if self.files[i].standing == "new":
            self.left_out ^= {i}

    def turn_role(self, i: int, speaker: int) -> str:
        """Give a speaker, by number from 0, the next role; says what it is now."""
        read = self.files[i].read
        if read is None or self.files[i].standing != "new" or speaker >= len(read.speakers):
            return _("There is no speaker {n} to change here.").format(n=speaker + 1)
        each = read.speakers[speaker]
        names = list(ROLES)
        role = names[(names.index(each.role) + 1) % len(names)]
        self.files[i] = replace(self.files[i], read=intake.with_roles(read, {each.label: role}))
        return _("{who}: {role}").format(who=shown(each.label), role=_(ROLES[role]))

    def same_everywhere(self, i: int) -> int:
        """Give the labels of a file the same roles in all other files; how many files changed."""
        read = self.files[i].read
        if read is None:
            return 0
        roles = {each.label: each.role for each in read.speakers}
        changed = 0
        for j, other in enumerate(self.files):
            if other.read is not None and other.standing == "new":
                now = intake.with_roles(other.read, roles)
                changed += now != other.read
                self.files[j] = replace(other, read=now)
        return changed

    # --- in words -------------------------------------------------------------------------------------

    def cells(self, i: int) -> tuple[str, ...]:
        """A file's line."""
        each = self.files[i]
        if each.book is not None:
            n = sum(code.codable for code in each.book.codes)
            what = ngettext("{n} code", "{n} codes", n).format(n=n)
        elif each.read is not None:
            n = intake.units(each.read)
            what = ngettext("{n} unit", "{n} units", n).format(n=n)
        else:
            what = ""
        kind = each.read.format if each.read is not None else each.path.suffix.lower().removeprefix(".")
        language = each.read.language if each.read is not None else ""
        return (self._mark(i), name_of(each.name), kind, language, what, self.state(i))

    def _mark(self, i: int) -> str:
        standing = self.files[i].standing
        if standing == "new":
            return " " if i in self.left_out else "●"
        return {"faulty": "✗", "taken in": "✓"}.get(standing, "=")

    def state(self, i: int) -> str:
        """What becomes of a file."""
        each = self.files[i]
        if i in self.left_out and each.standing == "new":
            return _("left out")
        if each.standing == "unchanged" and each.why != each.name:
            return _("in the study already, as {name}").format(name=name_of(each.why))
        if each.standing == "faulty":
            return name_of(" ".join(each.why.removeprefix(f"{each.path}: ").split()))
        return _(STATES[each.standing])

    def details(self, i: int, language: str) -> Text:
        """All that is known of a file."""
        each = self.files[i]
        text = Text(name_of(each.path), style="dim")
        text.append("\n")
        if each.standing == "faulty":
            text.append(name_of(each.why) + "\n", style="bold")
        if each.book is not None:
            title = label_in(each.book.title, language)
            version = _("codebook “{title}”, version {n}").format(title=shown(title), n=each.book.version)
            return text.append(version, style="not dim")
        if each.read is not None:
            _tell(text, each.read)
        return text


def _tell(text: Text, read: ReadTranscript) -> None:
    turns = sum(each.kind == "turn" for each in read.segments)
    words = len(read.text.split())
    units = intake.units(read)
    facts = [
        ngettext("{n} turn", "{n} turns", turns).format(n=turns),
        ngettext("{n} unit to code", "{n} units to code", units).format(n=units),
        ngettext("{n} word", "{n} words", words).format(n=words),
        _("language {code}").format(code=shown(read.language)) if read.language else _("language not known"),
    ]
    text.append(", ".join(facts), style="not dim")
    refs = transcripts.refs_of(read)
    if not read.speakers:
        said = _("No speakers found: every paragraph is a unit of respondent {ref}.")
        text.append("\n" + said.format(ref=name_of(refs[None])), style="not dim")
    elif not units:
        text.append(
            "\n" + _("Nobody answers: with these roles there is nothing to code."), style="bold not dim"
        )
    if read.speakers:
        text.append("\n" + _("Speakers; the number gives the next role:"), style="dim")
    wide = max((cell_len(shown(each.label)) for each in read.speakers), default=0)
    for number, each in enumerate(read.speakers, 1):
        text.append(f"\n{number if number < 10 else ' '} ", style="bold not dim")
        label = shown(each.label)
        text.append(label + " " * (wide - cell_len(label)), style="bold not dim")
        said = ngettext("{n} turn", "{n} turns", each.turns).format(n=each.turns)
        line = f"  {said}  {_(ROLES[each.role])}"
        if each.label in refs:
            line += f" {name_of(refs[each.label])}"
        if each.same_as:
            line += "  " + _("the same person as {label}").format(label=shown(each.same_as))
        text.append(line, style="not dim")
        if each.asks and each.role != "interviewer":
            text.append("  " + _("asks most of the questions: the interviewer?"), style="italic not dim")
    for sentence in read.warnings:
        text.append("\n" + _("look at this: {what}").format(what=shown(sentence)), style="bold not dim")
    for sentence in read.cleaned:
        text.append("\n" + _("cleaned: {what}").format(what=shown(sentence)), style="not dim")
