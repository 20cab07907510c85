"""A study of three coders from the plan to the corrected transcript, told through the command line.

A lead plans 24 interviews for 3 coders, a third of them double coded, shares three files and merges
them; coders discuss, a reviewer settles, the table is made of the consensus, a transcript is corrected.
Each chapter goes on from the study of the one before. What comes out is compared with plain loops over
what the coders were told to think.
"""

from __future__ import annotations

import copy
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from coder.study import codebook, coding, recoding, transcripts
from coder.study.study import Study
from tests import story
from tests.story import CODERS, CODES, LANGUAGE, UNITS, Marked, Minds, run
from tests.study.apart.conftest import Apart

PLAN = ("assign", "--plan", "--to", "Ana,Ben,Cid", "--double", "0.33", "--seed", "7", "--coder", "Lea")
FILES = tuple(f"{who.lower()}.db" for who in CODERS)


@dataclass(frozen=True)
class Chapter:
    """A study at the end of a chapter, and what is known about it."""

    folder: Path
    minds: Minds
    """What the coders think by now."""
    teams: dict[str, tuple[str, ...]]
    """Who codes each interview."""
    settled: tuple[Marked, ...] = ()
    """What the reviewer lets stand of what coders differed about."""

    @property
    def study(self) -> Path:
        return self.folder / "study.db"

    @property
    def doubles(self) -> list[str]:
        return [name for name, team in self.teams.items() if len(team) == 2]

    @property
    def ratings(self) -> story.Rated:
        return story.rated(self.minds, self.teams)

    @property
    def consensus(self) -> set[Marked]:
        """What all who decided agree on, and what was settled."""
        agreed = story.agreed(self.ratings, 2) | story.agreed(self.ratings, 1)
        return agreed | set(self.settled)

    def run(self, *arguments: str | Path, code: int = 0) -> story.Said:
        """A command on this study."""
        return run(*arguments, "--study", self.study, code=code)

    def json(self, *arguments: str) -> Any:
        """What a command on this study prints as JSON."""
        return self.run(*arguments, "--format", "json").json

    def next(self, name: str, **known: Any) -> Chapter:
        """The next chapter, on a copy of the study, so that this one can still be looked at."""
        folder = self.folder.with_name(name)
        folder.mkdir()
        shutil.copy(self.study, folder)
        return replace(self, folder=folder, minds=copy.deepcopy(self.minds), **known)


def sound(chapter: Chapter) -> bool:
    return chapter.run("check").err.endswith("sound.\n")


def state(path: Path) -> dict[str, Any]:
    """What a study holds, whatever the ids of its rows, and who sees what."""
    with Study.open(path) as study:
        found = Apart.state(study)
    found["opened"] = run("assignments", "--study", path, "--format", "json").json
    return found


# --- the chapters -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Chapter:
    """24 interviews, a codebook, the people, and who codes what."""
    folder = tmp_path_factory.mktemp("story") / "1-planned"
    folder.mkdir()
    story.write_materials(folder)
    chapter = Chapter(folder, Minds.seeded(), {})
    run("--study", chapter.study, "init", "--name", "The story")
    chapter.run("import", folder / "interviews", "--yes")
    chapter.run("codebook", "add", folder / "themes.yaml")
    for who in CODERS:
        chapter.run("coders", "add", who, "--blind")
    chapter.run("coders", "add", "Lea", "--role", "lead")
    chapter.run("coders", "add", "Rob", "--role", "reviewer")
    chapter.run(*PLAN, "--yes")
    teams = defaultdict[str, list[str]](list)
    for each in chapter.json("assignments"):
        teams[each["transcript"]].append(each["coder"])
    return replace(chapter, teams={name: tuple(sorted(team)) for name, team in teams.items()})


