"""Codings that wait for a place, as a list shows them: their words, and the place most like them now."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text

from coder.model import Codebook, Transcript
from coder.study import codebook, transcripts
from coder.study.rewriting import lost
from coder.study.rewriting.lost import Lost
from coder.study.study import Study
from coder.tui.speech import _, ngettext
from coder.tui.state import notes
from coder.tui.state.wrapping import shown
from coder.tui.widgets.line_list import Passage

_AROUND = 160
"""Characters shown before and after a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostLine(Passage):
    """A lost coding in the list."""

    lost: Lost


def lines(study: Study, name: str | None, language: str) -> list[LostLine]:
    """The codings that wait, of one interview or of all."""
    waiting = lost.lost(study, name)
    texts = {each: transcripts.load(study, each) for each in {one.transcript for one in waiting}}
    labels = notes.labels_of(codebook.codebooks(study), language)
    return [_line(each, texts[each.transcript], labels) for each in waiting]


def _line(each: Lost, there: Transcript, labels: dict[str, str]) -> LostLine:
    label = labels.get(each.code, each.code)
    number = 1
    full = Text(f"{shown(each.transcript)}  {shown(label)}", style="bold")
    full.append("  " + _("coded by {coder}").format(coder=shown(each.coder)), style="not bold dim")
    full.append("\n" + _("before:") + " ", style="dim not bold")
    full.append("…" + shown(each.context_before), style="dim not bold")
    full.append(shown(each.quote), style="not bold underline")
    full.append(shown(each.context_after) + "…", style="dim not bold")
    guess = each.guess
    if guess is None or guess.span is None:
        full.append("\n" + _("Nothing in the text is like it now."), style="not bold")
    else:
        span, text = guess.span, there.text
        number = next(
            (s.position + 1 for s in there.segments if s.span.end > span.start), len(there.segments)
        )
        full.append(
            "\n" + _("like it now, {score} of 100:").format(score=round(guess.score)) + " ", "dim not bold"
        )
        full.append("…" + shown(text[max(0, span.start - _AROUND) : span.start]), style="dim not bold")
        full.append(shown(guess.quote), style="not bold reverse")
        full.append(shown(text[span.end : span.end + _AROUND]) + "…", style="dim not bold")
    score = f"{guess.score:.0f}" if guess is not None else "—"
    cells = (each.transcript, label, each.coder, score, " ".join(each.quote.split())[:200])
    return LostLine(cells, each.transcript, number, full, lost=each)


def wait(n: int) -> str:
    """How many wait, in words."""
    return ngettext("{n} lost coding waits", "{n} lost codings wait", n).format(n=n)


def short(each: Lost, books: list[Codebook], language: str) -> Text:
    """A lost coding as a line to choose."""
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(shown(notes.labels_of(books, language).get(each.code, each.code)), style="bold")
    text.append(f"  {shown(' '.join(each.quote.split()))}")
    text.truncate(60, overflow="ellipsis")
    return text
