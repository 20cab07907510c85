"""What was found in a file on its way in, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coder.cli.common import say
from coder.model import ReadTranscript

if TYPE_CHECKING:
    from coder.study.intake import Candidate


def tell(each: Candidate, *, again: bool = False) -> None:
    """What was found in a file; of a row of a table that is not its first, only whose it is."""
    from coder.study.intake import units

    read = each.read
    if each.book is not None:
        tell_book(each)
        return
    if each.standing == "faulty" or read is None:
        say(f"{each.why}")
        return
    if each.standing == "unchanged":
        known = "" if each.why == read.name else f" as {each.why}"
        say(f"{read.path}: unchanged, in the study already{known}.")
        return
    language = f", language {read.language}" if read.language else ""
    found = f"{read.name}, {count(units(read), 'unit')}{language}"
    if again:
        say(f"    {found}")
        return
    table = read.format == "survey"
    say(f"{read.path}: " + ("a respondent in each row; each answer is a unit" if table else found))
    for line in [] if table else _speakers(read):
        say(f"    {line}")
    for sentence in read.cleaned:
        say(f"    cleaned: {sentence}")
    for sentence in read.warnings:
        say(f"    look at this: {sentence}")
    if table:
        say(f"    {found}")


def tell_book(each: Candidate) -> None:
    """What was found in a codebook's file."""
    book = each.book
    if each.standing == "faulty" or book is None:
        say(each.why)
        return
    if each.standing == "unchanged":
        say(f"{each.path}: unchanged, in the study already as codebook {book.slug}.")
        return
    n = sum(code.codable for code in book.codes)
    kind = "" if each.form == "coder" else f" ({each.form})"
    say(f"{each.path}: codebook {book.slug}{kind}, {count(n, 'code')}, {', '.join(book.languages)}")
    for sentence in each.warnings:
        say(f"    look at this: {sentence}")


def _speakers(read: ReadTranscript) -> list[str]:
    from coder.study.transcripts import refs_of

    refs = refs_of(read)
    if not read.speakers:
        return [f"no speakers found: every paragraph is a unit of respondent {refs[None]}"]
    what = "caption" if read.format in ("vtt", "srt") else "turn"
    wide = max(len(s.label) for s in read.speakers)
    lines = []
    for s in read.speakers:
        whom = f" {refs[s.label]}" if s.label in refs else ""
        same = f" (the same person as {s.same_as})" if s.same_as else ""
        lines.append(f"{s.label:<{wide}}  {count(s.turns, what):>13}  {s.role}{whom}{same}")
    hints = [
        f"hint: {s.label} asks most of the questions; an interviewer? Say --interviewer {s.label!r}."
        for s in read.speakers
        if s.asks and s.same_as is None
    ]
    return lines + hints


def count(n: int, what: str) -> str:
    """A number with its noun."""
    return f"{n} {what}" + ("" if n == 1 else "s")
