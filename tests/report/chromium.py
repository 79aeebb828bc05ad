"""A headless Chromium, driven over its debugging pipe: no driver, no package, only Debian's `chromium`."""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb")


class Page:
    """One tab: what it is told, what it fetched, what it complained of."""

    def __init__(self, answers: BinaryIO, orders: BinaryIO) -> None:
        self._answers = answers
        self._orders = orders
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.order("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.order("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.order(f"{domain}.enable")

    def order(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command of the DevTools protocol; return its result."""
        self._number += 1
        order = {"id": self._number, "method": method, "params": parameters}
        self._orders.write(json.dumps(order | ({"sessionId": self._session} if self._session else {})).encode() + b"\0")
        self._orders.flush()
        while (message := self._read()).get("id") != self._number:
            self.events.append(message)
        assert "error" not in message, message
        result: dict[str, Any] = message["result"]
        return result

    def _read(self) -> dict[str, Any]:
        text = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            assert byte, "Chromium is gone"
            text += byte
        message: dict[str, Any] = json.loads(text)
        return message

    def open(self, path: Path, width: int, *, scheme: str = "light") -> None:
        """Show a file in a window of this width, and wait until it is loaded."""
        self.order("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.order("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.events.clear()
        self.order("Page.navigate", url=path.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def value(self, expression: str) -> Any:
        """Return what a JavaScript expression is in the page."""
        answer = self.order("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def fetched(self) -> list[str]:
        """Return every address that was asked for since `open`."""
        sent = (event["params"] for event in self.events if event["method"] == "Network.requestWillBeSent")
        return [each["request"]["url"] for each in sent]

    def complaints(self) -> list[str]:
        """Return what the console shows since `open`, among it each breach of the page's security policy."""
        entries = (event["params"]["entry"] for event in self.events if event["method"] == "Log.entryAdded")
        return [entry["text"] for entry in entries]

    def picture(self, path: Path, *, height: int, scale: float = 1) -> None:
        """Save the page's first `height` pixels as a PNG."""
        clip = {"x": 0, "y": 0, "width": self.value("innerWidth"), "height": height, "scale": scale}
        data = self.order("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))


@contextmanager
def started(profile: Path) -> Iterator[Page]:
    """Start a Chromium with a profile of its own; it is gone at the end of the block."""
    assert PROGRAM, "no Chromium: install Debian's package `chromium`"
    from_us, to_it = os.pipe()
    from_it, to_us = os.pipe()
    command = [PROGRAM, *_OPTIONS, f"--user-data-dir={profile}", "--remote-debugging-pipe"]
    # Chromium reads orders from descriptor 3 and answers on 4. Not every sh can copy descriptors above 9.
    shell = ["bash", "-c", f'exec "$@" 3<&{from_us} 4>&{to_us}', "bash", *command]
    with subprocess.Popen(shell, pass_fds=(from_us, to_us), stderr=subprocess.DEVNULL) as process:
        os.close(from_us)
        os.close(to_us)
        try:
            with os.fdopen(from_it, "rb") as answers, os.fdopen(to_it, "wb") as orders:
                yield Page(answers, orders)
        finally:
            process.kill()
