"""ELAN, EXMARaLDA and CHAT: the tiers with words, times by slots and bullets, everything else counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.files import transcripts
from coder.model import CoderError, ReadTranscript

Turn = tuple[str | None, str, int | None]


def read(source: str, folder: Path, name: str) -> ReadTranscript:
    path = folder / name
    path.write_bytes(source.encode())
    return transcripts.read(path)


def turns(found: ReadTranscript) -> list[Turn]:
    return [(each.speaker, each.span.of(found.text), each.time_ms) for each in found.segments]


# --- ELAN -----------------------------------------------------------------------------------------


def eaf(tiers: str, times: str = "0 1000 2000 3000 4000", more: str = "") -> str:
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{number}" TIME_VALUE="{value}"/>'.replace(' TIME_VALUE="-"', "")
        for number, value in enumerate(times.split())
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT FORMAT="3.0">'
        f"<HEADER/><TIME_ORDER>{slots}</TIME_ORDER>{tiers}{more}</ANNOTATION_DOCUMENT>"
    )


def tier(
    name: str, *annotations: tuple[str, int, int, str], more: str = "", type_: str = "default-lt"
) -> str:
    return (
        f'<TIER TIER_ID="{name}" LINGUISTIC_TYPE_REF="{type_}" {more}>'
        + "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{id_}" TIME_SLOT_REF1="ts{start}" '
            f'TIME_SLOT_REF2="ts{end}"><ANNOTATION_VALUE>{value}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
            for id_, start, end, value in annotations
        )
        + "</TIER>"
    )


def reference(name: str, parent: str, *annotations: tuple[str, str, str], more: str = "") -> str:
    return (
        f'<TIER TIER_ID="{name}" LINGUISTIC_TYPE_REF="ref" PARENT_REF="{parent}" {more}>'
        + "".join(
            f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{id_}" ANNOTATION_REF="{to}">'
            f"<ANNOTATION_VALUE>{value}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
            for id_, to, value in annotations
        )
        + "</TIER>"
    )


def test_elan_participants_and_a_translation(tmp_path: Path) -> None:
    source = eaf(
        tier(
            "A_text",
            ("a1", 0, 1, "What held"),
            ("a2", 1, 2, "it back?"),
            ("a3", 3, 4, "Oh."),
            more='PARTICIPANT="Anna"',
        )
        + tier("B_text", ("a4", 2, 3, "Бюджет &amp; люди"), more='PARTICIPANT="Борис"')
        + reference("B_translation", "B_text", ("a5", "a4", "Budget and people"), more='PARTICIPANT="Борис"')
        + tier("Notes", ("a6", 0, 4, "noisy room"))
    )
    found = read(source, tmp_path, "E1.eaf")
    assert turns(found) == [
        ("Anna", "What held it back?", 0), ("Борис", "Бюджет & люди", 2000), ("Anna", "Oh.", 3000)
    ]  # fmt: skip
    assert [(each.label, each.turns) for each in found.speakers] == [("Anna", 3), ("Борис", 1)]
    assert "B_translation (1), Notes (1)" in found.warnings[0]


def test_elan_where_the_top_tier_only_numbers(tmp_path: Path) -> None:
    source = eaf(
        tier("ref@INT", ("a1", 0, 1, "INT.001"), ("a2", 2, 3, "INT.002"))
        + reference("ft@INT", "ref@INT", ("f1", "a1", "Why was it?"))
        + reference("tx@INT", "ref@INT", ("t1", "a1", "Warum war das?"), ("t2", "a2", "Und dann?"))
        + reference("mb@INT", "tx@INT", ("m1", "t1", "warum"))
        + tier("tx@BEN", ("b1", 1, 2, "Weil es so war."))
    )
    assert turns(read(source, tmp_path, "E1.eaf")) == [
        ("INT", "Warum war das?", 0), ("BEN", "Weil es so war.", 1000), ("INT", "Und dann?", 2000)
    ]  # fmt: skip


def test_elan_with_one_tier_and_labels_in_the_words(tmp_path: Path) -> None:
    source = eaf(
        tier(
            "default",
            ("a1", 0, 1, "Anna: Why?"),
            ("a2", 1, 2, "Ben: So."),
            ("a3", 2, 3, "Anna: Oh"),
            ("a4", 3, 4, "Ben: Y"),
        ),
        times="- 1500 - 3000 4000",
    )
    assert turns(read(source, tmp_path, "E1.eaf")) == [
        ("Anna", "Why?", None), ("Ben", "So.", 1500), ("Anna", "Oh", 1500), ("Ben", "Y", 3000)
    ]  # fmt: skip


def test_elan_leaves_out_values_of_a_fixed_list(tmp_path: Path) -> None:
    source = eaf(
        tier("Talk", ("a1", 0, 1, "We began."), more='PARTICIPANT="Ann"')
        + tier("Part", ("a2", 0, 1, "Opening"), type_="parts"),
        more='<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="parts" CONTROLLED_VOCABULARY_REF="cv"/>',
    )
    assert turns(read(source, tmp_path, "E1.eaf")) == [("Ann", "We began.", 0)]


@pytest.mark.parametrize(
    "source",
    [
        "<ANNOTATION_DOCUMENT>",
        eaf(""),
        eaf('<TIER TIER_ID="a"><ANNOTATION/></TIER>'),
        "<html/>",
        '<!DOCTYPE x [<!ENTITY a "b">]><ANNOTATION_DOCUMENT/>',
        eaf(reference("a", "a", ("r1", "r2", " "), ("r2", "r1", " "))),
    ],
)
def test_a_broken_eaf_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(CoderError, match=r"E1\.eaf"):
        read(source, tmp_path, "E1.eaf")


def test_elan_annotations_that_hang_on_each_other_have_no_time(tmp_path: Path) -> None:
    source = eaf(reference("a", "a", ("r1", "r2", "one"), ("r2", "r1", "two"), ("r3", "gone", "three")))
    assert turns(read(source, tmp_path, "E1.eaf")) == [(None, "one two three", None)]


# --- EXMARaLDA ------------------------------------------------------------------------------------


def exb(tiers: str, slots: str = "0.0 1.5 - 3.0 4.25") -> str:
    line = "".join(
        f'<tli id="T{number}" time="{time}"/>'.replace(' time="-"', "")
        for number, time in enumerate(slots.split())
    )
    return (
        '<?xml version="1.0"?><basic-transcription><head><speakertable>'
        '<speaker id="SPK0"><abbreviation>ANN</abbreviation><languages-used><language lang="eng"/>'
        '</languages-used></speaker><speaker id="SPK1"><abbreviation></abbreviation></speaker>'
        "</speakertable></head>"
        f"<basic-body><common-timeline>{line}</common-timeline>{tiers}</basic-body></basic-transcription>"
    )


def row(id_: str, speaker: str, category: str, type_: str, *events: tuple[int, int, str]) -> str:
    said = "".join(f'<event start="T{one}" end="T{two}">{text}</event>' for one, two, text in events)
    return (
        f'<tier id="{id_}" speaker="{speaker}" category="{category}" type="{type_}" '
        f'display-name="{speaker} [{category}]">{said}</tier>'
    )


def test_exmaralda_speakers_overlaps_and_words_cut_by_the_timeline(tmp_path: Path) -> None:
    source = exb(
        row("TIE0", "SPK0", "v", "t", (0, 1, "What held it b"), (1, 2, "ack? "), (3, 4, "Oh."))
        + row("TIE1", "SPK1", "v", "t", (2, 3, "The budget. "))
        + row("TIE2", "SPK1", "en", "a", (2, 3, "in English"))
        + row("TIE3", "SPK0", "nv", "d", (0, 1, "nods"))
    )
    found = read(source, tmp_path, "E1.exb")
    assert turns(found) == [
        ("ANN", "What held it back?", 0), ("SPK1", "The budget.", None), ("ANN", "Oh.", 3000)
    ]  # fmt: skip
    assert found.language == "en"
    assert "SPK1 [en] (1), SPK0 [nv] (1)" in found.warnings[0]


def test_exmaralda_speech_at_the_same_time(tmp_path: Path) -> None:
    source = exb(
        row("TIE0", "SPK0", "v", "t", (0, 1, "I think "), (1, 2, "so and "), (2, 3, "more."))
        + row("TIE1", "SPK1", "v", "t", (1, 2, "mhm"))
    )
    assert [each[:2] for each in turns(read(source, tmp_path, "E1.exb"))] == [
        ("ANN", "I think so and"), ("SPK1", "mhm"), ("ANN", "more.")
    ]  # fmt: skip


def test_exmaralda_without_types_and_with_events_off_the_timeline(tmp_path: Path) -> None:
    source = exb(row("TIE0", "", "v", "", (0, 1, "We &lt;began&gt;."), (7, 8, "lost")))
    found = read(source, tmp_path, "E1.exb")
    assert turns(found) == [(None, "We <began>.", 0)]
    assert found.counts["events_outside"] == 1


@pytest.mark.parametrize("source", ["<basic-transcription><head>", exb(""), "<other/>"])
def test_a_broken_exb_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(CoderError, match=r"E1\.exb"):
        read(source, tmp_path, "E1.exb")


# --- CHAT -----------------------------------------------------------------------------------------

HEAD = "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tINV Anna Investigator, BEN Ben Adult\n"


def test_chat_roles_times_and_tiers(tmp_path: Path) -> None:
    source = (
        HEAD + "*INV:\twhat held it back ? \x150_1500\x15\n%mor:\tx|y\n"
        "*BEN:\tmostly (.) the budget\n\tand people . \x151500_4000\x15\n"
        "*BEN:\tyes . \x154000_4100\x15\n@End\n"
    )
    found = read(source, tmp_path, "E1.cha")
    assert turns(found) == [
        ("INV", "what held it back?", 0), ("BEN", "mostly (.) the budget and people. yes.", 1500)
    ]  # fmt: skip
    assert [(each.label, each.role, each.turns) for each in found.speakers] == [
        ("INV", "interviewer", 1), ("BEN", "respondent", 2)
    ]  # fmt: skip
    assert (found.language, found.counts["chat_tiers"]) == ("en", 1)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("I <went there> [//] was there .", "I went there was there."),
        ("&-uh well &+b but &~ah .", "uh well b but ah."),
        ("that &=laughs is it .", "that [laughs] is it."),
        ("no [=! shouting] .", "no [shouting]."),
        ("gone (be)cause runnin(g) .", "gone because running."),
        ("fiu@s:hun gaga@c .", "fiu gaga."),
        ("and then +...", "and then…"),
        ("but I +/.", "but I —"),
        ("+, as I said .", "as I said."),
        ("goed [: went] [*] there .", "goed there."),
        ("he 0is here xxx .", "he here xxx."),
        ("we (..) <both> [>] said [x 3] .", "we (..) both said."),
        ("three + four is 7 .", "three + four is 7."),
    ],
)
def test_chat_codes_become_words(tmp_path: Path, code: str, words: str) -> None:
    found = read(f"{HEAD}*BEN:\t{code}\n@End\n", tmp_path, "E1.cha")
    assert turns(found)[0][1] == words
    assert bool(found.counts.get("chat_codes")) == (words != code.replace(" .", "."))


def test_chat_old_bullets_and_windows_lines(tmp_path: Path) -> None:
    source = HEAD.replace("\n", "\r\n") + '*BEN:\tda . \x15%snd:"talk"_1000_2000\x15\r\n*INV:\tnu ?\r\n'
    assert turns(read(source, tmp_path, "E1.cha")) == [("BEN", "da.", 1000), ("INV", "nu?", None)]


@pytest.mark.parametrize("source", ["@UTF8\n@Begin\n@End\n", "@UTF8\n*:\tx\n", "@UTF8\n*BEN:\t[/] <>\n"])
def test_a_broken_cha_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(CoderError, match=r"E1\.cha"):
        read(source, tmp_path, "E1.cha")
