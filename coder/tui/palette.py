"""The palette: everything that can be done here, found by a few letters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz
from rich.text import Text
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import ModalScreen, Screen

from coder.tui import themes
from coder.tui.deeds import deeds, unheard
from coder.tui.going import ways
from coder.tui.helping import EVERYWHERE, MOVING, group_of
from coder.tui.screens.visiting import app_of
from coder.tui.speech import LANGUAGES, N_, _
from coder.tui.state.finding import fold

if TYPE_CHECKING:
    from coder.tui.app import CoderApp

CUTOFF = 70.0
"""Below this, what is alike is chance."""
THEMES = {
    themes.DARK.name: N_("dark"),
    themes.LIGHT.name: N_("light"),
    themes.CONTRAST.name: N_("high contrast"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the palette."""

    words: str
    run: Callable[[], Any]
    more: str = ""
    keys: str = ""
    id: str = ""
    """Of the binding, where it is one."""
    names: tuple[str, ...] = field(default=())
    """Other words that find it."""

    def line(self) -> Text:
        """As it is listed."""
        text = Text(self.words, style="bold")
        if self.more and self.more != self.words:
            text.append(f": {self.more}", style="not bold")
        if self.keys:
            text.append(f"  ({self.keys})", style="not bold")
        return text

    def fits(self, query: str) -> float:
        """How well it fits what was typed, 0 to 100; 0: not at all."""
        wanted = fold(query)
        said = fold(" ".join((self.words, self.more, *self.names)))
        if query.strip() in self.keys.split():
            return 100.0
        if wanted and all(word in said for word in wanted.split()):
            first = fold(self.words)
            return 99.0 if first.startswith(wanted) else 95.0 if wanted in first else 90.0
        alike = fuzz.partial_ratio(wanted, said) if len(wanted) > 3 else 0.0
        return alike * 0.8 if alike >= CUTOFF else 0.0


def commands(app: CoderApp, screen: Screen[Any]) -> list[Command]:
    """What the palette has for a screen: what can be done on it, then what can be done anywhere."""
    return [*_of_screen(screen), *_of_app(app, screen)]


def _of_screen(screen: Screen[Any]) -> Iterator[Command]:
    place = {id_: i for i, (id_, _words) in enumerate(getattr(screen, "key_hints", tuple)())}
    late = {MOVING: 1, EVERYWHERE: 2}
    found = [*deeds(screen), *unheard(screen)]
    found.sort(key=lambda each: (late.get(group_of(each.id), 0), place.get(each.id, len(place))))
    ours = {(each.words, each.more) for each in found if each.for_this_keyboard}
    for each in found:
        twin = not each.for_this_keyboard and (each.words, each.more) in ours
        if not twin and each.id not in ("app.palette", "app.quit"):
            yield Command(
                each.words, _doing(screen, each.action, each.node), each.more, each.written(), each.id
            )


def _doing(screen: Screen[Any], action: str, node: Any) -> Callable[[], Awaitable[object]]:
    return lambda: screen.app.run_action(action, node)


def _of_app(app: CoderApp, screen: Screen[Any]) -> Iterator[Command]:
    known = {each.id for each in deeds(screen)}
    if "app.help" not in known:
        yield Command(_("help"), app.action_help, _("the keys of this place"), "F1", "app.help")
    if not isinstance(screen, ModalScreen):
        for name, words, go in ways(app, screen):
            yield Command(words, go, names=(name,))
    for theme in themes.THEMES:
        words = _("theme: {name}").format(name=_(THEMES[theme.name]))
        yield Command(words, partial(app.action_theme, theme.name), names=("theme", theme.name))
    for code, own in LANGUAGES.items():
        words = _("language of the app: {name}").format(name=own)
        yield Command(words, partial(app.speak, code), names=("language", code, own))
    yield Command(_("quit"), app.action_quit, _("everything is saved"), "Ctrl+Q", "app.quit", ("quit exit",))


class Actions(Provider):
    """Hands :func:`commands` to Textual's palette."""

    async def discover(self) -> Hits:
        for each in commands(app_of(self.app), self.screen):
            yield DiscoveryHit(each.line(), each.run, text=each.words)

    async def search(self, query: str) -> Hits:
        for each in commands(app_of(self.app), self.screen):
            if score := each.fits(query):
                yield Hit(score, each.line(), each.run, text=each.words)
