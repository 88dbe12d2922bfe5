#!/usr/bin/python3
"""A fake language model server for tests: OpenAI's protocol with its ugly sides.

    fake_llm.py [--host 127.0.0.1] [--port 0] [--port-file F] [--key K] [--dimensions 64]
                [--cert PEM --cert-key PEM]

Serves, over HTTP/1.1 (with TLS when it has a certificate; also as a proxy) with
kept connections (1,000 at a time are no trouble):

    POST /v1/chat/completions    streamed or not
    POST /v1/embeddings          hashed bags of words; ignores `dimensions`; one
                                 too long item (512 words) fails the whole batch
    POST /v1/rerank              raw logits (may be negative), best first
    GET  /v1/models, /health

With --key other keys get 401.  The port goes to F when it listens.

How it behaves is chosen by the requested model: words joined by "+", some with
":value".  "fake" (any unknown word) does nothing special.  Example:
"think+split+crlf+delay:2".

    echo            the answer is a line of JSON: the prompt's roles, lengths in
                    code points, tool names, and the numbers of the evidence
    stamp           each token is the monotonic clock in ns and a space
    reasoning       reasoning_content before the content
    think           <think> block within the content, cut across deltas
    unclosed        a <think> block that never ends
    tools           calls the first offered tool (query = the question) unless a
                    tool message is there already; tools2: two calls at once;
                    tools-cut: arguments cut short; tools-raw: as <tool_call> text
    json            one JSON body, though a stream was asked for
    parts           content as an array of parts
    length          finish_reason "length"
    crlf, split     CRLF line ends; every byte in an HTTP chunk of its own
    comments        ": ping" between chunks, a byte order mark first
    no-done, no-finish, no-usage   what the stream then lacks
    bad-utf8        a broken byte within the text
    error200        an error object in the middle of a 200 stream
    error200-first  the same before any text; its code is 503
    stall, stall-middle   sends nothing (more), until the client hangs up
    stall-pings     sends comments, but no token
    kill, kill-middle     closes without an answer, or in its middle
    401 403 404 429 500 503 …   that status; 429:7 and 503:7 with Retry-After: 7
    html            502 with an HTML page; html200 the same as 200
    overflow        400, the context's size exceeded
    no-stream-options, no-max-tokens, no-temperature, no-tools
                    400 that names the member when it is there
    delay:S         the answer's tokens spread over S seconds
    tokens:N        N words instead of the scripted answer
    wait:S          S seconds before the first byte

Control, for tests (no key needed):

    POST /control          {"answer": text, "behaviour": words, "script": [...]}
        `answer` is given from then on; `behaviour` is added to every request's
        words; `script` holds {"answer", "behaviour", "tool_calls": [{"name",
        "arguments"}]}, one used up by each further chat request.
    POST /control/reset    all as at the start, records dropped
    GET  /control/requests?n=1&outcome=disconnected&seconds=10
        The requests so far, once `n` of them (default 0) have that outcome
        (any, when absent) or the time is over.  Each: id, path, model,
        headers, body, began, first_byte, ended (monotonic seconds, the same
        clock for all processes), sent_tokens and outcome: "running",
        "finished", "killed" (by us), "disconnected" (the client hung up).
    GET  /control/stats    {"requests", "running", "running_max", "connections"}
"""

import argparse
import asyncio
import base64
import json
import math
import os
import re
import ssl
import struct
import time
import urllib.parse
import zlib

ANSWER = "Menurut dokumen yang diberikan, inilah jawabannya [1]."
WORDS_MAX = 512
GONE = "disconnected"


class Gone(Exception):
    """The client hung up."""


class Killed(Exception):
    """We hung up on purpose."""


class State:
    def __init__(self, args):
        self.args = args
        self.connections = 0
        self.running_max = 0
        self.changed = asyncio.Event()
        self.reset()

    def reset(self):
        self.answer = ANSWER
        self.behaviour = ""
        self.script = []
        self.records = []
        self.running = 0
        self.wake()

    def wake(self):
        self.changed.set()
        self.changed = asyncio.Event()


