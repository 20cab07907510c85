"""Matches a regular expression in a process of its own, which can be ended.

Python's ``re`` cannot be interrupted, and a pattern such as ``(a+)+$`` may take years. Run
as a script, on its own, by :class:`coder.study.matching.Patterns`; needs nothing of coder.

The first line of input is the pattern, and is answered with ``null`` or with what is wrong
with it. Every line after that is a list of texts, answered with a list of their matches.
"""

from __future__ import annotations

import json
import re
import sys


def main() -> None:
    """Answer every line of input with a line of output."""
    try:
        pattern = re.compile(json.loads(sys.stdin.readline()), re.IGNORECASE | re.MULTILINE)
    except (re.error, OverflowError, RecursionError) as error:
        _answer(str(error) or "it is nested too deeply")
        return
    _answer(None)
    for line in sys.stdin:
        _answer([_spans(pattern, text) for text in json.loads(line)])


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(text) if found.end() > found.start()]


def _answer(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
