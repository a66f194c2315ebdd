"""Which binaries a run takes: name globs and ``-k`` expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from fnmatch import fnmatchcase

from harness.errors import UsageError
from harness.model import TestBinary

Predicate = Callable[[frozenset[str]], bool]
_TOKEN = re.compile(r"\s*([()]|[^\s()]+)")


def by_name(binary: TestBinary, patterns: Iterable[str]) -> bool:
    """Whether one of ``patterns`` (a name, a glob, or ``target/name``) means ``binary``; none means all."""
    names = names_of(binary.name, binary.target, binary.suite)
    wanted = tuple(patterns)
    return not wanted or any(fnmatchcase(name, pattern) for name in names for pattern in wanted)


def names_of(name: str, target: str, suite: str) -> tuple[str, ...]:
    """What a binary may be called by."""
    return name, f"{target}/{name}", f"{suite}/{name}"


def unmatched(patterns: Iterable[str], names: Collection[str]) -> tuple[str, ...]:
    """Those of ``patterns`` that mean none of ``names`` (:func:`names_of` each binary that there is)."""
    return tuple(each for each in patterns if not any(fnmatchcase(name, each) for name in names))


def by_keyword(binary: TestBinary, expression: str) -> bool:
    """Whether ``expression`` holds for the binary's name or for one of its declared cases.

    The expression knows ``and``, ``or``, ``not`` and parentheses, as pytest's ``-k`` does; every other
    word matches as a part of a name, whatever its case.

    Raises:
        UsageError: the expression has no meaning.
    """
    if not expression.strip():
        return True
    holds = parse_keyword(expression)
    cases = binary.declared or ()
    own = frozenset((binary.name.lower(), binary.suite.lower()))
    return holds(own | {case.name.lower() for case in cases})


def parse_keyword(expression: str) -> Predicate:
    """Parse a ``-k`` expression; the predicate takes the lower-case names of one binary.

    Raises:
        UsageError: the expression has no meaning.
    """
    tokens = _TOKEN.findall(expression)
    parser = _Parser(expression, tokens)
    predicate = parser.alternatives()
    if parser.position != len(tokens):
        raise parser.mistake(f"unexpected {tokens[parser.position]!r}")
    return predicate


class _Parser:
    """Recursive descent: alternatives > conjunction > negation > word."""

    def __init__(self, expression: str, tokens: list[str]) -> None:
        self.expression = expression
        self.tokens = tokens
        self.position = 0

    def mistake(self, what: str) -> UsageError:
        return UsageError(f"-k {self.expression!r}: {what}", remedy="use names, and, or, not and parentheses")

    def take(self, word: str) -> bool:
        if self.position < len(self.tokens) and self.tokens[self.position].lower() == word:
            self.position += 1
            return True
        return False

    def alternatives(self) -> Predicate:
        terms = [self.conjunction()]
        while self.take("or"):
            terms.append(self.conjunction())
        return lambda names: any(term(names) for term in terms)

    def conjunction(self) -> Predicate:
        terms = [self.negation()]
        while self.take("and"):
            terms.append(self.negation())
        return lambda names: all(term(names) for term in terms)

    def negation(self) -> Predicate:
        if self.take("not"):
            term = self.negation()
            return lambda names: not term(names)
        if self.take("("):
            inner = self.alternatives()
            if not self.take(")"):
                raise self.mistake("a parenthesis is not closed")
            return inner
        return self.word()

    def word(self) -> Predicate:
        if self.position >= len(self.tokens):
            raise self.mistake("a name is missing at the end")
        word = self.tokens[self.position].lower()
        if word in ("and", "or", "(", ")"):
            raise self.mistake(f"a name is missing before {word!r}")
        self.position += 1
        return lambda names: any(word in name for name in names)
