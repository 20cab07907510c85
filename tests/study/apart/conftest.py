"""Copies of a study, work in them, and what a study holds whatever ids its rows have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from coder.study import tables as t
from coder.study.apart.sharing import share
from coder.study.study import Study, live

if TYPE_CHECKING:
    from collections.abc import Callable


class Apart:
    """Tells two studies apart by what travels: guids, words and places, never ids or versions' numbers."""

    @staticmethod
    def state(study: Study) -> dict[str, Any]:
        """Everything a merge can bring, as it stands."""
        with study.read() as connection:

            def rows(table: Any) -> dict[int, Any]:
                return {row.id: row for row in connection.execute(select(table))}

            texts, coders, codes, codings = rows(t.transcript), rows(t.coder), rows(t.code), rows(t.coding)
            segments = rows(t.segment)
            name = {None: None} | {id_: row.name for id_, row in coders.items()}

            def code(id_: int | None) -> str | None:
                return codes[id_].guid if id_ else None

            def about(memo: Any) -> tuple[Any, ...]:
                if memo.coding_id:
                    return "coding", codings[memo.coding_id].guid
                if memo.segment_id:
                    where = segments[memo.segment_id]
                    return "segment", texts[where.transcript_id].name, where.start
                return code(memo.code_id), texts[memo.transcript_id].name if memo.transcript_id else None

            tree = sorted((row for row in codes.values() if row.removed_at is None), key=lambda c: c.position)
            said = (
                "slug",
                "label",
                "color",
                "brief",
                "definition",
                "not_when",
                "examples",
                "aliases",
                "status",
            )
            return {
                "codings": sorted(
                    (
                        *(row.guid, texts[row.transcript_id].name, row.start, row.end, row.quote),
                        *(code(row.code_id), name[row.coder_id], row.context_before, row.context_after),
                        row.codebook_version < codes[row.code_id].since_version,
                    )
                    for row in codings.values()
                    if row.removed_at is None
                ),
                "decisions": sorted(
                    (
                        texts[segments[row.segment_id].transcript_id].name,
                        segments[row.segment_id].start,
                        at,
                        who,
                    )
                    for row in connection.execute(select(t.decision))
                    for at, who in [(row.at, name[row.coder_id])]
                ),
                "memos": sorted(
                    repr((row.guid, row.text, about(row), name[row.coder_id]))
                    for row in connection.execute(select(t.memo).where(live(t.memo)))
                ),
                "codes": [
                    (
                        row.guid,
                        code(row.parent_id),
                        code(row.merged_into_id),
                        *(getattr(row, x) for x in said),
                    )
                    for row in tree
                ],
                "assignments": sorted(
                    (texts[row.transcript_id].name, name[row.coder_id], row.status)
                    for row in connection.execute(select(t.assignment))
                ),
            }


@pytest.fixture(scope="session")
def apart() -> Apart:
    """Tells states apart."""
    return Apart()


@pytest.fixture
def copy_for(study: Study, tmp_path: Path, open_study: Callable[..., Study]) -> Callable[..., Study]:
    """Shares the test's study and opens the copy as its coder."""
    made: list[Path] = []

    def run(coder: str, *, everything: bool = True, with_opened: bool = False) -> Study:
        path = tmp_path / f"{coder}-{len(made)}.db"
        made.append(path)
        share(study, path, coder, everything, with_opened)
        return open_study(coder, path)

    return run
