"""A program of its own that reads the pages of a PDF: bytes come in on stdin, lines go out as JSON.

``pdf.py`` runs it in a process apart, so that a file made to crash or to fill the
memory ends this process and nothing else. It imports nothing of coder.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any

MOST_MEMORY = 260_000_000
MOST_PAGES = 3_000
MOST_LETTERS = 10_000_000

Row = tuple[str, float, float, float, float]
"""A line: its words, where it begins and its foot there, where it ends and its foot there.

The feet are measured from the bottom of the page. They differ where pdfium has put a
broken word together and with it two lines.
"""


def pages(data: bytes) -> list[list[Row]]:
    """The lines of every page, from top to bottom as the file has them.

    Raises:
        ValueError: There are more pages or letters than a transcript has.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    if len(document) > MOST_PAGES:
        raise ValueError("large")
    found = []
    letters = 0
    for number in range(len(document)):
        text = document[number].get_textpage()
        letters += text.count_chars()
        if letters > MOST_LETTERS:
            raise ValueError("large")
        found.append(_rows(text))
        text.close()
    return found


def _rows(text: Any) -> list[Row]:
    whole: str = text.get_text_range() if text.count_chars() else ""
    placed = text.count_chars() == len(whole)
    rows = []
    at = 0
    for line in whole.replace("\r\n", "\n\n").replace("\r", "\n").split("\n"):
        words = line.strip()
        if words:
            first = at + len(line) - len(line.lstrip())
            left, foot, right, last = 0.0, 0.0, 0.0, 0.0
            if placed:
                left, foot, _right, _top = text.get_charbox(first, loose=True)
                _left, last, right, _top = text.get_charbox(first + len(words) - 1, loose=True)
            rows.append((line.rstrip(), left, foot, right, last))
        at += len(line) + 1
    return rows


def main() -> None:
    """Read, and say how it went: ``{"pages": ...}`` or ``{"fault": ...}``."""
    answer: dict[str, object]
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    try:
        answer = {"pages": pages(sys.stdin.buffer.read())}
    except ImportError:
        answer = {"fault": "missing"}
    except MemoryError:
        answer = {"fault": "large"}
    except Exception as fault:  # noqa: BLE001 - whatever the library says, the reader has the sentence
        answer = {"fault": str(fault)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
