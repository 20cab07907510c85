"""One coder at one transcript: what the coding screen shows and does, without a screen.

Every change goes through the study at once and is on disk when the method returns. What is
kept here is then brought up to date from what the study says has changed, in a time that
grows neither with the transcript nor with the study; what is shown is what is stored.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Concatenate, ParamSpec

from coder.model import Code, Codebook, CoderError, Coding, Memo, Segment, Span, Transcript
from coder.study import codebook, coding, counts, history, news, pins, transcripts
from coder.study.study import Study
from coder.tui.state.notes import Notes
from coder.tui.state.others import Others
from coder.tui.state.sitting import Sitting
from coder.tui.undisturbed import undisturbed

P = ParamSpec("P")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
AT_ONCE = 5
"""Other interviews whose figures are counted at once when a change reaches them."""


def letter(position: int) -> str:
    """The letter of the nth coding of a segment."""
    return LETTERS[position] if position < len(LETTERS) else "+"


def _place(each: Coding) -> tuple[Span, int]:
    """Where a coding stands among the others: the order of the text."""
    return each.span, each.id


class Workspace:
    """A transcript open for coding by the study's acting coder."""

    def __init__(
        self, study: Study, name: str, sitting: Sitting | None = None, transcript: Transcript | None = None
    ) -> None:
        """Open a transcript.

        Args:
            study: where it is.
            name: of the transcript.
            sitting: what the coder has used since the app was opened.
            transcript: the transcript, where it has been loaded already.
        """
        self.study = study
        self.sitting = sitting or Sitting()
        self.coder = study.acting()
        self._seen = news.newest_event(study)
        with undisturbed():
            self.transcript = transcript or transcripts.load(study, name)
        self.gone = False
        """Whether the transcript has been taken out of the study since."""
        self.editions = 0
        """How often the codebooks have been read anew."""
        self._by_id: dict[int, Coding] = {}
        self.notes = Notes(study, name, self._by_id)
        self.others = Others(study, self.transcript.id, self.sitting, self.segments_of)
        self._read_books()
        self._lay_out()
        self.reload()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The transcript's segments, in order."""
        return self.transcript.segments

    # --- keeping up ----------------------------------------------------------------------------

    @undisturbed()
    def reload(self) -> None:
        """Read everything that changes afresh: codings, decisions and pins."""
        self._seen = news.newest_event(self.study)
        self.codings = coding.codings_of(self.study, self.transcript.id, self.coder.id)
        """The coder's codings, in the order of the text."""
        self.marked = coding.decided_of(self.study, self.transcript.id, self.coder.id)
        """The ids of the segments the coder has marked as done."""
        self.pins = pins.pins(self.study)
        """The codes under the digits."""
        self.counts = Counter(each.code_id for each in self.codings)
        """How often each code stands in this transcript."""
        self._by_id.clear()
        self._by_id.update((each.id, each) for each in self.codings)
        self._at: dict[int, list[Coding]] = {}
        for each in self.codings:
            for index in self.segments_of(each.span):
                self._at.setdefault(index, []).append(each)
        at, marked, segments = self._at, self.marked, self.segments
        self._open = [i for i in self._units if i not in at and segments[i].id not in marked]
        self._touched: set[int] | None = None

    def stale(self) -> bool:
        """Whether anything in the study has changed since this was brought up to date."""
        return news.newest_event(self.study) != self._seen

    def refresh(self) -> news.News:
        """Bring everything up to date with what has happened in the study; says what is different."""
        found = news.news(self.study, self._seen, self.transcript.id)
        self._seen = found.newest
        self._keep_round(found)
        if found.codebooks or found.everything:
            self._read_books()
        if found.memos or found.codebooks or found.everything:
            self.notes.forget()
            self._touched = None
        if found.others or found.codebooks or found.everything:
            self.others.forget()
        if found.speakers or found.everything:
            if not self._read_transcript():
                return found
            self.notes.forget()
            self.others.forget()
            self.reload()
            return found
        for coding_id in (*found.gone, *(each.id for each in found.codings)):
            self._take_out(coding_id)
        for each in found.codings:
            self._put_in(each)
        here = self._index_of.keys()
        self.marked |= found.decided & here
        self.marked -= found.undecided
        self._reckon(self._index_of[each] for each in (found.decided | found.undecided) & here)
        if found.pins:
            self.pins = pins.pins(self.study)
        return found

    def take_touched(self) -> set[int] | None:
        """The indices of the segments that look different since this was last asked; None: all may."""
        touched, self._touched = self._touched, set()
        return touched

    def _read_transcript(self) -> bool:
        """Read the transcript anew; whether it is still there."""
        try:
            found = transcripts.load(self.study, self.transcript.name)
        except CoderError:
            self.gone = True
            return False
        self.gone = found.id != self.transcript.id
        if not self.gone:
            self.transcript = found
            self._lay_out()
        return not self.gone

    def _keep_round(self, found: news.News) -> None:
        """Let the figures of the other interviews be right, or be counted anew."""
        rounds = self.sitting.rounds
        if not rounds.of(self.coder.id):
            return
        if found.interviews or found.everything or len(found.elsewhere) > AT_ONCE:
            rounds.forget()
            return
        for each in found.elsewhere:
            for line in counts.transcript_lines(self.study, each):
                rounds.renew(line)

    def _read_books(self) -> None:
        self.books: list[Codebook] = codebook.codebooks(self.study)
        self.codes: dict[int, Code] = {code.id: code for book in self.books for code in book.codes}
        self.book_of: dict[int, Codebook] = {code.id: book for book in self.books for code in book.codes}
        self.editions += 1
        self._touched = None

    def _lay_out(self) -> None:
        self._starts = [segment.span.start for segment in self.segments]
        self._index_of = {segment.id: index for index, segment in enumerate(self.segments)}
        self._units = [index for index, segment in enumerate(self.segments) if segment.is_unit]

    def _take_out(self, coding_id: int) -> None:
        each = self._by_id.pop(coding_id, None)
        if each is None:
            return
        del self.codings[bisect_left(self.codings, _place(each), key=_place)]
        self.counts[each.code_id] -= 1
        touched = self.segments_of(each.span)
        for index in touched:
            self._at[index].remove(each)
            if not self._at[index]:
                del self._at[index]
        self._reckon(touched)

    def _put_in(self, each: Coding) -> None:
        self._by_id[each.id] = each
        insort(self.codings, each, key=_place)
        self.counts[each.code_id] += 1
        touched = self.segments_of(each.span)
        for index in touched:
            insort(self._at.setdefault(index, []), each, key=_place)
        self._reckon(touched)

    def _reckon(self, indices: Iterable[int]) -> None:
        """Put segments among the undecided units, or take them out, as they now are."""
        for index in indices:
            if self._touched is not None:
                self._touched.add(index)
            at = bisect_left(self._open, index)
            listed = at < len(self._open) and self._open[at] == index
            due = self.segments[index].is_unit and not self.is_decided(index)
            if due and not listed:
                self._open.insert(at, index)
            elif listed and not due:
                del self._open[at]

    # --- looking -------------------------------------------------------------------------------

    def segment_at(self, offset: int) -> int:
        """The index of the last segment that begins at or before an offset; of the first, before that."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def segments_of(self, span: Span) -> range:
        """The indices of the segments a span touches."""
        first = self.segment_at(span.start)
        last = bisect_left(self._starts, span.end)
        if first < last and self.segments[first].span.end <= span.start:
            first += 1
        return range(first, last)

    def words(self, index: int) -> str:
        """The words of a segment."""
        return self.segments[index].span.of(self.transcript.text)

    def codings_at(self, index: int) -> list[Coding]:
        """The coder's codings that touch a segment, in the order of the text; their letters follow it."""
        return self._at.get(index, [])

    def memos_at(self, index: int) -> list[Memo]:
        """The memos on a segment and on the codings that touch it."""
        return self.notes.at(index, self.segments[index].id, self.codings_at(index))

    def is_decided(self, index: int) -> bool:
        """Whether the coder has coded the segment or marked it as done."""
        return index in self._at or self.segments[index].id in self.marked

    def progress(self) -> tuple[int, int]:
        """Units decided, and all units."""
        return len(self._units) - len(self._open), len(self._units)

    def next_undecided(self, after: int) -> int | None:
        """The next undecided unit, round the end; None when all are decided."""
        if not self._open:
            return None
        return self._open[bisect_right(self._open, after) % len(self._open)]

    def first_stop(self) -> int:
        """Where to begin: the first undecided unit, else the first unit."""
        return next(iter(self._open or self._units), 0)

    # --- doing ---------------------------------------------------------------------------------

    def apply(self, index: int, code_id: int, span: Span | None = None) -> None:
        """Code a segment, or a span of the text."""
        coding.apply(self.study, self.transcript.id, span or self.segments[index].span, code_id)
        self.sitting.used(code_id)
        self.refresh()

    def remove(self, coding_id: int) -> None:
        """Remove one of the coder's codings."""
        coding.remove(self.study, coding_id)
        self.refresh()

    def decide(self, index: int) -> None:
        """Mark a segment as done."""
        coding.decide(self.study, [self.segments[index].id])
        self.refresh()

    def change(self, how: Callable[Concatenate[Study, P], None], *args: P.args, **more: P.kwargs) -> None:
        """Carry out any other change of the coder's codings, such as another span or code."""
        how(self.study, *args, **more)
        self.refresh()

    def pin(self, slot: int, code_id: int) -> None:
        """Keep a code under a digit."""
        pins.pin(self.study, slot, code_id)
        self.refresh()

    def undo(self) -> str:
        """Take back the coder's newest change; says what it was."""
        what = history.undo(self.study)
        self.refresh()
        return what

    def redo(self) -> str:
        """Repeat what the newest undo took back."""
        what = history.redo(self.study)
        self.refresh()
        return what
