"""Writing down what was settled: the consensus's codings, what they came from, and the settlement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from coder.model import Coder, CoderError, Span
from coder.study import people
from coder.study import tables as t
from coder.study.change import Change, new_guid
from coder.study.coding import CONTEXT
from coder.study.recoding import version_of
from coder.study.review.items import Interview
from coder.study.review.reading import holder_of
from coder.study.review.spans import Given, Piece, within
from coder.study.study import Study, live

NAME = "consensus"
"""What the holder of the consensus is called where the review has to make one."""


def may_review(study: Study) -> bool:
    """Whether whoever looks may settle: a reviewer, a lead, who holds the consensus, or nobody named."""
    coder = study.coder
    return coder is None or not (coder.blind or coder.role == "coder")


def refuse_unless_reviewer(study: Study) -> None:
    """Refuse to settle anything to who only codes, and in a copy: the consensus is made in one place."""
    coder = study.coder
    if coder is not None and not may_review(study):
        raise CoderError(
            f"{coder.name} codes and cannot settle what coders differ about; a reviewer or a lead does "
            "(coder coders add NAME --role reviewer), or whoever leads the study, without --coder."
        )
    if (name := people.whose_copy(study)) is not None:
        raise CoderError(
            f"this is the copy made for {name}: what is settled in it would not come back with a merge. "
            "Settle it in the study that it came from."
        )


def ensured(study: Study) -> tuple[Coder, bool]:
    """Who holds the consensus, and whether the study had nobody for it and one was added."""
    there = holder_of(people.coders(study))
    if there is not None:
        return there, False
    return people.add_coder(study, NAME, "consensus"), True


def codings(
    connection: Connection, transcript_id: int, coder_ids: Collection[int], code_ids: Collection[int] = ()
) -> list[Given]:
    """The live codings that some coders made in an interview, in the order of the text."""
    c = t.coding.c
    query = (
        select(c.id, c.guid, c.coder_id, c.code_id, c.start, c.end, c.codebook_version)
        .where(c.transcript_id == transcript_id, c.coder_id.in_(coder_ids), live(t.coding))
        .order_by(c.start, c.end, c.id)
    )
    if code_ids:
        query = query.where(c.code_id.in_(code_ids))
    return [
        Given(id_, guid, coder_id, code_id, Span(start, end), version)
        for id_, guid, coder_id, code_id, start, end, version in connection.execute(query)
    ]


def text_of(connection: Connection, transcript_id: int) -> str:
    """The text of an interview."""
    query = select(t.transcript.c.text).where(t.transcript.c.id == transcript_id)
    return str(connection.execute(query).scalar_one())


@dataclass(slots=True)
class Pen:
    """Writes the consensus of one interview within a change."""

    change: Change
    holder: Coder
    at: Interview
    text: str
    by: int | None
    """Who settles; None: whoever leads the study."""

    # --- codings ---------------------------------------------------------------------------------

    def put(self, segment_id: int, code_id: int, pieces: Sequence[Piece]) -> None:
        """Have exactly these codings of a code within a unit."""
        limits = self.at.spans[segment_id]
        wanted = {piece.span: piece for piece in pieces}
        for each in self.held(code_id, limits):
            piece = wanted.pop(each.span, None)
            if piece is not None:
                self.come_from(each.id, piece.source_ids)
            else:
                self._take_off(each, limits)
        self.insert(code_id, list(wanted.values()))

    def held(self, code_id: int, limits: Span) -> list[Given]:
        """The codings of the consensus that touch a stretch."""
        mine = codings(self.change.connection, self.at.id, [self.holder.id], [code_id])
        return [each for each in mine if each.span.overlaps(limits)]

    def insert(self, code_id: int, pieces: Sequence[Piece]) -> None:
        """Make codings with what they come from."""
        if not pieces:
            return
        present = version_of(self.change.connection, code_id)
        rows = [self._row(code_id, each.span, each.version or present) for each in pieces]
        ids = self.change.insert_all(t.coding, rows)
        links = [
            {"coding_id": id_, "source_id": source_id}
            for id_, piece in zip(ids, pieces, strict=True)
            for source_id in piece.source_ids
        ]
        self.change.insert_all(t.coding_source, links)

    def _row(self, code_id: int, span: Span, version: int) -> dict[str, object]:
        touched = [id_ for id_, unit in self.at.spans.items() if unit.overlaps(span)]
        return {
            "guid": new_guid(),
            "transcript_id": self.at.id,
            "start": span.start,
            "end": span.end,
            "segment_first_id": touched[0],
            "segment_last_id": touched[-1],
            "code_id": code_id,
            "coder_id": self.holder.id,
            "codebook_version": version,
            "quote": span.of(self.text),
            "context_before": self.text[max(0, span.start - CONTEXT) : span.start],
            "context_after": self.text[span.end : span.end + CONTEXT],
            "created_at": self.change.at,
        }

    def _take_off(self, coding: Given, limits: Span) -> None:
        """Remove a coding from a unit; what of it lies in other units stays there."""
        sources = self.sources(coding.id)
        self.come_from(coding.id, ())
        memos = select(t.memo.c.id).where(t.memo.c.coding_id == coding.id, live(t.memo))
        for memo_id in self.change.connection.execute(memos).scalars().all():
            self.change.remove(t.memo, memo_id)
        self.change.remove(t.coding, coding.id)
        there = {each.span for each in self.held(coding.code_id, coding.span)}
        for way in (-1, 1):
            rest = [
                part
                for unit in self.at.spans.values()
                if (unit.start - limits.start) * way > 0
                if (part := within(coding.span, unit)) is not None
            ]
            if rest and (whole := Span(rest[0].start, rest[-1].end)) not in there:
                self.insert(coding.code_id, [Piece(whole, sources, coding.version)])

    def come_from(self, coding_id: int, source_ids: Collection[int]) -> None:
        """Say what a coding of the consensus comes from."""
        before = set(self.sources(coding_id))
        for source_id in sorted(before - set(source_ids)):
            self.change.delete(t.coding_source, {"coding_id": coding_id, "source_id": source_id})
        for source_id in sorted(set(source_ids) - before):
            self.change.insert(t.coding_source, coding_id=coding_id, source_id=source_id)

    def sources(self, coding_id: int) -> tuple[int, ...]:
        """The coders' codings that a coding of the consensus comes from."""
        query = select(t.coding_source.c.source_id).where(t.coding_source.c.coding_id == coding_id)
        return tuple(sorted(self.change.connection.execute(query).scalars()))

    # --- what was settled --------------------------------------------------------------------------

    def settle(self, segment_id: int, code_id: int, applied: bool, reason: str) -> dict[str, object] | None:
        """Take back an earlier settlement; returns the row of the new one, None where it says the same."""
        seen = self.at.seen(segment_id, code_id)
        old = self.at.settlements.get((segment_id, code_id))
        if old is not None:
            if (old.applied, old.reason, list(old.seen)) == (applied, reason, seen):
                return None
            self.change.remove(t.settlement, old.id)
        return {
            "guid": new_guid(),
            "segment_id": segment_id,
            "code_id": code_id,
            "coder_id": self.by,
            "outcome": "applied" if applied else "not-applied",
            "reason": reason,
            "seen": seen,
            "settled_at": self.change.at,
        }

    def mark(self, segment_ids: Collection[int]) -> int:
        """Mark units as decided for the consensus; returns how many were not."""
        due = [id_ for id_ in segment_ids if id_ not in self.at.marked]
        rows = [{"segment_id": id_, "coder_id": self.holder.id, "at": self.change.at} for id_ in due]
        self.change.insert_all(t.decision, rows)
        return len(due)
