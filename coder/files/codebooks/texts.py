"""Texts in the languages of a codebook."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coder.files.codebooks import values
from coder.files.codebooks.faults import Faults, listed, meant, shown
from coder.files.codebooks.tree import Node, Pairs, Scalar
from coder.model import Texts

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def language(node: Node, what: str, faults: Faults) -> str:
    """A language's code; empty, with a fault noted, where there is none."""
    code = values.text(node, what, faults)
    if code and not _LANGUAGE.fullmatch(code):
        faults.add(node.line, f"{what} is {shown(code)}; write a language as en, ru or kk")
        return ""
    return code


class Languages:
    """The languages a codebook states, and the texts read by them."""

    def __init__(self, node: Node | None, line: int, faults: Faults) -> None:
        self._faults = faults
        entries = values.items(node, "languages", faults)
        if not entries:
            way_out = "add 'languages: [en]', the default language first"
            faults.add(node.line if node else line, f"the codebook does not say its languages; {way_out}")
        found: list[str] = []
        for entry in entries:
            code = language(entry, "an entry of languages", faults)
            if code in found:
                faults.add(entry.line, f"the language {shown(code)} is named twice")
            elif code:
                found.append(code)
        self.codes = tuple(found)
        self.default = found[0] if found else ""
        """Empty only where a fault about the languages has been noted."""

    def texts(
        self,
        node: Node | None,
        what: str,
        *,
        needed: bool = False,
        one_line: bool = False,
        besides: Sequence[str] = (),
    ) -> Texts:
        """A text by language, the default language first whatever the order of the file.

        ``besides`` names the other keys of the place, for the suggestion after a slip.
        """
        if node is None or (isinstance(node, Scalar) and node.is_empty and not needed):
            return {}
        if not isinstance(node, Pairs):
            return {self.default: values.text(node, what, self._faults, one_line=one_line)}
        found: dict[str, str] = {}
        for name, key, value in values.pairs(node, what, self._faults):
            if values.guess(key):
                values.text(key, f"a language of {what}", self._faults)
            elif self.codes and name not in self.codes:
                stated = f"none of the languages of this codebook, {listed(self.codes)}"
                close = meant(name, (*self.codes, *besides))
                self._faults.add(key.line, f"{shown(name)} in {what} is {stated}{close}")
            else:
                found[name] = values.text(value, f"{what} in {name}", self._faults, one_line=one_line)
        if self.default and self.default not in found:
            self._lacks_default(node.line, what, wrong=needed and not found)
        return {code: found[code] for code in self.codes if code in found}

    def label(self, node: Node) -> Texts:
        """A label: one line, needed in the default language and wanted in all."""
        label = self.texts(node, "label", needed=True, one_line=True)
        if not label.get(self.default):
            return label  # that is the thing to put right first
        for code in self.codes[1:]:
            if code not in label:
                self._faults.warn(node.line, f"label is missing in {code}")
        return label

    def _lacks_default(self, line: int, what: str, *, wrong: bool) -> None:
        sentence = f"{what} is missing in the default language, {self.default}"
        if wrong or what == "label":
            self._faults.add(line, sentence)
        else:
            self._faults.warn(line, sentence)