class Record:
    def __init__(self, state, path, headers, body):
        self.state = state
        self.data = {
            "id": len(state.records), "path": path, "headers": headers, "body": body,
            "model": body.get("model", "") if isinstance(body, dict) else "",
            "began": time.monotonic(), "first_byte": None, "ended": None,
            "sent_tokens": 0, "outcome": "running",
        }
        state.records.append(self.data)
        state.running += 1
        state.running_max = max(state.running_max, state.running)
        state.wake()

    def end(self, outcome):
        self.data["outcome"] = outcome
        self.data["ended"] = time.monotonic()
        self.state.running -= 1
        self.state.wake()


class Words:
    """The behaviour asked for: "a+b:2" -> a, b with value 2."""

    def __init__(self, text):
        self.values = {}
        for word in re.split(r"[+\s]", text or ""):
            name, _, value = word.partition(":")
            self.values[name] = value

    def __contains__(self, name):
        return name in self.values

    def number(self, name, default):
        try:
            return float(self.values.get(name, ""))
        except ValueError:
            return default


class Connection(asyncio.Protocol):
    """One client: reads requests one after the other and runs each as a task."""

    def __init__(self, state):
        self.state = state
        self.buffer = b""
        self.task = None
        self.gone = asyncio.Event()

    def connection_made(self, transport):
        self.transport = transport
        self.state.connections += 1

    def connection_lost(self, exc):
        self.gone.set()
        self.state.connections -= 1

    def data_received(self, data):
        self.buffer += data
        self.next_request()

    def next_request(self):
        if self.task and not self.task.done():
            return
        head, sep, rest = self.buffer.partition(b"\r\n\r\n")
        if not sep:
            return
        lines = head.decode("latin-1").split("\r\n")
        headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        method, target, _ = (lines[0] + "  ").split(" ", 2)
        self.task = asyncio.ensure_future(self.serve(method, target, headers, rest[:length]))

    async def serve(self, method, target, headers, body):
        try:
            await route(self, method, target, headers, body)
        except (Gone, Killed):
            return self.transport.abort()
        if headers.get("connection", "").lower() == "close":
            return self.transport.close()
        # the task is still running: look for the next request when it is done
        asyncio.get_running_loop().call_soon(self.next_request)

    # --- sending

    def send(self, data):
        if self.gone.is_set():
            raise Gone
        self.transport.write(data)

    async def pause(self, seconds):
        """Sleeps; the client hanging up ends it at once."""
        if seconds <= 0:
            await asyncio.sleep(0)
            if self.gone.is_set():
                raise Gone
            return
        try:
            await asyncio.wait_for(self.gone.wait(), seconds)
        except asyncio.TimeoutError:
            return
        raise Gone

    def reply(self, status, body, kind="application/json", extra=()):
        if not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
        lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *extra, "", ""]
        self.send("\r\n".join(lines).encode() + body)

    def chunk(self, data):
        self.send(b"%x\r\n%s\r\n" % (len(data), data))


# --- routes


async def route(conn, method, target, headers, raw):
    url = urllib.parse.urlsplit(target)
    state = conn.state
    if url.path.startswith("/control"):
        return await control(conn, url, raw)
    if url.path == "/health":
        return conn.reply(200, {"status": "ok"})
    try:
        body = json.loads(raw) if raw else {}
    except ValueError:
        return conn.reply(400, error(400, "the body is no JSON"))
    if state.args.key and headers.get("authorization") != "Bearer " + state.args.key:
        return conn.reply(401, error(401, "Invalid API Key", "authentication_error"))
    if url.path == "/v1/models":
        return conn.reply(200, {"object": "list", "data": [{"id": "fake", "object": "model"}]})
    handler = {"/v1/chat/completions": chat, "/v1/embeddings": embeddings, "/v1/rerank": rerank}.get(url.path)
    if handler is None or method != "POST" or not isinstance(body, dict):
        return conn.reply(404, error(404, "File Not Found", "not_found_error"))
    record = Record(state, url.path, headers, body)
    outcome = GONE
    try:
        await handler(conn, record, body)
        outcome = "finished"
    except Killed:
        outcome = "killed"
        raise
    finally:
        record.end(outcome)


def error(code, message, kind="invalid_request_error"):
    return {"error": {"code": code, "message": message, "type": kind}}


