"""The tables of a study: the single statement of its schema.

The classes of :mod:`coder.study.tables_materials` and :mod:`coder.study.tables_work` say
what a row is; the rest of :mod:`coder.study` works with the :class:`sqlalchemy.Table`
objects below, in portable SQLAlchemy expressions, and hands out the frozen values of
:mod:`coder.model`. Nothing outside this package sees a row.

What can travel to another study carries a ``guid``. What a person made is never
deleted: its row gets ``removed_at``, and uniqueness holds among live rows only.
Times are UTC, ISO 8601 with microseconds and a ``Z``, so that they sort as text
on every database.
"""

from sqlalchemy import Table
from sqlmodel import SQLModel

from coder.study.table_parts import metadata as metadata
from coder.study.tables_materials import (
    AttributeRow,
    AttributeValueRow,
    CodebookChangeRow,
    CodebookRow,
    CodeRow,
    RespondentRow,
    SegmentRow,
    SpeakerRow,
    StudyRow,
    TranscriptRow,
    TranscriptVersionRow,
)
from coder.study.tables_work import (
    AssignmentRow,
    CoderRow,
    CodingRow,
    CodingSourceRow,
    DecisionRow,
    EventRow,
    LostCodingRow,
    MemoRow,
    OpeningRow,
    PinRow,
    SettlementRow,
)


def _table(row: type[SQLModel]) -> Table:
    found: Table = metadata.tables[str(row.__tablename__)]
    return found


study = _table(StudyRow)
respondent = _table(RespondentRow)
attribute = _table(AttributeRow)
attribute_value = _table(AttributeValueRow)
transcript = _table(TranscriptRow)
transcript_version = _table(TranscriptVersionRow)
speaker = _table(SpeakerRow)
segment = _table(SegmentRow)
codebook = _table(CodebookRow)
code = _table(CodeRow)
codebook_change = _table(CodebookChangeRow)
coder = _table(CoderRow)
assignment = _table(AssignmentRow)
opening = _table(OpeningRow)
pin = _table(PinRow)
decision = _table(DecisionRow)
coding = _table(CodingRow)
coding_source = _table(CodingSourceRow)
lost_coding = _table(LostCodingRow)
settlement = _table(SettlementRow)
memo = _table(MemoRow)
event = _table(EventRow)

OWNED_BY = {"speaker": "transcript", "segment": "transcript", "attribute_value": "respondent"}
"""Tables whose rows are parts of another row and live as long as it does."""

WAITING = {("lost_coding", "coding_id")}
"""Links to a row that is removed while the row with the link stands: a lost coding waits like that."""
