"""Passwords that stand in a text, such as an argument quoted in a message: never printed."""

from __future__ import annotations

import re

_IN_URL = re.compile(r"(\bpostgres(?:ql)?:/+[^\s:@/]*:)[^\n]*@")
_IN_PLACE = re.compile(r"(\b(?:s3a?://+[^\s:@/]*:)(?=[^\s@]*@)|\bhttps?://[^\s:@/]*:(?=[^\s@/]*@))[^\s@]*@")
_IN_WORDS = re.compile(r"(\b(?:ssl)?password\s*=\s*)(?:'(?:\\.|[^'\\])*'|[^\s&'\"]+)")


def masked(text: str) -> str:
    """The text with *** for the password of every connection string in it.

    >>> masked("no such file: postgresql://me:p@ss/w@host/farm?sslpassword=x&port=1")
    'no such file: postgresql://me:***@host/farm?sslpassword=***&port=1'
    >>> masked("host=here password='a b' dbname=farm")
    'host=here password=*** dbname=farm'
    >>> masked("s3://KEY:a/b@bucket/farm.sql by http://me:p@localhost:9000/x")
    's3://KEY:***@bucket/farm.sql by http://me:***@localhost:9000/x'
    """
    return _IN_WORDS.sub(r"\1***", _IN_PLACE.sub(r"\1***@", _IN_URL.sub(r"\1***@", text)))
