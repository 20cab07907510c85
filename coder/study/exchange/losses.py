"""What of a study a REFI-QDA project has no place for: whoever exports is told."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from coder.model import Codebook
from coder.study import tables as t
from coder.study.study import Study, live

ALWAYS = "the log, assignments, who may see what, and settled disagreements stay in the study"


def lost_words(study: Study, connection: Connection, books: Sequence[Codebook]) -> tuple[str, ...]:
    """In sentences, what does not go out though the study has it."""
    decided = (
        select(func.count())
        .select_from(t.decision)
        .where(study.sees_of_segment(t.decision.c.coder_id, t.decision.c.segment_id))
    )
    timed = (
        select(func.count())
        .select_from(t.segment)
        .join(t.transcript, t.transcript.c.id == t.segment.c.transcript_id)
        .where(live(t.transcript), t.segment.c.time_ms.is_not(None))
    )
    counts = (
        (connection.execute(decided).scalar_one(), "{n} decision(s) that no further code applies"),
        (connection.execute(timed).scalar_one(), "{n} time stamp(s) of segments"),
        (_in_other_languages(books), "{n} code(s) have labels in further languages"),
        (
            sum(each.status != "active" for book in books for each in book.codes),
            "{n} code(s) are drafts, merged or retired, which a project does not tell",
        ),
        (sum(len(each.changes) for each in books), "{n} change(s) in the history of codebooks"),
    )
    return (*(words.format(n=n) for n, words in counts if n), ALWAYS)


def _in_other_languages(books: Sequence[Codebook]) -> int:
    return sum(len(each.label) > 1 for book in books for each in book.codes)
