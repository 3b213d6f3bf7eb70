"""Which of several allowed forms (anyOf, oneOf) the writer meant."""

from __future__ import annotations

from typing import Any

from jsonschema import ValidationError


def meant(error: ValidationError) -> list[ValidationError]:
    """The mistakes of the branch that fits best; empty when no single branch stands out.

    A branch is out when the value has another type altogether; of maps, a branch is also out when the word that tells
    the forms apart (a const or enum) differs. Among several, only maps and lists are told apart by counting mistakes.
    """
    branches: dict[int, list[ValidationError]] = {}
    for child in error.context or ():
        branches.setdefault(int(child.relative_schema_path[0]), []).append(child)
    fitting = [mistakes for mistakes in branches.values() if not any(_is_other_type(m) for m in mistakes)]
    if len(fitting) > 1:
        fitting = [mistakes for mistakes in fitting if not any(_is_other_form(m) for m in mistakes)] or fitting
    if len(fitting) == 1:
        return [] if any(_is_word(m) for m in fitting[0]) else fitting[0]
    if fitting and isinstance(error.instance, dict | list):
        return min(fitting, key=len)
    return []


def _is_other_type(mistake: ValidationError) -> bool:
    if mistake.relative_path:
        return False
    if mistake.validator in ("const", "enum"):
        rule: Any = mistake.validator_value
        allowed = [rule] if mistake.validator == "const" else rule
        return not any(isinstance(value, type(mistake.instance)) for value in allowed)
    return mistake.validator == "type"


def _is_word(mistake: ValidationError) -> bool:
    """Another word than a form's own: that it is text at all does not make this the form that was meant."""
    return not mistake.relative_path and mistake.validator in ("const", "enum")


def _is_other_form(mistake: ValidationError) -> bool:
    return len(mistake.relative_path) == 1 and mistake.validator in ("const", "enum")
