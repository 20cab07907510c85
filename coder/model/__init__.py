"""The frozen values that every part of coder speaks.

No database, no screen, no file format: a value here can be made by a reader of
files, stored by the study, counted by the analysis and shown by either door.

Offsets are Unicode code points of the stored text, the end exclusive. Line ends
in a stored text are LF. Nothing normalises a text after it has been imported.
"""

from coder.model.books import Code as Code
from coder.model.books import Codebook as Codebook
from coder.model.books import Example as Example
from coder.model.books import Exclusion as Exclusion
from coder.model.counted import Columns as Columns
from coder.model.counted import Marks as Marks
from coder.model.counted import Stretch as Stretch
from coder.model.counted import Unit as Unit
from coder.model.incoming import CodingRecord as CodingRecord
from coder.model.incoming import ReadSegment as ReadSegment
from coder.model.incoming import ReadSpeaker as ReadSpeaker
from coder.model.incoming import ReadTranscript as ReadTranscript
from coder.model.incoming import RespondentRecord as RespondentRecord
from coder.model.stored import Coder as Coder
from coder.model.stored import Coding as Coding
from coder.model.stored import Memo as Memo
from coder.model.stored import Quote as Quote
from coder.model.stored import Respondent as Respondent
from coder.model.stored import Segment as Segment
from coder.model.stored import Speaker as Speaker
from coder.model.stored import Transcript as Transcript
from coder.model.stored import TranscriptLine as TranscriptLine
from coder.model.words import CoderError as CoderError
from coder.model.words import CoderRole as CoderRole
from coder.model.words import CodeStatus as CodeStatus
from coder.model.words import ExampleKind as ExampleKind
from coder.model.words import MemoKind as MemoKind
from coder.model.words import Origin as Origin
from coder.model.words import Role as Role
from coder.model.words import SegmentKind as SegmentKind
from coder.model.words import Span as Span
from coder.model.words import Texts as Texts
from coder.model.words import in_language as in_language
