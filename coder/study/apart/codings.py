"""Bring the codings of a copy: new ones, changed ones, removed ones.

Where a coder has coded the very same passage with the same code in two files, one of the two
stands, always the older one; the other is kept for the case that the first is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from coder.model import Span
from coder.study import tables as t
from coder.study.apart.bringing import LEAD, Bringing
from coder.study.apart.places import Place, rows_of
from coder.study.study import live

_SIDES = {
    "span": (
        "start",
        "end",
        "segment_first_id",
        "segment_last_id",
        "quote",
        "context_before",
        "context_after",
    ),
    "code": ("code_id", "codebook_version"),
}
_COLUMNS = ("guid", "transcript_id", "coder_id", "created_at", *_SIDES["span"], *_SIDES["code"])

_Code = tuple[int, int, int, int]
"""What no two live codings of an interview share: coder, code, start, end."""


@dataclass(slots=True)
class _Row:
    """A coding as it is here, and as it is to be."""

    values: dict[str, Any]
    """The columns it is to have."""
    id: int | None = None
    was: _Code | None = None
    """What it is here now, where it stands now."""
    removed_at: str | None = None
    """When somebody removed it; None: it is to stand, if none just like it does."""
    hidden: bool = False
    """Whether one just like it stands in its place now."""
    comes: str = ""
    """What comes from the copy, by the name of its count; empty: nothing."""
    stamps: dict[str, str] = field(default_factory=dict)
    """Of one that has no row here."""

    @property
    def code(self) -> _Code:
        """What it is to be."""
        v = self.values
        return v["coder_id"], v["code_id"], v["start"], v["end"]

    @property
    def age(self) -> tuple[str, str]:
        """By which the older of two alike is known, whatever the order they came in."""
        return self.values["created_at"], self.values["guid"]


def bring_codings(b: Bringing) -> None:
    """Bring what was done to codings in the copy, interview by interview."""
    owners = [each for each in b.coders if each != LEAD]
    by_interview: dict[int, list[Any]] = {}
    for row in rows_of(b.theirs, t.coding, (key[0] for key in b.their_log.cells["coding"])):
        if row.coder_id in owners:
            by_interview.setdefault(row.transcript_id, []).append(row)
    for their_id, rows in sorted(by_interview.items()):
        place = b.place(their_id, len(rows))
        if place is not None:
            _Interview(b, place).bring(rows)


class _Interview:
    """The codings of one interview, here and to come."""

    def __init__(self, b: Bringing, place: Place) -> None:
        self.b, self.place = b, place
        self.rows: dict[str, _Row] = {}
        """By guid: those that stand, those that would, and those that come."""
        self.touched: set[_Code] = set()
        """What was or is to be coded where something comes."""

    def bring(self, rows: Sequence[Any]) -> None:
        """Bring what comes."""
        b = self.b
        mine = {row.guid: row for row in rows_of(b.ours, t.coding, (row.guid for row in rows), "guid")}
        self._gather({b.coders[row.coder_id] for row in rows})
        for row in rows:
            if row.guid in mine:
                self._changed(row, mine[row.guid])
            else:
                self._new(row)
        self._write()

    def _gather(self, coders: set[int]) -> None:
        """What stands here, and what would if none just like it did."""
        b, c = self.b, t.coding.c
        query = select(t.coding).where(
            c.transcript_id == self.place.id, c.coder_id.in_(coders), live(t.coding)
        )
        for row in b.ours.execute(query):
            values = {name: getattr(row, name) for name in _COLUMNS}
            self.rows[row.guid] = made = _Row(values, row.id)
            made.was = made.code
        for row in rows_of(b.ours, t.coding, b.ours_log.hidden["coding"]):
            if row.transcript_id == self.place.id and row.coder_id in coders and row.removed_at is not None:
                values = {name: getattr(row, name) for name in _COLUMNS}
                self.rows[row.guid] = _Row(values, row.id, hidden=True)
        for guid, kept in b.ours_log.spare.items():
            if kept["values"]["transcript_id"] == self.place.id and kept["values"]["coder_id"] in coders:
                self.rows[guid] = _Row(dict(kept["values"]), hidden=True, stamps=dict(kept["stamps"]))

    # --- what is to be ----------------------------------------------------------------------------

    def _new(self, row: Any) -> None:
        """One that has no row here."""
        b, key = self.b, (row.id,)
        owner = b.coders[row.coder_id]
        cells = b.their_log.cells["coding"][key]
        life = b.their_log.cell("coding", key, "life")
        spare = self.rows.get(row.guid)
        stamps = {side: cell.stamp for side, cell in cells.items()}
        if life is not None and life.stamp <= b.ours_log.gone["coding"].get(row.guid, ""):
            b.coming.already += 1
            return
        if row.removed_at is not None:
            if life is not None:
                b.note_gone(owner, "coding", row.guid, life)
            if spare is not None:
                b.spend(row.guid)
                del self.rows[row.guid]
            b.coming.already += 1
            return
        if spare is not None and all(stamp <= spare.stamps.get(side, "") for side, stamp in stamps.items()):
            b.coming.already += 1
            return
        code = self._code(row)
        if code is None:
            return
        span = self._span(row)
        if span is None:
            self._lose(row, owner, code)
            return
        values = {"guid": row.guid, "transcript_id": self.place.id, "coder_id": owner}
        values |= {"created_at": row.created_at, **span, **code}
        self.rows[row.guid] = made = _Row(values, comes="codings", stamps=stamps)
        self.touched.add(made.code)

    def _changed(self, row: Any, mine: Any) -> None:
        """One that has a row here, whether it stands or not."""
        b, key, their_key = self.b, (mine.id,), (row.id,)
        owner = b.coders[row.coder_id]
        made = self.rows.get(row.guid)
        if made is None:
            values = {name: getattr(mine, name) for name in _COLUMNS}
            made = _Row(values, mine.id, removed_at=mine.removed_at)
        before, stood = dict(made.values), made.removed_at is None
        for side in _SIDES:
            if b.their_log.cell("coding", their_key, side) is None:
                continue
            found = self._span(row) if side == "span" else self._code(row)
            if found is None:
                if side == "span":
                    said = "the text has changed here, and the passage is not found again"
                    b.leave("passage", self.place.name, said)
                continue
            differs = any(
                before[name] != found[name] for name in (("start", "end") if side == "span" else ("code_id",))
            )
            if b.takes("coding", key, their_key, side, owner, differs, self.place.id):
                made.values |= found
        differs = stood != (row.removed_at is None)
        if b.takes("coding", key, their_key, "life", owner, differs, self.place.id):
            made.removed_at = row.removed_at
        stands = made.removed_at is None
        if (stands, made.values) == (stood, before):
            b.coming.already += 1
            return
        if stands == stood:
            made.comes = "codings_changed" if stands else "nothing"
        else:
            made.comes = "codings" if stands else "codings_removed"
        self.rows[row.guid] = made
        self.touched |= {made.code} | ({made.was} if made.was is not None else set())
        self.touched.add((before["coder_id"], before["code_id"], before["start"], before["end"]))

    def _span(self, row: Any) -> dict[str, Any] | None:
        """Where it is here."""
        there = self.place.span(Span(row.start, row.end))
        return self.place.values(there) if there is not None else None

    def _lose(self, row: Any, owner: int, code: Mapping[str, Any]) -> None:
        """A passage that the text here has no more: to the list of the lost, where somebody places it."""
        b, near = self.b, self.place.nearest(Span(row.start, row.end))
        here = (owner, code["code_id"], row.start, row.end)
        if (
            self.place.version_id is None
            or near is None
            or any(each.was == here for each in self.rows.values())
        ):
            b.leave("passage", self.place.name, "the passage is not found in the text here")
            return
        said = {name: getattr(row, name) for name in ("guid", "created_at", *_SIDES["span"])}
        said |= self.place.as_then(Span(row.start, row.end))
        said |= {"segment_first_id": near.id, "segment_last_id": near.id}
        id_ = b.change.insert(t.coding, **said, **code, transcript_id=self.place.id, coder_id=owner)
        b.change.remove(t.coding, id_)
        b.change.insert(t.lost_coding, coding_id=id_, version_id=self.place.version_id, lost_at=b.change.at)
        b.note_all(owner, "coding", (id_,), (row.id,))
        b.coming.add("codings_lost")

    def _code(self, row: Any) -> dict[str, Any] | None:
        """Its code here, and under which version of the codebook it was given."""
        b = self.b
        code = b.codes.get(row.code_id)
        if code is None:
            query = select(t.codebook.c.slug, t.code.c.slug).join_from(t.code, t.codebook)
            book, slug = b.theirs.execute(query.where(t.code.c.id == row.code_id)).one()
            b.leave("code", f"{book}/{slug}", "no code of the study is this one")
            return None
        return {"code_id": code.id, "codebook_version": b.version(row.code_id, row.codebook_version, code)}

    # --- how it is written --------------------------------------------------------------------------

    def _write(self) -> None:
        standing = self._standing()
        rows = [each for each in self.rows.values() if each.comes or each.code in self.touched]
        there = [each for each in rows if each.id is not None]
        self._leave(there, standing)
        moving = [each for each in there if each.was and id(each) in standing and each.was != each.code]
        taken = {each.was for each in moving}
        for each in moving:
            if each.code in taken:  # two that change places
                self._update(each, removed_at=self.b.change.at)
        for each in there:
            self._settle(each, stands=id(each) in standing)
        self._insert([each for each in rows if each.id is None], standing)
        for each in rows:
            if each.comes and each.comes != "nothing":
                self.b.coming.add(each.comes)

    def _standing(self) -> set[int]:
        """Those that are to stand, of all; of several alike the oldest."""
        first: dict[_Code, _Row] = {}
        for each in self.rows.values():
            if each.removed_at is None:
                known = first.get(each.code)
                untouched = each.code not in self.touched and each.was is None
                if not untouched and (known is None or each.age < known.age):
                    first[each.code] = each
        return {id(each) for each in first.values()}

    def _leave(self, there: Iterable[_Row], standing: set[int]) -> None:
        """First let go of what stands no longer, so that others can take its place."""
        for each in there:
            if each.was is not None and id(each) not in standing:
                hides = each.removed_at is None
                self._update(each, removed_at=each.removed_at or self.b.change.at)
                if hides and each.id is not None:
                    each.hidden = True
                    self.b.hide("coding", each.id)

    def _settle(self, each: _Row, stands: bool) -> None:
        """Then let everything else be as it is to be."""
        assert each.id is not None
        sides = {name: each.values[name] for columns in _SIDES.values() for name in columns}
        if stands:
            self._update(each, **sides, removed_at=None)
        else:
            self._update(each, **sides)
        if each.hidden and (stands or each.removed_at is not None):
            self.b.show("coding", each.id)
        elif not stands and each.removed_at is None and not each.hidden:
            self.b.hide("coding", each.id)

    def _update(self, each: _Row, **values: Any) -> None:
        assert each.id is not None
        self.b.change.update(t.coding, {"id": each.id}, **values)

    def _insert(self, rows: Sequence[_Row], standing: set[int]) -> None:
        b = self.b
        new = [each for each in rows if id(each) in standing]
        ids = b.change.insert_all(t.coding, [each.values for each in new])
        for each, id_ in zip(new, ids, strict=True):
            b.spend(each.values["guid"])
            for side, stamp in each.stamps.items():
                b.note(each.values["coder_id"], "coding", (id_,), side, stamp)
        for each in rows:
            if each.comes and id(each) not in standing:
                each.comes = "nothing"
                b.coming.already += 1
                b.spare(each.values["guid"], each.values, each.stamps)
