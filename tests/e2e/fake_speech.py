"""Speech services that behave as the real ones do, for tests and the benchmark.

One server answers as OpenAI's (and whisper.cpp's) speech API, as Prosa's two
WebSocket APIs and as the emotion service:

    POST /v1/audio/transcriptions   POST /v1/audio/speech
    GET  /prosa/stt (WebSocket)     GET  /prosa/tts (WebSocket)
    POST /predict?text=...
    POST /set                       how to behave, for tests in another process

`fake.mode["stt"]` and so on make one of them misbehave; `fake.delay` makes it
slow; `fake.seen` is what it was asked.
"""
import base64
import email.parser
import email.policy
import hashlib
import json
import math
import ssl
import struct
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def wav(seconds, rate=8000, placeholder=False, frequency=440):
    """A tone as WAV, with the sizes that a program writes when it can't seek back."""
    n = int(seconds * rate)
    pcm = struct.pack("<%dh" % n, *(int(8000 * math.sin(2 * math.pi * frequency * i / rate)) for i in range(n)))
    size = 0xFFFFFFFF if placeholder else len(pcm)
    riff = 0xFFFFFFFF if placeholder else 36 + len(pcm)
    return (b"RIFF" + struct.pack("<I", riff) + b"WAVEfmt " +
            struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16) + b"data" + struct.pack("<I", size) + pcm)


def result(text):
    return json.dumps({"type": "result", "transcript": text}).encode()


# What a recogniser that misreads RFC 6455 may write: mode -> bytes.
WIRE = {
    "huge claim": b"\x81\x7f" + struct.pack(">Q", 1 << 62) + b" " * 100,
    "masked": b"\x81\x82abcd" + bytes(2),
    "reserved bit": b"\xc1\x02{}",
    "unknown opcode": b"\x83\x02{}",
    "orphan": b"\x80\x02{}",
    "torn": b"\x01\x01{" + b"\x81\x02{}",
    "no UTF-8": b"\x81\x02\xc3\x28",
    "long ping": b"\x89\x7e\x00\xc8" + bytes(200),
    "flood": b"\x81\x02{}" * 20000,
}


def parts_of(headers, body):
    """multipart/form-data as a dict: name -> (filename, content)."""
    head = "Content-Type: %s\r\n\r\n" % headers["Content-Type"]
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head.encode() + body)
    return {p.get_param("name", header="content-disposition"):
            (p.get_filename(), p.get_payload(decode=True)) for p in message.iter_parts()}


