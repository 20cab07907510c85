"""What the reference pages say is what the commands do."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

from coder.files import codebooks, shipped, tables, transcripts

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder, fails and shell."""

DOCS = Path(__file__).parents[2] / "docs"


def script(name: str) -> ModuleType:
    """A script of the documentation, as a module."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script that writes the help texts into the page of commands."""
    return script("make_commands")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def block(text: str, kind: str, beginning: str) -> str:
    """The fenced block of a kind that begins with these words."""
    found = re.search(rf"^```{kind}\n({re.escape(beginning)}.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found is not None, beginning
    return found[1]


# --- commands.md ---------------------------------------------------------------------------------


def test_every_command_is_documented_with_its_help_of_today(maker: ModuleType) -> None:
    assert maker.updated(page("commands.md")) == page("commands.md"), "run: python docs/make_commands.py"


def test_every_option_is_documented(maker: ModuleType) -> None:
    text = page("commands.md")
    for name, context in maker.commands().items():
        section = text.split(f"# {name}\n", 1)[1].split("\n#", 1)[0]
        for parameter in context.command.get_params(context):
            if isinstance(parameter, click.Option):
                assert any(option in section for option in parameter.opts), (name, parameter.name)


def test_links_between_the_pages_lead_somewhere() -> None:
    for path in DOCS.glob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (DOCS / link).exists(), (path.name, link)


# --- app.md and keys.md --------------------------------------------------------------------------


def test_every_key_is_documented_as_it_is_today() -> None:
    keys = script("make_keys")
    for path in keys.PAGES:
        text = page(path.name)
        assert "<!-- keys: " in text
        assert keys.updated(text) == text, "run: python docs/make_keys.py"


def test_a_place_without_a_heading_is_missed() -> None:
    keys = script("make_keys")
    del keys.HEADINGS["memos"]
    with pytest.raises(LookupError, match="no heading for memos"):
        keys.updated("")


def test_the_example_keymap_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from coder.tui import keymap

    monkeypatch.setenv("CODER_CONFIG", str(tmp_path))
    (tmp_path / keymap.FILE).write_text(block(page("app.md"), "toml", "[keys]"), encoding="utf-8")
    assert keymap.load() == {"coding.find": "ctrl+f,ctrl+а", "coding.done": "space,F,А"}


def test_every_picture_is_shown_small_and_asks_for_nothing_from_elsewhere() -> None:
    made = {f"{name}.svg" for name in script("make_pictures").SCENES}
    assert {path.name for path in DOCS.glob("*.svg")} == made
    pages = [*DOCS.glob("*.md"), DOCS.parent / "README.md"]
    shown = {each for path in pages for each in re.findall(r"([\w-]+\.svg)\)", path.read_text("utf-8"))}
    assert made <= shown
    for name in made:
        text = page(name)
        assert len(text.encode()) < 60_000, name
        assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', ""), name
        assert not re.search(r"@import|@font-face|<script|<image|href", text), name


# --- json.md --------------------------------------------------------------------------------------

PRINTED = {
    "freq": "freq --by side --by group --ci --test --columns codings,segments",
    "matrix": "matrix",
    "cooccur": "cooccur",
    "saturation": "saturation",
    "agree": "agree",
    "disagreements": "disagreements",
    "confusion": "confusion",
    "drift": "drift",
    "plan": "plan --only agreement",
    "review list": "review list",
    "review progress": "review progress --by interview",
    "review take-agreed": "review take-agreed --dry-run",
    "quotes": "quotes",
    "codings export": "codings export",
    "codings import": f"codings import {shipped.folder('transcripts') / 'codings' / 'dana.csv'} --dry-run",
    "import": f"import {shipped.folder('transcripts') / 'E01.md'} --dry-run",
    "transcripts": "transcripts",
    "transcript replace": "transcript replace E04 new.txt --dry-run",
    "transcript versions": "transcript versions E02",
    "pseudonymise": "pseudonymise --propose",
    "transcript lost": "transcript lost",
    "transcript speakers": "transcript speakers E04",
    "codebook list": "codebook list",
    "codebook show": "codebook show oecd-pslc",
    "codebook changes": "codebook changes oecd-pslc",
    "codebook usage": "codebook usage",
    "codebook codings": "codebook codings long-term-view",
    "codebook older": "codebook older",
    "codebook near": "codebook near strategy",
    "respondents list": "respondents list",
    "coders list": "coders list",
    "assign": "assign --plan --to Cid,Timur --double 0.5 --dry-run",
    "assignments": "assignments",
    "progress": "progress",
    "finish": "finish E01 --list --coder Cid",
    "log": "log",
    "merge": "merge dana.db --dry-run",
    "check": "check",
    "backup": "backup --list",
    "search": "search strategy",
    "memo list": "memo list",
    "keys": "keys",
}
"""Every command that prints a table, and how to have one that is not empty."""
ALSO = [
    ("freq", "freq --by side --by group --cross --of units"),
    ("matrix", "matrix --shape tidy --of transcripts"),
    ("cooccur", "cooccur --matrix"),
    ("agree", "agree --unit character"),
    ("agree", "agree --pairs"),
    ("plan", "plan --only interviews"),
    ("review progress", "review progress --by code"),
    ("review list", "review list --agreed"),
    ("pseudonymise", "pseudonymise names.csv --dry-run"),
    ("import", "import out.qdpx --dry-run"),
]
"""Other forms that the same commands print."""
OPEN = {"agree": {"codes", "ku_alpha"}, "matrix": {""}, "respondents list": {""}}
OPEN["import"] = {"cleaned", "skipped", "codings_by_coder"}
OPEN["codings import"] = {"columns", "placed", "codings_by_coder"}
"""Where the keys are the study's own: codes, and attributes."""


def keys(form: Any, own: set[str], at: str = "") -> Iterator[str]:
    """Every key of a JSON form, those of the study left out."""
    if isinstance(form, list):
        for each in form:
            yield from keys(each, own, at)
    elif isinstance(form, dict):
        for key, value in form.items():
            if at not in own:
                yield key
            yield from keys(value, own, key)


def described(name: str) -> str:
    """The section of a command."""
    return page("json.md").split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]


