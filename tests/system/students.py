"""200 students ask and search while /health is watched: figures, and a failure
only when a request failed.  students.py URL KEY
"""
import asyncio
import json
import random
import sys
import time
from urllib.parse import urlsplit

STUDENTS, SECONDS, THINK = 200, 15, (2.0, 8.0)
QUESTIONS = ["Apa itu ITB?", "Bagaimana cara mengajukan cuti akademik?", "Where is the campus?",
             "berapa biaya kuliah UKT", "What is Bosscha?", "jadwal perpustakaan"]
HOST, PORT = urlsplit(sys.argv[1]).hostname, urlsplit(sys.argv[1]).port
KEY = sys.argv[2]
failed, asked, health = [], [], []


async def request(method, path, body=b"", headers=""):
    began = time.monotonic()
    reader, writer = await asyncio.open_connection(HOST, PORT)
    writer.write((f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\nX-API-Key: {KEY}\r\n{headers}"
                  f"Content-Length: {len(body)}\r\n\r\n").encode() + body)
    answer = await asyncio.wait_for(reader.read(-1), 60)
    writer.close()
    if not answer.startswith(b"HTTP/1.1 200 "):
        failed.append((path, answer[:200]))
    return time.monotonic() - began


async def student(n, end):
    await asyncio.sleep(random.uniform(0, THINK[1]))
    while time.monotonic() < end:
        if random.random() < 0.8:
            body = json.dumps({"message": random.choice(QUESTIONS)}).encode()
            asked.append(await request("POST", "/v1/chat", body,
                                       f"Content-Type: application/json\r\nX-Conversation-Id: student-{n}\r\n"))
        else:
            asked.append(await request("GET", "/v1/search?q=kampus+ganesha"))
        await asyncio.sleep(random.uniform(*THINK))


async def watch(end):
    while time.monotonic() < end:
        health.append(await request("GET", "/health"))
        await asyncio.sleep(0.01)


async def main():
    end = time.monotonic() + SECONDS
    await asyncio.gather(watch(end), *(student(n, end) for n in range(STUDENTS)))
    health.sort()
    asked.sort()
    print(f"note: {len(asked)} questions of {STUDENTS} students in {SECONDS} s, p50 {asked[len(asked) // 2] * 1e3:.1f} ms; "
          f"/health p50 {health[len(health) // 2] * 1e3:.1f} ms, p99 {health[len(health) * 99 // 100] * 1e3:.1f} ms")
    for path, answer in failed[:5]:
        print(path, answer)
    sys.exit(1 if failed else 0)


asyncio.run(main())
