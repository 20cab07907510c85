"""Users become coders; cases become respondents with their variables as attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from coder.analysis import rules
from coder.files.refi.guids import made
from coder.study import tables as t
from coder.study.exchange.arriving import Arriving, free, line
from coder.study.people import respondent_ids, set_attributes
from coder.study.study import live

UNKNOWN = made("unknown user")
"""Stands for whoever made codings of which the project does not say whose they are."""
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")


def bring_users(a: Arriving) -> None:
    """Make coders of the users, and of those that codings name though the project does not."""
    connection = a.change.connection
    query = select(*t.coder.c["id", "name", "guid"]).where(live(t.coder))
    known = {row.name: row.id for row in connection.execute(query)}
    a.names.update((id_, name) for name, id_ in known.items())
    users = {each.guid: each.name for each in a.project.users}
    strangers = [each for each in _workers(a) if each not in users]
    stands = a.stands(t.coder, [*users, *strangers])
    matched: set[int] = {each.id for each in stands.values() if each.id is not None}
    for guid in (*users, *strangers):
        stand = stands[guid]
        if stand.id is not None:
            a.coders[guid] = stand.id
            continue
        name = _name(users.get(guid, ""), guid)
        there = known.get(name)
        if there is not None and there not in matched:
            a.coders[guid] = there
            matched.add(there)
            continue
        name = free(name, known)
        role = "consensus" if name == "consensus" else "coder"
        id_ = a.change.insert(t.coder, guid=stand.guid, name=name, role=role, blind=False, repeats_id=None)
        known[name] = a.coders[guid] = id_
        a.names[id_] = name
        matched.add(id_)
        a.new["coders"] += 1
    a.came["users"] = len({*a.coders.values()})
    if unnamed := [each for each in strangers if each != UNKNOWN]:
        listed = ", ".join(a.names[a.coders[each]] for each in unnamed[:5])
        a.warn(f"{len(unnamed)} user(s) have codings or memos and are not in the project's list: {listed}.")
    if UNKNOWN in a.coders:
        who = a.names[a.coders[UNKNOWN]]
        a.warn(f"Some codings do not say whose they are; they are kept as those of the coder {who!r}.")


def _workers(a: Arriving) -> list[str]:
    """The users of all codings and notes, in their order."""
    found: dict[str, None] = {}
    for source in a.sources:
        for applied in source.codings:
            found[applied.user or a.project.guid_of_creator or UNKNOWN] = None
        for selection in source.selections:
            for applied in selection.codings:
                found[applied.user or selection.user or a.project.guid_of_creator or UNKNOWN] = None
    for note in a.project.notes:
        if note.user:
            found[note.user] = None
    return list(found)


def _name(written: str, guid: str) -> str:
    """What a user is called as a coder."""
    other = "unknown coder" if guid == UNKNOWN else f"user {guid[:8]}"
    name = line(written, other, 80)
    if name != "consensus" and name.casefold() in rules.NAMED:
        return f"{name} (coder)"
    return name


# --- respondents --------------------------------------------------------------------------------------


def bring_cases(a: Arriving) -> None:
    """Give every case a respondent; the texts are linked when they come."""
    connection = a.change.connection
    query = select(*t.respondent.c["ref", "guid"]).where(live(t.respondent))
    taken = {row.ref: row.guid for row in connection.execute(query)}
    here = {guid: ref for ref, guid in taken.items()}
    stands = a.stands(t.respondent, [each.guid for each in a.project.cases])
    names = {each.guid: each.name for each in a.sources}
    rows, used = [], set[str]()
    for case in a.project.cases:
        stand = stands[case.guid]
        if stand.id is not None:
            a.refs[case.guid] = here[stand.guid]
            used.add(here[stand.guid])
            continue
        name = line(case.name or next((names[each] for each in case.sources if each in names), ""), "case")
        if name in taken and name not in used:
            a.refs[case.guid] = name
            used.add(name)
            continue
        ref = free(name, taken)
        taken[ref] = stand.guid
        used.add(ref)
        a.refs[case.guid] = ref
        rows.append({"guid": stand.guid, "ref": ref})
    a.change.insert_many(t.respondent, rows)
    a.new["respondents"] += len(rows)


def set_values(a: Arriving, linked: Mapping[str, Iterable[str]]) -> None:
    """Set the attributes of respondents: those of their cases, and those of their texts.

    Args:
        a: what comes.
        linked: by a source's guid, the respondents who answer in it.
    """
    variables = {each.guid: each for each in a.project.variables}
    names = {guid: line(each.name, "variable", 80) for guid, each in variables.items()}
    values: dict[str, dict[str, str]] = {}
    for case in a.project.cases:
        _gather(a, values, a.refs[case.guid], case.values, names)
    for source in a.sources:
        if not source.values:
            continue
        refs = list(linked.get(source.guid, ()))
        if len(refs) == 1:
            _gather(a, values, refs[0], source.values, names)
        else:
            a.skipped["values_of_texts"] += len(source.values)
            a.warn("Some texts have variables and no respondent alone to whom they belong; they stay out.")
    there = set(a.change.connection.execute(select(t.attribute.c.name)).scalars())
    for guid, variable in variables.items():
        if names[guid] not in there:
            numeric = variable.type in ("Integer", "Float") and all(
                _NUMBER.fullmatch(each[names[guid]]) for each in values.values() if names[guid] in each
            )
            a.change.insert(t.attribute, name=names[guid], type="number" if numeric else "text")
            there.add(names[guid])
            a.new["attributes"] += 1
    a.came["attributes"] = len(set(names.values()))
    ids = respondent_ids(a.change, list(values))
    before = len(a.change.noted)
    for ref, given in values.items():
        set_attributes(a.change, ids[ref], given)
    a.new["values"] += len(a.change.noted) - before


def _gather(
    a: Arriving,
    values: dict[str, dict[str, str]],
    ref: str,
    given: Mapping[str, str],
    names: Mapping[str, str],
) -> None:
    for variable, value in given.items():
        if variable in names and (words := line(value, "", 1000)):
            known = values.setdefault(ref, {}).setdefault(names[variable], words)
            if known != words:
                a.skipped["values_twice"] += 1