def test_every_command_with_json_has_a_section(maker: ModuleType) -> None:
    contexts = maker.commands().items()
    with_json = {name for name, at in contexts if any(p.name == "form" for p in at.command.params)}
    assert with_json == {f"coder {name}" for name in PRINTED}
    assert all(described(name) for name in PRINTED)


@pytest.fixture
def rich(coder: Run, here: Path, request: pytest.FixtureRequest) -> None:
    """The demonstration, with a memo, a code with a new meaning, a backup and an interview to be coded."""
    coder("coders", "add", "Cid")
    coder("assign", "E01", "--to", "Cid")
    coder("share", "dana.db", "--for", "Dana", "--all")
    coder("--study", "dana.db", "assign", "E01", "--to", "Dana")
    coder("--study", "dana.db", "--coder", "Dana", "finish", "E01", "--none-applies")
    coder("memo", "add", "Look again at E13", "--coder", "Dana")
    coder("backup")
    Path("names.csv").write_text("name,replacement,confirmed\nAstana,a city,yes\n", encoding="utf-8")
    coder("codebook", "edit-code", "long-term-view", "--definition", "Another one.", "--new-meaning")
    if "out.qdpx" in request.node.callspec.params["command"]:
        coder("export", "out.qdpx")
    if request.node.callspec.params["name"].startswith("transcript "):
        quote = coder("quotes", "--transcript", "E02", "--format", "json").json[0]["quote"]
        for name in ("E02", "E04"):
            text = coder("transcript", "show", name).out.replace(quote, "Something else.")
            Path("new.txt").write_text(text + "\n\nThe end.", encoding="utf-8")
            if name == "E02":
                coder("transcript", "replace", name, "new.txt", "--yes")


