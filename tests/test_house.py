"""The house: who imports what, what an installed package holds, how long a file may be."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from coder.cli.main import COMMANDS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "coder"
HEAVY = ("textual", "sqlmodel", "sqlalchemy", "pandas", "numpy")
LONGEST = 400

_LOADED = """
import sys
from coder.cli.main import main
sys.argv[0] = "coder"
try:
    main()
except SystemExit as left:
    code = left.code or 0
loaded = [name for name in {heavy!r} if name in sys.modules]
print(code, *loaded, file=sys.stderr)
"""


def loaded(*arguments: str, **environment: str) -> str:
    """The exit code of ``coder ARGUMENTS``, and what of :data:`HEAVY` it imported."""
    ended = subprocess.run(
        [sys.executable, "-c", _LOADED.format(heavy=HEAVY), *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    assert ended.stdout
    return ended.stderr.strip()


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_imports_nothing_heavy(command: str) -> None:
    assert loaded(*command.split(), "--help") == "0"


@pytest.mark.parametrize("command", ["codebook show", "respondents import", "coders add"])
def test_help_within_a_group_imports_nothing_heavy(command: str) -> None:
    assert loaded(*command.split(), "--help") == "0"


@pytest.mark.parametrize(("words", "at"), [("coder ", "1"), ("coder freq --", "2"), ("coder codebook ", "2")])
def test_completion_imports_nothing_heavy(words: str, at: str) -> None:
    assert loaded(_CODER_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=at) == "0"


def test_imports_run_downwards() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run(
        [command, "--no-cache"], capture_output=True, text=True, check=False, cwd=ROOT, timeout=120
    )
    assert ended.returncode == 0, ended.stdout
    assert " 0 broken." in ended.stdout


def test_files_can_be_read_in_one_sitting() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*")
        if path.suffix in (".py", ".tcss")
    }
    assert len(lengths) > 50
    assert {path: n for path, n in lengths.items() if n > LONGEST} == {}


# --- the installed package ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked: what stands in site-packages after an installation."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run(
        [*command, "--disable-pip-version-check", "-q", "-w", folder, ROOT],
        check=True,
        capture_output=True,
        timeout=300,
    )
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_a_wheel_holds_the_package_and_what_ships_with_it(installed: Path) -> None:
    def names(folder: Path) -> set[str]:
        return {
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    shipped = installed / "coder" / "shipped"
    assert names(shipped / "codebooks") == names(ROOT / "codebooks")
    assert names(shipped / "transcripts") == names(ROOT / "transcripts")
    assert names(PACKAGE) <= names(installed / "coder")
    assert {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")} == {"coder"}


def test_an_installed_package_finds_what_ships_with_it(installed: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "coder", *arguments],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installed)},
        ).stdout

    where = "import coder.files.shipped as s; print(s.folder('codebooks'), *s.codebooks())"
    found = subprocess.run(
        [sys.executable, "-c", where],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
    ).stdout.split()
    assert Path(found[0]) == installed / "coder" / "shipped" / "codebooks"
    assert found[1:] == ["civil-service-themes", "oecd-pslc", "reform-directions"]
    assert "29.2%" in run("demo")
