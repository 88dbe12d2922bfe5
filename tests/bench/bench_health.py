"""GET /health through nginx against the least work that libfcgi can do, and the size of an idle responder.

Both programs run in the same number of processes behind the same nginx configuration, answering the same bytes, in
alternating rounds of wrk; the ratio of the medians is what counts.  GOAL: 0.6.
"""
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TREE / "tests" / "e2e"))
import requests  # noqa: E402
from stack import BUILD, CORPUS, Stack, rss_kib, wait_until  # noqa: E402

ROUNDS, SECONDS, PROCESSES = 5, 3, 2
GOAL, GOAL_RSS_MIB = 0.6, 15


class Fixed(Stack):
    """The same nginx in front of fcgi_fixed."""

    def command(self):
        return [str(BUILD / "tests" / "bench" / "fcgi_fixed"), str(self.folder / "answer")]


def requests_per_second(url):
    out = subprocess.run(["wrk", "-t1", "-c16", f"-d{SECONDS}s", url], capture_output=True, text=True,
                         check=True).stdout
    assert "Non-2xx" not in out and "Socket errors" not in out, out
    return float(re.search(r"Requests/sec:\s*([\d.]+)", out)[1])


def same_bytes(stack, fixed):
    """The bytes that the responder sends, for fcgi_fixed to send as well."""
    answer = requests.get(stack.url() + "/health", timeout=10)
    ours = ("Content-Type", "X-Request-Id", "Cache-Control", "X-Content-Type-Options", "Access-Control-Allow-Origin",
            "Access-Control-Expose-Headers")
    head = "".join(f"{name}: {answer.headers[name]}\r\n" for name in ours if name in answer.headers)
    (fixed.folder / "answer").write_bytes(b"Status: 200 OK\r\n" + head.encode() + b"\r\n" + answer.content)


def main():
    if not shutil.which("wrk"):
        sys.exit("bench-health needs wrk: install the package of that name, or run scripts/bench health")
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(knowledge=pathlib.Path(folder), responders=PROCESSES, LOG_LEVEL="INFO")
        fixed = Fixed(redis=False, responders=PROCESSES)
        try:
            stack.cli("ingest", str(CORPUS))
            stack.start("nginx")
            wait_until(lambda: requests.get(stack.url() + "/ready", timeout=10).status_code == 200)
            idle = max(rss_kib(pid) for pid in stack.pids) / 1024
            same_bytes(stack, fixed)
            fixed.start("nginx")
            rounds = [(requests_per_second(stack.url() + "/health"), requests_per_second(fixed.url() + "/health"))
                      for _ in range(ROUNDS)]
        finally:
            stack.end()
            fixed.end()
    ours, least = (statistics.median(r[i] for r in rounds) for i in (0, 1))
    print(f"/health through nginx: {ours:.0f} requests/s; minimal libfcgi program: {least:.0f} requests/s; "
          f"ratio {ours / least:.2f} (goal {GOAL})")
    print(f"idle responder of 32 threads: {idle:.1f} MiB resident (goal {GOAL_RSS_MIB})")


if __name__ == "__main__":
    main()