@pytest.mark.parametrize(("name", "command"), [*PRINTED.items(), *ALSO])
def test_every_json_key_is_described_in_its_section(coder: Run, rich: None, name: str, command: str) -> None:
    form = coder(*command.split(), "--format", "json").json
    assert form
    own = OPEN.get(name, set()) - ({""} if "tidy" in command else set())
    printed = set(keys(form, own))
    assert printed <= set(
        re.findall(r"`([a-z_0-9]+)`", re.sub(r"```.*?```", "", described(name), flags=re.DOTALL))
    )


def test_the_examples_in_json_md_are_what_is_printed(coder: Run, here: Path) -> None:
    for command in (
        "freq",
        "matrix --shape tidy",
        "cooccur",
        "confusion",
        "saturation --codebook reform-directions",
        "quotes",
        "transcripts --coder Dana",
        "codebook list",
        "respondents list",
        "search strategy",
        "keys",
    ):
        name = command.split(" --")[0].removesuffix(" strategy")
        example = block(described(name), "json", "{")
        printed = coder(*command.split(), "--format", "json").out
        printed = re.sub(r'(?<="touched": )"[^"]+Z"', '"2026-11-21T09:30:00.000000Z"', printed)  # now
        assert " ".join(example.split()) in " ".join(printed.split()), command


# --- formats.md ------------------------------------------------------------------------------------


def test_every_format_and_ending_is_named() -> None:
    from coder.cli.common import _ENDINGS
    from coder.report.render import FORMATS

    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", page("formats.md"), re.MULTILINE))
    assert set(FORMATS) <= set(rows)
    assert all(f"`{ending}`" in rows[form] for ending, form in _ENDINGS.items() if ending)


# --- codebook.md and transcripts.md ----------------------------------------------------------------


def test_the_example_codebook_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "pay-and-people.yaml"
    path.write_text(block(page("codebook.md"), "yaml", "schema: 1"), encoding="utf-8")
    assert codebooks.check(path) == []
    assert [code.slug for code in codebooks.read(path).codes] == ["money", "pay", "budget", "training"]


def test_the_page_of_codebooks_names_every_key() -> None:
    from coder.files.codebooks import building

    named = set(re.findall(r"^\| `(\w+)` \|", page("codebook.md"), re.MULTILINE))
    assert named == {*building._CODEBOOK_KEYS, *building._CODE_KEYS}


def test_the_example_tables_are_read(tmp_path: Path) -> None:
    people, coded = tmp_path / "respondents.csv", tmp_path / "codings.csv"
    people.write_text(block(page("transcripts.md"), "csv", "respondent,"), encoding="utf-8")
    coded.write_text(block(page("transcripts.md"), "csv", "transcript,"), encoding="utf-8")
    assert tables.read_respondents(people)[1].attributes == {
        "group": "quasi-public sector",
        "side": "external",
    }
    assert [record.code for record in tables.read_codings(coded)] == ["", "civil-service-themes/honesty"]


def test_the_example_front_matter_is_read(tmp_path: Path) -> None:
    path = tmp_path / "talk.md"
    head = block(page("transcripts.md"), "yaml", "---")
    path.write_text(head + "Anna: Why?\n\nPetr: Pay.\n\nBoris: Why?\n\nPetr: Pay.\n", encoding="utf-8")
    read = transcripts.read(path)
    assert (read.respondent, read.language) == ("E01", "ru")
    assert read.attributes == {"side": "internal", "group": "public administration"}


def test_every_kind_of_file_and_shipped_codebook_is_named() -> None:
    assert all(f"`{kind}`" in page("transcripts.md") for kind in transcripts.KINDS)
    assert all(f"`{name}`" in page("codebook.md") for name in shipped.codebooks())
