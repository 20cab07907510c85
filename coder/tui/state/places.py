"""Where to go: a segment by what was typed, and from where the next coding of a code is looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coder.model import CoderError, Span
from coder.tui.speech import _

_NUMBER = re.compile(r"#?\s*(\d+)")
_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


def segment_number(typed: str, segments: int) -> int:
    """The number of the segment that ``12``, ``#12`` or ``50%`` means, counting from 1.

    Raises:
        CoderError: there is no such segment.
    """
    words = typed.strip()
    if (share := _SHARE.fullmatch(words)) is not None:
        part = float(share[1].replace(",", "."))
        if part <= 100:
            return max(1, min(segments, round(part / 100 * (segments - 1)) + 1))
        raise CoderError(_("A share goes up to 100 percent, the end of the interview."))
    if (number := _NUMBER.fullmatch(words)) is None:
        raise CoderError(_("Type a number such as 12, or a share such as 50%."))
    if not 1 <= int(number[1]) <= segments:
        raise CoderError(_("This interview has the segments 1 to {n}.").format(n=segments))
    return int(number[1])


def starting_place(here: Sequence[Span], segment: Span, last: Span | None) -> Span:
    """The place after or before which the next coding of a code is looked for.

    Args:
        here: the codings of the code on the segment at the cursor.
        segment: the segment at the cursor.
        last: the coding that was gone to last, if it was in this interview.

    Returns:
        The last one gone to, when the cursor is still on it; else the first one here; else the
        beginning of the segment.
    """
    if last is not None and last in here:
        return last
    return min(here, default=Span(segment.start, segment.start))
