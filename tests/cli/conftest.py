"""Running commands as a shell would, and a demonstration study to run them on."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from coder.cli.main import main
from coder.study import demo

ENVIRONMENT = ("CODER_STUDY", "CODER_NAME", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout, read as JSON."""
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, str]]:
        """Stdout, read as CSV."""
        return list(csv.DictReader(io.StringIO(self.out)))

    @property
    def sentence(self) -> str:
        """What a command that failed says: one line on stderr and nothing else."""
        assert self.code == 1, (self.code, self.err)
        assert self.err.startswith("coder: "), self.err
        assert self.err.count("\n") == 1, self.err
        return self.err.removeprefix("coder: ").rstrip()


Coder = Callable[..., Done]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every test works in an empty folder, and nothing of the person's settings comes in."""
    monkeypatch.chdir(tmp_path)
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def coder(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Coder:
    """Run ``coder ARGUMENTS`` in a pipe; ``code`` is what it should exit with (None: whatever)."""

    def run(*arguments: str | Path, code: int | None = 0) -> Done:
        monkeypatch.setattr(sys, "argv", ["coder", *map(str, arguments)])
        capsys.readouterr()
        status: Any = 0
        try:
            main()
        except SystemExit as left:
            status = left.code or 0
        done = Done(status, *capsys.readouterr())
        assert code in (None, done.code), done
        return done

    return run


@pytest.fixture
def shell() -> Coder:
    """Run ``coder ARGUMENTS`` as a process of its own, in a pipe."""

    def run(*arguments: str | Path, code: int | None = 0, **environment: str) -> Done:
        ended = subprocess.run(
            [sys.executable, "-m", "coder", *arguments],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        done = Done(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
        assert code in (None, done.code), done
        return done

    return run


@pytest.fixture
def fails(coder: Coder) -> Callable[..., str]:
    """Run a command that must fail with one sentence, and print nothing on stdout."""

    def run(*arguments: str | Path) -> str:
        done = coder(*arguments, code=1)
        assert not done.out
        return done.sentence

    return run


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration study, built once; copied, never opened."""
    path = tmp_path_factory.mktemp("demonstration") / "study.db"
    demo.build(path).close()
    return path


@pytest.fixture
def here(demonstration: Path, tmp_path: Path) -> Path:
    """The demonstration study as ``study.db`` in the folder the test works in."""
    return Path(shutil.copy(demonstration, tmp_path / "study.db"))


@pytest.fixture
def new(coder: Coder, tmp_path: Path) -> Path:
    """A new, empty study as ``study.db`` in the folder the test works in."""
    coder("init", "--name", "Tested")
    return tmp_path / "study.db"
