"""The documentation builds as a site, strictly; every link and anchor leads somewhere, and nothing asks the network."""

from __future__ import annotations

import os
import posixpath
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import PATIENCE, chromium

pytest.importorskip("material", reason="the extra docs is not installed")
ROOT = Path(__file__).resolve().parent.parent
MAKE = ROOT / "docs" / "make_site.py"
FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
"""What a browser loads by itself, by tag."""


class Page(HTMLParser):
    """Its links, what it loads by itself, and the names that a link may end in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        self.names |= {of["id"]} if "id" in of else set()
        if tag == "a" and "href" in of:
            self.links.append(of["href"])
        if FETCHED.get(tag, "") in of:
            self.loads.append(of[FETCHED[tag]])


def make(out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, MAKE, out], capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "site"
    done = make(out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    return out


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Page]:
    """Path on the site to page."""
    return {
        path.relative_to(site).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def test_every_document_is_a_page(pages: dict[str, Page]) -> None:
    documents = [path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")]
    assert [path for path in map(Path.as_posix, documents) if path not in pages] == []


def test_links_and_anchors_lead_somewhere(site: Path, pages: dict[str, Page]) -> None:
    lost = []
    for path, page in pages.items():
        for link in sorted({*page.links, *page.loads}):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or path == "404.html":
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
            )
            at = unquote(parts.fragment)
            if not (site / target).is_file() or (at and target in pages and at not in pages[target].names):
                lost.append(f"{path}: {link}")
    assert lost == []


def test_no_page_loads_anything_from_elsewhere(pages: dict[str, Page]) -> None:
    found = {load for page in pages.values() for load in page.loads if urlsplit(load).scheme or urlsplit(load).netloc}
    assert {load for load in found if not load.startswith("data:")} == set()


def test_comments_of_the_sources_are_no_text(site: Path) -> None:
    text = (site / "howto" / "events.html").read_text(encoding="utf-8")
    assert "as_of - 100 days" in text and "&lt;!-- file" not in text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("glossary.md", "\n[gone](gone.md)\n"),
        ("glossary.md", "\n[gone](tutorial.md#gone)\n"),
        ("nowhere.md", "# A page that the navigation lacks\n"),
    ],
    ids=["page", "anchor", "navigation"],
)
def test_what_leads_nowhere_stops_the_build(page: str, text: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for name in ("docs", "schema"):
        (copy / name).mkdir(parents=True)
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*"), ROOT / "mkdocs.yml", ROOT / "schema/aquamind/README.md"):
        there = copy / path.relative_to(ROOT)
        if path.is_file():
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())
    with (copy / "docs" / page).open("a", encoding="utf-8") as stream:
        stream.write(text)
    out = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, copy / "docs" / "make_site.py", out], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and not out.exists(), done.stdout + done.stderr
    assert "gone" in done.stdout + done.stderr or page in done.stdout + done.stderr


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=os.fspath(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_browser_reads_and_searches_without_network(address: str, tmp_path: Path) -> None:
    with chromium(tmp_path) as browser:
        from selenium.webdriver.common.by import By
        from selenium.webdriver.support.ui import WebDriverWait

        wait = WebDriverWait(browser, PATIENCE)
        browser.set_window_size(1280, 900)  # on a narrow one the field hides behind a button
        browser.get(f"{address}/tutorial.html")
        field = browser.find_element(By.CSS_SELECTOR, "input.md-search__input")
        browser.execute_script("arguments[0].focus()", field)
        field.send_keys("pgbouncer")
        found = "a.md-search-result__link[href*='managed-postgresql']"
        wait.until(lambda _: browser.find_elements(By.CSS_SELECTOR, found))
        asked = browser.execute_script("return performance.getEntriesByType('resource').map(one => one.name)")
        assert asked and [one for one in asked if not one.startswith((address, "data:", "blob:"))] == []
        assert [one["message"] for one in browser.get_log("browser") if one["level"] == "SEVERE"] == []
