"""The door of the transcript readers: what is found in folders, and every way files write who speaks.

A reader that takes a label for words, or words for a label, falsifies every count made later.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coder.files import transcripts
from coder.model import CoderError, ReadTranscript

Written = Callable[..., ReadTranscript]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a text into a file and read it."""

    def write(text: str | bytes, name: str = "E1.txt", *interviewers: str) -> ReadTranscript:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return transcripts.read(path, interviewers=interviewers)

    return write


def said(read: ReadTranscript) -> list[tuple[str | None, str]]:
    """Who says what, notes left out."""
    return [(each.speaker, each.span.of(read.text)) for each in read.segments if each.kind == "turn"]


def notes(read: ReadTranscript) -> list[str]:
    return [each.span.of(read.text) for each in read.segments if each.kind == "note"]


def roles(read: ReadTranscript) -> dict[str, str]:
    return {speaker.label: speaker.role for speaker in read.speakers}


TALK = [("Anna Lee", "Why?"), ("Bob", "Because [laughs]."), ("Anna Lee", "So?"), ("Bob", "Yes.")]


@pytest.mark.parametrize(
    ("form", "between"),
    [
        ("{who}: {words}", "\n"),
        ("{who}: {words}", "\n\n"),
        ("{who}:      {words}", "\n\n"),
        ("{who}:\n{words}", "\n\n"),
        ("{who}:\n\n{words}", "\n\n"),
        ("**{who}:** {words}", "\n\n"),
        ("**{who}**: {words}", "\n\n"),
        ("**{who}: {words}**", "\n\n"),
        ("__{who}:__ {words}", "\n\n"),
        ("**{who}** [0:05]\n{words}", "\n\n"),
        ("**{who}** (1:00:05)\n{words}", "\n\n"),
        ("**{who}**\n\n{words}", "\n\n"),
        ("### {who}\n\n{words}", "\n\n"),
        ("### {who}:\n{words}", "\n\n"),
        ("[{who}]: {words}", "\n"),
        ("[{who}] {words}", "\n"),
        ("{who}  0:05\n{words}", "\n\n"),
        ("{who} [00:05]: {words}", "\n"),
        ("[00:05] {who}: {words}", "\n"),
        ("00:05 {who}: {words}", "\n"),
        ("{who}: 00:00:05\n{words}", "\n"),
        ("{who}: 00:00:05 {words}", "\n"),
        ("00:05\n{who}: {words}", "\n"),
        ("{who}:\n[00:05]\n{words}", "\n"),
    ],
)
def test_every_way_of_writing_labels_gives_the_same_talk(written: Written, form: str, between: str) -> None:
    text = between.join(form.format(who=who, words=words) for who, words in TALK)
    assert said(written(text, "E1.md")) == TALK


@pytest.mark.parametrize("form", ["**{}** [1:02]\n{}", "{}  1:02\n{}", "[01:02] {}: {}", "{}: 00:01:02\n{}"])
def test_times_of_labels_are_kept(written: Written, form: str) -> None:
    read = written("\n\n".join(form.format(who, words) for who, words in TALK), "E1.md")
    assert [each.time_ms for each in read.segments] == [62_000] * 4


@pytest.mark.parametrize(
    ("asks", "answers", "language"),
    [
        ("Interviewer", "Expert 7", "en"),
        ("Researcher 1", "Participant 2", "en"),
        ("Q", "A", "en"),
        ("I.", "R.", "en"),
        ("R", "P", "en"),
        ("Speaker 1 (Moderator)", "Speaker 2", "en"),
        ("Интервьюер", "Эксперт", "ru"),
        ("ИССЛЕДОВАТЕЛЬ", "РЕСПОНДЕНТ", "ru"),
        ("И.", "Э.", "ru"),
        ("В", "О", "ru"),
        ("М", "Р1", "ru"),
        ("Ведущий", "Респондент № 3", "ru"),
        ("Сұхбат алушы", "Сарапшы", "kk"),
        ("Жүргізуші", "Респондент", "kk"),
        ("С", "Ж", "kk"),
        ("Ж", "Р", "kk"),
    ],
)
def test_known_words_are_labels_and_tell_who_asks(
    written: Written, asks: str, answers: str, language: str
) -> None:
    words = {"en": "It is what we have to do.", "ru": "Это наша работа.", "kk": "Бұл біздің жұмысымыз."}[
        language
    ]
    read = written(f"{asks}: {words}\n{answers}: {words}")
    assert said(read) == [(asks, words), (answers, words)]
    assert roles(read) == {asks: "interviewer", answers: "respondent"}
    assert read.language == language


