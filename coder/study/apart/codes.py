"""Bring the codes of a copy: new ones with their places in the tree, and what was changed about others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from coder.study import tables as t
from coder.study.apart.bringing import Bringing
from coder.study.apart.logs import CODE_SIDES, CODES
from coder.study.apart.matched import codes_matched
from coder.study.apart.outcome import Conflict
from coder.study.apart.versions import bring_versions, needed_codes, new_book
from coder.study.revising import Revision, under
from coder.study.study import live

_PLAIN = tuple(
    side for side in CODE_SIDES if side not in ("parent_id", "since_version", "status", "not_when")
)
_COLUMNS = (
    "label",
    "color",
    "codable",
    "origin",
    "brief",
    "definition",
    "use_when",
    "examples",
    "aliases",
    "status",
)


def bring_codes(b: Bringing) -> None:
    """Bring the codes, and note what the codes of the copy are called and mean here."""
    if b.brought.matched is not None:
        b.codes.update(codes_matched(b.brought.matched, b.theirs, b.ours))
        return
    needed = needed_codes(b)
    for there in b.theirs.execute(select(t.codebook).where(live(t.codebook)).order_by(t.codebook.c.id)).all():
        known = select(t.codebook).where(t.codebook.c.guid == there.guid, live(t.codebook))
        here = b.ours.execute(known).one_or_none()
        if here is None:
            here = new_book(b, there, needed)
        if here is not None:
            _Book(b, there, here).bring(needed)


class _Book:
    """One codebook, there and here."""

    def __init__(self, b: Bringing, there: Any, here: Any) -> None:
        self.b = b
        bring_versions(b, there, here)
        c = t.code.c
        rows = b.theirs.execute(
            select(t.code).where(c.codebook_id == there.id).order_by(c.position, c.id)
        ).all()
        self.there, self.here = there, here
        self.rows = [row for row in rows if row.removed_at is None]
        self.taken_back = [row for row in rows if row.removed_at is not None]
        self.slugs = {row.id: row.slug for row in self.rows}
        self.guids = {row.id: row.guid for row in self.rows}
        self.mine: dict[str, Any] = {}
        self.look()

    def look(self) -> None:
        """Read the codes that are here."""
        query = select(t.code).where(t.code.c.codebook_id == self.here.id, live(t.code))
        self.mine = {row.guid: row for row in self.b.ours.execute(query.order_by(t.code.c.position))}

    def bring(self, needed: set[int]) -> None:
        """Bring what is new and what was changed."""
        b = self.b
        new = [row for row in self.rows if row.guid not in self.mine and self._comes(row, needed)]
        for row in new:
            self._insert(row)
        self.look()
        for row in self.rows:
            if row.guid in self.mine and (row.id,) in b.their_log.cells["code"]:
                self._change(row, row in new)
        for row in self.taken_back:
            if row.guid in self.mine and (row.id,) in b.their_log.cells["code"]:
                self._take_back(row)
        self.look()
        by_id = {row.id: row for row in self.mine.values()}
        for row in self.rows:
            b.books[row.id], b.sinces[row.id] = self.there.id, row.since_version
            mine = self.mine.get(row.guid)
            if mine is not None:
                b.codes[row.id] = self._in_use(row, mine, by_id, row.id in needed)

    # --- new ones -----------------------------------------------------------------------------------

    def _comes(self, row: Any, needed: set[int]) -> bool:
        """Whether a code that is not here is to come."""
        b, key = self.b, (row.id,)
        was = b.ours.execute(
            select(t.code).where(t.code.c.guid == row.guid).order_by(t.code.c.id.desc())
        ).first()
        theirs = b.their_log.cell("code", key, "life")
        mine = b.ours_log.cell("code", (was.id,), "life") if was is not None else None
        if row.id in needed:
            if was is not None and mine is not None and mine.local:
                said = "it was taken out of the codebook here, and codings of the copy stand on it"
                b.say(Conflict("code", row.slug, said, "it comes back"))
            return True
        return theirs is not None and (mine is None or theirs.stamp > mine.stamp)

    def _insert(self, row: Any) -> None:
        b = self.b
        slug = self._free_slug(row)
        values = {name: getattr(row, name) for name in _COLUMNS}
        values["status"] = "active" if row.status == "merged" else row.status
        since = b.versions[self.there.id].get(row.since_version, row.since_version)
        id_ = b.change.insert(
            t.code,
            guid=row.guid,
            codebook_id=self.here.id,
            parent_id=None,
            position=len(self.mine),
            slug=slug,
            not_when=[],
            since_version=min(since, self._version()),
            **values,
        )
        b.note_all(CODES, "code", (id_,), (row.id,))
        b.coming.add("codes")
        self.look()

    def _version(self) -> int:
        query = select(t.codebook.c.version).where(t.codebook.c.id == self.here.id)
        return int(self.b.ours.execute(query).scalar_one())

    def _free_slug(self, row: Any) -> str:
        """The id it gets; of two codes that were given the same one the later one is renamed."""
        b = self.b
        other = next((each for each in self.mine.values() if each.slug == row.slug), None)
        if other is None:
            return str(row.slug)
        there, here = b.their_log.made("code", (row.id,)), b.ours_log.made("code", (other.id,))
        later = row if (here, other.guid) < (there, row.guid) else other
        new = f"{later.slug[:51]}-{later.guid.replace('-', '')[:8]}"
        said = "the same id was given to two codes, here and in the copy"
        hint = f"the later one is called {new} now; if they are one, merge them: coder codebook merge"
        b.say(Conflict("code id", f"{self.here.slug}/{row.slug}", said, hint))
        if later is row:
            return new
        b.change.update(t.code, {"id": other.id}, slug=new)
        for each in self.mine.values():
            points = [{**x, "see": new if x["see"] == row.slug else x["see"]} for x in each.not_when]
            if points != each.not_when:
                b.change.update(t.code, {"id": each.id}, not_when=points)
        return str(row.slug)

    # --- changed ones ---------------------------------------------------------------------------------

    def _change(self, row: Any, new: bool) -> None:
        """Take over what was changed about a code; of a new one, what needs others to be there."""
        b = self.b
        mine = self.mine[row.guid]
        key, their_key = (mine.id,), (row.id,)
        values: dict[str, Any] = {}
        clash = []
        for side in () if new else (*_PLAIN, "not_when"):
            theirs = self._exclusions(row) if side == "not_when" else getattr(row, side)
            differs = theirs != getattr(mine, side)
            both = self._both(key, their_key, side)
            if b.takes("code", key, their_key, side, CODES, differs) and differs:
                values[side] = theirs
            if differs and both:
                clash.append(side.replace("_", " "))
        if new:
            values["not_when"] = self._exclusions(row)
        else:
            self._status(row, mine, values)
            self._since(row, mine, values)
        if {name: getattr(mine, name) for name in values} != values:
            b.change.update(t.code, {"id": mine.id}, **values)
            if not new:
                b.coming.add("codes_changed")
        elif not new:
            b.coming.already += 1
        self._place(row, mine, new)
        if clash:
            how = {
                "newest": "the newest counts",
                "ours": "it stays as it is here",
                "theirs": "it becomes as in the copy",
            }
            said = f"changed here and in the copy: {', '.join(clash)}"
            b.say(Conflict("code", f"{self.here.slug}/{mine.slug}", said, how[b.keep]))

    def _both(self, key: tuple[int], their_key: tuple[int], side: str) -> bool:
        """Whether a side was changed here and there, and neither is known to have known the other."""
        theirs, mine = self.b.their_log.cell("code", their_key, side), self.b.ours_log.cell("code", key, side)
        if theirs is None or mine is None:
            return False
        return mine.local > self.b.brought.fork and theirs.stamp > mine.merged

    def _exclusions(self, row: Any) -> list[dict[str, Any]]:
        """The cases in which it is not used, with the codes they point to as they are called here."""
        guid_of = {self.slugs[id_]: guid for id_, guid in self.guids.items()}

        def see(slug: str | None) -> str | None:
            mine = self.mine.get(guid_of.get(slug or "", ""))
            return mine.slug if mine is not None else None

        return [{**each, "see": see(each["see"])} for each in row.not_when]

    def _status(self, row: Any, mine: Any, values: dict[str, Any]) -> None:
        b = self.b
        if row.status == "merged":
            if b.their_log.cell("code", (row.id,), "status") and mine.status != "merged":
                said = "it was merged into another code in the copy, which would move everybody's codings"
                how = "it is not merged here; if it is to be: coder codebook merge"
                b.say(Conflict("code", f"{self.here.slug}/{mine.slug}", said, how))
            return
        if mine.status == "merged" and b.ours_log.cell("code", (mine.id,), "status") is not None:
            return
        if b.takes("code", (mine.id,), (row.id,), "status", CODES, row.status != mine.status):
            values |= {"status": row.status, "merged_into_id": None}

    def _since(self, row: Any, mine: Any, values: dict[str, Any]) -> None:
        """Since when it means what it means now."""
        b = self.b
        number = b.versions[self.there.id].get(row.since_version)
        if number is None:
            return
        if b.takes("code", (mine.id,), (row.id,), "since_version", CODES, number != mine.since_version):
            values["since_version"] = number

    def _place(self, row: Any, mine: Any, new: bool) -> None:
        """Put it where it stands in the copy: after what was there, in the order in which codes were put."""
        b = self.b
        cell = b.their_log.cell("code", (row.id,), "parent_id")
        parent = self.mine.get(self.guids.get(row.parent_id, "")) if row.parent_id is not None else None
        parent_id = parent.id if parent is not None else None
        moved = mine.parent_id != parent_id
        if not new and not b.takes("code", (mine.id,), (row.id,), "parent_id", CODES, moved):
            return
        self.look()
        parents = {each.id: each.parent_id for each in self.mine.values()}
        if parent_id in under(parents, mine.id) | {mine.id}:
            said = "it would stand under one of its own codes, which was moved here"
            b.say(Conflict("code", f"{self.here.slug}/{mine.slug}", said, "it stays where it is"))
            return
        stamp = cell.stamp if cell is not None else ""
        order = [each for each in self.mine.values() if each.parent_id == parent_id and each.id != mine.id]
        later = [
            at
            for at, each in enumerate(order)
            if each.id in b.ours_log.placed and (b.ours_log.placed[each.id], each.guid) > (stamp, row.guid)
        ]
        revision = Revision(b.change, self.here)
        revision.arrange(mine.id, parent_id, later[0] if later else None)
        b.place_code(mine.id, stamp)
        self.look()

    # --- taken back, and in use -----------------------------------------------------------------------

    def _take_back(self, row: Any) -> None:
        """A code that was made in the copy and taken back there since it came here."""
        b = self.b
        mine = self.mine[row.guid]
        if not b.takes("code", (mine.id,), (row.id,), "life", CODES, True):
            return
        for table, column in (
            (t.coding, "code_id"),
            (t.memo, "code_id"),
            (t.code, "parent_id"),
            (t.pin, "code_id"),
        ):
            query = select(func.count()).select_from(table).where(table.c[column] == mine.id)
            if b.ours.execute(query.where(live(table)) if "removed_at" in table.c else query).scalar():
                said = "it was taken back in the copy, and is used here"
                b.say(Conflict("code", f"{self.here.slug}/{mine.slug}", said, "it stays"))
                return
        b.change.remove(t.code, mine.id)
        b.coming.add("codes_changed")
        self.look()

    def _in_use(self, row: Any, mine: Any, by_id: Mapping[int, Any], needed: bool) -> Any:
        """The code that codings on it get here."""
        found, seen = mine, set()
        while found.status == "merged" and found.merged_into_id in by_id and found.id not in seen:
            seen.add(found.id)
            found = by_id[found.merged_into_id]
        if needed and found is not mine and row.status != "merged":
            said = f"it has been merged into {found.slug} here"
            self.b.say(
                Conflict("code", f"{self.here.slug}/{mine.slug}", said, f"its codings come as {found.slug}")
            )
        elif needed and mine.status == "retired" and row.status != "retired":
            said = "it has been retired here"
            self.b.say(Conflict("code", f"{self.here.slug}/{mine.slug}", said, "its codings keep it"))
        return found
