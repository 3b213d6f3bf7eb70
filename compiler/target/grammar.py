"""What may stand in a catalog: names, which we quote, and SQL of one statement, as pg_dump writes it.

The texts of checks, indexes and views go into a dump as they are, so a catalog of somebody else must not be able to
say more with them than a check, an index or a view. Refused is whatever psql or the server could read otherwise than
we do: comments, dollar quotes, variables, strings that go on; and calls of functions that are not known to be harmless.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from unicodedata import category

from compiler import data_folder

NAME = re.compile(r"[^\W0-9][\w .-]*")
LABEL = re.compile(r"\w[\w .+()/:-]{0,99}")
"""Name and version of a target, which stand in comments and messages."""
NAME_BYTES = 63
INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Categories of characters that nobody sees, or that end a line."""
TOKEN = re.compile(
    r"""(?P<space>[ \n]+)
    |(?P<string>[eE]'(?:[^'\\]|''|\\.)*'|[bBxX]?'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")+")
    |(?P<word>[^\W0-9]\w*)
    |(?P<number>[0-9]+(?:\.[0-9]+)?(?![\w$]))
    |(?P<mark>::|[(),.;\[\]])
    |(?P<operator>[-+*/<>=~!@\#%^&|?]+)""",
    re.VERBOSE | re.DOTALL,
)
PAIRS = {")": "(", "]": "["}
CALLS = """
    abs age array_agg array_length array_to_string avg bool_and bool_or brin btree btrim by ceil char_length concat
    concat_ws count date_part date_trunc dense_rank every filter first_value floor generate_series gin gist hash
    include json_agg json_build_object jsonb_agg jsonb_array_elements jsonb_array_length jsonb_build_object
    jsonb_typeof key lag last_value lead length lower lpad ltrim make_date max md5 min mod now ntile over power rank
    replace round row_number rpad rtrim spgist split_part sqrt string_agg strpos substr sum to_char to_date
    to_timestamp upper varying
"""
"""Words before a parenthesis, beside those that PostgreSQL reserves: functions that only reckon, methods, clauses."""
AFTER_GROUP = {"CHECK": {"NO", "NOT"}, "USING": {"INCLUDE", "NULLS", "WITH", "WHERE"}}
"""What may follow the parentheses of a check and of an index."""
MEMORY = 4096
"""Texts that are remembered: half of the indexes of a catalog say what others say."""
VIEW_BEGINS = {"SELECT", "WITH", "VALUES", "("}

Token = tuple[str, str]
"""(kind, text)"""


@lru_cache(MEMORY)
def wrong_name(name: str) -> str:
    """What is wrong with a name of a table, a column, a key and so on; '' when nothing is.

    >>> wrong_name("batch_batch"), wrong_name("a$b")
    ('', 'a name is letters, digits, _, space, dot and hyphen')
    """
    if not NAME.fullmatch(name):
        return "a name is letters, digits, _, space, dot and hyphen"
    return f"a name has at most {NAME_BYTES} bytes" if len(name.encode()) > NAME_BYTES else ""


def wrong_check(text: str) -> str:
    """What is wrong with a check, `CHECK ((count >= 0))`: one group, then at most NO INHERIT or NOT VALID."""
    return _wrong(text, "CHECK")


def wrong_index(text: str) -> str:
    """What is wrong with the text of an index, `USING btree (batch_id)`."""
    return _wrong(text, "USING")


def wrong_view(text: str) -> str:
    """What is wrong with the query of a view, which ends with the only semicolon."""
    return _wrong(text, "")


@lru_cache(MEMORY)
def _wrong(text: str, begins: str) -> str:
    if hidden := next((sign for sign in text if category(sign) in INVISIBLE and (begins or sign != "\n")), ""):
        return f"it holds the character U+{ord(hidden):04X}"
    if any(line.startswith("\\") for line in text.split("\n")):
        return "a line begins with a backslash, as commands of psql do"
    tokens: list[Token] = []
    for kind, piece in _tokens(text):
        if kind == "wrong":
            return piece
        if told := _misplaced(kind, piece, tokens):
            return told
        tokens.append((kind, piece))
    tokens = [token for token in tokens if token[0] != "space"]
    return _unbalanced(tokens) or (_no_clause(tokens, begins) if begins else _no_query(tokens))


def _tokens(text: str) -> Iterator[Token]:
    """Kind and text of each token; the last is `wrong` when the text cannot be read on."""
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            sign = text[at]
            yield "wrong", "a quote is not closed" if sign in "'\"" else f"{sign} stands outside quotes"
            return
        yield str(found.lastgroup), found[0]
        at = found.end()


def _misplaced(kind: str, piece: str, before: list[Token]) -> str:
    """What is wrong with a token behind those."""
    solid = [token for token in before[-6:] if token[0] != "space"]
    last = solid[-1] if solid else ("", "")
    if kind == "operator" and ("--" in piece or "/*" in piece):
        return "it holds a comment"
    if kind == "string" and (last[0] == "string" or (before and before[-1][0] in ("word", "number"))):
        return f"{piece} goes on with what stands before it"
    if piece == "(" and last[0] in ("word", "quoted"):
        known = last[0] == "word" and (last[1].lower() in _callable())
        if not known or (len(solid) > 1 and solid[-2][1] == "."):
            return f"{last[1]}(…) calls what is not known to be harmless"
    return ""


def _unbalanced(tokens: list[Token]) -> str:
    """Whether every parenthesis and bracket has its other half."""
    open_: list[str] = []
    for kind, piece in tokens:
        if kind != "mark":
            continue
        if piece in PAIRS.values():
            open_.append(piece)
        elif piece in PAIRS and (not open_ or open_.pop() != PAIRS[piece]):
            return f"{piece} closes nothing"
    return f"{open_[-1]} is not closed" if open_ else ""


def _no_clause(tokens: list[Token], begins: str) -> str:
    """What a check or an index is not: its word, a method for an index, one group, and what may follow."""
    head = ["CHECK", "("] if begins == "CHECK" else ["USING", None, "("]
    pieces = [piece for _, piece in tokens]
    if any(want not in (None, piece) for want, piece in zip(head, pieces, strict=False)) or len(pieces) < len(head):
        return f"it does not begin with {begins} and parentheses"
    if ";" in _marks(tokens):
        return "a semicolon stands outside quotes"
    depth = 1
    for at in range(len(head), len(tokens)):
        depth += {"(": 1, ")": -1}.get(pieces[at], 0) if tokens[at][0] == "mark" else 0
        if depth == 0:
            rest = pieces[at + 1 :]
            allowed = not rest or rest[0] in AFTER_GROUP[begins]
            if begins == "CHECK" and rest:
                allowed = rest in (["NO", "INHERIT"], ["NOT", "VALID"])
            return "" if allowed else f"{rest[0]} follows its parentheses"
    return "its parentheses are not closed"


def _no_query(tokens: list[Token]) -> str:
    if not tokens or tokens[0][1] not in VIEW_BEGINS:
        return "it does not begin with SELECT, WITH or VALUES"
    if _marks(tokens).count(";") != 1 or tokens[-1] != ("mark", ";"):
        return "it is not one statement with a semicolon at its end"
    return ""


def _marks(tokens: list[Token]) -> list[str]:
    return [piece for kind, piece in tokens if kind == "mark"]


@cache
def _callable() -> frozenset[str]:
    words = json.loads((data_folder("schema") / "postgres" / "keywords.json").read_text(encoding="utf-8"))
    return frozenset(CALLS.split()).union(*words.values())
