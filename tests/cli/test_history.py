"""undo --event, log with its filters, and --as-of wherever it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from coder.cli.main import COMMANDS, cli

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder, fails and shell."""


@pytest.fixture
def told(coder: Run, new: Path) -> Path:
    """A study with a codebook, three coders and one of them taken back."""
    coder("codebook", "add", "reform-directions")
    for name in ("Ann", "Ben", "Zoe"):
        coder("coders", "add", name)
    coder("undo")
    return new


def test_log_with_filters(coder: Run, told: Path) -> None:
    assert [e["action"] for e in coder("log", "--action", "coders add", "--format", "json").json] == [
        "coders add"
    ] * 3
    assert coder("log", "--undone", "--format", "csv").rows[0]["summary"] == "add coder Zoe"
    assert "add coder Zoe" not in coder("log", "--standing", "--action", "coders add").out
    assert coder("log", "--by", "lead", "-n", "1", "--format", "csv").rows[0]["action"] == "undo"
    assert coder("log", "--until", "2020-01-01", "--format", "json").json == []
    assert len(coder("log", "--since", "2020-01-01 10:00", "--format", "json").json) == 5


def test_log_refuses_what_there_is_not(fails: Run, told: Path) -> None:
    assert "nobody called 'Cyd'" in fails("log", "--by", "Cyd")
    assert "'soon' is no moment" in fails("log", "--since", "soon")
    assert "no transcript 'x'" in fails("log", "--interview", "x")
    assert "--event stands alone; leave --by out." in fails("log", "--event", "1", "--by", "Ann")
    assert "there is no event 99" in fails("log", "--event", "99")


def test_one_event_in_full(coder: Run, told: Path) -> None:
    shown = coder("log", "--event", "5").out
    assert "Event 5 (undo) of event 4: add coder Zoe" in shown
    assert "By whoever leads, " in shown
    [row] = coder("log", "--event", "4", "--format", "json").json
    assert (row["row"], row["column"], row["before"], row["after"]) == ("coder 3 (Zoe)", None, None, "there")
    assert "It was taken back by event 5." in coder("log", "--event", "4").out


def test_the_end_of_the_log_is_noted_and_verified(coder: Run, fails: Run, told: Path) -> None:
    [head] = coder("log", "--head", "--format", "json").json
    assert head["event"] == 5
    assert head["chain"] in coder("log", "--head").out
    coder("coders", "add", "Cyd")
    assert "the log holds all that it held then, to event 5 (" in coder("log", "--verify", head["chain"]).err
    assert "the log has no such end" in fails("log", "--verify", "0" * 64)


def test_undo_of_one_change(coder: Run, fails: Run, told: Path) -> None:
    assert coder("undo", "--event", "2").err == "undone: add coder Ann\n"
    assert [row["name"] for row in coder("coders", "list", "--format", "csv").rows] == ["Ben"]
    assert "event 2 has been taken back already, by event 6" in fails("undo", "--event", "2")
    assert coder("redo").err == "redone: add coder Ann\n"


# --- as of ------------------------------------------------------------------------------------------------

READS = ["freq", "matrix", "cooccur", "saturation", "chart", "agree", "disagreements", "confusion"]
READS += ["drift", "quotes", "report", "transcripts", "log"]


def test_every_command_of_figures_looks_back() -> None:
    context = click.Context(cli)
    for name in READS:
        assert name in COMMANDS
        command = cli.get_command(context, name)
        assert command is not None
        assert any("--as-of" in each.opts for each in command.params), name


@pytest.mark.parametrize(
    "command",
    [
        "freq --codebook reform-directions",
        "cooccur --codebook reform-directions",
        "saturation",
        "quotes strategy",
        "transcripts",
        "codebook list",
        "codebook show oecd-pslc",
        "log",
        "agree --ci none",
        "confusion",
    ],
)
def test_every_table_of_the_past_says_so(coder: Run, here: Path, command: str) -> None:
    done = coder(*command.split(), "--as-of", "9")
    line = " ".join(done.out.split())
    assert " as of 20" in line, done.out
    assert " UTC (event 9)" in line
    assert "UTC (event 9)" in done.err


def test_figures_of_the_past_are_those_of_then(coder: Run, here: Path) -> None:
    def rule(*options: str) -> str:
        return " ".join(coder("freq", "--codebook", "reform-directions", *options).out.split())

    assert "coded by Dana" in rule("--as-of", "7")
    assert "coded by any of Dana, Timur" in rule("--as-of", "9")
    assert "consensus" in rule()
    assert len(coder("log", "--as-of", "3", "--all", "--format", "json").json) == 3


def test_the_report_and_charts_of_the_past_say_so(coder: Run, here: Path, tmp_path: Path) -> None:
    coder("report", "--as-of", "9", "--output", "r.html", "--codebook", "reform-directions")
    text = (tmp_path / "r.html").read_text("utf-8")
    assert text.count("UTC (event 9)") > 3
    chart = ("chart", "freq", "--codebook", "reform-directions", "--as-of", "9", "--output", "c.svg")
    coder(*chart)
    assert (tmp_path / "c.svg").stat().st_size > 1000


def test_a_past_there_is_not_is_said_in_one_sentence(fails: Run, here: Path) -> None:
    assert "there is no event 99 in this study; the newest is 11" in fails("freq", "--as-of", "99")
    assert "'last week' is no moment" in fails("codebook", "show", "oecd-pslc", "--as-of", "last week")
    assert "no interview of this study has been opened yet" in fails("agree", "--as-of", "opening")
    assert "the log has no such past" in fails("log", "--as-of", "opening")
    assert "a file of ratings has no past" in fails("agree", "--ratings", "x.csv", "--as-of", "3")


def test_agreement_before_and_after_the_discussion(coder: Run, here: Path, demonstration: Path) -> None:
    """Both stay computable once interviews have been opened and coders have changed their minds."""

    def alpha(*options: str) -> Any:
        form = coder(
            "agree", "--codebook", "reform-directions", "--ci", "none", "--format", "json", *options
        ).json
        return form["overall"]["pooled_alpha"]["value"]

    before = alpha()
    from coder.study import coding, opening
    from coder.study.study import Study

    with Study.open(here, "Dana") as dana, Study.open(here) as lead:
        opening.open_up(lead, opening.to_open(lead, ["E01"], ["Dana"]))
        for each in coding.codings_of(dana, 1, dana.acting().id):
            coding.remove(dana, each.id)
    assert alpha() != before
    assert alpha("--as-of", "opening") == before
    assert alpha("--as-of", "11") == before
