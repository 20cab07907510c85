"""The paragraphs of a PDF, which knows only lines on pages.

What is repeated on the pages (headers, footers, page and line numbers) is left
out, lines are put together to paragraphs, and words broken at a line's end to
words. Reading is done by pypdfium2, in a process of its own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median

from coder.files.transcripts import labels
from coder.files.transcripts.source import Paragraphs, Source
from coder.files.transcripts.text import Line

SECONDS = 10
_INSTALL = 'pip install "interview-coder[pdf]"'
_NUMBER = re.compile(r"\d+")
_PAGE = re.compile(
    r"[-–—\s]*(?:(?:page|стр\.?|с\.|страница|бет)\s*)?#(?:\s*(?:/|of|из|von)\s*#)?[-–—\s]*", re.IGNORECASE
)
_RUN = 5
"""So many whole numbers in a row, each one more than the last, are the numbers of lines."""
_EDGE = 3
"""So many lines at the top and the bottom of a page may be its header and footer."""
_BULLET = re.compile(r"\s*(?:[-*+•–—▪◦]|\d{1,3}[.)])\s")
_ENDED = re.compile(r"[.!?…:;][»”\"')\]*_]*$")
_BROKEN = re.compile(r"[^\W\d_]{2,}[-\u00ad\u2010]$")
_BREAKS = ("\ufffe", "\x02")
"""What pdfium puts between the two parts of a broken word."""

Row = tuple[str, float, float, float, float]
"""As in ``pdf_pages.py``."""


def read(source: Source) -> Paragraphs:
    """The paragraphs of a PDF.

    Raises:
        CoderError: pypdfium2 is not installed; or the file is no PDF, is protected, damaged, too
            large, or has no letters in it.
    """
    pages = _pages(source)
    if not any(pages):
        raise source.bad(
            "the PDF has no letters, only pictures of pages; have it recognised (OCR) and save the text."
        )
    kept = _without_numbers(pages, source)
    kept = _without_edges(kept, source)
    rows = [row for page in kept for row in page]
    clean = source.clean("\n".join(_shown(row[0], source) for row in rows)).split("\n")
    rows = [(text, *row[1:]) for text, row in zip(clean, rows, strict=True)]
    return _paragraphs(rows, source)


def _shown(text: str, source: Source) -> str:
    """A line without what its joining could not bear; pdfium marks a broken word with a sign of its own."""
    text = text.replace("\n", " ").replace("\r", " ").replace("\u00a0", " ")
    if text.endswith(_BREAKS):
        text = text[:-1] + "-"
    for sign in _BREAKS:
        source.counts["hyphens"] += text.count(sign)
        text = text.replace(sign, "")
    return text


def _pages(source: Source) -> list[list[Row]]:
    if find_spec("pypdfium2") is None:
        raise source.bad(f"reading PDF files needs one more package; install it with: {_INSTALL}")
    program = [sys.executable, "-P", str(Path(__file__).with_name("pdf_pages.py"))]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file comes on its stdin
            program, input=source.data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise source.bad(
            f"the PDF takes more than {SECONDS} seconds to read; save its text as .docx or .txt."
        ) from fault
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {"fault": "crashed"}
    if "pages" in answer:
        return [
            [(str(t), float(a), float(b), float(c), float(d)) for t, a, b, c, d in page]
            for page in answer["pages"]
        ]
    why = str(answer["fault"])
    if "assword" in why:
        raise source.bad("the PDF is protected by a password; save it without one.")
    if why == "missing":
        raise source.bad(f"reading PDF files needs one more package; install it with: {_INSTALL}")
    if why == "large":
        raise source.bad("the PDF needs more memory than a transcript can; save its text as .docx or .txt.")
    raise source.bad("the file is not a PDF, or is damaged; save it as .pdf or .docx again.")


def _without_numbers(pages: list[list[Row]], source: Source) -> list[list[Row]]:
    """The pages without the numbers of their lines: runs of numbers, a short one only beside a long one."""
    runs = [_runs(page) for page in pages]
    longest = max((end - start for page in runs for start, end in page), default=0)
    made = []
    for page, found in zip(pages, runs, strict=True):
        drop = {n for start, end in found if longest >= _RUN and end - start > 1 for n in range(start, end)}
        source.counts["page_lines"] += len(drop)
        made.append([row for number, row in enumerate(page) if number not in drop])
    return made


def _runs(page: list[Row]) -> list[tuple[int, int]]:
    """Where lines that are only whole numbers follow each other, each one more than the last."""
    values = [int(row[0]) if row[0].strip().isdecimal() and len(row[0]) < 7 else None for row in page]
    found = []
    at = 0
    while at < len(values):
        end = at + 1
        while end < len(values) and _follows(values[end - 1], values[end]):
            end += 1
        if values[at] is not None:
            found.append((at, end))
        at = end
    return found


def _follows(one: int | None, two: int | None) -> bool:
    return one is not None and two is not None and two == one + 1


def _without_edges(pages: list[list[Row]], source: Source) -> list[list[Row]]:
    """The pages without page numbers, and without what stands at the edge of most of them."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_form(row[0]) for row in (*page[:_EDGE], *page[-_EDGE:])})
    filled = sum(map(bool, pages))
    made = []
    for page in pages:
        kept = []
        for number, row in enumerate(page):
            form = _form(row[0])
            at_edge = number < _EDGE or number >= len(page) - _EDGE
            often = filled > 1 and edges[form] * 2 > filled and edges[form] > 1
            numbered = bool(_PAGE.fullmatch(form)) and (often or filled == 1)
            repeated = often and filled > 2 and not _ENDED.search(row[0]) and len(row[0]) <= 120
            if at_edge and (numbered or repeated):
                source.counts["page_lines"] += 1
            else:
                kept.append(row)
        made.append(kept)
    return made


