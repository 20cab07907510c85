"""One file on its way into the study: whose things are whose, and which side of a thing counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from coder.model import CoderError
from coder.study import tables as t
from coder.study.apart.copies import Brought, coder_of
from coder.study.apart.logs import MERGED, Cell, Key, Log
from coder.study.apart.matched import coders_matched
from coder.study.apart.outcome import Coming, Conflict, Keep
from coder.study.apart.places import Place, Places
from coder.study.change import Change
from coder.study.study import live

LEAD = 0
"""In the place of a coder: whoever leads the study."""


@dataclass(slots=True)
class Bringing:
    """What the steps of a merge share about one file."""

    change: Change
    brought: Brought
    ours_log: Log
    their_log: Log
    keep: Keep
    coming: Coming
    coders: Mapping[int, int]
    """Of the coders whose work comes, the id there and here; :data:`LEAD` among them."""
    places: Places = field(init=False)
    codes: dict[int, Any] = field(default_factory=dict)
    """By a code's id there, the row of the code its codings get here."""
    versions: dict[int, dict[int, int]] = field(default_factory=dict)
    """By a codebook's id there, versions made in the copy and the numbers they have here."""
    forked: dict[int, int] = field(default_factory=dict)
    """By a codebook's id there, the version at which the two went apart."""
    sinces: dict[int, int] = field(default_factory=dict)
    """By a code's id there, the version since which it means what it means there."""
    books: dict[int, int] = field(default_factory=dict)
    """By a code's id there, its codebook's id there."""
    here: Counter[int] = field(default_factory=Counter)
    """By interview, the sides of things that were changed both here and there."""
    brings: bool = False
    """Whether anything of the file is new."""
    left: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """What stays in the copy, by kind, place and words, with how many things."""

    def __post_init__(self) -> None:
        self.places = Places(self.theirs, self.ours, self.brought.matched)

    @property
    def ours(self) -> Connection:
        """The study."""
        return self.change.connection

    @property
    def theirs(self) -> Connection:
        """The file that is brought."""
        return self.brought.theirs

    # --- which side counts --------------------------------------------------------------------------

    def takes(
        self, table: str, key: Key, their_key: Key, side: str, owner: int | str, differs: bool, where: int = 0
    ) -> bool:
        """Whether one side of a thing is to be as it is in the file that is brought.

        Args:
            table: where the thing is.
            key: its key here.
            their_key: its key there.
            side: which side.
            owner: whose it is, see :meth:`note`.
            differs: whether the two are not the same.
            where: the interview, for what is reported of things changed on both sides.
        """
        theirs = self.their_log.cell(table, their_key, side)
        if theirs is None:
            return False
        mine = self.ours_log.cell(table, key, side)
        if mine is None:
            self.note(owner, table, key, side, theirs.stamp)
            return True
        if theirs.stamp <= mine.merged:
            return False
        newer, stamp = theirs.stamp > mine.stamp, theirs.stamp
        if differs and mine.local > self.brought.fork:
            self.here[where] += 1
            if self.keep != "newest":
                newer = self.keep == "theirs"
                stamp = max(stamp, mine.stamp + "+")
        if newer:
            self.note(owner, table, key, side, stamp)
        return newer

    def note(self, owner: int | str, table: str, key: Key, side: str, stamp: str) -> None:
        """Keep in the event when something was changed where it comes from."""
        tables = self._kept("stamps").setdefault(str(owner), {})
        sides = tables.setdefault(table, {}).setdefault(side, {})
        sides["/".join(map(str, key))] = stamp
        self.ours_log.bring(table, key, side, stamp)

    def note_all(self, owner: int | str, table: str, key: Key, their_key: Key) -> None:
        """The same for all sides of a thing that was not here."""
        for side, cell in self.their_log.cells[table].get(their_key, {}).items():
            self.note(owner, table, key, side, cell.stamp)

    def note_gone(self, owner: int, table: str, guid: str, cell: Cell) -> bool:
        """Keep in the event that something was made and removed elsewhere; False: that is known."""
        known = self.ours_log.gone[table].get(guid, "")
        if cell.stamp <= known:
            return False
        self._kept("gone").setdefault(str(owner), {}).setdefault(table, {})[guid] = cell.stamp
        self.ours_log.gone[table][guid] = cell.stamp
        return True

    def hide(self, table: str, id_: int) -> None:
        """Keep in the event that a row is marked as removed though nobody removed it."""
        self.ours_log.hidden[table].add(id_)
        self._list("hidden", table).append(id_)
        if id_ in (shown := self._list("shown", table)):
            shown.remove(id_)

    def show(self, table: str, id_: int) -> None:
        """Keep in the event that such a row counts again, or that somebody has removed it since."""
        self.ours_log.hidden[table].discard(id_)
        self._list("shown", table).append(id_)
        if id_ in (hidden := self._list("hidden", table)):
            hidden.remove(id_)

    def spare(self, guid: str, values: Mapping[str, Any], stamps: Mapping[str, str]) -> None:
        """Keep in the event a coding that came while one just like it stands."""
        found = {"values": dict(values), "stamps": dict(stamps)}
        self._kept("spare")[guid] = found
        self.ours_log.spare[guid] = found

    def spend(self, guid: str) -> None:
        """Such a coding stands now itself, or was removed."""
        if self.ours_log.spare.pop(guid, None) is not None and self._kept("spare").pop(guid, None) is None:
            self.change.more[MERGED].setdefault("spent", []).append(guid)

    def place_code(self, id_: int, stamp: str) -> None:
        """Keep in the event that a merge has put a code where it stands."""
        self._kept("placed")[str(id_)] = stamp
        self.ours_log.placed[id_] = stamp

    def _kept(self, name: str) -> dict[str, Any]:
        self.change.always = self.brings = True
        found: dict[str, Any] = self.change.more.setdefault(MERGED, {}).setdefault(name, {})
        return found

    def _list(self, name: str, table: str) -> list[int]:
        found: list[int] = self._kept(name).setdefault(table, [])
        return found

    # --- versions of a codebook ---------------------------------------------------------------------

    def version(self, their_code_id: int, version: int, code: Any) -> int:
        """The codebook version here of a coding made under a version there.

        Where the code has come to mean something else here that the copy did not know, it is the
        version at which the two went apart, so that the coding is among those to be looked at again.
        """
        if self.brought.matched is not None:
            return int(code.version)
        book = self.books[their_code_id]
        fork, numbers = self.forked[book], self.versions[book]
        if version <= fork:
            return version
        known = code.since_version in (numbers.get(self.sinces[their_code_id]), None)
        return numbers.get(version, fork) if known or code.since_version <= fork else fork

    # --- what there is to say ------------------------------------------------------------------------

    def say(self, conflict: Conflict) -> None:
        """Report something that did not go together, once."""
        if conflict not in self.coming.conflicts:
            self.coming.conflicts.append(conflict)

    def leave(self, kind: str, where: str, what: str, n: int = 1) -> None:
        """Count things that stay in the copy."""
        key = (kind, where, what)
        self.left[key] = self.left.get(key, 0) + n

    def place(self, their_transcript_id: int, things: int = 1) -> Place | None:
        """Where an interview of the copy is here; None, and counted as left out, where it is not."""
        found = self.places.of(their_transcript_id)
        if isinstance(found, Place):
            return found
        self.leave(*found, things)
        return None

    def report(self) -> None:
        """Say what was found on both sides, and what stays in the copy."""
        names = self.places.names()
        for id_, n in sorted(self.here.items()):
            if id_ in names:
                many = "one thing was" if n == 1 else f"{n} things were"
                self.say(
                    Conflict(
                        "both sides", names[id_], f"{many} changed here and in the copy", self._kept_words()
                    )
                )
        for (kind, where, what), n in sorted(self.left.items()):
            many = "1 thing stays" if n == 1 else f"{n} things stay"
            self.say(Conflict(kind, where, what, f"left out: {many} in the copy", left_out=True))

    def _kept_words(self) -> str:
        said = {
            "newest": "all else of both comes together; of these the newest counts",
            "ours": "all else of both comes together; these stay as they are here",
            "theirs": "all else of both comes together; these become as they are in the copy",
        }
        return said[self.keep]


