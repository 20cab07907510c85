"""Make a copy of the study for one coder to work apart: with the own work and nobody else's.

The copy is a new file into which only what the coder may have is written, with ids counted anew,
so that neither free pages nor gaps between numbers tell of anybody's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, insert, or_, select, update

from coder.model import Coder, CoderError
from coder.study import chain, people
from coder.study import tables as t
from coder.study.apart.copies import refuse_copy
from coder.study.change import Noted, now, sha_of
from coder.study.safety import copying
from coder.study.study import Study, live

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Shared:
    """What went into a copy."""

    path: Path
    coder: str
    interviews: int
    codings: int
    """The coder's own, that stand."""
    opened: int
    """Interviews that come with others' work, as they are open to the coder."""


def share(
    study: Study, target: Path, coder: str, everything: bool = False, with_opened: bool = False
) -> Shared:
    """Make a study file for one coder to work in on another machine; says so in the log.

    Args:
        study: what to share.
        target: the new file.
        coder: for whom.
        everything: all interviews; else those assigned to the coder, all where nobody is assigned any.
        with_opened: what others did comes along in the interviews that are open to the coder.

    Raises:
        CoderError: who asks does not lead, nobody has that name, nothing is assigned, or something
            stands at ``target``. Nothing is made then.
    """
    people.refuse_unless_lead(study, "share the study")
    refuse_copy(study)
    whom = people.coder_named(study, coder)
    if whom.role == "consensus":
        raise CoderError(f"{coder} holds the consensus and is nobody in particular; share with a coder.")
    if target.exists():
        raise CoderError(f"{target}: there is something here already; choose another name for the copy.")
    if not target.parent.is_dir():
        raise CoderError(f"{target}: the folder {target.parent} does not exist; make it first.")
    part = target.with_name(f".{target.name}.new")
    _clear(part)
    try:
        with Study.create(part) as copy, study.read() as ours:
            made = _Copy(ours, copy, whom, target, everything, with_opened).fill()
        with copying.part_of(target) as named:
            part.replace(named)
        try:
            _record(study, whom, made)
        except BaseException:
            target.unlink()
            raise
    except FileExistsError as error:
        raise CoderError(f"{target}: there is something here already; choose another name.") from error
    except OSError as error:
        raise CoderError(f"{target}: the copy could not be written ({error.strerror or error}).") from error
    finally:
        _clear(part)
    return made


def _record(study: Study, whom: Coder, made: Shared) -> None:
    with study.change("share") as change:
        change.always = True
        change.more["shared"] = {"for": whom.guid, "file": made.path.name, "interviews": made.interviews}
        many = "1 interview" if made.interviews == 1 else f"{made.interviews} interviews"
        change.summary = f"share {many} for {whom.name}"


def _clear(part: Path) -> None:
    for each in (part, *(copying.beside(part, ending) for ending in ("-wal", "-shm", "-journal"))):
        each.unlink(missing_ok=True)


