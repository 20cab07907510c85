"""Take names out of a study: looked at first, then done as one change that nobody takes back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from coder.model import CoderError
from coder.study import chain
from coder.study import tables as t
from coder.study.apart.copies import refuse_copy
from coder.study.people import refuse_unless_lead
from coder.study.pseudonyms import cleaning, keeping
from coder.study.pseudonyms.earlier import copies_out
from coder.study.pseudonyms.logs import ACTION, TEXTS, Log
from coder.study.pseudonyms.names import Names
from coder.study.pseudonyms.rows import rewrite_rows
from coder.study.pseudonyms.stored import Scope, scope_of
from coder.study.pseudonyms.texts import Texts
from coder.study.safety.backups import Backup, backup_before, backups_of
from coder.study.study import Study, live
from coder.study.tampering import tampered

DOING = "take names out of the study"
_AROUND = 30
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class NameSeen:
    """What becomes of one name."""

    name: str
    replacement: str
    places: dict[str, int]
    """By interview, how often it stands in its present text."""
    elsewhere: int
    """How many memos, labels, codes and other records hold it."""
    examples: tuple[tuple[str, str], ...]
    """A few places before and after."""
    remarks: tuple[str, ...]
    """What somebody should look at before it is done."""

    @property
    def count(self) -> int:
        """How often it stands in present texts."""
        return sum(self.places.values())


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking names out would do; nothing is written."""

    names: tuple[NameSeen, ...]
    interviews: int
    """In how many something would be replaced."""
    called: tuple[str, ...] = ()
    """Interviews and respondents that are called by such a name and keep it."""
    coders: tuple[str, ...] = ()
    """Coders who are called so; they always keep their names."""
    copies: tuple[str, ...] = ()
    """Coders whose copies have not come back."""
    backups: tuple[Backup, ...] = ()
    """Automatic backups, which hold the names."""


@dataclass(slots=True)
class Applied:
    """What was done."""

    rows: int = 0
    events: int = 0
    """Events of the log in which something was replaced."""
    backup: Path | None = None
    """The study as it was, names and all; None where nothing had to be changed."""
    older: list[Backup] = field(default_factory=list)
    """Automatic backups from before."""

    def forget_backup(self) -> None:
        """Delete the backup, where nothing was changed after all."""
        if self.backup is not None:
            self.backup.unlink(missing_ok=True)
            self.backup = None


def preview(
    study: Study,
    names: Names,
    transcripts: Collection[str] | None = None,
    of_interviews: bool = False,
) -> Preview:
    """Say what would be replaced where, and what goes wrong easily.

    Raises:
        CoderError: whoever looks does not lead, this is a copy made for one coder, or there is no
            such interview.
    """
    _refuse(study)
    with study.read() as connection:
        scope = scope_of(connection, names, transcripts, of_interviews)
        seen = {name: _Seen(name, other) for name, other in names.replacements.items()}
        interviews = _look_at_texts(connection, scope, seen)
        elsewhere = _elsewhere(connection, scope)
        coders = connection.execute(select(t.coder.c.name).where(live(t.coder))).scalars().all()
        return Preview(
            tuple(each.made(names, elsewhere[each.name]) for each in seen.values()),
            interviews,
            () if of_interviews else tuple(_called(connection, scope)),
            tuple(each for each in coders if names.hits(each)),
            tuple(copies_out(connection)),
            tuple(backups_of(study.path)) if study.path is not None else (),
        )


def apply(
    study: Study,
    names: Names,
    key: Path,
    transcripts: Sequence[str] | None = None,
    of_interviews: bool = False,
    key_here: bool = False,
) -> Applied:
    """Write the key, back the study up, and replace the names wherever the study keeps words.

    Texts and everything in them change as one, the log is rewritten as if the names had never been
    there, and nothing of them stays in the file. There is no undo; the backup is the only way back.

    Raises:
        CoderError: as :func:`preview`, the key may not be where it is to be, another program has the
            study open, its log does not agree with it, or two things would become the same.
    """
    _refuse(study)
    with study.read() as connection:
        scope_of(connection, names, transcripts, of_interviews)
    keeping.refuse_place(key, study.path, key_here)
    if faults := tampered(study):
        raise CoderError(
            f"the study does not agree with its log ({faults[0]}), and rewriting the log would hide that. "
            "Nothing was changed; see coder check first."
        )
    cleaning.refuse_shared(study)
    done = Applied(older=backups_of(study.path) if study.path is not None else [])
    with keeping.key_first(key, names, transcripts):
        done.backup = backup_before(study, ACTION)
        try:
            _replace(study, names, transcripts, of_interviews, done)
        except BaseException:
            done.forget_backup()
            raise
    cleaning.clean(study)
    if not (done.rows or done.events):
        done.forget_backup()
    return done


