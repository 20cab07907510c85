"""What stands beside the list of a review: the passage, each coder's view, the codes in dispute."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.text import Text

from coder.model import Code, Codebook, Segment, Span, Transcript
from coder.study.review.items import Item
from coder.study.review.views import View
from coder.tui.labels import label_in
from coder.tui.speech import N_, _
from coder.tui.state.notes import MARK
from coder.tui.state.wrapping import shown

OPENS, CLOSES = "⟦", "⟧"
_SMALL = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CONTEXT = 220
"""Code points of a turn before or after."""
BEFORE, AFTER = 2, 1
"""Turns shown before and after the unit."""
SIGNS = (
    ("⟦¹ … ¹⟧", N_("the words that the first coder marked; ² the second, and so on")),
    ("· ✓ ~", N_("to settle; settled; settled, but coders have changed their minds since")),
    ("✓ –", N_("who applied the code, and who decided the turn and did not")),
    ("2:1", N_("two coders applied the code, one did not")),
)


def passage(
    text: Transcript, item: Item, views: Sequence[View], chosen: Span | None = None, *, brief: bool = False
) -> Text:
    """The unit between its neighbours, with the words each coder marked in brackets with the coder's number.

    ``chosen`` is the passage being adjusted; it is shown instead of theirs. ``brief`` shows less around it.
    """
    before, context = (1, _CONTEXT // 2) if brief else (BEFORE, _CONTEXT)
    at = next(i for i, each in enumerate(text.segments) if each.id == item.segment_id)
    found = Text()
    for i in range(max(at - before, 0), min(at + AFTER + 1, len(text.segments))):
        each = text.segments[i]
        if found:
            found.append("\n")
        _head(found, each, i == at)
        if i == at:
            found.append_text(_marked(text.text, each.span, views, chosen))
        else:
            words = each.span.of(text.text)
            cut = words[-context:] if i < at else words[:context]
            less = len(cut) < len(words)
            found.append(
                ("…" if less and i < at else "") + shown(cut) + ("…" if less and i > at else ""), "dim"
            )
    return found


def _head(found: Text, segment: Segment, here: bool) -> None:
    who = (
        f"{segment.position + 1} {shown(segment.speaker.label)}: "
        if segment.speaker
        else f"{segment.position + 1} "
    )
    found.append("▌" if here else " ", "bold")
    found.append(who, "bold" if here else "dim")


def _marked(text: str, unit: Span, views: Sequence[View], chosen: Span | None) -> Text:
    """The words of the unit with brackets; bold where any coder marked them, underlined where several did."""
    spans = [(str(n), span) for n, view in enumerate(views, 1) for span in view.spans]
    if chosen is not None:
        spans = [("", chosen)]
    cuts = sorted({unit.start, unit.end, *(x for _n, span in spans for x in (span.start, span.end))})
    found = Text()
    for a, b in zip(cuts, [*cuts[1:], unit.end], strict=True):
        closing = "".join(f"{n.translate(_SMALL)}{CLOSES}" for n, span in spans if span.end == a)
        opening = "".join(f"{OPENS}{n.translate(_SMALL)}" for n, span in spans if span.start == a)
        found.append(closing, "not bold").append(opening, "not bold")
        over = sum(span.start <= a and b <= span.end for _n, span in spans)
        style = "bold underline" if over > 1 else "bold" if over else ""
        if chosen is not None and over:
            style = "bold reverse"
        found.append(shown(text[a:b]), style)
    return found


def view_text(n: int, view: View, text: Transcript, label: Callable[[int], str]) -> Text:
    """One coder's view of the unit."""
    found = Text()
    found.append(f"{n} ", "bold")
    name = _("consensus so far") if view.consensus else shown(view.name)
    found.append(name, "bold")
    found.append(
        ": " + (_("applied") if view.applied else _("not applied")), "" if view.applied else "italic"
    )
    unit = next((s.span for s in text.segments if any(s.span.overlaps(span) for span in view.spans)), None)
    for span in view.spans:
        words = shown(" ".join(span.of(text.text).split()))
        if unit == span:
            found.append("\n" + _("the whole turn"), "dim")
        else:
            found.append(f"\n“{words if len(words) <= _CONTEXT else words[: _CONTEXT - 1] + '…'}”", "italic")
    if view.others:
        found.append("\n" + _("also here: {codes}").format(codes=", ".join(map(label, view.others))), "dim")
    for who, words in view.memos:
        found.append(f"\n{MARK} {shown(who or _('the lead'))}: {shown(' '.join(words.split()))}")
    return found


def definition(code: Code, book: Codebook, language: str) -> Text:
    """When a code in dispute is used and when not."""
    text = Text()
    text.append(label_in(code.label, language), "bold")
    text.append(f"  {book.slug}/{code.slug}", "dim")
    if code.brief:
        text.append("\n" + label_in(code.brief, language))
    if code.definition:
        text.append("\n" + label_in(code.definition, language), "dim")
    for each in code.use_when:
        text.append("\n+ " + label_in(each, language))
    labels = {each.slug: each.label for each in book.codes}
    for exclusion in code.not_when:
        text.append("\n− " + label_in(exclusion.text, language))
        if exclusion.see in labels:
            text.append(f" → {label_in(labels[exclusion.see], language)}", "italic")
    return text


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item stands, in words."""

    item: Item
    label: str
    who: str
    """Who settled it; empty: whoever leads."""
    views: Sequence[View] = ()

    def text(self) -> Text:
        """A heading: the code, and what was settled, why and by whom."""
        text = Text()
        text.append(self.label, "bold")
        for n, view in enumerate(self.views, 1):
            text.append("\n" if n == 1 else "   ").append(f"{n} ", "bold")
            text.append(_("consensus so far") if view.consensus else shown(view.name))
            text.append(" ✓" if view.applied else " –", "bold")
        settled = self.item.settlement
        if settled is None:
            return text
        said = _("settled: applied") if settled.applied else _("settled: not applied")
        text.append(f"\n{said} ({shown(self.who or _('the lead'))})")
        if self.item.state == "stale":
            text.append("  " + _("coders have changed their minds since"), "bold")
        if settled.reason:
            text.append(f"  “{shown(settled.reason)}”", "italic")
        return text
