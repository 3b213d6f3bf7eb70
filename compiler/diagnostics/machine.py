"""Diagnostics for machines: json, annotations of GitHub, code quality of GitLab, SARIF 2.1.0."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from compiler import __version__
from compiler.diagnostics.diagnostic import Diagnostic, Span
from compiler.diagnostics.widths import visible

FORMAT = "aqc-diagnostics/1"
_GITLAB = {"error": "major", "warning": "minor", "note": "info"}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def render_json(diagnostics: Sequence[Diagnostic]) -> str:
    """schema/diagnostics.schema.json, one diagnostic a line; positions are 1-based, `end_column` is the one after."""
    lines = [json.dumps(found, ensure_ascii=True) for found in objects(diagnostics)]
    return f'{{"format": "{FORMAT}", "diagnostics": [' + ",\n ".join(lines) + "]}\n"


def objects(diagnostics: Sequence[Diagnostic]) -> list[dict[str, Any]]:
    """Diagnostics as objects, ready for JSON."""
    return list(map(_as_object, diagnostics))


def _as_object(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "span": _span(diagnostic.span),
        "related": [{"message": message, "span": _span(span)} for span, message in diagnostic.related],
        "accepted": {"reason": own.reason, "span": _span(own.span)} if (own := diagnostic.accepted) else None,
    }


def _span(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    line, column = _end(span)
    return {"file": span.file, "line": span.line, "column": span.column, "end_line": line, "end_column": column}


def _end(span: Span) -> tuple[int, int]:
    """Line and column after the last character; a span without an end covers one character."""
    return (span.end_line, span.end_column) if span.end_line else (span.line, span.column + 1)


def render_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request."""
    return "".join(_command(diagnostic) for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    kind = "notice" if diagnostic.severity == "note" or diagnostic.accepted else diagnostic.severity
    properties = {"title": diagnostic.code}
    if diagnostic.span:
        end_line, end_column = _end(diagnostic.span)
        properties = {
            "file": diagnostic.span.file,
            "line": str(diagnostic.span.line),
            "endLine": str(end_line),
        } | properties
        if end_line == diagnostic.span.line:
            properties |= {"col": str(diagnostic.span.column), "endColumn": str(end_column)}
    text = _text(diagnostic)
    return f"::{kind} {','.join(f'{key}={_property(value)}' for key, value in properties.items())}::{_data(text)}\n"


def _text(diagnostic: Diagnostic) -> str:
    """Message and hint, or the reason why nobody needs one."""
    if diagnostic.accepted:
        return f"{diagnostic.message}\naccepted: {diagnostic.accepted.reason}"
    return diagnostic.message + (f"\nhint: {diagnostic.hint}" if diagnostic.hint else "")


def render_gitlab(diagnostics: Sequence[Diagnostic]) -> str:
    """A report of GitLab's code quality.

    Fingerprints stay when lines move. What has no place stands at line 1 of the folder, as GitLab wants one.
    """
    seen: Counter[str] = Counter()
    return json.dumps([_issue(diagnostic, seen) for diagnostic in diagnostics], indent=2, ensure_ascii=True) + "\n"


def _issue(diagnostic: Diagnostic, seen: Counter[str]) -> dict[str, Any]:
    """`seen` counts those that say the same of the same file, and is told of this one."""
    span = diagnostic.span or Span(".", 1, 1)
    same = "\n".join((diagnostic.code, span.file, diagnostic.message))
    seen[same] += 1
    return {
        "description": _text(diagnostic),
        "check_name": diagnostic.code,
        "fingerprint": hashlib.sha256(f"{same}\n{seen[same]}".encode(errors="replace")).hexdigest(),
        "severity": "info" if diagnostic.accepted else _GITLAB[diagnostic.severity],
        "location": {"path": visible(span.file).removeprefix("./"), "lines": {"begin": span.line}},
    }


def _data(text: str) -> str:
    return "%0A".join(visible(line.replace("%", "%25")) for line in text.split("\n"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def render_sarif(diagnostics: Sequence[Diagnostic], titles: Mapping[str, str]) -> str:
    """One SARIF 2.1.0 run; `titles` describe the codes, columns count code points."""
    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    driver = {"name": "aqc", "version": __version__, "rules": [_rule(code, titles) for code in codes]}
    results = [_result(diagnostic, codes) for diagnostic in diagnostics]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True) + "\n"


def _rule(code: str, titles: Mapping[str, str]) -> dict[str, Any]:
    return {"id": code} | ({"shortDescription": {"text": titles[code]}} if titles.get(code) else {})


def _result(diagnostic: Diagnostic, codes: Sequence[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.severity,
        "message": {"text": _text(diagnostic)},
    }
    if diagnostic.accepted:
        result["suppressions"] = [
            {
                "kind": "inSource",
                "justification": diagnostic.accepted.reason,
                "location": _location(diagnostic.accepted.span),
            }
        ]
    if diagnostic.span:
        result["locations"] = [_location(diagnostic.span)]
    if diagnostic.related:
        result["relatedLocations"] = [
            _location(span) | {"message": {"text": text}} for span, text in diagnostic.related
        ]
    return result


def _location(span: Span) -> dict[str, Any]:
    end_line, end_column = _end(span)
    region = {"startLine": span.line, "startColumn": span.column, "endLine": end_line, "endColumn": end_column}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(span.file, errors="replace")}, "region": region}}
