"""200 students ask, listen, search and speak while /health is watched: figures,
and a failure only when a request failed.

    students.py [--recording WAV] [--seconds 15] [--students 200] URL KEY

Students and watcher are processes of their own, so that what is measured isn't
the students' own waiting for each other.
"""
import argparse
import asyncio
import collections
import http.client
import json
import multiprocessing
import random
import time
from urllib.parse import urlsplit

THINK = (2.0, 8.0)
QUESTIONS = ["Apa itu ITB?", "Bagaimana cara mengajukan cuti akademik?", "Where is the campus?",
             "berapa biaya kuliah UKT", "What is Bosscha?", "jadwal perpustakaan"]


class Students:
    def __init__(self, args):
        self.args, self.url = args, urlsplit(args.url)
        self.took = collections.defaultdict(list)
        self.failed = []
        self.recording = open(args.recording, "rb").read() if args.recording else b""

    async def request(self, kind, method, path, body=b"", headers=""):
        began = time.monotonic()
        reader, writer = await asyncio.open_connection(self.url.hostname, self.url.port)
        writer.write((f"{method} {path} HTTP/1.1\r\nHost: {self.url.hostname}\r\nConnection: close\r\n"
                      f"X-API-Key: {self.args.key}\r\n{headers}Content-Length: {len(body)}\r\n\r\n").encode() + body)
        answer = await asyncio.wait_for(reader.read(-1), 60)
        writer.close()
        if not answer.startswith(b"HTTP/1.1 200 "):
            self.failed.append((path, answer[:200]))
        self.took[kind].append(time.monotonic() - began)

    async def chat(self, who, stream):
        body = json.dumps({"message": random.choice(QUESTIONS), "stream": stream}).encode()
        await self.request("streamed" if stream else "answers", "POST", "/v1/chat", body,
                           f"Content-Type: application/json\r\nX-Conversation-Id: {who}\r\n")

    async def speak(self, who):
        body = (b'--B\r\nContent-Disposition: form-data; name="audio"; filename="q.wav"\r\n\r\n' + self.recording
                + b"\r\n--B--\r\n")
        await self.request("spoken", "POST", "/v1/audio", body,
                           f"Content-Type: multipart/form-data; boundary=B\r\nX-Conversation-Id: {who}\r\n")

    async def student(self, n, end):
        who = f"student-{n}"
        await asyncio.sleep(random.uniform(0, THINK[1]))
        while time.monotonic() < end:
            what = random.random()
            if what < 0.05 and self.recording:
                await self.speak(who)
            elif what < 0.5:
                await self.chat(who, False)
            elif what < 0.8:
                await self.chat(who, True)
            else:
                await self.request("searches", "GET", "/v1/search?q=kampus+ganesha")
            await asyncio.sleep(random.uniform(*THINK))

    async def all(self, end):
        await asyncio.gather(*(self.student(n, end) for n in range(self.args.students)))


def students(args, end, result):
    them = Students(args)
    asyncio.run(them.all(end))
    result.put((dict(them.took), them.failed))


def quantile(values, q):
    return sorted(values)[int(len(values) * q)] * 1e3


def watch(args, end):
    took, url = [], urlsplit(args.url)
    while time.monotonic() < end:
        began = time.monotonic()
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
        connection.request("GET", "/health")
        assert connection.getresponse().read().startswith(b"{")
        connection.close()
        took.append(time.monotonic() - began)
        time.sleep(0.01)
    return took


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--recording")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("url")
    parser.add_argument("key")
    args = parser.parse_args()
    end, result = time.monotonic() + args.seconds, multiprocessing.Queue()
    process = multiprocessing.Process(target=students, args=(args, end, result))
    process.start()
    health = watch(args, end)
    took, failed = result.get()
    process.join()
    print(f"note: /health p50 {quantile(health, .5):.1f} ms, p99 {quantile(health, .99):.1f} ms of {len(health)} while "
          f"{args.students} students had " +
          ", ".join(f"{len(v)} {kind} (p50 {quantile(v, .5):.0f} ms)" for kind, v in sorted(took.items())))
    for path, answer in failed[:5]:
        print(path, answer)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
