"""How much of the work on a spoken answer happens at the same time.

Speech to text takes 1 s, the emotion 1 s, the model 3 s for six sentences, and each sentence 0.5 s to speak: one after
the other that is 8 s.  GOAL: 5.5 s, as the client behind nginx measures it.
"""
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

TREE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TREE / "tests" / "e2e"))
import requests  # noqa: E402
from fake_speech import FakeSpeech  # noqa: E402
from stack import KEY, Stack, wait_until  # noqa: E402

GOAL_S, SEQUENTIAL_S, ROUNDS = 5.5, 8, 3
QUESTION = "Apa itu ITB?"
ANSWER = ("ITB adalah perguruan tinggi teknologi di Bandung [1]. Kampus utamanya berada di Jalan Ganesa. "
          "Di sana ada banyak program studi. Mahasiswa datang dari seluruh Indonesia. "
          "Penelitian menjadi bagian penting kehidupan kampus. Silakan bertanya lebih lanjut.")


def start_model(folder):
    port = folder / "port"
    process = subprocess.Popen(["/usr/bin/python3", TREE / "tests" / "e2e" / "fake_llm.py", "--port-file", port])
    wait_until(lambda: port.exists() and port.read_text().strip())
    url = f"http://127.0.0.1:{port.read_text().strip()}"
    requests.post(url + "/control", json={"answer": ANSWER, "behaviour": "delay:3"}, timeout=10).raise_for_status()
    return process, url


def ask(stack, recording, **more):
    headers = {"X-API-Key": KEY, "X-Conversation-Id": f"bench-{uuid.uuid4().hex}"} | more
    began = time.monotonic()
    answer = requests.post(stack.url() + "/v1/audio", headers=headers, timeout=60, stream=True,
                           files={"audio": ("question.wav", recording)})
    assert answer.status_code == 200, answer.text
    return began, answer


def whole(stack, recording):
    began, answer = ask(stack, recording)
    body = answer.json()
    seconds = time.monotonic() - began
    assert body["audio"] and not body["degraded"] and body["emotion"] == "happy", json.dumps(body)[-600:]
    return seconds, body["exec_time"]


def first_audio(stack, recording):
    began, answer = ask(stack, recording, Accept="text/event-stream")
    with answer:
        for line in answer.iter_lines(chunk_size=1):
            if line == b"event: audio":
                return time.monotonic() - began
    raise AssertionError("no audio event")


def measure(stack, fake, recording):
    results = []
    for _ in range(ROUNDS):
        fake.seen.clear()
        results.append(whole(stack, recording))
        assert fake.count("tts") == 6, fake.count("tts")
    seconds, times = sorted(results, key=lambda r: r[0])[ROUNDS // 2]
    first = statistics.median(first_audio(stack, recording) for _ in range(ROUNDS))
    steps = ", ".join(f"{name} {value:.2f}" for name, value in times.items())
    print(f"answered: {steps}")
    print(f"first sentence heard after {first:.2f} s, as events")
    print(f"total {seconds:.2f} s (goal {GOAL_S} s), one after the other {SEQUENTIAL_S} s: "
          f"{SEQUENTIAL_S / seconds:.2f} times as fast, {'met' if seconds <= GOAL_S else 'MISSED'}")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        recording = folder / "question.wav"
        subprocess.run(["espeak-ng", "-v", "id", "-w", recording, QUESTION], check=True)
        fake = FakeSpeech()
        model, model_url = start_model(folder)
        stack = Stack(redis=False, REDIS_URL=None, knowledge=folder / "knowledge", STT_URL=fake.url + "/v1",
                      TTS_URL=fake.url + "/v1", EMOTION_ANALYSIS_URL=fake.url, LLM_BASE_URL=model_url + "/v1",
                      LLM_MODEL="fake", CACHE_ENABLED="no")
        try:
            stack.cli("ingest", str(TREE / "share" / "sample"))
            stack.start("nginx")
            wait_until(lambda: requests.get(stack.url() + "/ready", timeout=10).status_code == 200)
            fake.transcript = QUESTION
            fake.delay.update(stt=1, emotion=1, tts=0.5)
            measure(stack, fake, recording.read_bytes())
        finally:
            stack.end()
            model.terminate()
            fake.stop()


if __name__ == "__main__":
    main()
