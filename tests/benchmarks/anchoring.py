"""How codings fare when real transcripts are edited: exactly placed, fuzzily, lost, and wrongly.

    python -m tests.benchmarks.anchoring [--folder ../shared/real-transcripts] [--codings 1000] [--seeds 3]

Every edit is made on letters that know where they come from, so that the truth is known: which
letters of a coded passage are still there, and where. A passage is placed wrongly when

* it is placed though none of its letters are there any more,
* the place does not cover all of its letters that are there, or
* the place reaches, beyond them, over more than a few letters that were elsewhere.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coder.files import transcripts
from coder.model import ReadTranscript, Span
from coder.study.rewriting.anchors import Placed, place

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "real-transcripts"
FILES = (
    "sheffield_Sam.txt",
    "codereview_P1R3.txt",
    "ladybug_14_bold.md",
    "seenunseen_E05.vtt",
    "bitcoin_corallo_ldk.md",
)
STOCK = (
    "Yes.",
    "Yes. Yes.",
    "I think so.",
    "Right.",
    "Yeah, exactly.",
    "I don't know.",
    "Okay.",
    "And then?",
    "That is what we were told at the time.",
    "The committee had met twice before the summer, and nothing came of it.",
)
"""What is put in: short answers that stand everywhere, and longer ones."""

_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*[ \n]?")
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Draft:
    """A text under edit whose letters know where they come from; -1: newly written."""

    letters: str
    origins: list[int] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Draft:
        """The text before any edit."""
        return cls(text, list(range(len(text))))

    def write(self, start: int, end: int, words: str) -> None:
        """Put words in the place of a stretch; letters that are the same at its ends stay those they were."""
        while start < end and words and self.letters[start] == words[0]:
            start, words = start + 1, words[1:]
        while start < end and words and self.letters[end - 1] == words[-1]:
            end, words = end - 1, words[:-1]
        self.letters = self.letters[:start] + words + self.letters[end:]
        self.origins[start:end] = [-1] * len(words)

    def move(self, start: int, end: int, to: int) -> None:
        """Put a stretch elsewhere; ``to`` is a place outside it, in the text as it is."""
        words, origins = self.letters[start:end], self.origins[start:end]
        self.write(start, end, "")
        at = to if to <= start else to - (end - start)
        self.letters = self.letters[:at] + words + self.letters[at:]
        self.origins[at:at] = origins


Edit = Callable[[random.Random, Draft], None]


def _sentences(draft: Draft) -> list[tuple[int, int]]:
    found = [m.span() for m in _SENTENCE.finditer(draft.letters) if m[0].strip()]
    return [(start, end) for start, end in found if end - start < 600]


def _some(rng: random.Random, n: int) -> int:
    return max(1, n // rng.choice((12, 25, 50)))


def typos(rng: random.Random, draft: Draft) -> None:
    """Letters swapped, left out, doubled and corrected, and capitals changed, in one word of thirty."""
    words = [m.span() for m in _WORD.finditer(draft.letters) if m.end() - m.start() > 2]
    for start, end in sorted(rng.sample(words, max(1, len(words) // 30)), reverse=True):
        at = rng.randrange(start, end - 1)
        was = draft.letters[at]
        kind = rng.choice(["swap", "drop", "double", "other", "capital", "insert"])
        if kind == "swap":
            draft.write(at, at + 2, draft.letters[at + 1] + was)
        elif kind == "drop":
            draft.write(at, at + 1, "")
        elif kind == "double":
            draft.write(at, at, was)
        elif kind == "capital":
            draft.write(start, start + 1, draft.letters[start].swapcase())
        elif kind == "insert":
            draft.write(at, at, rng.choice("aeirst"))
        else:
            draft.write(at, at + 1, rng.choice("aeiourstln"))


def inserted(rng: random.Random, draft: Draft) -> None:
    """Sentences put in: short answers, longer ones, and copies of what stands elsewhere."""
    places = _sentences(draft)
    for start, end in sorted(rng.sample(places, _some(rng, len(places))), reverse=True):
        copied = rng.choice(places)
        words = rng.choice([*STOCK, draft.letters[copied[0] : copied[1]].strip()])
        at, words = (start, words + " ") if rng.random() < 0.5 else (end, words + " ")
        draft.write(at, at, words)


def deleted(rng: random.Random, draft: Draft) -> None:
    """Sentences taken out."""
    places = _sentences(draft)
    for start, end in sorted(rng.sample(places, _some(rng, len(places))), reverse=True):
        draft.write(start, end, "")


def moved(rng: random.Random, draft: Draft) -> None:
    """Runs of one to five sentences put elsewhere."""
    for _ in range(_some(rng, len(_sentences(draft))) // 2 + 1):
        places = _sentences(draft)
        first = rng.randrange(len(places))
        start, end = places[first][0], places[min(first + rng.randrange(5), len(places) - 1)][1]
        outside = [at for at, _ in places if at < start or at > end]
        draft.move(start, end, rng.choice(outside))


def renamed(rng: random.Random, draft: Draft) -> None:
    """Every label of a speaker changed."""
    labels = Counter(re.findall(r"^\W{0,3}([^\n:\]*]{1,30})(?=[:\]*])", draft.letters, re.MULTILINE))
    frequent = [label for label, n in labels.items() if n >= 3] or ["the"]
    for number, label in enumerate(frequent):
        name = rng.choice((f"SPEAKER {number}", "Respondent", label[0], label.upper()))
        for m in reversed(list(re.finditer(rf"^(\W{{0,3}}){re.escape(label)}", draft.letters, re.MULTILINE))):
            draft.write(m.start() + len(m[1]), m.end(), name)


def repeated(rng: random.Random, draft: Draft) -> None:
    """Short answers written everywhere, then some of them taken out again and others put in."""
    for _ in range(20):
        at = rng.choice([m.start() for m in re.finditer(r"\n|$", draft.letters)])
        found = list(re.finditer(r"\b(Yes|Yeah|Right|Okay|I think so|No)[.,]? ?", draft.letters))
        if found and rng.random() < 0.6:
            m = rng.choice(found)
            draft.write(m.start(), m.end(), "")
        else:
            draft.write(at, at, " " + rng.choice(STOCK[:6]))


def mixed(rng: random.Random, draft: Draft) -> None:
    """Some of everything."""
    for edit in rng.sample([typos, inserted, deleted, moved, renamed, repeated], 4):
        edit(rng, draft)


EDITS: dict[str, Edit] = {
    each.__name__: each for each in (typos, inserted, deleted, moved, renamed, repeated, mixed)
}


def coded(rng: random.Random, text: str, read: ReadTranscript | None, number: int) -> list[Span]:
    """Passages as coders choose them: words, sentences, turns, and stretches over several."""
    words = [Span(*m.span()) for m in _WORD.finditer(text)]
    sentences = [Span(m.start(), m.end()) for m in re.finditer(r"[^.?!\s][^.?!\n]*[.?!]*", text)]
    turns = [each.span for each in read.segments] if read else sentences
    short = [Span(*m.span()) for m in re.finditer(r"\b(?:Yes|Yeah|Right|Okay|I think so|No)\b[.,]?", text)]
    found = []
    for _ in range(number):
        kind = rng.random()
        if kind < 0.15:
            found.append(rng.choice(words))
        elif kind < 0.35:
            at = rng.randrange(len(words))
            last = words[min(at + rng.randrange(1, 8), len(words) - 1)]
            found.append(Span(words[at].start, last.end))
        elif kind < 0.65:
            found.append(rng.choice(sentences))
        elif kind < 0.75:
            at = rng.randrange(len(sentences))
            found.append(Span(sentences[at].start, sentences[min(at + 2, len(sentences) - 1)].end))
        elif kind < 0.85 and short:
            found.append(rng.choice(short))
        else:
            found.append(rng.choice(turns))
    return found


def wrong(text: str, span: Span, placed: Placed, origins: Sequence[int], where: dict[int, int]) -> bool:
    """Whether a passage was placed wrongly, by what is known of its letters."""
    if placed.span is None:
        return False
    there = [where[at] for at in range(span.start, span.end) if at in where and not text[at].isspace()]
    if not there or min(there) < placed.span.start or max(there) >= placed.span.end:
        return True
    came = [*origins[placed.span.start : min(there)], *origins[max(there) + 1 : placed.span.end]]
    foreign = sum(at >= 0 and not span.start <= at < span.end for at in came)
    return foreign > 2 + len(there) // 10


@dataclass(slots=True)
class Tally:
    """How one kind of edit went."""

    same: int = 0
    exact: int = 0
    fuzzy: int = 0
    lost: int = 0
    needless: int = 0
    """Lost though every letter stands there, one after another."""
    wrong_exact: int = 0
    wrong_fuzzy: int = 0
    seconds: float = 0.0
    cases: list[tuple[str, Placed, str]] = field(default_factory=list, repr=False)

    @property
    def all(self) -> int:
        return self.same + self.exact + self.fuzzy + self.lost


def measure(read: ReadTranscript, kind: str, seed: int, codings: int, tally: Tally) -> None:
    """Code a text, edit it, place the codings anew and compare with the truth."""
    rng = random.Random(f"{read.name} {kind} {seed}")
    text = read.text
    spans = coded(rng, text, read, codings)
    draft = Draft.of(text)
    EDITS[kind](rng, draft)
    began = time.perf_counter()
    found = place(text, draft.letters, spans)
    tally.seconds += time.perf_counter() - began
    where = {origin: at for at, origin in enumerate(draft.origins) if origin >= 0}
    for span, placed in zip(spans, found, strict=True):
        bad = wrong(text, span, placed, draft.origins, where)
        if placed.kind == "lost":
            tally.lost += 1
            ends = where.get(span.start), where.get(span.end - 1)
            whole = all(at in where for at in range(span.start, span.end))
            if whole and ends[1] - ends[0] == span.end - span.start - 1:  # type: ignore[operator]
                tally.needless += 1
        elif placed.kind == "fuzzy":
            tally.fuzzy += 1
            tally.wrong_fuzzy += bad
        else:
            tally.same += placed.kind == "same"
            tally.exact += placed.kind == "moved"
            tally.wrong_exact += bad
        if bad:
            there = [where[at] for at in range(span.start, span.end) if at in where]
            truth = draft.letters[min(there) : max(there) + 1] if there else ""
            tally.cases.append((span.of(text), placed, truth))


def tallies(
    folder: Path, codings: int, seeds: Sequence[int], files: Sequence[str] = FILES
) -> dict[str, Tally]:
    """Every kind of edit on every transcript."""
    found = {kind: Tally() for kind in EDITS}
    for name in files:
        read = transcripts.read(folder / name)
        for kind in EDITS:
            for seed in seeds:
                measure(read, kind, seed, codings, found[kind])
    return found


def say(line: str = "", end: str = "\n") -> None:
    """A line of the table."""
    sys.stdout.write(line + end)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--codings", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--show", type=int, default=0, help="so many wrong ones of every kind")
    asked = parser.parse_args()
    found = tallies(asked.folder, asked.codings, range(asked.seeds))
    say(f"{'edit':10}{'codings':>9}{'exact':>9}{'fuzzy':>9}{'lost':>9}{'needless':>10}", end="")
    say(f"{'wrong exact':>13}{'wrong fuzzy':>13}{'share':>8}{'ms/text':>9}")
    for kind, it in found.items():
        shares = "".join(f"{n / it.all:>9.1%}" for n in (it.same + it.exact, it.fuzzy, it.lost))
        share = f"{it.wrong_fuzzy / it.fuzzy:>8.2%}" if it.fuzzy else f"{'-':>8}"
        ms = it.seconds * 1e3 / (len(FILES) * asked.seeds)
        say(f"{kind:10}{it.all:>9}{shares}{it.needless / it.all:>10.1%}", end="")
        say(f"{it.wrong_exact:>13}{it.wrong_fuzzy:>13}{share}{ms:>9.0f}")
    for kind, it in found.items():
        for words, placed, truth in it.cases[: asked.show]:
            say(f"\n{kind} {placed.kind} {placed.score}")
            for said in (words, placed.quote, truth):
                say(f"  {said[:200]!r} ... {said[-200:]!r}")


if __name__ == "__main__":
    main()