@pytest.mark.parametrize(
    "line",
    [
        "Дата: 12.03.2024",
        "Date: 12 March",
        "Note: he left.",
        "Например: вот так.",
        "Мысалы: осылай.",
        "[inaudible 00:12:34]",
        "[inaudible 00:12:34] and so on",
        "[laughs] well",
        "[00:12:34]",
        "18:30",
        "18:30 is late",
        "We met at 18:30",
        "https://example.org/a: b",
        "rust-lightning repo: <https://example.org>",
        "This is what I mean:",
        "And then she said:",
        "In the words of the former minister: no.",
        "THE STATE OF THINGS",
    ],
)
def test_what_is_no_label_however_often_it_comes(written: Written, line: str) -> None:
    talk = "\n\n".join(f"Anna: hello\n\nBob: well\n\n{line}" for _ in range(3))
    assert {speaker.label for speaker in written(talk).speakers} == {"Anna", "Bob"}
    alone = "\n\n".join([f"{line}\n\nA paragraph of an essay.\n\nAnother one."] * 3)
    assert not written(alone).speakers


def test_a_word_that_repeats_before_colons_in_an_essay_makes_no_speaker(written: Written) -> None:
    essay = "\n\n".join(["Imagine: a law.", *["A paragraph."] * 4] * 3)
    read = written(essay)
    assert not read.speakers
    assert len(said(read)) == 15


def test_an_unknown_name_that_comes_once_is_text_unless_the_user_names_it(written: Written) -> None:
    talk = "Anna: hello\nBob: yes\nBob: no"
    assert said(written(talk + "\nBob: well"))[0] != ("Anna", "hello")
    assert said(written(talk, "E1.txt", "anna"))[0] == ("Anna", "hello")


def test_labels_named_by_the_user_in_any_case_ask(written: Written) -> None:
    text = "\n".join(f"{who}: {words}" for who, words in TALK)
    assert roles(written(text, "E1.txt", "ANNA LEE")) == {"Anna Lee": "interviewer", "Bob": "respondent"}
    with pytest.raises(CoderError, match=r"E1\.txt.*'Zoe'.*Anna Lee, Bob"):
        written(text, "E1.txt", "Zoe")


def test_initials_belong_to_the_name_that_introduces_them(written: Written) -> None:
    text = "Adam Jonas (AJ): Hello.\n\nMurch (M): Hi.\n\nAJ: Why?\n\nM: So.\n\nAJ: Well?"
    read = written(text, "E1.md", "AJ")
    assert {each.label: each.same_as for each in read.speakers} == {
        "Adam Jonas (AJ)": None,
        "Murch (M)": None,
        "AJ": "Adam Jonas (AJ)",
        "M": "Murch (M)",
    }
    assert roles(read) == {
        "Adam Jonas (AJ)": "interviewer",
        "Murch (M)": "respondent",
        "AJ": "interviewer",
        "M": "respondent",
    }
    assert {each.label: each.turns for each in read.speakers}["AJ"] == 2


def test_who_asks_is_a_hint_only_where_no_interviewer_is_known(written: Written) -> None:
    text = "\n".join(["Anna: Is it?", "Bob: It is."] * 4)
    assert {each.label: each.asks for each in written(text).speakers} == {"Anna": True, "Bob": False}
    assert not any(each.asks for each in written(text, "E1.txt", "Bob").speakers)
    assert not any(each.asks for each in written(text.rpartition("\n")[0][:40] + "\nBob: a").speakers)


def test_a_turn_runs_from_its_first_to_its_last_word(written: Written) -> None:
    read = written(
        "Interviewer:  Why? \n\nExpert: One.\n\nTwo.  \n\n## Topic\n\nThree.\n\n---\n\n## Notes\n\nTired."
    )
    assert said(read) == [("Interviewer", "Why?"), ("Expert", "One.\n\nTwo."), ("Expert", "Three.")]
    assert notes(read) == ["## Topic", "## Notes", "Tired."]
    assert {each.label: each.turns for each in read.speakers} == {"Interviewer": 1, "Expert": 1}


def test_what_stands_around_the_talk_is_a_note(written: Written) -> None:
    head = "Interview with an expert\nДата: 12.03.2024\nИнтервьюер: Анна К.\nРеспондент: Эксперт 7\n\n"
    read = written(head + "ВВЕДЕНИЕ\n\nИ.: Вопрос?\nР.: Ответ.\n\nTranscribed by https://otter.ai")
    assert said(read) == [("И.", "Вопрос?"), ("Р.", "Ответ.")]
    assert notes(read) == [*head.strip().split("\n"), "ВВЕДЕНИЕ", "Transcribed by https://otter.ai"]


def test_a_text_without_speakers_is_its_paragraphs(written: Written) -> None:
    read = written("CONTEXT\n- One thing\n- Another: thing\n\n## More\nLast.", "E1.md")
    assert said(read) == [(None, "- One thing"), (None, "- Another: thing"), (None, "Last.")]
    assert notes(read) == ["CONTEXT", "## More"]


