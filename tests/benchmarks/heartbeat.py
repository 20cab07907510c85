"""Runs the app and writes down how long each step of its event loop took: while one runs, nothing is drawn.

    python -m tests.benchmarks.heartbeat blocks.json --study big.db --coder "Coder 1"

Every callback of asyncio is timed, so the longest one is what a user would have had to wait at
worst. Steps of at least a few milliseconds are kept, with the moment at which they began.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

LEAST = 0.005
"""Seconds from which a step is written down."""


def main() -> None:
    """Run the command line of coder with what follows the file's name."""
    report = Path(sys.argv[1])
    steps: list[tuple[float, float]] = []
    plain: Any = asyncio.events.Handle._run

    def timed(handle: asyncio.events.Handle) -> Any:
        start = time.perf_counter()
        try:
            return plain(handle)
        finally:
            took = time.perf_counter() - start
            if took >= LEAST:
                steps.append((time.time() - took, took))

    asyncio.events.Handle._run = timed  # type: ignore[method-assign, assignment]
    from coder.cli.main import main as run

    sys.argv = ["coder", *sys.argv[2:]]
    try:
        run()
    finally:
        report.write_text(json.dumps(steps), "utf-8")


if __name__ == "__main__":
    main()
