"""Wildcards in linear time: an owner's pattern can never make a check slow."""

from dataclasses import dataclass, field
from enum import Enum


class Star(Enum):
    """How far a `*` reaches."""

    ANY = "any"
    LABEL = "label"
    """Not across a dot."""


@dataclass(frozen=True, slots=True)
class Glob:
    """Literal characters with stars between them; `matches` looks at each character once.

    All positions of the pattern are followed at once as bits of one number, so there is nothing to
    backtrack. Bit i stands for "i literals matched"; a star is a loop on its bit.
    """

    tokens: tuple[str | Star, ...]
    literals: str = field(init=False)
    _steps: dict[str, int] = field(init=False, compare=False, repr=False)
    _loops: int = field(init=False, compare=False, repr=False)
    _label_loops: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        literals: list[str] = []
        steps: dict[str, int] = {}
        loops = label_loops = 0
        for token in self.tokens:
            if token is Star.ANY:
                loops |= 1 << len(literals)
            elif token is Star.LABEL:
                label_loops |= 1 << len(literals)
            else:
                for character in str(token):
                    steps[character] = steps.get(character, 0) | 1 << len(literals)
                    literals.append(character)
        object.__setattr__(self, "literals", "".join(literals))
        object.__setattr__(self, "_steps", steps)
        object.__setattr__(self, "_loops", loops)
        object.__setattr__(self, "_label_loops", label_loops | loops)

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` fits."""
        states = 1
        steps, loops, label_loops = self._steps, self._loops, self._label_loops
        for character in text:
            loop = loops if character == "." else label_loops
            states = (states & steps.get(character, 0)) << 1 | states & loop
            if not states:
                return False
        return bool(states >> len(self.literals) & 1)


def glob(pattern: str, star: Star = Star.ANY) -> Glob:
    """A glob in which every `*` of the text is the same kind of star."""
    tokens: list[str | Star] = []
    for place, part in enumerate(pattern.split("*")):
        if place:
            tokens.append(star)
        if part:
            tokens.append(part)
    return Glob(tuple(tokens))
