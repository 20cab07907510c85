"""What other programs write is read: their file names, marks, guids and ways of counting."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.files import refi
from coder.files.refi import descriptions
from coder.files.refi.offsets import WAYS, Counted, Way, counted_as, is_boundary, written
from coder.model import Code, Example, Exclusion
from tests.files.refi.conftest import NAMESPACE, C, Pack, S, U, guid, project, select

SAMPLES = Path(__file__).parents[4] / "shared" / "refi-qda" / "samples"
TEXT = "R: pay 😀 matters.\nI: why?\nR: it does 👍 so."


def quotes(path: Path) -> list[str]:
    read = refi.read(path)
    return [each.text[x.start : x.end] for each in read.sources if each.text for x in each.selections]


def sample(name: str) -> Path:
    found = SAMPLES / name
    if not found.exists():
        pytest.skip(f"{found} is not here")
    return found


def test_the_nvivo_sample() -> None:
    read = refi.read(sample("nvivo-win-12.6_masked.qdpx"))
    sources = list(read.sources)
    selections = [(each.text or "", x) for each in sources for x in each.selections]
    codings = [applied for _, x in selections for applied in x.codings]
    assert (len(sources), len(read.codes), len(codings), len({each.user for each in codings})) == (
        2,
        152,
        303,
        1,
    )
    ends = [is_boundary(text, place) for text, x in selections for place in (x.start, x.end)]
    assert sum(ends) >= 0.97 * len(ends)
    assert read.counted.startswith("UTF-16 units, a line end (CR LF) as two")
    assert dict(read.skipped) == {"formatted_texts": 2}


def test_the_atlas_sample() -> None:
    """Its texts are not in the file; 7 of its 16 codings are on texts, 9 on a PDF, a picture and a video."""
    read = refi.read(sample("atlasti-mac-8.4_standard-example.qdpx"))
    codings = [applied for each in read.sources for x in each.selections for applied in x.codings]
    skipped = read.skipped
    others = sum(skipped[each] for each in ("pictures", "pdfs", "audios", "videos"))
    assert (len(list(read.sources)), others, len(read.codes)) == (6, 6, 14)
    assert len(codings) + skipped["codings_elsewhere"] == 16
    assert len(read.sets) + skipped["sets_of_texts"] + skipped["empty_sets"] == 16
    assert (skipped["links"], skipped["graphs"], skipped["texts_missing"]) == (1, 1, 6)


@pytest.mark.parametrize("inner", ["project.qde", "Project.qde", "My study.qde"])
@pytest.mark.parametrize("folder", ["sources/", "Sources/", ""])
def test_names_of_files_as_programs_write_them(pack: Pack, inner: str, folder: str) -> None:
    assert quotes(pack(project(select(3, 6)), TEXT, inner, folder)) == ["pay"]


@pytest.mark.parametrize("xmlns", [NAMESPACE, "", 'xmlns="urn:QDA-XML:project:0:10"'])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_marks_and_namespaces_do_not_matter(pack: Pack, xmlns: str, mark: str) -> None:
    xml = mark.encode() + project(select(3, 6), xmlns=xmlns).encode()
    assert quotes(pack(xml, mark + TEXT)) == ["pay"]


def test_guids_with_braces_and_in_capitals_are_the_same(pack: Pack) -> None:
    read = refi.read(pack(project(select(3, 6, user="{" + U.upper() + "}", code=C.upper())), TEXT))
    [applied] = next(iter(read.sources)).selections[0].codings
    assert (applied.user, applied.code) == (read.users[0].guid, read.codes[0].guid) == (U, C)
    assert read.codes[0].name == "Pay & co"


def as_counted(text: str, words: str, way: Way, raw: str) -> tuple[int, int]:
    """Where words stand in the file's own counting, said plainly."""
    lead = raw[: raw.index(words)] if way.crlf else text[: text.index(words)]

    def long(part: str) -> int:
        return len(part.encode("utf-16-le")) // 2 if way.utf16 else len(part)

    return long(lead), long(lead + words)


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("named", [True, False])
def test_every_way_of_counting_is_found_out(pack: Pack, way: Way, named: bool) -> None:
    lines = [f"R: word{n} 😀 matters so\nI: and 👍 why{n}" for n in range(12)]
    text = "\n".join(lines)
    raw = text.replace("\n", "\r\n")
    wanted = [f"matters so\nI: and 👍 why{n}".split("\n")[1] for n in range(12)]
    xml = "".join(
        select(*as_counted(text, words, way, raw), name=words if named else "", number=n)
        for n, words in enumerate(wanted)
    )
    path = pack(project(xml), raw)
    assert quotes(path) == wanted
    assert refi.read(path).counted.startswith(str(way))