def _replace(
    study: Study, names: Names, transcripts: Collection[str] | None, of_interviews: bool, done: Applied
) -> None:
    with study.change("pseudonymise") as change:
        connection = change.connection
        texts = Texts(connection, scope_of(connection, names, transcripts, of_interviews))
        done.rows = rewrite_rows(connection, texts)
        vouched = Log(connection, texts).rewrite()
        done.events = len(vouched)
        if done.rows or done.events:
            change.always = True
            change.more[chain.VOUCHES] = vouched
            change.more[TEXTS] = texts.cuts
            n, m = len(names.replacements), len(_changed(texts))
            many = f"{m} interview{'s' * (m != 1)}"
            change.summary = f"take {n} name{'s' * (n != 1)} out of {many} and of the log"


def _changed(texts: Texts) -> set[int]:
    return {id_ for id_, text in texts.now.items() if texts.taken(id_, text).moves.cuts}


def _refuse(study: Study) -> None:
    refuse_unless_lead(study, DOING)
    refuse_copy(study)
    if study.reading_only:
        raise CoderError("this study may only be read here; copy it to a folder of your own.")


# --- what would happen ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    name: str
    replacement: str
    places: dict[str, int] = field(default_factory=dict)
    examples: list[tuple[str, str]] = field(default_factory=list)
    inside: int = 0
    """How often it stands within a longer word."""
    otherwise: int = 0
    """How often it stands in other letters, as in capitals."""
    there: set[str] = field(default_factory=set)
    """Interviews in which the replacement occurs already."""

    def made(self, names: Names, elsewhere: int) -> NameSeen:
        said = []
        if self.there:
            some = ", ".join(sorted(self.there)[:3]) + (", …" if len(self.there) > 3 else "")
            said.append(f"“{self.replacement}” stands in a text already: {some}")
        longer = [
            each for each in names.replacements if each != self.name and re.search(_word(self.name), each)
        ]
        if longer:
            said.append(f"part of {', '.join(longer[:3])}, which is replaced first")
        if self.inside:
            said.append(f"left {self.inside} times within longer words")
        if self.otherwise:
            said.append(f"left {self.otherwise} times in other letters (as in {self.name.upper()})")
        if not (self.places or elsewhere):
            said.append("found nowhere")
        return NameSeen(
            self.name, self.replacement, self.places, elsewhere, tuple(self.examples), tuple(said)
        )


def _word(name: str) -> str:
    return rf"(?<![^\W_]){re.escape(name)}(?![^\W_])"


def _look_at_texts(connection: Connection, scope: Scope, seen: dict[str, _Seen]) -> int:
    c = t.transcript.c
    interviews = 0
    rows = connection.execute(select(c.id, c.name, c.text).where(live(t.transcript)).order_by(c.id))
    for id_, name, text in rows:
        if not scope.interview(id_):
            continue
        found = scope.names.taken(text)
        interviews += bool(found.found)
        small_old = small_new = ""
        for each, start, end in found.found:
            one = seen[each]
            one.places[name] = one.places.get(name, 0) + 1
            if len(one.examples) < _EXAMPLES:
                before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
                one.examples.append(
                    (_flat(before + text[start:end] + after), _flat(before + one.replacement + after))
                )
        for one in seen.values():
            if one.name in found.new:
                one.inside += found.new.count(one.name)
            if not small_old:
                small_old, small_new = text.casefold(), found.new.casefold()
            if one.name.casefold() in small_new:
                alike = re.findall(_word(one.name.casefold()), small_new)
                one.otherwise += len(alike)
            if one.replacement.casefold() in small_old:
                one.there.add(name)
    return interviews


def _flat(words: str) -> str:
    return " ".join(words.split())


def _elsewhere(connection: Connection, scope: Scope) -> Counter[str]:
    """In how many records beside texts and codings each name is."""
    found: Counter[str] = Counter()
    for table in t.metadata.sorted_tables:
        names = scope.columns(table.name)
        if not names:
            continue
        keys = [column.name for column in table.primary_key.columns]
        for row in connection.execute(select(*(table.c[name] for name in (*keys, *names)))):
            values = row._asdict()
            if scope.only is not None and not ("id" in values and scope.holds(table.name, values["id"])):
                continue
            found.update({hit for name in names for hit in _hits(scope.names, values[name])})
    return found


def _hits(names: Names, said: Any) -> set[str]:
    if isinstance(said, str):
        return {name for name, _, _ in names.hits(said)}
    values = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    return {hit for each in values for hit in _hits(names, each)}


def _called(connection: Connection, scope: Scope) -> list[str]:
    found = []
    for table, column in ((t.transcript, "name"), (t.respondent, "ref")):
        query = select(table.c.id, table.c[column]).where(live(table))
        found += [
            words
            for id_, words in connection.execute(query)
            if scope.holds(table.name, id_) and scope.names.hits(words)
        ]
    return list(dict.fromkeys(found))
