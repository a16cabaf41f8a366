# SPDX-License-Identifier: GPL-2.0-only
"""Chromium without a window, by its debugging pipe: as much as the tests of
the page need."""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
--disable-background-networking --disable-component-update --disable-sync
--hide-scrollbars --remote-debugging-pipe""".split()


class Chrome:
    """One browser with one page; every message of its console is kept."""

    def __init__(self, program):
        self.profile = tempfile.mkdtemp()
        ours_r, theirs_w = os.pipe()
        theirs_r, ours_w = os.pipe()

        def fds():
            # 3 and 4 are what the pipe is read from and written to; moved
            # up first, in case one of ours is one of these
            read, write = os.dup2(theirs_r, 20), os.dup2(theirs_w, 21)
            os.dup2(read, 3)
            os.dup2(write, 4)

        self.process = subprocess.Popen(
            [program, *FLAGS, "--user-data-dir=" + self.profile],
            preexec_fn=fds, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_r)
        os.close(theirs_w)
        self.read, self.write = ours_r, ours_w
        self.rest, self.id, self.events = b"", 0, []
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")
        self.session = self.call(
            "Target.attachToTarget", flatten=True,
            targetId=target["targetId"])["sessionId"]
        for domain in "Page", "Runtime", "Log", "Network":
            self.call(domain + ".enable")

    def message(self):
        while b"\0" not in self.rest:
            data = os.read(self.read, 1 << 20)
            if not data:
                raise RuntimeError("chromium ended")
            self.rest += data
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **params):
        self.id += 1
        ask = {"id": self.id, "method": method, "params": params}
        if self.session:
            ask["sessionId"] = self.session
        os.write(self.write, json.dumps(ask).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.id:
                if "error" in answer:
                    raise RuntimeError(method + ": " + str(answer["error"]))
                return answer["result"]
            self.events.append(answer)

    def size(self, width, height, phone=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width,
                  height=height, deviceScaleFactor=1, mobile=phone)

    def media(self, media="", scheme="light"):
        self.call("Emulation.setEmulatedMedia", media=media, features=[
            {"name": "prefers-color-scheme", "value": scheme}])

    def open(self, path, script=True):
        """Returns the seconds until the page was drawn."""
        begin = time.monotonic()
        self.events = []
        self.call("Page.navigate", url="file://" + path)
        while not any(e["method"] == "Page.loadEventFired"
                      for e in self.events):
            self.events.append(self.message())
        if script:
            self.run("new Promise(requestAnimationFrame)")
        return time.monotonic() - begin

    def run(self, script):
        """The value of an expression, or what it promises."""
        answer = self.call("Runtime.evaluate", expression=script,
                           awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def key(self, name):
        text = {"Enter": "\r"}.get(name, name if len(name) == 1 else "")
        code = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowLeft": 37,
                "ArrowRight": 39}.get(name, 0)
        for kind in "keyDown", "keyUp":
            self.call("Input.dispatchKeyEvent", type=kind, key=name,
                      windowsVirtualKeyCode=code,
                      **({"text": text} if text and kind == "keyDown"
                         else {}))

    def drag(self, x, y, to):
        for kind, at in (("mousePressed", x), ("mouseMoved", to),
                         ("mouseReleased", to)):
            self.call("Input.dispatchMouseEvent", type=kind, x=at, y=y,
                      button="left", buttons=1, clickCount=1)

    def picture(self, path, whole=True):
        data = self.call("Page.captureScreenshot",
                         captureBeyondViewport=whole)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def pdf(self, path):
        data = self.call("Page.printToPDF", printBackground=False)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def complaints(self):
        """Console messages, exceptions, and what the policy refused."""
        self.run("1")
        return [e for e in self.events if e["method"] in (
            "Runtime.consoleAPICalled", "Runtime.exceptionThrown",
            "Log.entryAdded")]

    def requests(self):
        return [e["params"]["request"]["url"] for e in self.events
                if e["method"] == "Network.requestWillBeSent"]

    def close(self):
        # the process that this began, and it alone
        self.process.terminate()
        self.process.wait()
        os.close(self.read)
        os.close(self.write)
        shutil.rmtree(self.profile, ignore_errors=True)
