"""Projects made by hand, and what of a study is to be the same after a journey."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from coder.files import refi
from coder.files.refi.values import Project
from coder.study import tables as t
from coder.study.exchange import Taken, take_in
from coder.study.study import Study


class Exchange:
    """Brings projects into new studies."""

    def __init__(self, empty: Path, folder: Path) -> None:
        self.folder = folder
        self._empty = empty
        self._opened: list[Study] = []

    def study(self) -> Study:
        """A new, empty study."""
        path = self.folder / f"study-{len(self._opened)}.db"
        self._opened.append(Study.open(shutil.copy(self._empty, path)))
        return self._opened[-1]

    def write(self, project: Project, profile: Any = "standard") -> Path:
        """A project in a file."""
        path = self.folder / f"project-{len(list(self.folder.glob('*.qdpx')))}.qdpx"
        refi.write(path, project, profile)
        return path

    @staticmethod
    def bring(study: Study, path: Path) -> Taken:
        """What is in a file comes in."""
        return take_in(study, refi.read(path), path)

    def close(self) -> None:
        for each in self._opened:
            each.close()

    @staticmethod
    def content(study: Study) -> dict[str, Any]:
        """What of a study travels, by guid and name, without row numbers."""

        def rows(*columns: Any, of: Any = None) -> list[Any]:
            table = columns[0].table
            query = select(*columns).select_from(of if of is not None else table)
            if "removed_at" in table.c:
                query = query.where(table.c.removed_at.is_(None))
            return sorted(map(repr, map(tuple, connection.execute(query))))

        parent, other = t.code.alias("parent"), t.transcript
        memo = t.memo
        with study.read() as connection:
            return {
                "coders": rows(t.coder.c.guid, t.coder.c.name, t.coder.c.role),
                "books": rows(t.codebook.c.slug, t.codebook.c.title, t.codebook.c.details),
                "codes": rows(
                    *t.code.c["guid", "slug", "label", "color", "codable", "definition", "position"],
                    parent.c.guid.label("under"),
                    of=t.code.outerjoin(parent, parent.c.id == t.code.c.parent_id),
                ),
                "guidance": rows(*t.code.c["guid", "brief", "use_when", "not_when", "examples", "aliases"]),
                "texts": rows(*other.c["guid", "name", "text", "language"]),
                "segments": rows(
                    *t.segment.c["start", "end", "kind", "position"],
                    *(other.c.guid, t.speaker.c.label, t.speaker.c.role, t.respondent.c.ref),
                    of=t.segment.join(other)
                    .outerjoin(t.speaker, t.speaker.c.id == t.segment.c.speaker_id)
                    .outerjoin(t.respondent, t.respondent.c.id == t.speaker.c.respondent_id),
                ),
                "respondents": rows(t.respondent.c.guid, t.respondent.c.ref),
                "attributes": rows(t.attribute.c.name, t.attribute.c.type),
                "values": rows(
                    *(t.attribute_value.c.value, t.attribute.c.name, t.respondent.c.ref),
                    of=t.attribute_value.join(t.attribute).join(t.respondent),
                ),
                "codings": rows(
                    *t.coding.c["guid", "start", "end", "quote", "created_at"],
                    *(other.c.guid.label("text_guid"), t.code.c.guid.label("code_guid"), t.coder.c.name),
                    of=t.coding.join(other, other.c.id == t.coding.c.transcript_id)
                    .join(t.code, t.code.c.id == t.coding.c.code_id)
                    .join(t.coder, t.coder.c.id == t.coding.c.coder_id),
                ),
                "memos": rows(
                    *memo.c["guid", "text", "created_at"],
                    *(t.coder.c.name, t.coding.c.guid.label("on_coding"), t.segment.c.start),
                    *(other.c.name.label("on_text"), t.code.c.slug),
                    of=memo.outerjoin(t.coder, t.coder.c.id == memo.c.coder_id)
                    .outerjoin(t.coding, t.coding.c.id == memo.c.coding_id)
                    .outerjoin(t.segment, t.segment.c.id == memo.c.segment_id)
                    .outerjoin(other, other.c.id == memo.c.transcript_id)
                    .outerjoin(t.code, t.code.c.id == memo.c.code_id),
                ),
            }


@pytest.fixture
def exchange(empty_template: Path, tmp_path: Path) -> Iterator[Exchange]:
    """Brings projects into new studies."""
    made = Exchange(empty_template, tmp_path)
    yield made
    made.close()


@pytest.fixture
def exchanges(empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Exchange]:
    """The same, afresh for every example of a property."""
    return lambda: Exchange(empty_template, tmp_path_factory.mktemp("exchange"))
