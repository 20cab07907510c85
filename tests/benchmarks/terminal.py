"""The app in a pseudoterminal: keys go in, and the moment at which each byte comes out is known."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
_ESCAPES = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_].*?\x1b\\|[@-Z\\-_])", re.DOTALL
)
QUIET = 0.1
"""Seconds without a byte after which an answer is over."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a key brought forth."""

    first: float
    """Seconds from the key to the first byte."""
    seen: float
    """Seconds from the key to the byte with which the words waited for were complete."""
    last: float
    """Seconds from the key to the last byte before the terminal fell quiet."""
    durable: float
    """Seconds from the key until a connection of its own saw what was waited for in the file."""
    text: str
    """The words that came, without escapes."""
    work: float
    """Seconds that the program computed meanwhile, in all its threads; other programs do not change them."""


class Terminal:
    """The app (or any command) running in a terminal of a size."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 160,
        lines: int = 45,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            # no wait for the answer of a window manager that is not there
            known = {"PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR"}
            kept = {name: value for name, value in os.environ.items() if name in known}
            place = {"COLUMNS": str(columns), "LINES": str(lines), "TERM": "xterm-256color"}
            os.execvpe(
                command[0], list(command), kept | place | {"COLORTERM": "truecolor"} | dict(environment or {})
            )
        self.resize(columns, lines)
        self.out = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size; the program is told."""
        with suppress(OSError):
            fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def press(
        self,
        keys: str,
        until: str = "",
        durable: Callable[[], object] | None = None,
        patience: float = 60.0,
        quiet: float = QUIET,
    ) -> Answer:
        """Press keys and watch until the words are there, the row is in the file and nothing more comes."""
        self.drain()
        start = time.perf_counter()
        os.write(self.fd, keys.encode())
        return self._watch(start, until, durable, patience, quiet)

    def wait(self, until: str, patience: float = 60.0, quiet: float = QUIET) -> Answer:
        """Watch from the start of the program, or from now on, until some words are there."""
        return self._watch(self.started, until, None, patience, quiet)

    def _watch(
        self, start: float, until: str, durable: Callable[[], object] | None, patience: float, quiet: float
    ) -> Answer:
        got = bytearray()
        worked, begun = self.worked(), time.perf_counter()
        first = seen = last = stored = 0.0
        while True:
            ready = select.select([self.fd], [], [], 0.001)[0]
            now = time.perf_counter() - start
            if ready:
                try:
                    got += os.read(self.fd, 1 << 16)
                except OSError as error:
                    raise EOFError(f"the program has ended: {words(got)[-4000:]}") from error
                first, last = first or now, now
                if not seen and until in words(got):
                    seen = now
            if durable is not None and not stored and durable():
                stored = time.perf_counter() - start
            if first and (seen or not until) and (stored or durable is None) and now - last > quiet:
                break
            waited = time.perf_counter() - begun
            if waited > patience and not got and not until and durable is None:
                break
            if waited > patience:
                raise TimeoutError(f"{until!r} did not come in {patience} s: {words(got)[-2000:]!r}")
        self.out += got
        return Answer(first, seen, last, stored, words(got), self.worked() - worked)

    def drain(self) -> None:
        """Read what is there and forget it."""
        while select.select([self.fd], [], [], 0)[0]:
            self.out += os.read(self.fd, 1 << 16)

    def send(self, keys: str) -> None:
        """Press keys and go on at once."""
        os.write(self.fd, keys.encode())

    def worked(self) -> float:
        """Seconds of computing so far."""
        total = 0
        for task in Path(f"/proc/{self.pid}/task").glob("*/schedstat"):
            with suppress(OSError):
                total += int(task.read_text(encoding="ascii").split()[0])
        return total / 1e9

    def memory(self, name: str = "VmRSS") -> float:
        """The memory of the program, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def kill(self, how: signal.Signals = signal.SIGKILL) -> int:
        """End the program and close the terminal; how it ended."""
        if not self.pid:
            return 0
        with suppress(ProcessLookupError):
            os.kill(self.pid, how)
        with suppress(OSError):
            os.close(self.fd)
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return status


def words(raw: bytes | bytearray) -> str:
    """Output without its escapes."""
    return _ESCAPES.sub(b"", bytes(raw)).decode("utf-8", "replace")


def app(study: Path, coder: str = "Coder 1") -> list[str]:
    """The command that starts the app."""
    return [sys.executable, "-m", "coder", "--study", str(study), "--coder", coder]
