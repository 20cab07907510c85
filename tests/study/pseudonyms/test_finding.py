"""What looks like a name is proposed, with its forms together, and common words are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study import transcripts
from coder.study.pseudonyms.finding import Proposal, propose, stem
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


def found(study: Study, kit: Kit, *turns: tuple[str, str], language: str = "en") -> dict[str, Proposal]:
    read = kit.interview("x", list(turns))
    transcripts.add(
        study, [type(read)(read.name, read.path, read.text, read.segments, read.speakers, language)]
    )
    return {each.name: each for each in propose(study, ["x"])}


def test_english(study: Study, kit: Kit) -> None:
    names = found(
        study,
        kit,
        (
            "John Smith",
            "Yesterday I met Dr. Brown and Mary-Ann O'Neill in Astana. The Ministry of Labour wrote.",
        ),
        ("I", "Did Smith's people call +7 (701) 123-45-67 or write to j.smith@gov.kz? See https://gov.kz/a."),
        ("John Smith", "In May we asked. And the OECD too. So it is; the people in Astana know."),
    )
    kinds = {name: each.kind for name, each in names.items()}
    assert kinds == {
        "John Smith": "person",
        "Smith": "person",
        "Brown": "person",
        "Mary-Ann O'Neill": "person",
        "Astana": "name",
        "Ministry": "organisation",
        "Labour": "name",
        "OECD": "organisation",
        "+7 (701) 123-45-67": "phone",
        "j.smith@gov.kz": "e-mail",
        "https://gov.kz/a": "address",
    }
    assert names["John Smith"].replacement == names["Smith"].replacement == "Person 1"
    assert names["Astana"].count == 2
    assert "Astana" in names["Astana"].example
    assert len({each.replacement for each in names.values()}) == len(names) - 1


def test_russian_and_kazakh(study: Study, kit: Kit) -> None:
    names = found(
        study,
        kit,
        ("I", "Вчера мы видели Иванова и А. Б. Петрова. Потом господин Сидоров говорил с Ивановым."),
        ("R", "Мы ждали Ивана Сергеевича, а Ахметов мырза мен Айгүл ханым келді. Писал Иванову. Это так."),
        ("R", "Потом пришли Асан Болатұлы мен Асанның досы."),
        language="ru",
    )
    assert {"Иванова", "Ивановым", "Иванову", "А. Б. Петрова", "Сидоров", "Ивана Сергеевича"} <= set(names)
    assert {"Ахметов", "Айгүл", "Асан Болатұлы", "Асанның"} <= set(names)
    assert len({names[each].replacement for each in ("Иванова", "Ивановым", "Иванову")}) == 1
    assert names["Асан Болатұлы"].replacement == names["Асанның"].replacement
    assert names["Сидоров"].kind == names["Айгүл"].kind == names["Асан Болатұлы"].kind == "person"
    assert names["Сидоров"].replacement.startswith("Персона ")
    assert not {"Вчера", "Потом", "Мы", "Писал", "Это"} & set(names)


def test_a_replacement_that_is_there_already_is_not_given_again(study: Study, kit: Kit) -> None:
    names = found(study, kit, ("R", "I am Person 1 and met Mr Brown."))
    assert names["Brown"].replacement == "Person 2"


@pytest.mark.parametrize(
    ("one", "other"), [("Астаны", "Астане"), ("Ахметовтің", "Ахметовке"), ("Петров", "Петровым")]
)
def test_forms_of_one_name_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_only_who_leads(ann: Study) -> None:
    with pytest.raises(CoderError, match="cannot look for names"):
        propose(ann)
