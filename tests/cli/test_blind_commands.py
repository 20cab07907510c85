"""A blind coder runs every command, before and after another coder has worked: nothing is different.

Two studies are the same but for Ann's work. Every command is run on a copy of each as Bea, who codes
blind: what it prints, writes and tells has to be the same, or a refusal that is. A command without a
case fails :func:`test_every_command_has_a_case`.

What is not hidden: numbers that the database gives in one sequence for all (of a memo, of a coding), and
the time. They are left out here; ``docs/several-coders.md`` says so.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from coder.cli.main import cli
from coder.report import render
from coder.study import assigning, coding, finishing, history, memos, opening
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

Run = Callable[..., Any]

WORD = "zugzwang"
"""Stands in Ann's memos and nowhere else."""
TABLES = ("csv", "json", "md", "html", "tex", "xlsx", "docx")
ASKED = ("quotes", "coders list", "assignments", "progress", "log", "search", "memo list", "freq")
"""Commands whose every format is printed; of the others the tables are compared that they are made of."""

CASES: dict[str, tuple[str, ...]] = {
    "init": ("init other.db",),
    "demo": ("demo .",),
    "import": ("import talk.txt --yes",),
    "transcripts": ("transcripts",),
    "transcript replace": (
        "transcript replace first talk.txt --dry-run",
        "transcript replace first talk.txt --yes",
    ),
    "pseudonymise": ("pseudonymise --propose", "pseudonymise names.txt --dry-run"),
    "transcript show": ("transcript show first",),
    "transcript versions": ("transcript versions first",),
    "transcript segment": (
        "transcript segment first --by sentence --dry-run",
        "transcript segment first --by sentence --yes",
    ),
    "transcript speakers": (
        "transcript speakers first",
        "transcript speakers first --role R=interviewer --yes",
    ),
    "transcript lost": ("transcript lost",),
    "transcript place": ("transcript place 1 --at 0-3",),
    "transcript drop": ("transcript drop 1",),
    "codebook add": ("codebook add reform-directions",),
    "codebook add-code": ("codebook add-code book New", "codebook add-code book Beta"),
    "codebook add-example": ("codebook add-example beta words",),
    "codebook changes": ("codebook changes book",),
    "codebook check": ("codebook check book.yaml",),
    "codebook codings": ("codebook codings beta", "codebook codings alpha"),
    "codebook confirm": ("codebook confirm 1", "codebook confirm 3"),
    "codebook edit-code": ("codebook edit-code beta --definition New --new-meaning",),
    "codebook list": ("codebook list",),
    "codebook merge": ("codebook merge beta alpha --preview", "codebook merge beta alpha"),
    "codebook move-code": ("codebook move-code beta --place 1",),
    "codebook near": ("codebook near Bet",),
    "codebook older": ("codebook older", "codebook older beta", "codebook older --mine"),
    "codebook reactivate": ("codebook reactivate old",),
    "codebook recolor": ("codebook recolor beta #123456",),
    "codebook retire": ("codebook retire beta",),
    "codebook show": ("codebook show book",),
    "codebook split": ("codebook split beta Part", "codebook split alpha Part --coding 3"),
    "codebook usage": ("codebook usage book",),
    "respondents import": ("respondents import people.csv",),
    "respondents list": ("respondents list",),
    "coders add": ("coders add Cid", "coders add Ann"),
    "coders list": ("coders list",),
    "assign": (
        "assign first --to Bea",
        "assign --plan --to Ann,Bea --each 2 --dry-run",
        "assign first --to Ann --remove",
    ),
    "assignments": ("assignments", "assignments first", "assignments --of Ann", "assignments --of Bea"),
    "progress": ("progress",),
    "finish": ("finish first", "finish first --list", "finish second --none-applies"),
    "reopen": ("reopen first", "reopen second"),
    "open": ("open first --yes", "open --all --for Bea --yes"),
    "freq": (
        "freq",
        "freq --rule any",
        "freq --rule Ann",
        "freq --rule Bea --columns codings --of units",
        "freq --ci",
    ),
    "matrix": ("matrix", "matrix --codings", "matrix --rule any"),
    "cooccur": ("cooccur", "cooccur --matrix --rule any", "cooccur --of segments"),
    "saturation": ("saturation", "saturation --rule Ann"),
    "chart": ("chart freq --output c.svg", "chart saturation --output c.svg --rule any"),
    "agree": ("agree", "agree --coders Ann,Bea", "agree --pairs", "agree --unit character"),
    "disagreements": ("disagreements", "disagreements beta --sort split", "disagreements --transcript first"),
    "confusion": ("confusion", "confusion --coders Ann,Bea"),
    "drift": ("drift", "drift --against others", "drift --against self"),
    "plan": ("plan --only agreement",),
    "share": ("share copy.db --for Bea", "share copy.db --for Ann --all"),
    "merge": ("merge people.csv --dry-run",),
    "restore": ("restore nowhere.db --yes",),
    "review list": ("review list", "review list --agreed", "review list --interview first"),
    "review progress": ("review progress --by code", "review progress --by interview"),
    "review settle": ("review settle first:3:beta --accept both",),
    "review take-agreed": ("review take-agreed --dry-run", "review take-agreed --yes --single"),
    "codings export": (
        "codings export --decisions",
        "codings export beta",
        "codings export --by-coder Ann",
        "codings export --transcript second --format table",
    ),
    "export": (
        "export out.qdpx",
        "export out.csv",
        "export out.csv --of Ann",
        "export out.html --codebook book",
    ),
    "codebook export": (
        "codebook export book out.html",
        "codebook export book out.html --rule any",
        "codebook export book out.csv",
    ),
    "codings import": ("codings import coded.csv --dry-run", "codings import coded.csv --yes"),
    "quotes": ("quotes", "quotes beta", "quotes --by-coder Ann", "quotes --transcript second"),
    "report": (
        "report --yes",
        "report --output report.html --rule any",
    ),
    "search": (
        "search pay --code beta",
        "search a --coded",
        "search a --uncoded",
        f"search {WORD}",
        "search --fuzzy first --code beta",
    ),
    "memo add": ("memo add words", "memo add words --coding 5", "memo add words --segment first:4"),
    "memo edit": ("memo edit 1 words", "memo edit 4 words"),
    "memo list": (
        "memo list",
        "memo list --by-coder Ann",
        "memo list --on coding",
        "memo list --transcript first",
    ),
    "memo remove": ("memo remove 1", "memo remove 4"),
    "keys": ("keys",),
    "undo": ("undo",),
    "redo": ("redo",),
    "log": (
        "log",
        "log --all",
        "log --by Ann",
        "log --action finish",
        "log --interview first",
        "log --code beta",
        "log --undone",
        "log --since 2020-01-01",
        "log --event 12",
        "log --event 40",
        "log --head",
        "log --verify 00000000000000000000",
    ),
    "check": ("check",),
    "backup": ("backup copy.db",),
}
"""How each command is run; to be added to with every new one."""


