"""QualCoder: a folder ``NAME.qda`` with ``data.qda``, an SQLite database, in it.

Only the database is read. Texts stand in it as QualCoder shows them; what lies in the folders
beside it, or where a path in it points to, is never opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from coder.files.codings.placing import Places
from coder.files.refi import offsets
from coder.files.refi.guids import made
from coder.files.refi.offsets import Counted
from coder.files.refi.values import (
    Applied,
    Case,
    Note,
    Project,
    Selection,
    TextSource,
    TreeCode,
    User,
    Variable,
    VariableType,
)
from coder.files.transcripts import text as texts
from coder.study.foreign.database import Foreign, Row, opened
from coder.study.foreign.passages import Checked
from coder.study.foreign.times import as_xml
from coder.study.foreign.trees import parents_first

WHAT = "QualCoder"
_MEDIA = {"image": "pictures", "audio": "audios", "video": "videos", "docs": "texts_missing"}
_ELSEWHERE = ("code_image", "code_av")
"""Codings of parts of pictures, and of stretches of recordings."""


def read(path: Path) -> Project:
    """The project in a folder, or in the database of one."""
    place = path / "data.qda" if path.is_dir() else path
    with opened(place, WHAT) as data:
        data.refuse_without("source", "code_name", "code_text")
        return _Reading(data, path).project()


class _Reading:
    def __init__(self, data: Foreign, path: Path) -> None:
        self.data, self.path = data, path
        self.checked = Checked()
        self.notes: list[Note] = []
        self.warnings: list[str] = []
        row = next(iter(data.rows("project", ("databaseversion", "date", "memo", "about"))), None)
        self.memo = row.text("memo") if row else ""
        self.version = row.text("databaseversion") if row else ""
        self.key = row.text("date") if row else ""
        self.coders: dict[str, str] = {}

    def guid(self, *of: object) -> str:
        """An identity that is the same whenever this project is read."""
        return made("qualcoder", self.key, *of)

    def project(self) -> Project:
        codes = self._codes()
        variables, values = self._values()
        sources, by_id = self._sources({each.guid for each in codes}, values)
        cases = self._cases(by_id, values)
        journals = self._journals()
        self.warnings += self.checked.said()
        name = self.path.stem if self.path.name != "data.qda" else self.path.resolve().parent.stem
        return Project(
            name=name,
            origin=f"QualCoder {self.version}".strip(),
            at=as_xml(self.key),
            users=tuple(User(guid, name) for name, guid in self.coders.items()),
            codes=tuple(codes),
            variables=tuple(variables),
            cases=tuple(cases),
            sources=tuple(sources),
            notes=tuple(self.notes),
            description=self.memo,
            project_notes=tuple(journals),
            skipped=self.checked.counts(),
            warnings=tuple(self.warnings),
            counted=self.counted,
        )

    def _user(self, name: str) -> str | None:
        name = " ".join(name.split())
        return self.coders.setdefault(name, self.guid("user", name)) if name else None

    def _note(self, name: str, text: str, owner: str, at: str, *of: object) -> tuple[str, ...]:
        """A note, and its identity to point to; none where there are no words."""
        words = texts.clean(text)[0].strip()
        if not words:
            return ()
        note = Note(self.guid("note", *of), name, words, self._user(owner), as_xml(at))
        self.notes.append(note)
        return (note.guid,)

    # --- codes ----------------------------------------------------------------------------------

    def _codes(self) -> list[TreeCode]:
        """The tree: categories are headings, codes hang under them or, in newer versions, under codes."""
        found: dict[tuple[str, int], TreeCode] = {}
        for table, id_, above in (("code_cat", "catid", "supercatid"), ("code_name", "cid", "catid")):
            columns = (id_, "name", "memo", above, "owner", "color", "supercid")
            for row in self.data.rows(table, columns):
                number, parent = row.number(id_), row.number(above)
                if number is None:
                    continue
                up = ("cat", parent) if parent is not None else None
                if row.number("supercid") is not None:
                    up = ("code", row.number("supercid") or 0)
                kind = "cat" if table == "code_cat" else "code"
                found[kind, number] = TreeCode(
                    guid=self.guid(kind, number),
                    name=row.text("name").strip() or f"{kind} {number}",
                    parent=self.guid(*up) if up is not None else None,
                    color=row.text("color") if row.text("color").startswith("#") else "",
                    codable=kind == "code",
                    description=texts.clean(row.text("memo"))[0].strip(),
                )
        codes, lost = parents_first(list(found.values()))
        if lost:
            self.checked.skipped["references_to_nothing"] += lost
            self.warnings.append(
                f"{lost} code(s) hang under a category that is not there; they went to the top."
            )
        return codes

    # --- texts and what is on them --------------------------------------------------------------------

    def _sources(
        self, codes: set[str], values: dict[tuple[str, int], dict[str, str]]
    ) -> tuple[list[TextSource], dict[int, str]]:
        rows = list(
            self.data.rows("source", ("id", "name", "fulltext", "mediapath", "memo", "owner", "date"))
        )
        marks = self._marks("code_text", ("cid", "fid", "seltext", "pos0", "pos1", "owner", "date", "memo"))
        remarks = self._marks("annotation", ("anid", "fid", "pos0", "pos1", "owner", "date", "memo"))
        counted: dict[int, Counted] = {}
        found: list[TextSource] = []
        by_id: dict[int, str] = {}
        for row in rows:
            number = row.number("id")
            if number is None:
                continue
            by_id[number] = self.guid("source", number)
            if row.text("fulltext").strip():
                counted[number] = Counted(row.text("fulltext").removeprefix("\ufeff"))
            else:
                media = row.text("mediapath").lstrip("/").lower()
                kind = next(
                    (said for start, said in _MEDIA.items() if media.startswith(start)), "texts_missing"
                )
                self.checked.skipped[kind] += 1
        selected = [
            (counted[fid], each.number("pos0") or 0, each.number("pos1") or 0, each.text("seltext"))
            for fid, rows_ in marks.items()
            for each in rows_
            if fid in counted
        ]
        way, self.counted = offsets.detect(selected, WHAT)
        for row in rows:
            number = row.number("id")
            if number is None or number not in counted:
                continue
            text = texts.clean(counted[number].text)[0]
            places, name = Places(text), row.text("name").strip() or f"text {number}"
            selections = []
            for table, here in (
                ("code_text", marks.get(number, [])),
                ("annotation", remarks.get(number, [])),
            ):
                for n, each in enumerate(here):
                    made_ = self._selection(table, n, each, counted[number], way, places, name, codes, number)
                    if made_ is not None:
                        selections.append(made_)
            found.append(
                TextSource(
                    guid=by_id[number],
                    name=name,
                    text=text,
                    user=self._user(row.text("owner")),
                    at=as_xml(row.text("date")),
                    selections=tuple(selections),
                    notes=self._note(
                        name, row.text("memo"), row.text("owner"), row.text("date"), "source", number
                    ),
                    values=values.get(("file", number), {}),
                )
            )
        self.checked.skipped["codings_elsewhere"] += sum(map(self.data.count, _ELSEWHERE))
        self._count_homeless(marks, counted)
        return found, by_id

    def _marks(self, table: str, columns: Sequence[str]) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {}
        for row in self.data.rows(table, columns):
            found.setdefault(row.number("fid") or 0, []).append(row)
        return found

    def _count_homeless(self, marks: dict[int, list[Row]], counted: dict[int, Counted]) -> None:
        """Codings on texts that are not there, or have no words."""
        if n := sum(len(rows) for fid, rows in marks.items() if fid not in counted):
            self.checked.skipped["codings_without_text"] += n
            self.warnings.append(
                f"{n} coding(s) are on texts that are not in the project; they were left out."
            )

    def _selection(
        self,
        table: str,
        n: int,
        row: Row,
        counted: Counted,
        way: offsets.Way,
        places: Places,
        name: str,
        codes: set[str],
        fid: int,
    ) -> Selection | None:
        quote = texts.clean(row.text("seltext"))[0] if table == "code_text" else ""
        start, end = row.number("pos0"), row.number("pos1")
        whole = counted.span(start, end, way) if start is not None and end is not None else None
        owner, at = row.text("owner"), as_xml(row.text("date"))
        identity = (table, fid, start, end, row.number("cid") if table == "code_text" else n, owner)
        code = self.guid("code", row.number("cid")) if table == "code_text" else ""
        if table == "code_text" and code not in codes:
            self.checked.skipped["codings_without_code"] += 1
            return None
        first, last = whole if whole is not None else (None, None)
        found = self.checked.span(places, first, last, quote, name)
        if found is None:
            return None
        notes = self._note("", row.text("memo"), owner, row.text("date"), *identity)
        applied: tuple[Applied, ...] = ()
        if table == "code_text":
            applied = (Applied(self.guid("coding", *identity), code, self._user(owner), at, notes),)
        return Selection(
            guid=self.guid("selection", *identity),
            start=found.start,
            end=found.end,
            user=self._user(owner),
            at=at,
            codings=applied,
            notes=() if applied else notes,
        )

    # --- cases, attributes, journals ----------------------------------------------------------------

    def _values(self) -> tuple[list[Variable], dict[tuple[str, int], dict[str, str]]]:
        variables: dict[str, Variable] = {}
        for row in self.data.rows("attribute_type", ("name", "valuetype")):
            name = row.text("name").strip()
            if name:
                kind: VariableType = "Float" if row.text("valuetype") == "numeric" else "Text"
                variables[name] = Variable(self.guid("variable", name), name, kind)
        values: dict[tuple[str, int], dict[str, str]] = {}
        for row in self.data.rows("attribute", ("name", "attr_type", "value", "id")):
            name, number = row.text("name").strip(), row.number("id")
            if not name or number is None or not row.text("value").strip():
                continue
            variable = variables.setdefault(name, Variable(self.guid("variable", name), name))
            key = (row.text("attr_type"), number)
            values.setdefault(key, {})[variable.guid] = texts.clean(row.text("value"))[0].strip()
        return list(variables.values()), values

    def _cases(self, by_id: dict[int, str], values: dict[tuple[str, int], dict[str, str]]) -> Iterable[Case]:
        texts_of: dict[int, list[str]] = {}
        for row in self.data.rows("case_text", ("caseid", "fid")):
            case, fid = row.number("caseid"), row.number("fid")
            if case is None or fid not in by_id:
                self.checked.skipped["references_to_nothing"] += 1
            elif by_id[fid] not in texts_of.setdefault(case, []):
                texts_of[case].append(by_id[fid])
        for row in self.data.rows("cases", ("caseid", "name", "memo")):
            number = row.number("caseid")
            if number is not None:
                yield Case(
                    guid=self.guid("case", number),
                    name=row.text("name").strip() or f"case {number}",
                    description=texts.clean(row.text("memo"))[0].strip(),
                    values=values.get(("case", number), {}),
                    sources=tuple(texts_of.get(number, ())),
                )

    def _journals(self) -> list[str]:
        found: list[str] = []
        for row in self.data.rows("journal", ("jid", "name", "jentry", "date", "owner")):
            name = row.text("name").strip()
            found += self._note(
                name, row.text("jentry"), row.text("owner"), row.text("date"), "journal", row.number("jid")
            )
        return found
