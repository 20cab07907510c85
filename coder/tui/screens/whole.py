"""What is seen of a screen at first is the whole of it, painted once."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from textual.events import Resize

_TURNS = 3
"""Turns of the event loop in which the parts of a screen hear of their sizes and take them up."""


class Whole:
    """Mixed into a screen: Textual paints it three or four times while it comes to be; here, once."""

    _whole = False
    """Whether it has been painted once."""

    def _compositor_refresh(self) -> None:
        if self._whole:
            cast("Any", super())._compositor_refresh()  # noqa: SLF001 - overridden here

    async def _on_resize(self, event: Resize) -> None:  # noqa: ARG002 - Textual's signature
        """It has been laid out; once its parts have been told their sizes, it is painted."""
        if not self._whole:
            cast("Any", self).call_later(self._show_whole)

    async def _show_whole(self) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        self._whole = True
        cast("Any", self)._on_timer_update()  # noqa: SLF001 - what Textual would do a moment later
