"""What finance keeps refers to accounts that are there, once each, and days that follow one another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from compiler.diagnostics import Diagnostic
from compiler.language.lower.reading import alike
from compiler.nouns import Finance, Scenario

POSTED = ("8313", "8310", "2211")
"""Accounts that the target posts the stock of fish to, whatever there is"""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ340 unknown groups and accounts, AQ341 two of one code, AQ342 days out of order, AQ343 accounts that lack.
    AQ245 costs of a group that has neither accounts nor a cost group."""
    finance = scenario.finance
    yield from _unknown(finance)
    if not finance.account_groups:
        return
    yield from _circles(finance)
    yield from _twice(finance)
    yield from _days(finance)
    yield from _lacking(finance)
    yield from _unbooked(finance)


def _unknown(finance: Finance) -> Iterator[Diagnostic]:
    groups = [group.code for group in finance.account_groups]
    accounts = [code for group in finance.account_groups for code, _ in group.accounts]
    named = chain(
        ((group.parent, "account group", groups, group.span_of("parent")) for group in finance.account_groups),
        ((rule.group, "account group", groups, rule.span_of("group")) for rule in finance.rules),
        ((one.account, "account", accounts, one.span_of("account")) for one in finance.departments),
    )
    for code, kind, known, span in named:
        if code and code not in known:
            yield Diagnostic("AQ340", f"there is no {kind} {code}", span, alike(code, known))


def _circles(finance: Finance) -> Iterator[Diagnostic]:
    parents = {group.code: group.parent for group in finance.account_groups}
    for group in finance.account_groups:
        above, seen = group.parent, set[str]()
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if group.code in seen:
            message = f"the account group {group.code} lies in itself"
            yield Diagnostic("AQ340", message, group.span_of("parent"), "let one of them have no parent")


def _twice(finance: Finance) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, str], str] = {}
    for group in finance.account_groups:
        codes = [("account", code, group.span_of("accounts", code)) for code, _ in group.accounts]
        codes += [("cost group", group.cost_group, group.span_of("cost_group"))] * bool(group.cost_group)
        for kind, code, span in codes:
            other = seen.setdefault((kind, code), group.code)
            if other != group.code:
                message = f"the {kind} {code} belongs to {other} and to {group.code}"
                yield Diagnostic("AQ341", message, span, "give one of them another code")


def _days(finance: Finance) -> Iterator[Diagnostic]:
    days = (finance.import_days, finance.approve_days, finance.lock_days)
    if list(days) != sorted(days):
        message = f"costs are imported after {days[0]} days, valued after {days[1]} and locked after {days[2]}"
        yield Diagnostic("AQ342", message, finance.span_of(_typed(finance)), "import, then value, then lock")
    for rule in finance.rules:
        if rule.until_days is not None and rule.until_days > rule.from_days:
            message = f"{rule.name} holds from {rule.from_days} days before as_of to {rule.until_days} days before it"
            yield Diagnostic("AQ342", message, rule.span_of("until_days"), f"until_days: at most {rule.from_days}")


def _typed(finance: Finance) -> str:
    """The last of the days that somebody typed."""
    names = ("lock_days", "approve_days", "import_days")
    return next((name for name in names if (name,) in finance.spans), "lock_days")


def _lacking(finance: Finance) -> Iterator[Diagnostic]:
    for group in finance.account_groups:
        if group.cost_group and not group.accounts:
            message = f"costs are imported into {group.code}, which has no account"
            yield Diagnostic("AQ343", message, group.span_of(), 'accounts: {"5010": Wages}', "warning")
    assets = [code for group in finance.account_groups if group.type == "ASSET" for code, _ in group.accounts]
    lacking = [code for code in POSTED if code not in assets]
    if lacking:
        message = f"the target posts the stock of fish to {', '.join(lacking)}, which no group of type ASSET has"
        yield Diagnostic(
            "AQ343", message, finance.span_of("account_groups"), "add them to a group of assets", "warning"
        )


def _unbooked(finance: Finance) -> Iterator[Diagnostic]:
    for group in finance.account_groups:
        for key, rates in (("freshwater", group.freshwater), ("sea", group.sea)):
            if (rates.per_month or rates.per_tonne or rates.per_thousand) and not (group.accounts or group.cost_group):
                message = f"{key} of {group.code} is not used: it has no accounts and no cost_group to book them on"
                yield Diagnostic("AQ245", message, group.span_of(key), 'accounts: {"5010": Wages}', "warning")