class _Copy:
    """A copy being filled."""

    def __init__(
        self, ours: Connection, copy: Study, whom: Coder, target: Path, everything: bool, with_opened: bool
    ) -> None:
        self.ours, self.copy, self.whom, self.target = ours, copy, whom, target
        self.ids = self._interviews(everything)
        o = t.opening.c
        query = select(o.transcript_id).where(o.coder_id == whom.id, o.transcript_id.in_(self.ids))
        self.opened = set(ours.execute(query).scalars()) if with_opened else set()
        self.noted: list[Noted] = []
        self.new: dict[str, dict[int, int]] = {}
        """By table, the ids here and in the copy, of the tables whose rows are counted anew."""

    def _interviews(self, everything: bool) -> set[int]:
        a = t.assignment.c
        given = select(a.transcript_id).where(a.coder_id == self.whom.id)
        nobody = self.ours.execute(select(a.coder_id).limit(1)).scalar() is None
        query = select(t.transcript.c.id).where(live(t.transcript))
        if not everything and not nobody:
            query = query.where(t.transcript.c.id.in_(given))
        found = set(self.ours.execute(query).scalars())
        if not found and not everything and not nobody:
            raise CoderError(
                f"{self.whom.name} has no interviews; assign some (coder assign), or share all with --all."
            )
        return found

    def fill(self) -> Shared:
        """Write everything that the coder may have, in one transaction."""
        whom, at = self.whom, now()
        with self.copy.write() as self.to:
            study = self.ours.execute(select(t.study)).one()
            names = ("guid", "name", "note", "created_at")
            self.to.execute(update(t.study).values(**{name: getattr(study, name) for name in names}))
            self._people()
            self._materials()
            codings = self._work()
            me = self.new["coder"][whom.id]
            head = chain.head(self.ours)
            self.to.execute(update(t.study).values(shared_for_id=me, shared_at=at, shared_head=head))
            many = "1 interview" if len(self.ids) == 1 else f"{len(self.ids)} interviews"
            payload = {"shared": {"for": whom.guid}, "changes": self.noted}
            chain.record(self.to, at, None, "share", f"share {many} for {whom.name}", payload)
        return Shared(self.target, whom.name, len(self.ids), codings, len(self.opened))

    # --- who and what ---------------------------------------------------------------------------------

    def _people(self) -> None:
        """The coder, and of others those whose words come along."""
        c, d = t.coder.c, t.decision.c
        writers = [
            select(t.memo.c.coder_id).where(live(t.memo), self._memos()),
            select(t.coding.c.coder_id).where(live(t.coding), t.coding.c.transcript_id.in_(self.opened)),
            select(d.coder_id).where(d.segment_id.in_(self._segments(self.opened))),
        ]
        known = or_(c.id == self.whom.id, *(c.id.in_(each) for each in writers))
        rows = [row._asdict() for row in self.ours.execute(select(t.coder).where(known).order_by(c.id))]
        rows.sort(key=lambda row: row["id"] != self.whom.id)
        self._put(t.coder, rows, anew=True, repeats_id=None)

    def _materials(self) -> None:
        """Codebooks with their history, respondents, interviews."""
        books = select(t.codebook).where(live(t.codebook)).order_by(t.codebook.c.id)
        self._pour(t.codebook, books)
        self._codes()
        changes = select(t.codebook_change).where(live(t.codebook_change), self._of_books(t.codebook_change))
        self._pour(t.codebook_change, changes.order_by(t.codebook_change.c.id), True)
        ids = self.ids
        speakers = select(t.speaker).where(t.speaker.c.transcript_id.in_(ids)).order_by(t.speaker.c.id)
        of_speakers = select(t.speaker.c.respondent_id).where(t.speaker.c.transcript_id.in_(ids))
        of_texts = select(t.transcript.c.respondent_id).where(t.transcript.c.id.in_(ids))
        who = or_(t.respondent.c.id.in_(of_speakers), t.respondent.c.id.in_(of_texts))
        self._pour(
            t.respondent, select(t.respondent).where(who, live(t.respondent)).order_by(t.respondent.c.id)
        )
        self._pour(t.attribute, select(t.attribute).order_by(t.attribute.c.id))
        there = select(t.respondent.c.id).where(who, live(t.respondent))
        values = select(t.attribute_value).where(t.attribute_value.c.respondent_id.in_(there))
        self._pour(t.attribute_value, values)
        self._pour(
            t.transcript, select(t.transcript).where(t.transcript.c.id.in_(ids)).order_by(t.transcript.c.id)
        )
        self._pour(t.speaker, speakers)
        s = t.segment.c
        self._pour(
            t.segment, select(t.segment).where(s.transcript_id.in_(ids)).order_by(s.transcript_id, s.position)
        )

    def _of_books(self, table: Table) -> Any:
        return table.c.codebook_id.in_(select(t.codebook.c.id).where(live(t.codebook)))

    def _codes(self) -> None:
        """Codes point to each other, so their links are written when all are there."""
        query = select(t.code).where(live(t.code), self._of_books(t.code)).order_by(t.code.c.id)
        rows = [row._asdict() for row in self.ours.execute(query)]
        self._put(t.code, [{**row, "parent_id": None, "merged_into_id": None} for row in rows])
        for row in rows:
            if row["parent_id"] or row["merged_into_id"]:
                links = {name: row[name] for name in ("parent_id", "merged_into_id")}
                self.to.execute(update(t.code).where(t.code.c.id == row["id"]).values(**links))

    # --- work -------------------------------------------------------------------------------------------

    def _work(self) -> int:
        """The coder's own work, and what else may be seen; returns how many own codings stand."""
        me, coders = self.whom.id, self.new["coder"]
        c, d, m = t.coding.c, t.decision.c, t.memo.c
        mine = and_(c.coder_id == me, c.transcript_id.in_(self.ids))
        seen = and_(live(t.coding), or_(mine, c.transcript_id.in_(self.opened)))
        seen = and_(seen, c.code_id.in_(select(t.code.c.id).where(live(t.code), self._of_books(t.code))))
        self._pour(
            t.coding, select(t.coding).where(seen).order_by(c.transcript_id, c.start, c.end, c.id), True
        )
        own = and_(d.coder_id == me, d.segment_id.in_(self._segments(self.ids)))
        decided = or_(own, d.segment_id.in_(self._segments(self.opened)))
        self._pour(t.decision, select(t.decision).where(decided).order_by(d.segment_id, d.coder_id))
        self._pour(t.memo, select(t.memo).where(live(t.memo), self._memos()).order_by(m.id), True)
        for table in (t.assignment, t.opening):
            theirs = and_(table.c.coder_id == me, table.c.transcript_id.in_(self.ids))
            self._pour(table, select(table).where(theirs))
        codes = select(t.code.c.id).where(live(t.code), self._of_books(t.code))
        self._pour(t.pin, select(t.pin).where(t.pin.c.coder_id == me, t.pin.c.code_id.in_(codes)))
        standing = select(t.coding.c.id).where(t.coding.c.coder_id == coders[me], live(t.coding))
        return len(self.to.execute(standing).all())

    def _memos(self) -> Any:
        """The team's, the own ones in the interviews of the copy, everybody's in those that are open."""
        m = t.memo.c
        codes = select(t.code.c.id).where(live(t.code), self._of_books(t.code))
        nothing = and_(
            *(m[name].is_(None) for name in ("coding_id", "segment_id", "transcript_id", "code_id"))
        )
        codings = select(t.coding.c.id).where(live(t.coding))
        mine = codings.where(t.coding.c.transcript_id.in_(self.ids), t.coding.c.coder_id == self.whom.id)
        own = self._on(self.ids, mine) & (m.coder_id == self.whom.id)
        seen = self._on(self.opened, codings.where(t.coding.c.transcript_id.in_(self.opened)))
        return or_(m.code_id.in_(codes), nothing, own, seen)

    def _on(self, ids: set[int], codings: Select[Any]) -> Any:
        """Memos on these interviews, their segments, and these codings."""
        m = t.memo.c
        return or_(m.transcript_id.in_(ids), m.segment_id.in_(self._segments(ids)), m.coding_id.in_(codings))

    @staticmethod
    def _segments(ids: set[int]) -> Select[Any]:
        return select(t.segment.c.id).where(t.segment.c.transcript_id.in_(ids))

    # --- rows -------------------------------------------------------------------------------------------

    def _pour(self, table: Table, query: Select[Any], anew: bool = False) -> None:
        """Write the rows of a query, a few at a time."""
        found = self.ours.execute(query, execution_options={"yield_per": _AT_ONCE})
        for rows in found.partitions():
            self._put(table, [row._asdict() for row in rows], anew)

    def _put(self, table: Table, rows: Iterable[Mapping[str, Any]], anew: bool = False, **fixed: Any) -> None:
        known = self.new.setdefault(table.name, {})
        made = []
        for row in rows:
            values = {**row, **fixed}
            if anew:
                values["id"] = known[row["id"]] = len(known) + 1
            for name in ("coder_id", "coding_id"):
                if values.get(name) is not None:
                    values[name] = self.new[name.removesuffix("_id")].get(values[name])
            made.append(values)
            if table in (t.coding, t.memo, t.decision, t.opening):
                self._note(table, values)
        if made:
            self.to.execute(insert(table), made)

    def _note(self, table: Table, values: dict[str, Any]) -> None:
        """Let the first event of the copy vouch for a row."""
        key = {column.name: values[column.name] for column in table.primary_key.columns}
        noted: Noted = {"table": table.name, "key": key, "before": None}
        if "removed_at" not in table.c:
            self.noted.append({**noted, "after": values})
            return
        self.noted.append({**noted, "after": {}, "sha": sha_of(table, values)})
