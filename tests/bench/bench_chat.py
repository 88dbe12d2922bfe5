"""What answering by a language model costs on top of the model itself.

A fake model (tests/e2e/fake_llm.py) with the sample knowledge base behind nginx and two responders, against the same
model asked directly in the same run:

  tokens    each token carries the moment it was made; how much later does the reader have it?
  overhead  whole answers one after the other from a model that answers at once
  flight    many chats at a time, each of which the model takes two seconds for
"""
import argparse
import asyncio
import json
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid

TREE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TREE / "tests" / "e2e"))
from stack import KEY, Stack, rss_kib, wait_until  # noqa: E402

QUESTION = "Apa itu ITB?"
GOAL_TOKEN_P50_MS, GOAL_TOKEN_P99_MS, GOAL_OVERHEAD_MS = 5, 50, 3
THREADS = 32
GOAL_FLIGHT_P99_S, GOAL_RSS_MIB = 2.6, 120


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(q * len(values)))]


class Client:
    """Sends one request and hands on the body's bytes as they come, without a library's own delays."""

    def __init__(self, url, path, headers, body):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        data = json.dumps(body).encode()
        lines = [f"POST {parts.path}{path} HTTP/1.1", f"Host: {self.host}", "Content-Type: application/json",
                 f"Content-Length: {len(data)}", "Connection: close", *headers, "", ""]
        self.request = "\r\n".join(lines).encode() + data

    async def __aiter__(self):
        reader, writer = await asyncio.open_connection(self.host, self.port)
        writer.write(self.request)
        while piece := await reader.read(65536):
            yield piece
        writer.close()

    async def whole(self):
        began = time.monotonic()
        data = b"".join([piece async for piece in self])
        head, _, body = data.partition(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n")[0], data[:300]
        return time.monotonic() - began, head, body


class Bench:
    def __init__(self, stack, model_url):
        self.stack, self.model_url = stack, model_url

    def chat(self, stream=False):
        headers = [f"X-API-Key: {KEY}", f"X-Conversation-Id: bench-{uuid.uuid4().hex}"]
        return Client(self.stack.url(), "/v1/chat", headers, {"message": QUESTION, "stream": stream})

    def direct(self, stream=False):
        body = {"model": "bench", "stream": stream, "messages": [{"role": "user", "content": QUESTION}]}
        return Client(self.model_url, "/chat/completions", [], body)

    async def behave(self, words):
        await Client(self.model_url.removesuffix("/v1"), "/control", [], {"behaviour": words}).whole()

    # --- tokens

    async def token_delays(self, client):
        """Milliseconds from each token's making to its reading."""
        delays, rest = [], b""
        async for piece in client:
            now = time.monotonic_ns()
            rest += piece
            for m in re.finditer(rb'"(?:text|content)": ?" ?(\d+)[^\n]*\n', rest):
                delays.append((now - int(m[1])) / 1e6)
            rest = rest[rest.rfind(b"\n") + 1:]
        return delays

    async def tokens(self, streams, n):
        await self.behave(f"stamp+tokens:{n}+delay:3")
        result = []
        for make in (self.direct, self.chat):
            runs = await asyncio.gather(*(self.token_delays(make(stream=True)) for _ in range(streams)))
            delays = [d for run in runs for d in run]
            assert len(delays) >= streams * n * 0.99, f"{len(delays)} of {streams * n} tokens"
            result.append((quantile(delays, .5), quantile(delays, .99)))
        (direct50, direct99), (ours50, ours99) = result
        print(f"tokens of {streams} streams at a time: direct p50 {direct50:.2f} p99 {direct99:.2f} ms, through nginx "
              f"p50 {ours50:.2f} p99 {ours99:.2f} ms; added p50 {ours50 - direct50:.2f} ms (goal {GOAL_TOKEN_P50_MS}), "
              f"p99 {ours99 - direct99:.2f} ms (goal {GOAL_TOKEN_P99_MS})")

    # --- whole answers

    async def overhead(self, n):
        await self.behave("")
        # the kernel hands connections to waiting threads in turn: each must have made its own connections
        for _ in range(3 * THREADS * len(self.stack.pids) // 2):
            await self.chat().whole()
        ours, direct = [], []
        for _ in range(n):
            ours.append((await self.chat().whole())[0])
            direct.append((await self.direct(stream=True).whole())[0])
        added = (statistics.median(ours) - statistics.median(direct)) * 1000
        print(f"/v1/chat one after the other: p50 {statistics.median(ours) * 1000:.2f} ms, the model alone "
              f"{statistics.median(direct) * 1000:.2f} ms; added {added:.2f} ms (goal {GOAL_OVERHEAD_MS})")

    async def flight(self, n):
        self.stack.end_responders()
        self.stack.set(THREADS=n // 2 + 16)
        self.stack.spawn()
        await self.behave("delay:2+tokens:10")
        answers = asyncio.gather(*(self.chat().whole() for _ in range(n)))
        await asyncio.sleep(1.5)  # when all wait for the model
        rss = sum(rss_kib(pid) for pid in self.stack.pids) / 1024
        answers = await answers
        rss = max(rss, sum(rss_kib(pid) for pid in self.stack.pids) / 1024)
        degraded = sum(b'"degraded":true' in body for _, _, body in answers)
        times = [seconds for seconds, _, _ in answers]
        print(f"{n} chats in flight on {len(self.stack.pids)} responders, the model takes 2 s: {n - degraded} answered, "
              f"p50 {quantile(times, .5):.2f} p99 {quantile(times, .99):.2f} s (goal {GOAL_FLIGHT_P99_S}); "
              f"{rss:.0f} MiB resident in all (goal {GOAL_RSS_MIB})")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=16)
    parser.add_argument("--tokens", type=int, default=100)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--flight", type=int, default=512)
    parser.add_argument("parts", nargs="*", help="tokens, overhead, flight; none: all")
    args = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with tempfile.TemporaryDirectory() as folder:
        port_file = pathlib.Path(folder) / "port"
        model = subprocess.Popen(["/usr/bin/python3", TREE / "tests" / "e2e" / "fake_llm.py", "--port-file", port_file])
        (pathlib.Path(folder) / "knowledge").mkdir()
        stack = Stack(knowledge=pathlib.Path(folder) / "knowledge", responders=2, CACHE_ENABLED="no", LOG_LEVEL="WARNING",
                      THREADS=THREADS)
        try:
            wait_until(port_file.exists)
            url = f"http://127.0.0.1:{port_file.read_text().strip()}/v1"
            stack.set(LLM_BASE_URL=url, LLM_MODEL="bench")
            stack.cli("ingest", str(TREE / "share" / "sample"))
            stack.start("nginx")
            asyncio.run(measure(Bench(stack, url), args))
        finally:
            stack.end()
            model.terminate()
            model.wait()


async def measure(bench, args):
    parts = args.parts or ["tokens", "overhead", "flight"]
    await bench.chat().whole()
    if "tokens" in parts:
        await bench.tokens(args.streams, args.tokens)
    if "overhead" in parts:
        await bench.overhead(args.requests)
    if "flight" in parts:
        await bench.flight(args.flight)


if __name__ == "__main__":
    main()
