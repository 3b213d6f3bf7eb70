"""The published shapes of what machines read: SARIF 2.1.0, GitLab's code quality, our own JSON, GitHub's commands."""

from __future__ import annotations

import json
import re
from typing import Any

from jsonschema import Draft7Validator
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from compiler import data_folder

GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^AQ[0-9]{3}$"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./).+"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""The fields that GitLab documents as required of a report, https://docs.gitlab.com/ci/testing/code_quality/"""
COMMAND = re.compile(r"::(error|warning|notice) (?:\w+=[^,:\n\r]*,)*\w+=[^,:\n\r]*::[^\n\r]*")


def hold(form: str, text: str) -> Any:
    """What a format says, held to its shape. Errors: whatever the validator raises."""
    if form == "github":
        assert all(COMMAND.fullmatch(line) for line in text.splitlines()), text
        return text.splitlines()
    found = json.loads(text)
    if form == "sarif":
        Sarif.model_validate(found)
    elif form == "gitlab":
        Draft7Validator(GITLAB).validate(found)
        assert len({issue["fingerprint"] for issue in found}) == len(found)
    else:
        schema = json.loads((data_folder("schema") / "diagnostics.schema.json").read_text("utf-8"))
        Draft7Validator(schema).validate(found)
    return found
