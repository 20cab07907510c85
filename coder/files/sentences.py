"""Where sentences begin and end, in English, Russian and Kazakh."""

from __future__ import annotations


def sentences(text: str) -> list[tuple[int, int]]:
    """The (start, end) of every sentence, without the white space between them.

    Done by razdel's rules, which know abbreviations such as «т. е.» and "e.g.".
    """
    from razdel import sentenize

    return [(each.start, each.stop) for each in sentenize(text) if each.start < each.stop]
