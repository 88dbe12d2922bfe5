"""A fake language model beside a stack, and readers of event streams."""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import requests
from stack import wait_until

HERE = pathlib.Path(__file__).parent


class FakeLlm:
    """fake_llm.py with these options; `ca` is the file that its certificate is verified with."""

    def __init__(self, *options, ca=None):
        self.folder = tempfile.TemporaryDirectory(prefix="itb-llm-")
        port_file = pathlib.Path(self.folder.name) / "port"
        self.process = subprocess.Popen([sys.executable, HERE / "fake_llm.py", "--port-file", port_file, *options],
                                        stdin=subprocess.DEVNULL)
        port = wait_until(lambda: port_file.exists() and port_file.read_text().strip())
        self.root = f"{'https' if ca else 'http'}://127.0.0.1:{port}"
        self.ca = ca
        self.url = self.root + "/v1"

    def set(self, **control):
        requests.post(self.root + "/control/reset", timeout=10, verify=self.ca).raise_for_status()
        requests.post(self.root + "/control", json=control, timeout=10, verify=self.ca).raise_for_status()

    def requests(self, **which):
        return requests.get(self.root + "/control/requests", params=which, timeout=30, verify=self.ca).json()

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.folder.cleanup()


def events(answer):
    """(name, data, seconds since the start) of each event as it comes; comments have the name ":"."""
    start = time.monotonic()
    name, data = None, []
    for raw in answer.iter_lines(chunk_size=1):
        line = raw.decode()
        if line.startswith(":"):
            yield ":", line, time.monotonic() - start
        elif line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            data.append(line[6:])
        elif line == "" and data:
            assert len(data) == 1
            yield name, data[0] if data[0] == "[DONE]" else json.loads(data[0]), time.monotonic() - start
            name, data = None, []
