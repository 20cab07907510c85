"""What the help says about a place: its keys in groups, the signs it uses, and where to go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coder.tui.deeds import Deed, deeds
from coder.tui.speech import N_, _
from coder.tui.state.finding import fold
from coder.tui.state.notes import MARK

if TYPE_CHECKING:
    from coder.tui.app import CoderApp

Sign = tuple[str, str]
"""A sign, and what it means."""

SIGNS: tuple[Sign, ...] = (
    ("A B C", N_("codes of the segment, in the order of the text; the panel below names them")),
    ("+", N_("more codes than there is room for")),
    ("✓", N_("the segment is decided: it has a code, or no code applies")),
    ("·", N_("the segment waits for you")),
    (MARK, N_("a memo stands here")),
    ("▌", N_("the segment at the cursor")),
    (N_("underline"), N_("several codes meet on these words")),
    (N_("tint"), N_("the colour of the code that begins last here")),
)
"""The signs of the transcript."""

MOVING = N_("Moving")
CODING = N_("Coding")
PASSAGES = N_("Passages")
LOOKING = N_("Looking")
STUDY = N_("The study")
HERE = N_("Here")
EVERYWHERE = N_("Everywhere")
_ORDER = (HERE, CODING, PASSAGES, MOVING, LOOKING, STUDY, EVERYWHERE)
_MOVES = (
    "down up pagedown pageup first last next jump next_same previous_same into_list next_interview interviews"
)
_VERBS: dict[str, str] = {
    **dict.fromkeys(_MOVES.split(), MOVING),
    **dict.fromkeys(f"upwards on up_again {_MOVES}".split(), MOVING),
}
_IDS = {
    CODING: "find done again repeat remove recode undo redo suggest memo lost finish",
    PASSAGES: "passage span later_end earlier_end later_start earlier_start invivo example",
    LOOKING: "others define tree language fold",
    STUDY: "search memos codebook",
}
_WAYS = (
    *("coder", "frequencies", "agreement", "review", "people", "lost", "search", "codebook", "memos"),
    *("import", "other", "tour"),
)
_PLACES = {
    **{f"coding.{verb}": group for group, verbs in _IDS.items() for verb in verbs.split()},
    **{f"coding.pinned{n}": CODING for n in range(1, 10)},
    "coding.interviews": LOOKING,
    "coding.leave": MOVING,
    "home.open": HERE,
    "home.next": HERE,
    **{f"home.{verb}": STUDY for verb in _WAYS},
    **{f"codebook.{verb}": HERE for verb in ("up", "down")},
}


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines of the help under one heading."""

    heading: str
    lines: tuple[tuple[str, str], ...]
    """Keys or a sign, and what is meant."""


def sections(found: Sequence[Deed], signs: Sequence[Sign], more: Sequence[tuple[str, str]]) -> list[Section]:
    """The help of a place.

    Args:
        found: what can be done there.
        signs: what it shows besides words.
        more: keys that work everywhere and where to go on.
    """
    groups: dict[str, list[tuple[str, str]]] = {each: [] for each in _ORDER}
    pins = [each for each in found if _is_pin(each)]
    for each in found:
        if not each.for_this_keyboard or (each in pins and each is not pins[0]):
            continue
        line = (each.written(), each.in_full)
        if each in pins and len(pins) > 1:
            line = (f"{pins[0].keys[0]} … {pins[-1].keys[0]}", each.in_full)
        group = groups[group_of(each.id)]
        if line not in group:
            group.append(line)
    groups[EVERYWHERE] += [each for each in more if each not in groups[EVERYWHERE]]
    made = [Section(_(heading), tuple(lines)) for heading, lines in groups.items() if lines]
    if signs:
        at = next((i for i, each in enumerate(made) if each.heading == _(EVERYWHERE)), len(made))
        made.insert(at, Section(_("Signs beside the text"), tuple((_(a), _(b)) for a, b in signs)))
    return made


def of_screen(screen: Any, app: CoderApp) -> list[Section]:
    """The help of a screen of the app."""
    more = [
        ("Ctrl+P", _("everything that can be done, found by a few letters")),
        ("F1 ?", _("this help; F1 where ? would be typed")),
    ]
    if app.has_study and app.guide.may_begin() and not app.guide.touring:
        more.append(("T", _("on the first screen: the two-minute tour")))
    place = {id_: i for i, (id_, _words) in enumerate(screen.key_hints())}
    found = [each for each in deeds(screen) if each.id not in ("app.help", "app.palette")]
    found.sort(key=lambda each: place.get(each.id, len(place)))
    return sections(found, screen.signs, more)


def group_of(id_: str) -> str:
    """Where a binding stands in the help."""
    place, _dot, verb = id_.partition(".")
    if place == "app":
        return EVERYWHERE
    return _PLACES.get(id_) or _VERBS.get(verb, HERE)


def _is_pin(each: Deed) -> bool:
    """Whether it is one of nine that do the same with nine things."""
    return each.id[-1:].isdigit() and each.keys[0].isdigit()


def narrowed(found: Iterable[Section], query: str) -> list[Section]:
    """Only the lines that have these words, or this key; a heading that fits keeps all of its lines."""
    wanted = fold(query).split()
    key = query.strip()
    if not key:
        return list(found)
    made = []
    for section in found:
        heading = fold(section.heading)
        lines = [
            (keys, words)
            for keys, words in section.lines
            if key in keys.split()
            or key.lower() in keys.lower().split()
            or (wanted and all(word in f"{fold(words)} {heading}" for word in wanted))
        ]
        if lines:
            made.append(Section(section.heading, tuple(lines)))
    return made