def test_places_go_there_and_back() -> None:
    raw = "a😀\r\nb\r\n👍c"
    counted = Counted(raw)
    for way in WAYS:
        longer = written(counted.text, way)
        for place in range(len(counted.text) + 1):
            assert counted.place(counted_as(place, longer), way) == place


def test_what_points_to_nothing_is_said(pack: Pack) -> None:
    head = (
        f'<Cases><Case guid="{guid(50)}" name="c"><VariableValue><VariableRef targetGUID="{guid(51)}"/>'
        "<TextValue>x</TextValue></VariableValue></Case></Cases>"
    )
    xml = (
        select(3, 6, code=guid(9))
        + select(0, 99, number=2)
        + select(-1, 2, number=3)
        + select("", 2, number=4)
    )
    read = refi.read(pack(project(xml, head=head), TEXT))
    assert dict(read.skipped) == {
        "codings_without_code": 1,
        "selections_out_of_range": 3,
        "codings_out_of_range": 3,
        "references_to_nothing": 1,
    }
    assert len(read.warnings) == 3


def test_things_with_one_guid_are_told_apart(pack: Pack) -> None:
    read = refi.read(pack(project(select(3, 6) + select(7, 9)), TEXT))
    guids = [each.guid for s in read.sources for x in s.selections for each in x.codings]
    assert len(set(guids)) == 2
    assert read.skipped["guids_twice"] == 1
    again = refi.read(pack(project(select(3, 6) + select(7, 9)), TEXT))
    assert guids == [each.guid for s in again.sources for x in s.selections for each in x.codings]


def test_texts_in_the_xml_and_without_a_path_are_read(pack: Pack) -> None:
    inside = project(select(3, 6)).replace(
        f'plainTextPath="internal://{S}.txt">', "><PlainTextContent>R: pay</PlainTextContent>"
    )
    assert quotes(pack(inside)) == ["pay"]
    bare = project(select(3, 6)).replace("internal://", "")
    assert quotes(pack(bare, TEXT)) == ["pay"]


@pytest.mark.parametrize(
    "place", ["absolute:///etc/passwd", "relative:///../x.txt", "internal://../../x.txt"]
)
def test_paths_are_not_followed(pack: Pack, place: str) -> None:
    read = refi.read(pack(project(select(3, 6)).replace(f"internal://{S}.txt", place), TEXT))
    [source] = read.sources
    assert source.text is None
    assert read.skipped["texts_missing"] + read.skipped["texts_outside"] == 1


def test_guidance_goes_into_a_description_and_back() -> None:
    code = Code(
        "a",
        {"en": "A"},
        brief={"en": "short"},
        definition={"en": "Long.\n\nTwo."},
        use_when=({"en": "it fits"},),
        not_when=(Exclusion({"en": "not"}, "b"), Exclusion({"en": "never"})),
        examples=(Example("so it is", "close-but-no", "en"),),
        aliases=("x", "y"),
    )
    said = descriptions.taken_apart(descriptions.put_together(code, "en"))
    assert (said.brief, said.definition) == ("short", "Long.\n\nTwo.")
    assert (said.use_when, said.not_when) == (("it fits",), (("not", "b"), ("never", None)))
    assert (said.examples, said.aliases) == (code.examples, code.aliases)