async def control(conn, url, raw):
    state = conn.state
    query = dict(urllib.parse.parse_qsl(url.query))
    if url.path == "/control/reset":
        state.reset()
    elif url.path == "/control/stats":
        return conn.reply(200, {"requests": len(state.records), "running": state.running,
                                "running_max": state.running_max, "connections": state.connections})
    elif url.path == "/control/requests":
        end = time.monotonic() + float(query.get("seconds", 10))
        wanted = query.get("outcome")
        while time.monotonic() < end:
            changed = state.changed
            if sum(wanted in (None, r["outcome"]) for r in state.records) >= int(query.get("n", 0)):
                break
            try:
                await asyncio.wait_for(changed.wait(), end - time.monotonic())
            except asyncio.TimeoutError:
                break
        return conn.reply(200, state.records)
    else:
        body = json.loads(raw or b"{}")
        state.answer = body.get("answer", state.answer)
        state.behaviour = body.get("behaviour", state.behaviour)
        state.script = body.get("script", state.script)
    conn.reply(200, {})


async def misbehave(conn, words):
    """Everything that ends a request before its answer. True when it did."""
    await conn.pause(words.number("wait", 0))
    if "stall" in words:
        await conn.gone.wait()
        raise Gone
    if "kill" in words:
        raise Killed
    if "html" in words or "html200" in words:
        conn.reply(502 if "html" in words else 200, b"<html><body><h1>Bad Gateway</h1></body></html>", "text/html")
        return True
    if "overflow" in words:
        conn.reply(400, error(400, "request (9000 tokens) exceeds the available context size (2048 tokens)",
                              "exceed_context_size_error"))
        return True
    for name, value in words.values.items():
        if re.fullmatch(r"[45]\d\d", name):
            extra = [f"Retry-After: {value}"] if value else []
            conn.reply(int(name), error(int(name), f"told to answer {name}"), extra=extra)
            return True
    return False


REFUSED = {"no-stream-options": "stream_options", "no-max-tokens": "max_tokens",
           "no-temperature": "temperature", "no-tools": "tools"}


def refusal(words, body):
    """The refusal of a server that doesn't know a member; None when there is none."""
    for word, member in REFUSED.items():
        if word in words and member in body:
            hint = " Use 'max_completion_tokens' instead." if member == "max_tokens" else ""
            return f"Unsupported parameter: '{member}' is not supported with this model.{hint}"
    return None


# --- chat


async def chat(conn, record, body):
    state = conn.state
    step = state.script.pop(0) if state.script else {}
    words = Words("+".join(filter(None, [body.get("model", ""), state.behaviour, step.get("behaviour", "")])))
    if await misbehave(conn, words):
        return
    refused = refusal(words, body)
    if refused:
        return conn.reply(400, error(400, refused))
    answer = Answer(state, body, words, step)
    if not body.get("stream") or "json" in words:
        await conn.pause(words.number("delay", 0))
        conn.reply(200, answer.whole())
        return
    await stream(conn, record, answer, words)


def text_of(content):
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return content or ""


