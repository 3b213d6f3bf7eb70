"""A difference as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from compiler.cli.diff import words
from compiler.cli.diff.words import Facts

_MOST_BATCHES = 60


def render(facts: Facts) -> str:
    """The whole text, styled; whoever prints it takes the colours away where nobody sees them."""
    facts = words.visible(facts)
    lines = [click.style(f"{facts['before']['file']} → {facts['after']['file']}: {words.summary(facts)}", bold=True)]
    for title, found in _sections(facts):
        body = list(found)
        if body:
            lines += ["", click.style(title, bold=True), *(f"  {line}" for line in body)]
    return "\n".join(lines) + "\n"


def _sections(facts: Facts) -> Iterator[tuple[str, Iterable[str]]]:
    yield "breaking", (click.style(f"! {words.breaking(one)}", fg="red") for one in facts["breaking"])
    yield "lines", map(_line, facts["lines"])
    yield "batches", _batches(facts["batches"])
    yield "places", words.places(facts["places"])
    if not facts["same"]:
        yield "farm", _farm(facts)
        yield "data", words.data(facts["data"])
    if facts["tables"]:
        yield "tables", _tables(facts["tables"])


def _line(line: Facts) -> str:
    was, now = words.value(line["before"]), words.value(line["after"])
    sign, colour = _sign(line["before"], line["after"])
    said = f"{was} → {now}" if was and now else was or now
    key = click.style(f"{sign} {line['key']}", fg=colour)
    return f"{key}: {said}  {click.style(line['place'], dim=True)}"


def _batches(found: Sequence[Facts]) -> Iterator[str]:
    yield from map(_batch, found[:_MOST_BATCHES])
    if len(found) > _MOST_BATCHES:
        yield f"and {len(found) - _MOST_BATCHES} more, all of them with --format json"


def _batch(entry: Facts) -> str:
    sign, colour = _sign(entry["before"], entry["after"])
    number = click.style(f"{sign} {entry['batch']}", fg=colour)
    text = f"{number} {', '.join(entry['kinds'])}: {words.batch(entry)}"
    lines = words.because(entry)
    return f"{text}  {click.style(f'because of {lines}', dim=True)}" if lines else text


def _sign(before: object, after: object) -> tuple[str, str]:
    return ("+", "green") if before is None else ("-", "red") if after is None else ("~", "yellow")


def _farm(facts: Facts) -> Iterator[str]:
    if not any(map(words.differs, facts["usage"])):
        yield "as full as before"
    for one in filter(words.differs, facts["usage"]):
        what, share, bound = words.usage(one)
        yield f"{what}: {share} of container-days with fish, at most {bound}"
    yield f"bottleneck: {words.bottleneck(facts['bottleneck'])}"


def _tables(tables: Facts) -> Iterator[str]:
    yield words.totals(tables)
    counted = [one for one in tables["differ"] if one["before"]["rows"] != one["after"]["rows"]]
    yield f"{len(tables['differ'])} tables differ in size, {len(counted)} in their number of rows"
    for one in counted:
        was, now = one["before"]["rows"], one["after"]["rows"]
        yield f"{one['table']}: {was:,} → {now:,} rows ({now - was:+,})"
