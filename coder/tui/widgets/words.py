"""A field of a form for a text of some lines."""

from __future__ import annotations

from coder.tui.widgets.writing import Writing


class Words(Writing):
    """A text of some lines, as high as it needs to be."""

    def __init__(self, text: str, name: str, placeholder: str = "") -> None:
        super().__init__(
            text,
            name=name,
            placeholder=placeholder,
            compact=True,
            highlight_cursor_line=False,
            soft_wrap=True,
        )
