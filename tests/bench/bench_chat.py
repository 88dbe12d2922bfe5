"""What answering by a language model costs on top of the model itself.

The sample knowledge base behind nginx and two responders, with a model (model.py) that does nothing but stream.  The
same questions are then put to the model directly: the very bodies that the responders send, over connections kept
as they are kept.

  tokens    each token carries the moment it was made; how much later does the reader have it?
  overhead  whole answers one after the other from a model that answers at once
  flight    many chats at the same moment, on responders that were just started and a model that takes two seconds
"""
import argparse
import asyncio
import json
import os
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
GOAL_TOKEN_P50_MS, GOAL_TOKEN_P99_MS, GOAL_OVERHEAD_MS = 5, 50, 1.3
THREADS = 32
GOAL_FLIGHT_P99_S, GOAL_RSS_MIB = 2.6, 120


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(q * len(values)))]


def cpu_s(pids):
    """CPU time the processes have used so far."""
    stats = [pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(s[11]) + int(s[12]) for s in stats) / os.sysconf("SC_CLK_TCK")


class Connection(asyncio.Protocol):
    """A kept connection for one request after another, without the delays of a library."""

    def __init__(self):
        self.data, self.arrived, self.transport = b"", None, None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.data += data
        self.wake()

    def connection_lost(self, exc):
        self.transport = None
        self.wake()

    def wake(self):
        if self.arrived and not self.arrived.done():
            self.arrived.set_result(None)

    def ended(self):
        head, found, body = self.data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        return found and (len(body) >= int(length[1]) if length else body.endswith(b"0\r\n\r\n"))

    async def ask(self, request, each=None):
        """The whole answer; `each` is told of all that came so far, whenever something has come."""
        self.data = b""
        self.transport.write(request)
        while not self.ended():
            assert self.transport, f"broken off: {self.data[:300]}"
            self.arrived = asyncio.get_running_loop().create_future()
            await self.arrived
            if each:
                each(self.data)
        assert b" 200 " in self.data.partition(b"\r\n")[0], self.data[:300]
        return self.data


class Server:
    """Where and how questions are asked."""

    def __init__(self, url, path, headers):
        parts = urllib.parse.urlsplit(url)
        self.address, self.path, self.headers, self.idle = (parts.hostname, parts.port), path, headers, []

    def request(self, body):
        lines = [f"POST {self.path} HTTP/1.1", f"Host: {self.address[0]}", "Content-Type: application/json",
                 f"Content-Length: {len(body)}", *self.headers(), "", ""]
        return "\r\n".join(lines).encode() + body

    async def ask(self, body, each=None):
        """(seconds, answer)"""
        began = time.monotonic()
        connection = self.idle.pop() if self.idle else None
        if connection is None or connection.transport is None:
            _, connection = await asyncio.get_running_loop().create_connection(Connection, *self.address)
        answer = await connection.ask(self.request(body), each)
        self.idle.append(connection)
        return time.monotonic() - began, answer