def coders_of(
    brought: Brought, ours: Connection, change: Change | None
) -> tuple[dict[int, int], list[str], list[str]]:
    """Whose work comes, their ids there and here; their names; and the names that cannot come.

    Args:
        brought: the file.
        ours: the study.
        change: to add the coders that the study lacks with; None: nobody is added.
    """
    if brought.shared_for is not None:
        row = coder_of(ours, brought.shared_for)
        there = coder_of(brought.theirs, brought.shared_for)
        if row is None or there is None:
            name = there.name if there is not None else "its coder"
            raise CoderError(
                f"{brought.path}: {name}, whose copy this is, is not a coder of this study (any more). "
                "Undo what took the coder out, then merge."
            )
        return {there.id: row.id, LEAD: row.id}, [row.name], []
    if brought.matched is not None:
        return coders_matched(brought.matched, brought.theirs, ours)
    found, names, strangers = {LEAD: LEAD}, [], []
    codes = t.coder.c.role != "consensus"  # what reviewers settle is settled in one place
    for there in brought.theirs.execute(select(t.coder).where(live(t.coder), codes).order_by(t.coder.c.id)):
        row = coder_of(ours, there.guid)
        if row is not None:
            found[there.id] = row.id
            names.append(row.name)
            continue
        same = select(t.coder.c.name).where(live(t.coder), t.coder.c.name == there.name)
        taken = ours.execute(same).scalar()
        if taken is not None or change is None or there.repeats_id not in (None, *found):
            strangers.append(there.name)
            continue
        values = {name: getattr(there, name) for name in ("guid", "name", "role", "blind")}
        found[there.id] = change.insert(t.coder, **values, repeats_id=found.get(there.repeats_id or -1))
        names.append(there.name)
    return found, names, strangers


def leave_consensus(b: Bringing) -> None:
    """Say of a whole file what was settled in it, which does not come."""
    if b.brought.shared_for is None and b.brought.matched is None:
        holders = select(t.coder.c.id).where(t.coder.c.role == "consensus")
        touched = b.their_log.cells["coding"]
        query = select(t.coding.c.id).where(t.coding.c.coder_id.in_(holders))
        ids = b.theirs.execute(query).scalars() if touched else ()
        if n := sum((id_,) in touched for id_ in ids):
            b.leave(
                "coder",
                "consensus",
                "what was settled in a file is not merged; it is settled in the study",
                n,
            )