@pytest.fixture(scope="module")
def worked(planned: Chapter) -> Chapter:
    """Three copies, each coded to the end; and as they were when half of their interviews were done."""
    chapter = planned.next("2-worked")
    (chapter.folder / "half").mkdir()
    for who, file in zip(CODERS, FILES, strict=True):
        path = chapter.folder / file
        chapter.run("share", path, "--for", who, "--coder", "Lea")
        mine = [name for name, team in chapter.teams.items() if who in team]
        for part in (mine[: len(mine) // 2], mine[len(mine) // 2 :]):
            with Study.open(path, who) as study:
                for name in part:
                    story.work(study, name, chapter.minds, who)
            for name in part:
                run("finish", name, "--none-applies", "--study", path)
            if part != mine[len(mine) // 2 :]:
                shutil.copy(path, chapter.folder / "half")
    return chapter


@pytest.fixture(scope="module")
def merged(worked: Chapter) -> Chapter:
    """All three files brought back at once."""
    chapter = worked.next("3-merged")
    chapter.run("merge", *(worked.folder / file for file in FILES), "--yes", "--coder", "Lea")
    return chapter


@pytest.fixture(scope="module")
def discussed(merged: Chapter) -> Chapter:
    """Ana has come round to Ben at three places, in a second copy; Ben to Ana at two, in the study."""
    chapter = merged.next("4-discussed")
    minds, second = chapter.minds.of, chapter.folder / "ana-again.db"
    chapter.run("share", second, "--for", "Ana", "--with-opened", "--coder", "Lea")
    theirs = [e for e in sorted(story.differing(chapter.ratings)) if chapter.teams[e[0]] == ("Ana", "Ben")]
    adopted = [each for each in theirs if each[2] in minds["Ben"][each[:2]]][:3]
    dropped = [each for each in theirs if each[2] not in minds["Ana"][each[:2]] and each not in adopted][:2]
    assert (len(adopted), len(dropped)) == (3, 2)
    with Study.open(second, "Ana") as ana:
        for name, n, code in adopted:
            minds["Ana"][name, n][code] = words = minds["Ben"][name, n][code]
            story.apply(ana, name, words, code)
    with Study.open(chapter.study, "Ben") as ben:
        for name, n, code in dropped:
            del minds["Ben"][name, n][code]
            story.remove(ben, (name, n), code)
    chapter.run("merge", second, "--yes", "--coder", "Lea")
    return chapter


def settle_one(chapter: Chapter, marked: Marked, how: str) -> set[Marked]:
    """Settle one code on one answer; returns what stands there by that."""
    name, n, code = marked
    given = chapter.ratings[name, n]
    yes = next(who for who, codes in given.items() if code in codes)
    no = next(who for who, codes in given.items() if code not in codes)
    other = unused(chapter, marked)
    says, stands = {
        "yes": (("--accept", yes), {marked}),
        "no": (("--accept", no), set()),
        "both": (("--accept", "all"), {marked}),
        "neither": (("--accept", "none"), set()),
        "another": (("--code", other), {(name, n, other)}),
    }[how]
    item = f"{name}:{2 * n + 2}/{code}"
    chapter.run("review", "settle", item, *says, "--reason", f"because: {how}", "--coder", "Rob")
    return stands


def unused(chapter: Chapter, marked: Marked) -> str:
    """A code that nobody gave to this answer, if there is one."""
    given = chapter.ratings[marked[:2]].values()
    return next((code for code in CODES if not any(code in codes for codes in given)), "")


@pytest.fixture(scope="module")
def settled(discussed: Chapter) -> Chapter:
    """What is agreed taken over, five disagreements settled in five ways, the rest as one coder has it."""
    chapter = discussed.next("5-settled")
    chapter.run("review", "take-agreed", "--single", "--yes", "--coder", "Rob")
    left, stands = sorted(story.differing(chapter.ratings)), set[Marked]()
    another = next(each for each in left if unused(chapter, each))
    ways = dict(
        zip((each for each in left if each != another), ("yes", "no", "both", "neither"), strict=False)
    )
    for marked, how in {**ways, another: "another"}.items():
        stands |= settle_one(chapter, marked, how)
        left.remove(marked)
    for name, n in dict.fromkeys(each[:2] for each in left):
        first = chapter.teams[name][0]
        chapter.run("review", "settle", f"{name}:{2 * n + 2}", "--accept", first, "--coder", "Rob")
        stands |= {
            each for each in left if each[:2] == (name, n) and each in chapter.minds.marked(first, name)
        }
    return replace(chapter, settled=tuple(sorted(stands)))


@dataclass(frozen=True)
class Corrected:
    """An interview put right after everything else was done."""

    chapter: Chapter
    before: Chapter
    name: str
    said: story.Said

    def now(self, segment: int, quote: str) -> str:
        """What a quote of the old text says now."""
        return quote.replace(", then", ", than") if segment in (4, 8) else quote


@pytest.fixture(scope="module")
def corrected(settled: Chapter) -> Corrected:
    """An interview that two have coded: a word misheard twice, a sentence more in question and answer."""
    chapter = settled.next("6-corrected")
    name = next(name for name in chapter.doubles if chapter.teams[name] == ("Ana", "Ben") and UNITS[name] > 5)
    assert LANGUAGE[name] == "en"
    text = story.text(name)
    for n in (1, 3):
        text = text.replace(story.answer(name, n), story.answer(name, n).replace(", then", ", than"))
    text = text.replace(f"number 2, {name}?", f"number 2, {name}? Please take your time.")
    text = text.replace(story.answer(name, 0), f"{story.answer(name, 0)} Nobody had asked before.")
    file = chapter.folder / "corrected.txt"
    file.write_text(text, encoding="utf-8")
    replace_it = ("transcript", "replace", name, file, "--coder", "Lea", "--format", "json")
    dry = chapter.run(*replace_it, "--dry-run")
    done = chapter.run(*replace_it, "--yes")
    assert done.json == dry.json
    return Corrected(chapter, settled, name, done)


@dataclass(frozen=True)
class Late:
    """After everything, Ana takes another code for what had been agreed; Rob follows her."""

    chapter: Chapter
    before: Chapter
    was: Marked
    instead: Marked
    waiting: list[dict[str, Any]]


@pytest.fixture(scope="module")
def late(corrected: Corrected) -> Late:
    """Ana has second thoughts about the corrected interview."""
    chapter, name = corrected.chapter.next("7-late"), corrected.name
    agreed = sorted(each for each in story.agreed(chapter.ratings, 2) if each[0] == name)
    was = next(each for each in agreed if unused(chapter, each))
    instead = (*was[:2], unused(chapter, was))
    with Study.open(chapter.study, "Ana") as ana:
        text = transcripts.load(ana, name)
        span = [each.span for each in text.segments if each.is_unit][was[1]]
        old, new = (codebook.find_code(ana, each[2]).id for each in (was, instead))
        [id_] = [
            each.id
            for each in coding.codings_of(ana, text.id, ana.acting().id)
            if each.code_id == old and span.start <= each.span.start < span.end
        ]
        recoding.recode(ana, id_, new)
    mind = chapter.minds.of["Ana"][was[:2]]
    mind[instead[2]] = mind.pop(was[2])
    waiting = chapter.json("review", "list")
    chapter.run("review", "settle", f"{name}:{2 * was[1] + 2}", "--accept", "Ana", "--coder", "Rob")
    return Late(chapter, corrected.chapter, was, instead, waiting)


# --- what is true in each ---------------------------------------------------------------------------------


def test_the_plan_gives_every_interview_one_coder_a_third_two_and_everybody_alike(planned: Chapter) -> None:
    teams = planned.teams
    assert set(teams) == set(UNITS)
    assert Counter(map(len, teams.values())) == {1: 16, 2: 8}
    load = {who: sum(UNITS[name] for name, team in teams.items() if who in team) for who in CODERS}
    assert max(load.values()) - min(load.values()) <= max(UNITS.values())
    for language in ("en", "ru"):
        part = {
            who: sum(UNITS[n] for n, team in teams.items() if who in team and LANGUAGE[n] == language)
            for who in CODERS
        }
        assert max(part.values()) - min(part.values()) <= max(UNITS.values())
    together = Counter(team for team in teams.values() if len(team) == 2)
    assert set(together) == set(story.pairs())
    assert max(together.values()) - min(together.values()) <= 1
    assert {LANGUAGE[name] for name in planned.doubles} == {"en", "ru"}
    of = {each["coder"]: each for each in planned.json("progress")}
    for who in CODERS:
        mine = [name for name, team in teams.items() if who in team]
        said = (of[who]["assigned"], of[who]["doubles"], of[who]["units"], of[who]["decided"])
        assert said == (len(mine), sum(name in planned.doubles for name in mine), load[who], 0)
    assert planned.run(*PLAN, "--yes").err == "nothing to assign: every interview has its coders already.\n"


def test_a_copy_holds_its_coders_interviews_and_work_alone(worked: Chapter) -> None:
    for who, file in zip(CODERS, FILES, strict=True):
        mine = {name for name, team in worked.teams.items() if who in team}
        found = run("transcripts", "--study", worked.folder / file, "--format", "json").json
        assert {each["transcript"] for each in found} == mine
        quotes = run("quotes", "--study", worked.folder / file, "--format", "json").json
        assert {each["coder"] for each in quotes} == {who}
        told = {marked for name in mine for marked in worked.minds.marked(who, name)}
        assert {(e["transcript"], e["segment"] // 2 - 1, e["code"]) for e in quotes} == told


def test_a_dry_run_says_what_then_comes(worked: Chapter) -> None:
    chapter = worked.next("dry")
    files = [worked.folder / file for file in FILES]
    before = state(chapter.study)
    dry = chapter.run("merge", *files, "--dry-run", "--coder", "Lea", "--format", "json")
    assert dry.err.endswith("nothing was changed.\n")
    assert state(chapter.study) == before
    for who, each in zip(CODERS, dry.json["files"], strict=True):
        mine = [name for name, team in worked.teams.items() if who in team]
        assert each["coders"] == [who]
        coming = {kind: n for kind, n in each["coming"].items() if n}
        assert coming == {
            "codings": sum(len(worked.minds.marked(who, name)) for name in mine),
            "decisions": sum(
                n < UNITS[name] - 1 or not worked.minds.of[who][name, n]
                for name in mine
                for n in range(UNITS[name])
            ),
            "finished": len(mine),
        }
        assert each["conflicts"] == []
    done = chapter.run("merge", *files, "--yes", "--coder", "Lea", "--format", "json").json
    assert done["files"] == dry.json["files"]
    assert done["opened_to"] == dry.json["opened_to"] == list(CODERS)
    assert (done["written"], Path(done["backup"]).exists()) == (True, True)


def test_merged_in_any_order_and_by_halves_the_study_is_the_same(worked: Chapter, merged: Chapter) -> None:
    wanted = state(merged.study)
    half, whole = worked.folder / "half", worked.folder
    a, b, c = FILES
    ways: list[list[list[Path]]] = [
        [[whole / b, whole / c, whole / a]],
        [[whole / c, whole / a, whole / b]],
        [[whole / c], [whole / b], [whole / a]],
        [[half / a], [whole / b], [half / c, whole / a], [whole / c]],
        [[whole / c], [half / b], [half / c], [whole / a], [whole / b, half / a]],
    ]
    for number, merges in enumerate(ways):
        chapter = worked.next(f"way-{number}")
        for files in merges:
            chapter.run("merge", *files, "--yes")
        assert state(chapter.study) == wanted, merges
    assert sound(chapter)


def test_merged_twice_nothing_is_changed_and_nothing_logged(worked: Chapter, merged: Chapter) -> None:
    before, log = state(merged.study), merged.json("log", "--all")
    for files in (FILES, FILES[1:2], (FILES[2], "half/ana.db")):
        again = merged.run("merge", *(worked.folder / file for file in files), "--yes", "--coder", "Lea")
        assert again.err == "nothing to merge: the study has all of it.\n"
    assert merged.json("log", "--all") == log
    assert state(merged.study) == before
    assert sound(merged)


def test_what_all_have_finished_is_open_to_them_and_nothing_else(merged: Chapter) -> None:
    found = merged.json("assignments")
    assert {each["status"] for each in found} == {"finished"}
    assert {each["percent"] for each in found} == {100.0}
    assert {each["transcript"] for each in found if each["opened"]} == set(merged.doubles)
    for who in CODERS:
        quotes = merged.json("quotes", "--coder", who)
        assert {each["transcript"] for each in quotes if each["coder"] != who} <= {
            name for name in merged.doubles if who in merged.teams[name]
        }
        seen = {(e["coder"], e["transcript"], e["segment"] // 2 - 1, e["code"]) for e in quotes}
        assert seen == {
            (each, *marked)
            for name, team in merged.teams.items()
            if who in team
            for each in team
            for marked in merged.minds.marked(each, name)
        }


def test_agreement_is_what_plain_loops_make_it(merged: Chapter, discussed: Chapter) -> None:
    now, before = (discussed.json("agree", "--ci", "none", *as_of) for as_of in ((), ("--as-of", "opening")))
    assert before == merged.json("agree", "--ci", "none")
    for found, chapter in ((before, merged), (now, discussed)):
        ratings = chapter.ratings
        assert found["coders"] == list(CODERS)
        assert found["units"] == sum(UNITS.values())
        codes = {code: story.agreement(ratings, code) for code in CODES}
        for code, plain in codes.items():
            figures = found["codes"][code]
            assert figures["percent_agreement"]["n"] == plain.units == sum(UNITS[n] for n in chapter.doubles)
            assert figures["percent_agreement"]["value"] == pytest.approx(plain.percent)
            assert figures["krippendorff_alpha"]["value"] == pytest.approx(plain.alpha)
            assert figures["prevalence"]["value"] == pytest.approx(plain.yes / plain.units / 2)
            for pair in figures["cohen_kappa"]:
                kappa = story.cohen(ratings, code, *pair["coders"])
                assert pair["value"] == (None if kappa is None else pytest.approx(kappa))
        pooled = 1 - sum(p.observed for p in codes.values()) / sum(p.expected for p in codes.values())
        assert found["overall"]["pooled_alpha"]["value"] == pytest.approx(pooled)
    assert now["overall"]["pooled_alpha"]["value"] > before["overall"]["pooled_alpha"]["value"]
    shown = " ".join(discussed.run("agree", "--ci", "none", "--as-of", "opening").out.split())
    assert "as of before the discussion (8 interviews before they were opened by event 12" in shown


def test_the_review_lists_every_difference_and_counts_what_is_settled(
    discussed: Chapter, settled: Chapter
) -> None:
    def marked(found: list[dict[str, Any]]) -> set[Marked]:
        return {(each["transcript"], each["segment"] // 2 - 1, each["code"]) for each in found}

    differing = story.differing(discussed.ratings)
    found = discussed.json("review", "list", "--coder", "Rob")
    assert (len(found), marked(found)) == (len(differing), differing)
    for each in found:
        given = discussed.ratings[each["transcript"], each["segment"] // 2 - 1]
        assert each["yes"] == ",".join(who for who in CODERS if each["code"] in given.get(who, ()))
        assert each["no"] == ",".join(who for who in given if each["code"] not in given[who])
    by_code = Counter(each[2] for each in differing)
    listed = [each["code"] for each in discussed.json("review", "list", "--order", "code")]
    assert [by_code[code] for code in dict.fromkeys(listed)] == sorted(by_code.values(), reverse=True)
    assert marked(discussed.json("review", "list", "--agreed")) == story.agreed(discussed.ratings, 2)

    for each in discussed.json("review", "progress", "--by", "interview"):
        many = sum(name == each["interview"] for name, _, _ in differing)
        assert (each["settled"], each["open"], each["finished"]) == (0, many, False)

    assert settled.json("review", "list") == []
    done = settled.json("review", "list", "--settled")
    assert marked(done) == differing
    reasons = [each["reason"] for each in done if each["reason"]]
    assert sorted(reasons) == [f"because: {how}" for how in ("another", "both", "neither", "no", "yes")]
    assert {each["settled_by"] for each in done} == {"Rob"}
    assert {(m, e["outcome"]) for e in done for m in marked([e])} == {
        (m, "applied" if m in settled.settled else "not-applied") for m in differing
    }
    for each in settled.json("review", "progress", "--by", "interview"):
        many = sum(name == each["interview"] for name, _, _ in differing)
        assert (each["settled"], each["open"], each["stale"], each["agreed"]) == (many, 0, 0, 0)
        assert (each["decided"], each["of"], each["finished"]) == (*(UNITS[each["interview"]],) * 2, True)
    for each in settled.json("review", "progress", "--by", "code"):
        assert (each["settled"], each["open"]) == (by_code[each["code"]], 0)


def test_taking_over_says_beforehand_what_it_takes(discussed: Chapter) -> None:
    def taken(*more: str) -> tuple[set[tuple[str, str]], int, int]:
        found = discussed.json("review", "take-agreed", "--dry-run", "--coder", "Rob", *more)
        codes = {(each["transcript"], each["code"]) for each in found if each["code"]}
        n = Counter[bool]()
        for each in found:
            n[each["code"] is None] += each["n"]
        return codes, n[False], n[True]

    ratings = discussed.ratings
    for more, many in (((), (2,)), (("--single",), (1, 2))):
        agreed = {each for coders in many for each in story.agreed(ratings, coders)}
        nothing = sum(len(each) in many and not any(each.values()) for each in ratings.values())
        assert taken(*more) == ({(name, code) for name, _, code in agreed}, len(agreed), nothing)


def table(found: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    return {each["code"]: (each["n"], each["of"]) for each in found}


def test_the_table_of_the_consensus_counts_respondents(settled: Chapter) -> None:
    found = settled.json("freq")
    assert table(found) == story.frequencies(settled.consensus)
    for each in found:
        assert each["percent"] == pytest.approx(100 * each["n"] / each["of"], abs=0.0501)
    grouped = settled.json("freq", "--by", "group")
    for group in (None, *story.GROUPS):
        part = [each for each in grouped if each["group"] == group]
        assert table(part) == story.frequencies(settled.consensus, group)
    assert "Rule: consensus. " in " ".join(settled.run("freq").out.split())
    coded = {
        (each["transcript"], each["segment"] // 2 - 1, each["code"])
        for each in settled.json("quotes", "--by-coder", "consensus")
    }
    assert coded == settled.consensus


def test_a_corrected_transcript_keeps_every_number_and_its_quotes_follow(corrected: Corrected) -> None:
    now, before, name = corrected.chapter, corrected.before, corrected.name
    for command in (
        ("freq", "--by", "group"),
        ("agree", "--ci", "none"),
        ("matrix",),
        ("review", "progress", "--by", "interview"),
    ):
        assert now.json(*command) == before.json(*command), command
    for command in (("quotes",), ("quotes", "--by-coder", "consensus")):
        was, is_ = (
            [(e["transcript"], e["coder"], e["code"], e["segment"], e["quote"]) for e in at.json(*command)]
            for at in (before, now)
        )
        assert is_ == [
            (*rest, segment, corrected.now(segment, quote) if rest[0] == name else quote)
            for *rest, segment, quote in was
        ]
    moves = corrected.said.json
    assert "lost" not in {each["kind"] for each in moves}
    for each in moves:
        assert (each["kind"] == "fuzzy") == (each["new_quote"] != each["quote"])
        assert each["score"] == 100 or each["kind"] == "fuzzy"
    assert now.run("transcript", "show", name, "--version", "1").out.strip() == story.text(name).strip()
    assert sound(now)


def test_undoing_the_correction_brings_the_old_text_back(corrected: Corrected) -> None:
    chapter = corrected.chapter.next("undone")
    chapter.run("undo", "--coder", "Lea")
    assert chapter.run("transcript", "show", corrected.name).out.strip() == story.text(corrected.name).strip()
    assert state(chapter.study) == state(corrected.before.study)
    assert sound(chapter)
    chapter.run("redo", "--coder", "Lea")
    assert state(chapter.study) == state(corrected.chapter.study)


def test_second_thoughts_wait_for_the_reviewer_and_change_the_table(late: Late) -> None:
    waiting = {(each["code"], each["state"], each["yes"], each["no"]) for each in late.waiting}
    assert waiting == {(late.was[2], "stale", "Ben", "Ana"), (late.instead[2], "open", "Ana", "Ben")}
    chapter = late.chapter
    consensus = late.before.consensus - {late.was} | {late.instead}
    assert table(chapter.json("freq")) == story.frequencies(consensus)
    assert sound(chapter)


def test_the_correction_cannot_be_undone_under_what_came_after(late: Late, corrected: Corrected) -> None:
    event = next(each["id"] for each in late.chapter.json("log") if each["action"] == "transcript replace")
    before = state(late.chapter.study)
    refused = late.chapter.run("undo", "--event", str(event), "--coder", "Lea", code=1)
    assert refused.err.startswith("coder: ")
    assert state(late.chapter.study) == before


def test_the_table_as_it_was_before_each_chapter(late: Late, settled: Chapter, merged: Chapter) -> None:
    log = late.chapter.json("log", "--all")
    recoded = next(each["id"] for each in log if each["action"] == "recode")
    assert late.chapter.json("freq", "--as-of", str(recoded - 1)) == settled.json("freq")
    first = min(each["id"] for each in log if each["action"] == "merge")
    as_merged = late.chapter.json("freq", "--as-of", str(first))
    assert as_merged == merged.json("freq")
    whoever = {
        m for name, team in merged.teams.items() for who in team for m in merged.minds.marked(who, name)
    }
    assert table(as_merged) == story.frequencies(whoever)
    assert f"(event {first})" in late.chapter.run("freq", "--as-of", str(first)).out


def test_the_log_tells_the_story(late: Late, merged: Chapter) -> None:
    teams = merged.teams.items()
    codings = sum(len(merged.minds.marked(who, name)) for name, team in teams for who in team)
    log = late.chapter.json("log", "--all")[::-1]
    told = [(each["coder"], each["action"]) for each in log]
    assert [one for one, other in pairwise([*told, None]) if one != other] == [
        (None, "import"),
        (None, "codebook add"),
        (None, "coders add"),
        ("Lea", "assign"),
        ("Lea", "share"),
        ("Lea", "merge"),
        ("Lea", "share"),
        ("Ben", "remove"),
        ("Lea", "merge"),
        ("Rob", "coders add"),
        ("Rob", "take agreed"),
        ("Rob", "settle"),
        ("Lea", "transcript replace"),
        ("Ana", "recode"),
        ("Rob", "settle"),
    ]
    words = [each["summary"] for each in log]
    for said in (
        "assign 24 interviews by plan to Ana, Ben, Cid: 1 coder each, 8 double coded, seed 7",
        f"merge 3 files of Ana, Ben, Cid: {codings} new codings, ",
        "32 interviews finished; all have finished 8 interviews, open to Ana, Ben, Cid",
        "merge ana-again.db of Ana: 3 new codings",
        f"replace the text of {late.was[0]} by version 2",
        f"recode {late.was[2]} as {late.instead[2]}: {late.was[0]}",
    ):
        assert any(said in each for each in words), said
    for name in UNITS:
        about = {each["action"] for each in late.chapter.json("log", "--all", "--interview", name)}
        assert about >= {"import", "assign", "merge", "take agreed"}
    assert late.chapter.run("log", "--verify", late.chapter.json("log", "--head")[0]["chain"]).err
