"""A real Chromium without a window, driven by the keyboard. Tests that need one are skipped where none is found."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 60
"""Seconds after which a page that does not draw has failed."""


def found() -> tuple[str, str] | None:
    """Paths of a Chromium and of its driver."""
    browsers = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    browser, driver = next(browsers, None), shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


@contextmanager
def chromium(profile: Path) -> Iterator[Any]:
    """A running browser, its log switched on; skips without one."""
    paths = found()
    if paths is None:
        pytest.skip("no chromium and chromedriver on this machine")
    webdriver = pytest.importorskip("selenium.webdriver", reason="no selenium in this environment")
    options = webdriver.ChromeOptions()
    options.binary_location, driver = paths
    for flag in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={profile}"):
        options.add_argument(flag)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        yield browser
    finally:
        browser.quit()


class Window:
    """A page that is open."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser

    def open(self, page: Path, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Open a file in a window of that size; what it logged before is forgotten."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        self.browser.get_log("browser")
        self.browser.get(page.as_uri())
        self.run("document.documentElement.style.scrollBehavior = 'auto'")

    def run(self, script: str, *arguments: object) -> Any:
        """What a script returns."""
        return self.browser.execute_script(script, *arguments)

    def wait(self, condition: str, *arguments: object) -> None:
        """Until a script says true."""
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.browser, PATIENCE).until(lambda _: self.run(condition, *arguments), condition)

    def press(self, *keys: str) -> None:
        """Keys for whatever has the focus, by their names in selenium, or as text."""
        from selenium.webdriver import ActionChains, Keys

        ActionChains(self.browser).send_keys(*(getattr(Keys, key, key) for key in keys)).perform()

    def text(self, selector: str) -> str:
        return str(self.run("return document.querySelector(arguments[0]).innerText", selector))

    def complaints(self) -> list[str]:
        """What the console says that is no mere information."""
        return [line["message"] for line in self.browser.get_log("browser") if line["level"] not in ("INFO", "DEBUG")]