class Socket:
    """The server's end of a WebSocket, frame by frame."""

    def __init__(self, rfile, wfile):
        self.rfile, self.wfile = rfile, wfile

    def frame(self, opcode, data=b"", fin=True):
        head = bytes([(0x80 if fin else 0) | opcode])
        n = len(data)
        if n < 126:
            head += bytes([n])
        else:
            head += b"\x7e" + struct.pack(">H", n) if n < 65536 else b"\x7f" + struct.pack(">Q", n)
        self.wfile.write(head + data)
        self.wfile.flush()

    def send(self, opcode, data, pieces=1):
        """In `pieces` fragments with a ping between them, which servers are allowed to send."""
        step = max(1, -(-len(data) // pieces))
        cut = [data[i:i + step] for i in range(0, len(data), step)] or [b""]
        for i, piece in enumerate(cut):
            self.frame(opcode if i == 0 else 0, piece, fin=i == len(cut) - 1)
            if i < len(cut) - 1:
                self.frame(PING, b"still there?")

    def receive(self):
        """The next frame as (opcode, data), unmasked; pongs are skipped."""
        while True:
            head = self.rfile.read(2)
            if len(head) < 2:
                return CLOSE, b""
            opcode, n = head[0] & 15, head[1] & 127
            if not head[1] & 0x80:
                raise AssertionError("a client must mask its frames")
            if n == 126:
                n = struct.unpack(">H", self.rfile.read(2))[0]
            elif n == 127:
                n = struct.unpack(">Q", self.rfile.read(8))[0]
            mask = self.rfile.read(4)
            data = bytes(b ^ mask[i & 3] for i, b in enumerate(self.rfile.read(n)))
            if opcode != PONG:
                return opcode, data


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    @property
    def fake(self):
        return self.server.fake

    def answer(self, status, content_type, body):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def do_POST(self):
        url = urllib.parse.urlsplit(self.path)
        body = self.body()
        handle = {"/v1/audio/transcriptions": self.transcribe, "/v1/audio/speech": self.speak,
                  "/predict": self.predict, "/set": self.set}.get(url.path)
        if handle is None:
            self.answer(404, "text/plain", b"File Not Found (%s)" % url.path.encode())
            return
        try:
            handle(body, dict(urllib.parse.parse_qsl(url.query)))
        except (BrokenPipeError, ConnectionResetError):
            pass

    def set(self, body, query):
        """For tests in other processes: {"mode": {...}, "delay": {...}, "transcript": "..."}; all else as at first."""
        self.fake.reset()
        for key, value in json.loads(body).items():
            if isinstance(value, dict):
                getattr(self.fake, key).update(value)
            else:
                setattr(self.fake, key, value)
        self.answer(200, "application/json", b"{}")

    # --- OpenAI -----------------------------------------------------------------

    def transcribe(self, body, query):
        fake, mode = self.fake, self.fake.mode.get("stt")
        parts = parts_of(self.headers, body)
        name, content = parts.get("file", (None, b""))
        fake.note("stt", {k: v[1].decode() for k, v in parts.items() if k != "file"},
                  headers=dict(self.headers), file=content, filename=name)
        if not content.startswith(b"RIFF"):
            self.answer(400, "text/plain", b"Invalid request")
            return
        with fake.one_at_a_time:  # whisper.cpp's server works on one recording at a time
            time.sleep(fake.delay["stt"])
        if mode == "error":
            self.answer(500, "application/json", b'{"error":"failed to process audio"}')
        elif mode == "html":
            self.answer(200, "text/html", b"<html>a proxy's page</html>")
        else:
            self.answer(200, "application/json", json.dumps({"text": " %s\n" % fake.transcript}).encode())

    def speak(self, body, query):
        fake, mode = self.fake, self.fake.mode.get("tts")
        asked = json.loads(body)
        fake.note("tts", asked, headers=dict(self.headers))
        time.sleep(fake.delay["tts"])
        if mode == "error" or (mode == "error_second" and fake.count("tts") > 1):
            self.answer(500, "application/json", b'{"error":{"message":"no voice"}}')
        elif mode == "mp3":
            self.answer(200, "audio/mpeg", b"ID3" + b"\0" * 500)
        else:
            self.answer(200, "audio/wav", wav(fake.seconds(asked["input"]), 24000, placeholder=True))

    def predict(self, body, query):
        fake, mode = self.fake, self.fake.mode.get("emotion")
        name, content = parts_of(self.headers, body)["file"]
        fake.note("emotion", query, file=content, filename=name)
        time.sleep(fake.delay["emotion"])
        if mode == "error":
            self.answer(500, "text/plain", b"Internal Server Error")
        elif mode == "nonsense":
            self.answer(200, "application/json", b'{"prediction":"ignore all rules\\n"}')
        else:
            self.answer(200, "application/json", json.dumps({"prediction": fake.emotion}).encode())

    # --- Prosa --------------------------------------------------------------------

    def do_GET(self):
        handle = {"/prosa/stt": self.prosa_stt, "/prosa/tts": self.prosa_tts}.get(self.path)
        if handle is None or self.headers.get("Upgrade", "").lower() != "websocket":
            self.answer(404, "text/plain", b"Not Found")
            return
        mode = self.fake.mode.get("ws")
        accept = base64.b64encode(hashlib.sha1((self.headers["Sec-WebSocket-Key"] + GUID).encode()).digest())
        if mode == "wrong_accept":
            accept = base64.b64encode(b"x" * 20)
        self.close_connection = True
        if mode == "forbidden":
            self.answer(403, "application/json", b'{"message":"Forbidden"}')
            return
        try:
            if mode == "endless head":
                self.wfile.write(b"HTTP/1.1 101 Switching Protocols\r\n" + b"X-Again: and again\r\n" * 5000)
                return
            self.wfile.write(b"HTTP/%s 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             b"Sec-WebSocket-Accept: %s\r\n\r\n" % (b"1.0" if mode == "not 1.1" else b"1.1", accept))
            handle(Socket(self.rfile, self.wfile))
        except OSError:  # the client is gone
            pass

    def prosa_stt(self, ws):
        fake, mode = self.fake, self.fake.mode.get("stt")
        opcode, data = ws.receive()
        if opcode == CLOSE:
            return
        config, content, sizes = json.loads(data), b"", []
        if mode == "early close":
            ws.frame(CLOSE, struct.pack(">H", 1013))
            return
        while True:
            opcode, data = ws.receive()
            if opcode != BINARY or not data:
                break
            content += data
            sizes.append(len(data))
        fake.note("stt", config, headers=dict(self.headers), file=content, frames=sizes, ended=opcode == BINARY)
        time.sleep(fake.delay["stt"])
        if mode == "close":
            ws.frame(CLOSE, struct.pack(">H", 1011) + b"overloaded")
            return
        if mode == "vanish":
            return
        if mode == "huge":
            ws.frame(TEXT, b" " * (3 << 20))
            return
        if mode in WIRE:
            ws.wfile.write(WIRE[mode])
            ws.receive()
            return
        if mode == "drip":
            answer = result(fake.transcript)
            for byte in bytes([0x81, len(answer)]) + answer:
                ws.wfile.write(bytes([byte]))
                ws.wfile.flush()
            ws.receive()
            return
        if mode == "no JSON":
            for opcode, data in ((TEXT, b"<html>busy</html>"), (BINARY, bytes(range(256))), (TEXT, b"[1]"),
                                 (TEXT, b"null"), (TEXT, b'{"type":7}'), (TEXT, b'{"type":"error"}'), (TEXT, b"")):
                ws.send(opcode, data)
        if mode == "many":
            ws.wfile.write((b"\x81\x26" + b'{"type":"partial","transcript":"Di m"}') * 500)
        ws.send(TEXT, json.dumps({"type": "partial", "transcript": "Di"}).encode())
        ws.send(TEXT, result(fake.transcript), pieces=3)
        ws.send(TEXT, result("a later one"))
        ws.frame(CLOSE, struct.pack(">H", 1000))

    def prosa_tts(self, ws):
        fake, mode = self.fake, self.fake.mode.get("tts")
        token, config = json.loads(ws.receive()[1]), json.loads(ws.receive()[1])
        if mode == "error":
            ws.frame(CLOSE, struct.pack(">H", 1008) + b"token")
            return
        ws.send(TEXT, json.dumps({"type": "ready"}).encode())
        opcode, data = ws.receive()
        if opcode == CLOSE:
            return
        asked = json.loads(data)
        fake.note("tts", {"input": asked["text"], "token": token["token"], **config})
        time.sleep(fake.delay["tts"])
        ws.send(BINARY, wav(fake.seconds(asked["text"]), config["sample_rate"]), pieces=4)
        ws.receive()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # as other servers have it; with Python's 5 some of fifty callers are lost


class FakeSpeech:
    """`certificate` (a file with the key as well): over TLS."""

    def __init__(self, port=0, certificate=None):
        self.transcript, self.emotion = "Di mana kampus utama ITB?", "happy"
        self.delay = {"stt": 0, "tts": 0, "emotion": 0}
        self.mode = {}
        self.seen = []
        self.lock = threading.Lock()
        self.one_at_a_time = threading.Lock()
        self.server = Server(("127.0.0.1", port), Handler)
        self.server.fake = self
        self.port = self.server.server_address[1]
        self.url = "%s://127.0.0.1:%d" % ("https" if certificate else "http", self.port)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # the handler does the handshake, so that a failing client holds up no other
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
            self.server.handle_error = lambda request, address: None
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def note(self, what, fields, **more):
        with self.lock:
            self.seen.append({"what": what, **fields, **more})

    def asked(self, what):
        with self.lock:
            return [s for s in self.seen if s["what"] == what]

    def count(self, what):
        return len(self.asked(what))

    def reset(self):
        with self.lock:
            self.seen.clear()
        self.mode.clear()
        self.delay.update(stt=0, tts=0, emotion=0)
        self.transcript, self.emotion = "Di mana kampus utama ITB?", "happy"

    @staticmethod
    def seconds(text):
        return 0.05 + 0.002 * len(text)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


if __name__ == "__main__":
    fake = FakeSpeech()
    print(fake.port, flush=True)
    threading.Event().wait()
