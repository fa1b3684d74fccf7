"""The system's Chromium, driven by playwright: headless, asked for nothing outside this machine."""

import os
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
SCREENS = {"desktop": (1280, 800), "phone": (390, 844)}
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def find_chromium():
    return next((path for path in map(shutil.which, NAMES) if path), None)


@contextmanager
def open_chromium():
    """Start the browser, or skip where there is none; CI must have one.

    Playwright marks its thread as one with a running event loop until the browser is closed. Hence no
    fixture keeps it longer than the tests that look at pages: other tests run loops of their own.
    """
    path = find_chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have a browser: install the package chromium")
        pytest.skip("no Chromium here: pages are not looked at in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """What a page did that a reader does not see: requests, sockets, errors, messages in the console."""

    def __init__(self, page):
        self.requests, self.sockets, self.exceptions, self.console = [], [], [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.sockets.append(socket.url))
        page.on("pageerror", lambda error: self.exceptions.append(str(error)))
        page.on("console", lambda message: self.console.append((message.type, message.text)))

    def clear(self):
        for kept in (self.requests, self.sockets, self.exceptions, self.console):
            kept.clear()


@contextmanager
def new_page(browser, screen="desktop", **options):
    """Open an empty page of this size; what it does stands in its `watched`."""
    width, height = SCREENS[screen] if isinstance(screen, str) else screen
    page = browser.new_page(viewport={"width": width, "height": height}, **options)
    page.watched = Watched(page)
    try:
        yield page
    finally:
        page.close()
