"""The terminal app."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from textual.app import App
from textual.command import CommandPalette
from textual.events import Event, InputEvent

from coder.model import CoderError
from coder.study.study import Study
from coder.tui import helping, safekeeping, speech, themes
from coder.tui.keys import bind
from coder.tui.remembered import Remembered
from coder.tui.screens.home.screen import Home
from coder.tui.screens.place import Spoken
from coder.tui.settings import Settings
from coder.tui.speech import N_, _
from coder.tui.state.sitting import Sitting
from coder.tui.touring import Guide
from coder.tui.undisturbed import tidy

REST = 1.5
"""Seconds without a key in which garbage is looked for."""


class CoderApp(App[None]):
    """Opens on Home, or without a study on the screen that helps to one; all else is a screen above it."""

    CSS_PATH = "coder.tcss"
    TITLE = "coder"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "leave_tour", N_("leave the tour"), id="app.leave_tour", priority=True, show=False),
        bind(
            "ctrl+t",
            "theme",
            N_("theme"),
            id="app.theme",
            tooltip=N_("dark, light, high contrast"),
            show=False,
        ),
        bind(
            "ctrl+p",
            "command_palette",
            N_("everything"),
            id="app.palette",
            tooltip=N_("everything that can be done, found by a few letters"),
            priority=True,
            show=False,
        ),
        bind(
            "ctrl+q",
            "quit",
            N_("quit"),
            id="app.quit",
            tooltip=N_("everything is saved"),
            priority=True,
            show=False,
        ),
    ]

    def __init__(
        self,
        study: Study | None,
        language: str = "en",
        remembered: Remembered | None = None,
        settings: Settings | None = None,
        keymap: Mapping[str, str] | None = None,
    ) -> None:
        """The app, on a study or on none yet.

        Args:
            study: what to open.
            language: of the labels of codes.
            remembered: what an earlier start left; None: nothing is remembered, nothing is offered.
            settings: theme and language as the user has set them; None: the usual ones, and none are kept.
            keymap: the user's own keys by the ids of the bindings.
        """
        super().__init__()
        self._pressed = 0.0
        self._study = study
        self.language = language
        self.sitting = Sitting()
        self.offers = remembered is not None
        self.remembered = remembered or Remembered()
        self.guide = Guide(self)
        self.keeps = settings is not None
        self.settings = settings or Settings()
        for each in themes.THEMES:
            self.register_theme(each)
        self.theme = themes.known(self.settings.theme)
        self.set_keymap(dict(keymap or {}))

    @property
    def study(self) -> Study:
        """The study that is open."""
        assert self._study is not None
        return self._study

    @property
    def has_study(self) -> bool:
        """Whether a study is open."""
        return self._study is not None

    async def on_event(self, event: Event) -> None:
        """Note when the last key was pressed."""
        if isinstance(event, InputEvent):
            self._pressed = monotonic()
        await super().on_event(event)

    def _rest(self) -> None:
        """While nobody presses a key, tidy up what would hold up the keys later."""
        if monotonic() - self._pressed > REST:
            tidy()

    def on_mount(self) -> None:
        self.set_interval(REST / 2, self._rest)
        if self.settings.fault:
            self.notify(self.settings.fault, severity="warning", markup=False)
        if self._study is None:
            from coder.tui.screens.home.first_run import FirstRun

            self.push_screen(FirstRun(self.language))
        else:
            self._remember()
            self.push_screen(Home(self._study, self.language))
            self._keep_safe()

    def open_study(self, place: Path, coder: str | None = None) -> str:
        """Open another study in the place of the present one; answers why that is impossible, if it is."""
        try:
            study = Study.open(place, coder)
        except CoderError as error:
            return str(error)
        self.guide.leave()
        before, self._study = self._study, study
        self.sitting = Sitting()
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(Home(study, self.language))
        if before is not None:
            before.close()
        self._remember()
        self._keep_safe()
        return ""

    def let_go(self) -> None:
        """Close the study that is open."""
        if self._study is not None:
            self._study.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does something here: Esc leaves the tour while there is one."""
        if action == "leave_tour":
            return self.guide.takes_escape()
        return super().check_action(action, parameters)

    def action_leave_tour(self) -> None:
        """End the tour; what was coded stays."""
        self.guide.leave()

    def action_theme(self, name: str = "") -> None:
        """Put on the theme of this name, else the next one, and keep it for the next start."""
        self.theme = self.settings.theme = themes.known(name) if name else themes.following(self.theme)
        if self.keeps:
            self.settings.keep()
        self.notify(_("theme: {name}").format(name=self.theme), timeout=2, markup=False)

    def speak(self, language: str) -> None:
        """Speak another language from now on, show the labels of codes in it, and keep it."""
        speech.speak(language)
        self.language = self.settings.language = language
        if self.keeps:
            self.settings.keep()
        shown = [each.speaks(language) for each in self.screen_stack if isinstance(each, Spoken)]
        words = _("The app speaks {name}.").format(name=speech.LANGUAGES.get(language, language))
        if not all(shown):
            words += " " + _("What is open keeps some words until it is opened anew.")
        self.notify(words, timeout=4, markup=False)

    def action_help(self) -> None:
        """Say which keys work here."""
        from coder.tui.screens.help import Help

        if isinstance(self.screen, Spoken) and not isinstance(self.screen, Help):
            self.push_screen(Help(helping.of_screen(self.screen, self), self.screen.says_itself()))

    def action_command_palette(self) -> None:
        """Offer everything that can be done here."""
        if not isinstance(self.screen, CommandPalette):
            from coder.tui.palette import Actions

            words = _("a few letters of what you want to do")
            self.push_screen(CommandPalette([Actions], placeholder=words, id="--command-palette"))

    def _keep_safe(self) -> None:
        """Back up what was opened, once it is seen; a session that keeps no settings leaves no backups."""
        if self.keeps:
            self.call_after_refresh(safekeeping.keep_safe, self, self.study)

    def _remember(self) -> None:
        if self.study.path is not None:
            self.remembered.opened(self.study.path)
