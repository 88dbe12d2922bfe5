#!/usr/bin/python3
"""A language model that only streams, as cheaply as possible, so that benchmarks don't measure the model.

    model.py PORT_FILE

POST /control {"seconds", "tokens", "stamp"} sets how the answers to POST /v1/chat/completions come: that many tokens,
evenly over that time; with stamp each is the monotonic clock in ns.  GET /last is the body of the last question.
"""
import asyncio
import json
import os
import sys
import time

HEAD = (b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n")


def frame(choices, **more):
    data = json.dumps({"id": "bench", "object": "chat.completion.chunk", "model": "bench", "choices": choices} | more)
    return b"data: %s\n\n" % data.encode()


def delta(content, finish=None):
    return frame([{"index": 0, "delta": content, "finish_reason": finish}])


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


BEGIN = HEAD + chunk(delta({"role": "assistant", "content": None}))
TOKEN, STAMP = delta({"content": "TOKEN "}).split(b"TOKEN")
END = chunk(delta({"content": "[1]."})) + chunk(delta({}, "stop")) + chunk(
    frame([], usage={"prompt_tokens": 900, "completion_tokens": 10, "total_tokens": 910})) + chunk(
    b"data: [DONE]\n\n") + b"0\r\n\r\n"


class Model(asyncio.Protocol):
    seconds, tokens, stamp, last = 0, 10, False, b""

    def connection_made(self, transport):
        self.transport, self.data, self.loop, self.timer = transport, b"", asyncio.get_running_loop(), None

    def connection_lost(self, exc):
        if self.timer:
            self.timer.cancel()

    def data_received(self, data):
        self.data += data
        head, found, body = self.data.partition(b"\r\n\r\n")
        at = head.lower().find(b"content-length:")
        length = int(head[at + 15:].split(b"\r\n")[0]) if at >= 0 else 0
        if not found or len(body) < length:
            return
        self.data = body[length:]
        if head.startswith(b"POST /v1/chat/completions"):
            Model.last = body
            self.transport.write(BEGIN)
            self.began, self.given = self.loop.time(), 0
            self.go_on()
            return
        if head.startswith(b"POST /control"):
            for name, value in json.loads(body).items():
                setattr(Model, name, value)
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(Model.last), Model.last))

    def go_on(self):
        """Writes the tokens that are due, and returns when the next ones are."""
        while self.given < self.tokens:
            due = self.began + self.seconds * (self.given + 1) / (self.tokens + 1)
            if due > self.loop.time():
                self.timer = self.loop.call_at(due, self.go_on)
                return
            word = b"%d" % time.monotonic_ns() if self.stamp else b"kata"
            self.transport.write(chunk(TOKEN + word + STAMP))
            self.given += 1
        self.timer = self.loop.call_at(self.began + self.seconds, self.transport.write, END)


async def main():
    server = await asyncio.get_running_loop().create_server(Model, "127.0.0.1", 0, backlog=2048)
    with open(sys.argv[1] + ".new", "w", encoding="ascii") as f:
        f.write(f"{server.sockets[0].getsockname()[1]}\n")
    os.replace(sys.argv[1] + ".new", sys.argv[1])
    await server.serve_forever()


asyncio.run(main())