def _form(text: str) -> str:
    """A line with its numbers made alike, as "Page 3" and "Page 4" are."""
    return _NUMBER.sub("#", " ".join(text.split()))


def _paragraphs(rows: list[Row], source: Source) -> Paragraphs:
    lines = [Line(0, row[0]) for row in rows]
    named = source.asked.named
    labelled = labels.accepted(lines, named, only=bool(source.asked.speakers))
    texts: list[list[str]] = []
    gap = _usual_gap(rows)
    left, right = _margins(rows)
    for number, row in enumerate(rows):
        before = rows[number - 1] if number else None
        if (
            before is None
            or number in labelled
            or labels.is_heading(lines[number])
            or labels.is_heading(lines[number - 1])
            or _parted(before, row, gap, left, right)
        ):
            texts.append([row[0].strip()])
        else:
            _join(texts[-1], row[0].strip(), source)
    made = []
    start = 0
    for text in map("".join, texts):
        made.append(Line(start, text))
        start += len(text) + 1
    return Paragraphs(made)


def _usual_gap(rows: list[Row]) -> float:
    """The distance of two lines of a paragraph."""
    gaps = sorted(one[4] - two[2] for one, two in pairwise(rows) if one[4] > two[2])
    return median(gaps) if gaps else 0.0


def _margins(rows: list[Row]) -> tuple[float, float]:
    rights = sorted(row[3] for row in rows)
    return min((row[1] for row in rows), default=0.0), rights[len(rights) * 9 // 10] if rights else 0.0


def _parted(one: Row, two: Row, gap: float, left: float, right: float) -> bool:
    """Whether a paragraph ends between two lines."""
    if _BULLET.match(two[0]):
        return True
    ended = bool(_ENDED.search(one[0].rstrip()))
    width = right - left
    short = width > 0 and one[3] < right - width * 0.15
    if one[4] <= two[2]:  # another page or column: the paragraph goes on unless it had come to its end
        return ended and (short or two[1] > left + 8)
    if gap and one[4] - two[2] > gap * 1.4:
        return True
    if abs(two[1] - one[1]) > 8 and (ended or short):
        return True
    return short and (ended or one[3] < left + width * 0.6)


def _join(pieces: list[str], words: str, source: Source) -> None:
    """Put a line to those of its paragraph; a word that was broken between them is whole again."""
    if _BROKEN.search(pieces[-1]) and words[:1].islower():
        source.counts["hyphens"] += 1
        pieces[-1] = pieces[-1][:-1]
        pieces.append(words)
    else:
        pieces += [" ", words] if pieces[-1] else [words]
