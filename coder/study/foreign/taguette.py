"""Taguette: an SQLite database with pages, highlights in them, and tags on the highlights.

A highlight does not say who made it. Where the database keeps the log of commands, that tells;
an exported project does not have it, and all highlights are of one coder called Taguette.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from coder.files.codings.placing import Places
from coder.files.refi.guids import made
from coder.files.refi.values import Applied, Project, Selection, TextSource, TreeCode, User
from coder.files.transcripts import text as texts
from coder.model import CoderError
from coder.study.foreign.database import Foreign, Row, opened
from coder.study.foreign.pagetext import PageText
from coder.study.foreign.passages import Checked
from coder.study.foreign.times import as_xml
from coder.study.foreign.trees import parents_first

WHAT = "Taguette"
NOBODY = "Taguette"
"""The coder of highlights of which it is not known who made them."""
_STEP = re.compile(r"(?<=\S)\.(?=\S)")


def read(path: Path) -> Project:
    """The project in a database; one that holds several is refused."""
    with opened(path, WHAT) as data:
        data.refuse_without("projects", "documents", "highlights", "tags", "highlight_tags")
        return _Reading(data, path).project()


class _Reading:
    def __init__(self, data: Foreign, path: Path) -> None:
        self.data = data
        projects = list(data.rows("projects", ("id", "name", "description", "created")))
        if len(projects) != 1:
            names = ", ".join(f"“{each.text('name')}”" for each in projects[:8])
            held = f"holds {len(projects)} projects ({names})" if projects else "holds no project"
            raise CoderError(
                f"{path}: the database {held}; in Taguette export the one that is meant "
                "(Project info, Export project), and import that file."
            )
        self.row = projects[0]
        self.id = self.row.number("id")
        self.key = self.row.text("created")
        self.checked = Checked()
        self.warnings: list[str] = []
        self.users: dict[str, str] = {}
        self.nobodys = 0

    def guid(self, *of: object) -> str:
        """An identity that is the same whenever this project is read."""
        return made("taguette", self.key, self.row.text("name"), *of)

    def project(self) -> Project:
        codes = self._codes()
        sources = self._sources({each.guid for each in codes})
        if n := self.checked.skipped["highlights_without_tag"]:
            self.warnings.append(f"{n} highlight(s) have no tag and so are no codings; they were left out.")
        if self.nobodys:
            self.warnings.append(
                f"The file does not say who made {self.nobodys} highlight(s); they are kept as those of the "
                f"coder {NOBODY!r}. Where several people made them, their codings cannot be told apart."
            )
        self.warnings += self.checked.said()
        return Project(
            name=self.row.text("name").strip() or "Taguette",
            origin=WHAT,
            at=as_xml(self.key),
            users=tuple(User(guid, name) for name, guid in self.users.items()),
            codes=tuple(codes),
            sources=tuple(sources),
            description=texts.clean(self.row.text("description"))[0].strip(),
            skipped=self.checked.counts(),
            warnings=tuple(self.warnings),
            counted="bytes of UTF-8, tags left out (Taguette)",
        )

    def _codes(self) -> list[TreeCode]:
        """The tags. A dot in a name is a step of the tree where the part before it is a tag itself."""
        rows = [
            row
            for row in self.data.rows("tags", ("id", "path", "description", "project_id"))
            if row.number("project_id") in (None, self.id) and row.number("id") is not None
        ]
        by_path = {row.text("path"): self.guid("tag", row.number("id")) for row in rows}
        found = []
        for row in rows:
            path = row.text("path")
            steps = [each.start() for each in _STEP.finditer(path)]
            above = next((path[:at] for at in reversed(steps) if path[:at] in by_path), None)
            name = path[len(above) + 1 :] if above is not None else path
            found.append(
                TreeCode(
                    guid=by_path[path],
                    name=name.strip() or path or "tag",
                    parent=by_path[above] if above is not None else None,
                    description=texts.clean(row.text("description"))[0].strip(),
                )
            )
        return parents_first(found)[0]

    def _sources(self, codes: set[str]) -> list[TextSource]:
        tags: dict[int, list[str]] = {}
        for row in self.data.rows("highlight_tags", ("highlight_id", "tag_id")):
            highlight = row.number("highlight_id")
            if highlight is not None:
                tags.setdefault(highlight, []).append(self.guid("tag", row.number("tag_id")))
        makers = self._makers()
        highlights: dict[int, list[Row]] = {}
        told = ("id", "document_id", "start_offset", "end_offset", "snippet")
        for row in self.data.rows("highlights", told):
            highlights.setdefault(row.number("document_id") or 0, []).append(row)
        found = []
        columns = ("id", "name", "description", "contents", "project_id", "created")
        for row in self.data.rows("documents", columns):
            number = row.number("id")
            if number is None:
                continue
            here = highlights.pop(number, [])
            page = PageText(row.text("contents"))
            name = row.text("name").strip() or f"document {number}"
            if not page.text.strip():
                self.checked.skipped["texts_missing"] += 1
                self.checked.skipped["codings_without_text"] += len(here)
                continue
            places = Places(page.text)
            found.append(
                TextSource(
                    guid=self.guid("document", number),
                    name=name,
                    text=page.text,
                    description=texts.clean(row.text("description"))[0].strip(),
                    at=as_xml(row.text("created")),
                    selections=tuple(
                        selection
                        for each in here
                        if (selection := self._selection(each, page, places, name, tags, makers, codes))
                    ),
                )
            )
        if n := sum(map(len, highlights.values())):
            self.checked.skipped["codings_without_text"] += n
            self.warnings.append(f"{n} highlight(s) are in documents that are not there; they were left out.")
        return found

    def _selection(
        self,
        row: Row,
        page: PageText,
        places: Places,
        name: str,
        tags: dict[int, list[str]],
        makers: dict[int, str],
        codes: set[str],
    ) -> Selection | None:
        number = row.number("id") or 0
        mine = list(dict.fromkeys(tags.get(number, [])))
        if not mine:
            self.checked.skipped["highlights_without_tag"] += 1
            return None
        there = [each for each in mine if each in codes]
        self.checked.skipped["codings_without_code"] += len(mine) - len(there)
        start, end = row.number("start_offset"), row.number("end_offset")
        span = page.span(start, end) if start is not None and end is not None else None
        quote = PageText(row.text("snippet")).text.strip()
        first, last = span if span is not None else (None, None)
        placed = self.checked.span(places, first, last, quote, name)
        if placed is None or not there:
            return None
        maker = makers.get(number, NOBODY)
        self.nobodys += number not in makers
        user = self.users.setdefault(maker, self.guid("user", maker))
        return Selection(
            guid=self.guid("highlight", number),
            start=placed.start,
            end=placed.end,
            user=user,
            codings=tuple(Applied(self.guid("coding", number, tag), tag, user) for tag in there),
        )

    def _makers(self) -> dict[int, str]:
        """Who made which highlight, where the log of commands has it: the last who touched it."""
        found: dict[int, str] = {}
        for row in self.data.rows("commands", ("user_login", "project_id", "payload")):
            if row.number("project_id") not in (None, self.id):
                continue
            try:
                said = json.loads(row.text("payload"))
            except (ValueError, RecursionError):
                continue
            if isinstance(said, dict) and said.get("type") == "highlight_add":
                number = said.get("highlight_id")
                if isinstance(number, int) and row.text("user_login").strip():
                    found.setdefault(number, row.text("user_login").strip())
        return found
