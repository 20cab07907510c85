"""Make the pictures of the app that the documentation shows.

    python docs/make_pictures.py

Builds the demonstration in a temporary folder, presses the keys a coder would press, and
writes SVG files beside this script. The pictures ask for no font from elsewhere.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from coder.study import demo
from coder.study.study import Study
from coder.tui.app import CoderApp

HERE = Path(__file__).parent
FONTS = "DejaVu Sans Mono, Menlo, Consolas, monospace"

PICTURES: dict[str, tuple[tuple[int, int], list[str]]] = {
    "home": ((110, 30), []),
    "coding": ((132, 36), ["down", "enter", *["down"] * 4]),
    "finder": ((132, 36), ["down", "enter", "down", "down", "slash", *"управл"]),
    "coding-80x24": ((80, 24), ["down", "enter", *["down"] * 4]),
}


async def picture(study: Study, size: tuple[int, int], keys: list[str]) -> str:
    """The app after some keys, as SVG."""
    app = CoderApp(study, "en")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        svg = app.export_screenshot(title="coder", simplify=True)
    svg = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
    return re.sub(r"font-family:\s*[^;]+;", f"font-family: {FONTS};", svg)


def main() -> None:
    """Write every picture."""
    with tempfile.TemporaryDirectory() as folder:
        demo.build(Path(folder) / "study.db").close()
        for name, (size, keys) in PICTURES.items():
            with Study.open(Path(folder) / "study.db", demo.CONSENSUS) as study:
                svg = asyncio.run(picture(study, size, keys))
            (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
