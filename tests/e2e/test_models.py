"""What real models' servers do (habits.py, a row each), and what must come of it for the reader."""
import json
import pathlib
import subprocess
import sys

import pytest
import requests
from conftest import Client
from generation import events
from habits import HABITS
from stack import Stack, wait_until

HERE = pathlib.Path(__file__).parent
QUESTION = "Kapan perpustakaan buka pada hari Sabtu?"
TEXT = "Pada hari Sabtu perpustakaan tutup pukul 15.00. Selamat membaca."
HALF = "Pada hari Sabtu perpus"


class Model:
    """habits.py beside a stack whose responders ask it."""

    def __init__(self, folder, knowledge):
        port_file = folder / "port"
        self.process = subprocess.Popen([sys.executable, HERE / "habits.py", port_file], stdin=subprocess.DEVNULL)
        port = wait_until(lambda: port_file.exists() and port_file.read_text().strip())
        self.root = f"http://127.0.0.1:{port}"
        self.stack = Stack(responders=1, knowledge=knowledge, LLM_BASE_URL=self.root + "/v1", CACHE_ENABLED="no", LLM_RETRIES=1)
        self.stack.start("nginx")
        self.client = Client(self.stack, "nginx")

    def become(self, habit, **settings):
        """Nothing is learnt of it yet."""
        self.stack.end_responders()
        self.stack.set(LLM_MODEL=habit, **settings)
        self.stack.spawn()
        wait_until(lambda: self.client.get("/ready").status_code == 200)

    def set(self, **control):
        requests.post(self.root + "/control", json=control, timeout=10).raise_for_status()

    def requests(self):
        return requests.get(self.root + "/control", timeout=10).json()

    def end(self):
        self.stack.end()
        self.process.terminate()
        self.process.wait(timeout=10)


@pytest.fixture(scope="module")
def model(tmp_path_factory, knowledge):
    model = Model(tmp_path_factory.mktemp("habits"), knowledge)
    yield model
    model.end()


def ask(client, streamed, conversation=None):
    """(the answer's body, the text as it was streamed)"""
    if not streamed:
        answer = client.chat(QUESTION, conversation)
        assert answer.status_code == 200, answer.text
        return answer.json(), None
    answer = client.chat(conversation=conversation, json={"message": QUESTION, "stream": True}, stream=True)
    got = [(name, data) for name, data, _ in events(answer)]
    assert got[-1][0] == "done", got[-1]
    return got[-1][1], "".join(data["text"] for name, data in got if name == "token")


def is_whole(body):
    assert body["answer"] == TEXT
    assert (body["degraded"], body["grounded"], body.get("reason")) == (False, True, None)


def is_cut(body):
    assert body["answer"].startswith(HALF) and len(body["answer"]) > len(HALF) + 20
    assert body["reason"] == "cut"


def is_passages(body):
    assert "15.00" in body["answer"] and body["sources"]
    assert (body["degraded"], body["grounded"], body["reason"]) == (True, True, "model_failed")


def is_filtered(body):
    assert "15.00" in body["answer"] and body["sources"]
    assert (body["degraded"], body["reason"]) == (True, "cut")


OTHERS = {
    "split-pair": lambda body: body["answer"] == TEXT + " 🎓" or pytest.fail(body["answer"]),
    "only-reasoning": is_passages,
    "filtered": is_filtered,
    "filtered-late": is_cut, "failed-late": is_cut, "failed-in-choice": is_cut, "too-long": is_cut,
    "error-object-in-stream": is_cut,
    "credit-402": is_passages, "overloaded-529": is_passages, "always-400": is_passages, "always-413": is_passages,
    "always-422": is_passages, "busy-by-date": is_passages, "moved-away": is_passages, "moved-for-ever": is_passages,
}


NOT_YET = ("refuses-rounds", "once-502", "once-504", "once-520", "once-522", "once-529", "moved", "moved-302")


@pytest.mark.parametrize("habit", [h for h in HABITS if h not in ("says", "says-whole", "writes-calls") + NOT_YET])
def test_habits(model, habit):
    right = OTHERS.get(habit, is_whole)
    model.become(habit)
    for streamed in (False, True):
        model.set()
        body, said = ask(model.client, streamed)
        right(body)
        assert "rahasia" not in json.dumps(body)
        assert said in (None, body["answer"])