class Bench:
    def __init__(self, stack, model_url):
        self.stack, self.model_url, self.model_body = stack, model_url, b""
        self.ours = Server(stack.url(), "/v1/chat",
                           lambda: [f"X-API-Key: {KEY}", f"X-Conversation-Id: bench-{uuid.uuid4().hex}"])
        self.model = Server(model_url, "/v1/chat/completions", lambda: [])

    def chat(self, stream=False, each=None):
        return self.ours.ask(json.dumps({"message": QUESTION, "stream": stream}).encode(), each)

    def direct(self, each=None):
        return self.model.ask(self.model_body, each)

    async def learn(self):
        """What the responders send to the model."""
        await self.chat()
        _, answer = await Server(self.model_url, "/last", lambda: []).ask(b"")
        self.model_body = answer.partition(b"\r\n\r\n")[2]
        assert QUESTION.encode() in self.model_body

    async def behave(self, seconds, tokens, stamp=False):
        body = {"seconds": seconds, "tokens": tokens, "stamp": stamp}
        await Server(self.model_url, "/control", lambda: []).ask(json.dumps(body).encode())

    # --- tokens

    async def token_delays(self, ask):
        """Milliseconds from each token's making to its reading."""
        delays, done = [], 0

        def each(data):
            nonlocal done
            now, end = time.monotonic_ns(), data.rfind(b"\n") + 1
            for m in re.finditer(rb'(?:data: \{"text"|"content"): ?" ?(\d+)', data[done:end]):
                delays.append((now - int(m[1])) / 1e6)
            done = max(done, end)

        await ask(each)
        return delays

    async def tokens(self, streams, n):
        await self.behave(3, n, stamp=True)
        result = []
        for ask in (self.direct, lambda each: self.chat(True, each)):
            runs = await asyncio.gather(*(self.token_delays(ask) for _ in range(streams)))
            delays = [d for run in runs for d in run]
            assert len(delays) >= streams * n * 0.99, f"{len(delays)} of {streams * n} tokens"
            result.append((quantile(delays, .5), quantile(delays, .99)))
        (direct50, direct99), (ours50, ours99) = result
        print(f"tokens of {streams} streams at a time: direct p50 {direct50:.2f} p99 {direct99:.2f} ms, through nginx "
              f"p50 {ours50:.2f} p99 {ours99:.2f} ms; added p50 {ours50 - direct50:.2f} ms (goal {GOAL_TOKEN_P50_MS}), "
              f"p99 {ours99 - direct99:.2f} ms (goal {GOAL_TOKEN_P99_MS})")

    # --- whole answers

    async def overhead(self, n):
        await self.behave(0, 10)
        # the kernel gives connections to waiting threads in turn; each thread must have answered once before
        for _ in range(3 * THREADS * len(self.stack.pids) // 2):
            await self.chat()
        ours, direct, used = [], [], cpu_s(self.stack.pids)
        for _ in range(n):
            ours.append((await self.chat())[0])
            direct.append((await self.direct())[0])
        used = (cpu_s(self.stack.pids) - used) / n
        added = (statistics.median(ours) - statistics.median(direct)) * 1000
        print(f"/v1/chat one after the other: p50 {statistics.median(ours) * 1000:.2f} ms, the model alone "
              f"{statistics.median(direct) * 1000:.2f} ms; added {added:.2f} ms (goal {GOAL_OVERHEAD_MS}); "
              f"{used * 1000:.2f} ms of CPU each")

    async def flight(self, n):
        self.stack.end_responders()
        self.stack.set(THREADS=n // 2 + 16)
        self.stack.spawn()
        await self.behave(2, 10)
        self.ours.idle, self.model.idle = [], []
        direct = [seconds for seconds, _ in await asyncio.gather(*(self.direct() for _ in range(n)))]
        used = cpu_s(self.stack.pids)
        answers = asyncio.gather(*(self.chat() for _ in range(n)))
        await asyncio.sleep(1.5)  # once all of them wait for the model
        rss = sum(rss_kib(pid) for pid in self.stack.pids) / 1024
        answers = await answers
        used = (cpu_s(self.stack.pids) - used) / n
        rss = max(rss, sum(rss_kib(pid) for pid in self.stack.pids) / 1024)
        answered = sum(b'"degraded":false' in body for _, body in answers)
        times = [seconds for seconds, _ in answers]
        print(f"{n} chats in flight on {len(self.stack.pids)} responders, the model takes 2 s: {answered} answered, "
              f"p50 {quantile(times, .5):.2f} p99 {quantile(times, .99):.2f} s (goal {GOAL_FLIGHT_P99_S}; "
              f"the model alone p50 {quantile(direct, .5):.2f} p99 {quantile(direct, .99):.2f} s); "
              f"{used * 1000:.2f} ms of CPU each; {rss:.0f} MiB resident in all (goal {GOAL_RSS_MIB})")


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
        model = subprocess.Popen(["/usr/bin/python3", "-B", TREE / "tests" / "bench" / "model.py", port_file])
        (pathlib.Path(folder) / "knowledge").mkdir()
        # Redis as packaging/ and compose.yaml start it: its own default of one fsync a second
        stack = Stack(knowledge=pathlib.Path(folder) / "knowledge", responders=2, redis_fsync="everysec",
                      CACHE_ENABLED="no", LOG_LEVEL="WARNING", THREADS=THREADS)
        try:
            wait_until(port_file.exists)
            url = f"http://127.0.0.1:{port_file.read_text().strip()}"
            stack.set(LLM_BASE_URL=url + "/v1", LLM_MODEL="bench")
            stack.cli("ingest", str(TREE / "share" / "sample"))
            stack.start("nginx")
            asyncio.run(measure(Bench(stack, url), args))
        finally:
            stack.end()
            model.terminate()
            model.wait()


async def measure(bench, args):
    parts = args.parts or ["tokens", "overhead", "flight"]
    await bench.learn()
    if "tokens" in parts:
        await bench.tokens(args.streams, args.tokens)
    if "overhead" in parts:
        await bench.overhead(args.requests)
    if "flight" in parts:
        await bench.flight(args.flight)


if __name__ == "__main__":
    main()