def leaves(group: click.Group, before: str = "") -> Iterator[str]:
    """The full names of all commands."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, f"{before}{name} ")
        else:
            yield before + name


def test_every_command_has_a_case() -> None:
    assert set(leaves(cli)) == set(CASES), "a new command has to be attacked here before it can go out"
    assert all(line.startswith(name) for name, lines in CASES.items() for line in lines)


def work(session: Study, kit: Kit, code: str, word: str) -> None:
    """Codings that stay and one that goes, a decision, an undone change, memos on all there is."""
    kit.apply(session, "pay", code)
    coding.remove(session, kit.apply(session, "training", code))
    id_ = kit.apply(session, "The first thing is pay.", code)
    kit.apply(session, "A letter without speakers.", code, "second")
    memos.add(session, f"{word} on a coding", "coding", id_)
    memos.add(session, f"{word} on a segment", "segment", kit.segment(session, 4))
    memos.add(session, f"{word} on a transcript", "transcript", 1)
    coding.decide(session, [kit.segment(session, 6)])
    kit.apply(session, "asked", code)
    history.undo(session)


@pytest.fixture(scope="session")
def studies(template: Path, kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A study in which Bea has worked, and the same after Ann has as well; copied, never opened."""
    alone = tmp_path_factory.mktemp("blind") / "alone.db"
    shutil.copy(template, alone)
    with Study.open(alone) as lead:
        assigning.assign(lead, ["first", "second"], ["Ann", "Ben", "Bea"])
    with Study.open(alone, "Bea") as bea:
        work(bea, kit, "alpha", "plain")
    both = alone.with_name("both.db")
    shutil.copy(alone, both)
    with Study.open(both, "Ann") as ann:
        work(ann, kit, "beta", WORD)
        finishing.finish(ann, "first", none_applies=True)
        assert len(memos.memos(ann)) == 6
    with Study.open(both) as lead:
        opening.open_up(lead, opening.to_open(lead, ["first"], ["Ben"]))
    return alone, both


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every table that is printed, whole: what all formats are made of."""
    seen: list[str] = []
    made = render.made

    def spy(tables: Any, *more: Any) -> Any:
        seen.append(repr(tables))
        return made(tables, *more)

    monkeypatch.setattr(render, "made", spy)
    return seen


def told(coder: Run, place: Path, line: str, tables: list[str], tmp_path: Path) -> list[str]:
    """Everything that a command gives away when Bea runs it on a copy of a study."""
    for each in tmp_path.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    shutil.copy(place, tmp_path / "study.db")
    (tmp_path / "talk.txt").write_text("I: What?\n\nR: Pay.\n\nI: And?\n\nR: Training.\n", "utf-8")
    (tmp_path / "names.txt").write_text("name,replacement,confirmed\nNobody,P,yes\n", "utf-8")
    (tmp_path / "people.csv").write_text("respondent,side\nfirst,in\n", "utf-8")
    (tmp_path / "book.yaml").write_text("slug: x\n", "utf-8")
    (tmp_path / "coded.csv").write_text("transcript,coder,code,quote\nfirst,Ann,beta,pay\n", "utf-8")
    tables.clear()
    done = coder("--coder", "Bea", *line.split(), code=None)
    assert done.code in (0, 1), (line, done)
    assert WORD not in done.out + done.err + "".join(tables) or WORD in line
    written = [
        each.read_text("utf-8")
        for each in sorted(tmp_path.iterdir())
        if each.suffix in (".svg", ".html", ".csv")
    ]
    return [_plain(each) for each in (str(done.code), done.out, done.err, *tables, *written)]


def _plain(text: str) -> str:
    """Without what one sequence numbers for all, and without times."""
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[:.\d]*Z?", "TIME", text)
    text = re.sub(r"memo number \d+", "memo number N", text)
    return re.sub(r"\d{8}-\d{6}", "TIME", text)


@pytest.mark.parametrize("name", CASES)
def test_a_blind_coder_is_told_the_same_whatever_others_did(
    coder: Run, studies: tuple[Path, Path], tables: list[str], tmp_path: Path, name: str
) -> None:
    alone, both = studies
    for line in CASES[name]:
        before = told(coder, alone, line, tables, tmp_path)
        assert told(coder, both, line, tables, tmp_path) == before, line


@pytest.mark.parametrize("name", ASKED)
def test_every_format_is_the_same(
    coder: Run, studies: tuple[Path, Path], tables: list[str], tmp_path: Path, name: str
) -> None:
    """The binary formats are made of the same table; their files are compared by what they hold."""
    for form in TABLES:
        line = f"{CASES[name][0]} --format {form}" + (" --output out.x" if form in ("xlsx", "docx") else "")
        before = told(coder, studies[0], line, tables, tmp_path)
        assert before[0] == "0"
        assert told(coder, studies[1], line, tables, tmp_path) == before, form


def test_the_attack_would_see_a_leak(coder: Run, studies: tuple[Path, Path], tmp_path: Path) -> None:
    """Who is not blind is told of Ann's work by the same commands."""
    shutil.copy(studies[1], tmp_path / "study.db")
    assert WORD in coder("memo", "list").out
    assert "beta" in coder("quotes", "--coder", "Ben").out
    assert "finish first" in coder("log").out
    assert coder("coders", "list", "--format", "json").json[0]["finished"] == 1