class Answer:
    """What the answer will be, however it is sent."""

    def __init__(self, state, body, words, step):
        self.body, self.words = body, words
        self.messages = body.get("messages", [])
        self.calls = self.tool_calls(step)
        self.text = "" if self.calls else self.content(state, step)
        self.finish = "tool_calls" if self.calls else "length" if "length" in words else "stop"

    def content(self, state, step):
        if "answer" in step:
            return step["answer"]
        if "echo" in self.words:
            return self.structure()
        n = int(self.words.number("tokens", 0))
        return " ".join(f"kata{i}" for i in range(n)) if n else state.answer

    def structure(self):
        text = "\n".join(text_of(m.get("content")) for m in self.messages)
        return json.dumps({
            "roles": [m.get("role") for m in self.messages],
            "chars": [len(text_of(m.get("content"))) for m in self.messages],
            "tools": [t["function"]["name"] for t in self.body.get("tools", [])],
            "evidence": sorted({int(n) for n in re.findall(r"^\s*\[(\d+)\]", text, re.M)}),
        })

    def tool_calls(self, step):
        if "tool_calls" in step:
            return step["tool_calls"]
        n = 2 if "tools2" in self.words else 1 if {"tools", "tools-cut", "tools-raw"} & set(self.words.values) else 0
        if not n or not self.body.get("tools") or any(m.get("role") == "tool" for m in self.messages):
            return []
        function = self.body["tools"][0]["function"]
        parameter = next(iter(function.get("parameters", {}).get("properties", {"query": {}})))
        question = [text_of(m.get("content")) for m in self.messages if m.get("role") == "user"][-1:]
        arguments = json.dumps({parameter: " ".join(question)[-80:]}, ensure_ascii=False)
        if "tools-cut" in self.words:
            arguments = arguments[:-3]
        return [{"name": function["name"], "arguments": arguments}] * n

    def raw_call(self):
        return "".join('<tool_call>\n{"name": "%s", "arguments": %s}\n</tool_call>' % (c["name"], c["arguments"])
                       for c in self.calls)

    def usage(self):
        asked = sum(len(text_of(m.get("content")).split()) for m in self.messages)
        said = len(self.text.split()) + 10 * len(self.calls)
        return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}

    def whole(self):
        message = {"role": "assistant", "content": self.text}
        if "reasoning" in self.words:
            message["reasoning_content"] = "Pengguna bertanya."
        if self.words.values.keys() & {"think", "unclosed"}:
            message["content"] = "<think>rahasia" + ("" if "unclosed" in self.words else "</think>\n\n" + self.text)
        if self.calls and "tools-raw" in self.words:
            message["content"] = self.raw_call()
        elif self.calls:
            message["tool_calls"] = [{"id": f"call{i}", "type": "function", "function": c}
                                     for i, c in enumerate(self.calls)]
        choice = {"index": 0, "finish_reason": self.finish, "message": message}
        return {"id": "fake", "object": "chat.completion", "model": self.body.get("model"), "choices": [choice],
                "usage": self.usage()}

    def deltas(self):
        """(delta, whether it is a token of the answer) in their order."""
        yield {"role": "assistant", "content": None}, False
        if "reasoning" in self.words:
            for piece in ("Pengguna", " bertanya."):
                yield {"reasoning_content": piece}, False
        if self.words.values.keys() & {"think", "unclosed"}:
            for piece in ("<th", "ink>raha", "sia", "</thi", "nk>\n\n"):
                if "unclosed" in self.words and piece == "</thi":
                    return
                yield {"content": piece}, False
        if self.calls and "tools-raw" in self.words:
            for piece in re.findall(r"(?s).{1,5}", self.raw_call()):
                yield {"content": piece}, False
            return
        for i, c in enumerate(self.calls):
            yield {"tool_calls": [{"index": i, "id": f"call{i}", "type": "function",
                                   "function": {"name": c["name"], "arguments": ""}}]}, False
            for piece in re.findall(r"(?s).{1,4}", c["arguments"]):
                yield {"tool_calls": [{"index": i, "function": {"arguments": piece}}]}, False
        for piece in re.findall(r"\s*\S+\s*$|\s*\S+", self.text):
            yield {"content": [{"type": "text", "text": piece}] if "parts" in self.words else piece}, True


class Frames:
    """Turns chunks into bytes on the connection."""

    def __init__(self, conn, record, words):
        self.conn, self.record, self.words = conn, record, words
        self.eol = "\r\n" if "crlf" in words else "\n"
        conn.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                  b"Transfer-Encoding: chunked\r\n\r\n")
        if "comments" in words:
            self.bytes(b"\xef\xbb\xbf")
        record.data["first_byte"] = time.monotonic()

    def bytes(self, data):
        if "split" in self.words:
            for i in range(len(data)):
                self.conn.chunk(data[i:i + 1])
        else:
            self.conn.chunk(data)

    def data(self, text):
        if "comments" in self.words:
            self.bytes(f": ping{self.eol}{self.eol}".encode())
        data = f"data: {text}{self.eol}{self.eol}".encode()
        if "bad-utf8" in self.words:
            data = data.replace(b'"content": "', b'"content": "\xff')
        self.bytes(data)

    def object(self, choices, **more):
        self.data(json.dumps({"id": "fake", "object": "chat.completion.chunk",
                              "model": self.record.data["model"], "choices": choices, **more}, ensure_ascii=False))

    def delta(self, delta, finish=None):
        self.object([{"index": 0, "delta": delta, "finish_reason": finish}])


async def stream(conn, record, answer, words):
    frames = Frames(conn, record, words)
    if "error200-first" in words:
        frames.data(json.dumps(error(503, "no capacity", "server_error")))
        return conn.send(b"0\r\n\r\n")
    while "stall-pings" in words:
        frames.bytes(b":\n\n")
        await conn.pause(0.05)
    if not await tokens(conn, frames, answer, words):
        return conn.send(b"0\r\n\r\n")
    if "no-finish" not in words:
        frames.delta({}, answer.finish)
    if answer.body.get("stream_options", {}).get("include_usage") and "no-usage" not in words:
        frames.object([], usage=answer.usage())
    if "no-done" not in words and "no-finish" not in words:
        frames.data("[DONE]")
    conn.send(b"0\r\n\r\n")