def test_hard_wrapped_lines_are_one_paragraph(written: Written) -> None:
    lines = [
        "This is a paragraph that a typewriter has broken at",
        "some column and that goes on in the next line",
    ]
    one = "\n".join([*lines, "as here."])
    assert said(written(f"{one}\n\n{one}")) == [(None, one), (None, one)]


def test_front_matter_describes_the_interview(written: Written) -> None:
    read = written(
        "---\nlanguage: kk\nrespondent: E07\ninterviewer: Anna\ntitle: x\n"
        "attributes: {side: internal, years: 012}\n---\nAnna: hello\n\nExpert: hi\n",
        "E1.md",
    )
    assert (read.language, read.respondent, read.attributes) == (
        "kk",
        "E07",
        {"side": "internal", "years": "012"},
    )
    assert read.text == "Anna: hello\n\nExpert: hi\n"
    assert roles(read) == {"Anna": "interviewer", "Expert": "respondent"}


HOSTILE = [
    "[red]",
    "[/]",
    "]52;c;aGk=",
    "a\u2028b",
    "👨‍👩‍👧‍👦",
    "за\u0301мок",
    "и\u0306",
    "=1+1",
    "<b>",
    "\u200bx",
    "x\ufeff",
]


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("name", ["E1.txt", "E1.md", "E1.vtt"])
def test_hostile_and_rare_characters_stay_as_they_are(written: Written, words: str, name: str) -> None:
    text = f"Anna: a {words} b\n\nBob: {words}\n\nAnna: c\n\nBob: d\n"
    if name == "E1.vtt":
        text = "WEBVTT\n\n" + "".join(f"0:01.000 --> 0:02.000\n{cue}\n\n" for cue in text.split("\n\n"))
        text = text.replace("<b>", "&lt;b&gt;")
    read = written(text, name)
    assert said(read) == [("Anna", f"a {words} b"), ("Bob", words), ("Anna", "c"), ("Bob", "d")]
    assert read.cleaned == ()


def test_what_could_harm_a_terminal_or_a_database_is_replaced_and_counted(written: Written) -> None:
    read = written("Anna: \x1b]52;c;aGk=\x07 \x00\u202e\r\nBob: \x85\rAnna: a\nBob: b")
    assert said(read)[:2] == [("Anna", "\ufffd]52;c;aGk=\ufffd \ufffd\ufffd"), ("Bob", "\ufffd")]
    assert len(said(read)) == 4
    assert [sentence.split()[0] for sentence in read.cleaned] == ["2", "4", "1"]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "utf-8-sig", "utf-16", "utf-16-le"])
def test_russian_in_other_encodings(written: Written, encoding: str) -> None:
    text = "Интервьюер: Здравствуйте, расскажите о себе.\nЭксперт: Я работаю в министерстве.\n"
    read = written(text.encode(encoding))
    assert read.text == text
    guessed = encoding in {"cp1251", "koi8-r"}
    assert bool(read.warnings) == guessed
    assert not guessed or encoding.replace("-", "_") in read.warnings[0]


@pytest.mark.parametrize(
    "content", ["", " \n\n", "\ufeff", "---\nlanguage: ru\n---\n", b"\x00\x01\x02\x03" * 100]
)
def test_a_file_without_text_is_refused_by_name(written: Written, content: str | bytes) -> None:
    with pytest.raises(CoderError, match=r"E1\.txt"):
        written(content)


def test_a_transcript_is_named_after_its_file_or_as_the_user_says(tmp_path: Path) -> None:
    path = tmp_path / "E 07.v2.txt"
    path.write_text("Hello.", encoding="utf-8")
    assert transcripts.read(path).name == "E 07.v2"
    assert transcripts.read(path).path == str(path)
    assert transcripts.read(path, name="seven").name == "seven"


def test_a_folder_means_its_transcripts_in_natural_order(tmp_path: Path) -> None:
    for name in ["E10.md", "E2.TXT", "e1.docx", "README.md", ".E3.md", "~$e1.docx", "E4.png", "E5.vtt"]:
        (tmp_path / name).touch()
    (tmp_path / "old.md").mkdir()
    names = ["e1.docx", "E2.TXT", "E5.vtt", "E10.md"]
    assert [path.name for path in transcripts.find([tmp_path])] == names
    twice = transcripts.find([tmp_path / "E10.md", tmp_path, tmp_path / "README.md"])
    assert [path.name for path in twice] == ["E10.md", *names[:3], "README.md"]


@pytest.mark.parametrize("name", ["E1.png", "missing.md", "empty"])
def test_what_cannot_be_a_transcript_is_refused_with_the_kinds_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "E1.png").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(CoderError, match=rf"{name}.*\.docx.*\.md \.markdown \.txt"):
        transcripts.find([tmp_path / name])


def test_reading_what_is_missing_or_a_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    for name in ("missing.md", "folder.md", "E1.png"):
        with pytest.raises(CoderError, match=name):
            transcripts.read(tmp_path / name)
