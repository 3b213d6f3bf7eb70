"""The tester's guide: for each page whom to log in as, what to open and what to expect, asked of the rows to come."""

from compiler.proof.guide.pages import Ask, Page, Visit, read_pages, visit
from compiler.proof.guide.shelf import look_ahead

__all__ = ["Ask", "Page", "Visit", "look_ahead", "read_pages", "visit"]