async def tokens(conn, frames, answer, words):
    """Sends the deltas in their time; False when an error ended them."""
    deltas = list(answer.deltas())
    total, began = words.number("delay", 0), time.monotonic()
    for i, (delta, is_token) in enumerate(deltas):
        await conn.pause(began + total * i / len(deltas) - time.monotonic())
        if i == len(deltas) // 2 + 1 and not await middle(conn, frames, words):
            return False
        if is_token and "stamp" in words:
            delta = {"content": f"{time.monotonic_ns()} "}
        frames.delta(delta)
        frames.record.data["sent_tokens"] += is_token
    await conn.pause(began + total - time.monotonic())
    return True


async def middle(conn, frames, words):
    """What goes wrong halfway; True when nothing does."""
    if "stall-middle" in words:
        await conn.gone.wait()
        raise Gone
    if "kill-middle" in words:
        await conn.pause(0.01)  # send what was written before
        raise Killed
    if "error200" in words:
        frames.data(json.dumps(error(500, "Context size has been exceeded.", "server_error")))
    return "error200" not in words


# --- embeddings and rerank


def bag(text):
    return re.findall(r"\w+", text.lower())


def vector(text, n):
    v = [0.0] * n
    for word in bag(text):
        for piece in (word, word[:4]):
            h = zlib.crc32(piece.encode())
            v[h % n] += 1 if h & 0x10000 else -1
    norm = math.sqrt(sum(x * x for x in v)) or 1.0
    return [x / norm for x in v]


async def embeddings(conn, record, body):
    words = Words(body.get("model", ""))
    if await misbehave(conn, words):
        return
    texts = body.get("input")
    texts = [texts] if isinstance(texts, str) else texts
    if not texts or not all(isinstance(t, str) for t in texts):
        return conn.reply(400, error(400, '"input" must be a string or a list of strings'))
    if any(len(bag(t)) > WORDS_MAX for t in texts):
        return conn.reply(500, error(500, "input is too large to process. increase the physical batch size",
                                     "server_error"))
    await conn.pause(words.number("delay", 0))
    data = []
    for i, text in enumerate(texts):
        v = vector(text, conn.state.args.dimensions)
        if body.get("encoding_format") == "base64":
            v = base64.b64encode(struct.pack(f"<{len(v)}f", *v)).decode()
        data.append({"object": "embedding", "index": i, "embedding": v})
    n = sum(len(bag(t)) for t in texts)
    conn.reply(200, {"object": "list", "model": body.get("model"), "data": data,
                     "usage": {"prompt_tokens": n, "total_tokens": n}})


async def rerank(conn, record, body):
    words = Words(body.get("model", ""))
    if await misbehave(conn, words):
        return
    query, documents = set(bag(body.get("query", ""))), body.get("documents")
    if not query or not documents:
        return conn.reply(400, error(400, '"query" and "documents" must be given'))
    await conn.pause(words.number("delay", 0))
    results = []
    for i, document in enumerate(documents):
        text = document.get("text", "") if isinstance(document, dict) else document
        share = len(query & set(bag(text))) / len(query)
        results.append({"index": i, "relevance_score": round(12 * share - 8, 4)})
    results.sort(key=lambda r: -r["relevance_score"])
    conn.reply(200, {"object": "list", "model": body.get("model"),
                     "results": results[:body.get("top_n", len(results))]})


async def main():
    parser = argparse.ArgumentParser(description="a fake language model server for tests")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--port-file")
    parser.add_argument("--key", default="")
    parser.add_argument("--dimensions", type=int, default=64)
    parser.add_argument("--cert")
    parser.add_argument("--cert-key")
    args = parser.parse_args()
    state = State(args)
    tls = None
    if args.cert:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(args.cert, args.cert_key)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(state), args.host, args.port,
                                                            backlog=2048, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    if args.port_file:
        with open(args.port_file + ".new", "w", encoding="ascii") as f:
            f.write(f"{port}\n")
        os.replace(args.port_file + ".new", args.port_file)
    else:
        print(port, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
