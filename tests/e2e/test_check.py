"""itb-chatbot check --live: each usual mistake is told, with what to do about it."""
import contextlib
import json
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from fake_speech import parts_of, wav
from stack import CORPUS, Stack, free_port

KEY = "sk-benar-0123456789"
MODELS = {"chat": ["lentera-8b-instruct", "lentera-70b-instruct", "penalaran-32b"], "embeddings": ["vektor-m3"],
          "rerank": ["urut-v2"], "audio": ["dengar-1", "bicara-1"]}
PAGE = b"<!DOCTYPE html><html><body>Selamat datang</body></html>"
ROUTES = {"/chat/completions": "chat", "/embeddings": "embeddings", "/rerank": "rerank",
          "/audio/transcriptions": "audio", "/audio/speech": "audio"}


class Handler(BaseHTTPRequestHandler):
    """OpenAI's protocol below /v1: the right key, the right route, a model that is there, in this order."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def reply(self, status, body, kind="application/json", **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status, message, code=None):
        self.reply(status, {"error": {"message": message, "type": "invalid_request_error", "code": code}})

    def answer(self, body):
        how = self.server.how
        if how.get("wait"):
            time.sleep(how["wait"])
        if how.get("status"):
            return self.refuse(how["status"], how.get("message", "no"))
        if how.get("location"):
            return self.reply(307, b"", Location=how["location"])
        if how.get("page") or not self.path.startswith("/v1/"):
            return self.reply(404 if how.get("page") is None else how["page"], PAGE, "text/html")
        if how.get("key", KEY) and self.headers.get("Authorization") != "Bearer " + KEY:
            return self.refuse(401, "Incorrect API key provided: " + str(self.headers.get("Authorization")))
        if self.path == "/v1/models" and how.get("models", True) is not None:
            names = sum(MODELS.values(), []) if how.get("models", True) is True else how["models"]
            return self.reply(200, {"object": "list", "data": [{"id": n, "object": "model"} for n in names]})
        kind = ROUTES.get(self.path.removeprefix("/v1"))
        if kind is None or how.get("lacks") == kind:
            return self.refuse(404, "Not Found")
        asked = self.asked(body)
        if asked.get("model") not in MODELS[kind]:
            return self.refuse(404, f"The model `{asked.get('model')}` does not exist.", "model_not_found")
        return getattr(self, kind)(asked)

    def asked(self, body):
        if self.headers["Content-Type"].startswith("multipart/"):
            return {"model": parts_of(self.headers, body)["model"][1].decode()}
        return json.loads(body)

    def chat(self, asked):
        message, finish = {"role": "assistant", "content": "Halo."}, "stop"
        if asked["max_tokens"] < self.server.how.get("thinks", 0):
            message, finish = {"role": "assistant", "content": "", "reasoning_content": "hmm " * 100}, "length"
        self.reply(200, {"model": asked["model"], "choices": [{"index": 0, "message": message,
                                                               "finish_reason": finish}]})

    def embeddings(self, asked):
        n = self.server.how.get("dimension", 8)
        self.reply(200, {"data": [{"index": i, "embedding": [1.0] + [0.1 * (len(t) % 7)] * (n - 1)}
                                  for i, t in enumerate(asked["input"])]})

    def rerank(self, asked):
        sign = self.server.how.get("sign", 1)
        self.reply(200, {"results": [{"index": i, "relevance_score": sign * float("perpustakaan" in t.lower())}
                                     for i, t in enumerate(asked["documents"])]})

    def audio(self, asked):
        if self.path.endswith("speech"):
            return self.reply(200, wav(0.5), "audio/wav")
        assert asked["model"] == "dengar-1"
        return self.reply(200, {"text": ""})

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def do_GET(self):
        self.answer(b"")


@contextlib.contextmanager
def serving(tls=None, **how):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.how = True, how
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Of 127.0.0.1, signed by itself."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out",
                    "cert.pem", "-days", "2", "-subj", "/CN=uji", "-addext", "subjectAltName=IP:127.0.0.1"],
                   cwd=folder, check=True, capture_output=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def machine(knowledge):
    stack = Stack(redis=False, knowledge=knowledge, TTS_PROVIDER="none", LLM_RETRIES=0)
    yield stack
    stack.end()


LLM = {"LLM_BASE_URL": "{url}/v1", "LLM_API_KEY": KEY, "LLM_MODEL": "lentera-8b-instruct"}
VECTORS = {"EMBEDDING_URL": "{url}/v1", "EMBEDDING_API_KEY": KEY, "EMBEDDING_MODEL": "vektor-m3"}
RANKS = {"RERANK_URL": "{url}/v1", "RERANK_API_KEY": KEY, "RERANK_MODEL": "urut-v2"}
HEARS = {"STT_URL": "{url}/v1", "STT_API_KEY": KEY, "STT_MODEL": "dengar-1"}
SPEAKS = {"TTS_PROVIDER": "openai", "TTS_URL": "{url}/v1", "TTS_API_KEY": KEY, "TTS_MODEL": "bicara-1"}
ALL = LLM | VECTORS | RANKS | HEARS | SPEAKS


def check(machine, port, settings, scheme="http"):
    """(exit status, {what: (state, message, next)}) of the servers; settings that are given, and no others."""
    given = {k: str(v).replace("{url}", f"{scheme}://127.0.0.1:{port}") for k, v in settings.items()}
    before = dict(machine.settings)
    machine.set(**given)
    try:
        done = machine.cli("check", "--live", check=False)
    finally:
        machine.settings = before
    assert "kunci" not in done.stdout + done.stderr and KEY not in done.stdout + done.stderr
    rows = {}
    for line in done.stdout.splitlines():
        state, what, text = line[:4].strip(), line[6:28].strip(), line[30:] if line[28:30] == "  " else line[6:]
        if state:
            name = "model" if what.startswith("model ") else what
            while name in rows:
                name += "'"
            rows[name] = [state, line[6:] if name.startswith("model") else text, ""]
        else:
            rows[name][2] = line.strip()
    return done.returncode, rows


def test_all_is_well(machine):
    with serving() as port:
        status, rows = check(machine, port, LLM | RANKS | HEARS | SPEAKS)
    assert status == 0
    assert {rows[w][0] for w in ("model", "reranker", "speech to text", "text to speech")} == {"ok"}
    assert "lentera-8b-instruct" in rows["model"][1]


# mistake: (how the server is, settings, row, state, in the message, in what to do)
MISTAKES = {
    "no /v1": ({}, LLM | {"LLM_BASE_URL": "{url}"}, "model", "warn", "only below /v1",
               "add the version of the API: LLM_BASE_URL=http://127.0.0.1:{port}/v1"),
    "no /v1, embeddings": ({}, VECTORS | {"EMBEDDING_URL": "{url}/"}, "embeddings", "FAIL", "HTTP 404",
                           "EMBEDDING_URL=http://127.0.0.1:{port}/v1"),
    "no key": ({}, LLM | {"LLM_API_KEY": ""}, "model", "FAIL", "HTTP 401", "set LLM_API_KEY"),
    "wrong key": ({}, LLM | {"LLM_API_KEY": "sk-salah-0123456789"}, "model", "FAIL", "HTTP 401", "LLM_API_KEY anew"),
    "wrong key of the fallback": (
        {}, LLM | {"LLM_FALLBACK_BASE_URL": "{url}/v1", "LLM_FALLBACK_MODEL": "penalaran-32b",
                   "LLM_FALLBACK_API_KEY": "sk-salah-0123456789"},
        "model'", "FAIL", "HTTP 401", "LLM_FALLBACK_API_KEY anew"),
    "wrong key, embeddings": ({}, VECTORS | {"EMBEDDING_API_KEY": "salah"}, "embeddings", "FAIL", "HTTP 401",
                              "EMBEDDING_API_KEY anew"),
    "wrong key, hearing": ({}, HEARS | {"STT_API_KEY": "salah"}, "speech to text", "FAIL", "401", "STT_API_KEY anew"),
    "no right": ({"status": 403, "message": "Country not supported"}, LLM, "model", "FAIL", "HTTP 403", "LLM_API_KEY"),
    "wrong model": ({}, LLM | {"LLM_MODEL": "Lentera-8B"}, "model", "FAIL", "does not exist",
                    "set LLM_MODEL to a model of this server: lentera-8b-instruct, "),
    "no model named": ({}, LLM | {"LLM_MODEL": ""}, "model", "FAIL", "does not exist", "lentera-8b-instruct"),
    "one of many models": ({"models": [f"model-{i}" for i in range(40)] + ["lentera-9b"]},
                           LLM | {"LLM_MODEL": "lentera"}, "model", "FAIL", "does not exist", "such as: lentera-9b, "),
    "no model loaded": ({"models": []}, LLM | {"LLM_MODEL": "x"}, "model", "FAIL", "does not exist", "load one"),
    "no list of models": ({"models": None}, LLM | {"LLM_MODEL": "x"}, "model", "FAIL", "does not exist",
                          "set LLM_MODEL to a model of this server"),
    "wrong model, embeddings": ({}, VECTORS | {"EMBEDDING_MODEL": "vektor"}, "embeddings", "FAIL", "does not exist",
                                "EMBEDDING_MODEL to a model of this server: vektor-m3"),
    "wrong model, reranker": ({}, RANKS | {"RERANK_MODEL": "urut"}, "reranker", "FAIL", "does not exist", "urut-v2"),
    "wrong model, speaking": ({}, SPEAKS | {"TTS_MODEL": "bicara"}, "text to speech", "FAIL", "does not exist",
                              "TTS_MODEL to a model of this server: bicara-1"),
    "a web page": ({"page": 200}, LLM, "model", "FAIL", "a web page (HTML)",
                   "LLM_BASE_URL is the address of a web page"),
    "a web page, embeddings": ({"page": 200}, VECTORS, "embeddings", "FAIL", "a web page (HTML)",
                               "EMBEDDING_URL is the address of a web page"),
    "a proxy's page": ({"page": 502}, LLM, "model", "FAIL", "HTTP 502", "proxy in front"),
    "thinks long": ({"thinks": 1000}, LLM, "model", "warn", "answers in", "set LLM_MAX_TOKENS=3200"),
    "thinks too long": ({"thinks": 10 ** 6}, LLM, "model", "FAIL", "LLM_MAX_TOKENS", "four times LLM_MAX_TOKENS"),
    "no credit": ({"status": 402, "message": "Insufficient credits"}, LLM, "model", "FAIL", "HTTP 402", "account"),
    "too many": ({"status": 429, "message": "Rate limit reached"}, LLM, "model", "FAIL", "HTTP 429", "quota"),
    "a fault of the server's": ({"status": 500, "message": "engine died"}, LLM, "model", "FAIL", "engine died",
                               "its log"),
    "moved": ({"location": "https://elsewhere.invalid/v1/chat/completions"}, LLM, "model", "FAIL", "elsewhere.invalid",
              "set LLM_BASE_URL to where it redirects to"),
    "too slow": ({"wait": 3}, LLM | {"LLM_FIRST_TOKEN_TIMEOUT": 1}, "model", "FAIL", "no first token",
                 "raise LLM_FIRST_TOKEN_TIMEOUT"),
    "another dimension than set": ({}, VECTORS | {"EMBEDDING_DIMENSION": 16}, "embeddings", "FAIL",
                                   "vectors of 8 values instead of 16", "EMBEDDING_DIMENSION"),
    "no vectors yet": ({}, VECTORS, "embeddings", "warn", "no vectors", "itb-chatbot ingest"),
    "no reranker": ({"lacks": "rerank"}, RANKS, "reranker", "FAIL", "HTTP 404", "RERANK_URL"),
    "a reranker of another language": ({"sign": -1}, RANKS, "reranker", "warn", "something else first", "RERANK_MODEL"),
    "no speech": ({"lacks": "audio"}, HEARS, "speech to text", "FAIL", "HTTP 404", "STT_URL"),
    "no TLS": ({}, LLM | {"LLM_BASE_URL": "https://127.0.0.1:{port}/v1"}, "model", "FAIL", "",
               "write http:// in LLM_BASE_URL"),
    "no host": ({}, LLM | {"LLM_BASE_URL": "http://tidak-ada.invalid/v1"}, "model", "FAIL", "resolve",
                "no host has this name"),
    "a password in the address": ({}, LLM | {"LLM_BASE_URL": "http://u:kunci@tidak-ada.invalid/v1"}, "model", "FAIL",
                                  "resolve", "LLM_BASE_URL=http://tidak-ada.invalid/v1"),
    "no CA file": ({}, LLM | {"LLM_BASE_URL": "https://127.0.0.1:{port}/v1", "LLM_CA_FILE": "/nowhere.pem"}, "model",
                   "FAIL", "", "LLM_CA_FILE can't be read"),
    "no speech program": ({}, {"STT_COMMAND": "/nowhere/whisper {lang}"}, "speech to text", "FAIL", "/nowhere/whisper",
                          "install the program, or correct STT_COMMAND"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes(machine, mistake):
    how, settings, row, state, message, advice = MISTAKES[mistake]
    with serving(**how) as port:
        settings = {k: str(v).replace("{port}", str(port)) for k, v in settings.items()}
        status, rows = check(machine, port, settings)
    assert rows[row][0] == state, rows
    assert message in rows[row][1] and advice.replace("{port}", str(port)) in rows[row][2], rows[row]
    assert status == (69 if state == "FAIL" else 0)


def test_a_dead_host(machine):
    status, rows = check(machine, free_port(), ALL)
    assert status == 69
    for what, setting in (("model", "LLM_BASE_URL"), ("embeddings", "EMBEDDING_URL"), ("reranker", "RERANK_URL"),
                          ("speech to text", "STT_URL"), ("text to speech", "TTS_URL")):
        assert rows[what][0] == "FAIL" and "nothing listens there" in rows[what][2] and setting in rows[what][2]


def test_certificates(machine, certificate):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with serving(tls) as port:
        trusted = {"LLM_CA_FILE": certificate / "cert.pem"}
        assert check(machine, port, LLM | trusted, "https")[0] == 0
        _, rows = check(machine, port, LLM, "https")
        assert "certificate" in rows["model"][1] and "set LLM_CA_FILE to the PEM file" in rows["model"][2]
        _, rows = check(machine, port, LLM | trusted | {"LLM_BASE_URL": f"https://localhost:{port}/v1"})
        assert "the certificate is another host's" in rows["model"][2]
        _, rows = check(machine, port, LLM)
        assert rows["model"][0] == "FAIL" and "https://" in rows["model"][2]


def test_vectors_of_another_model(tmp_path):
    """The knowledge was made with another model, or with one of another dimension."""
    knowledge = tmp_path / "k"
    knowledge.mkdir()
    machine = Stack(redis=False, knowledge=knowledge, TTS_PROVIDER="none")
    try:
        with serving() as port:
            url = {"EMBEDDING_URL": f"http://127.0.0.1:{port}/v1", "EMBEDDING_API_KEY": KEY}
            machine.set(**url, EMBEDDING_MODEL="vektor-m3")
            machine.cli("ingest", str(CORPUS))
            assert check(machine, port, VECTORS)[0] == 0
            MODELS["embeddings"].append("vektor-m4")
            status, rows = check(machine, port, VECTORS | {"EMBEDDING_MODEL": "vektor-m4"})
            assert status == 69 and '"vektor-m4"' in rows["embeddings"][1]
            assert "itb-chatbot ingest" in rows["embeddings"][2]
        with serving(dimension=12) as port:
            status, rows = check(machine, port, VECTORS)
            assert status == 69 and "12 values" in rows["embeddings"][1] and "have 8" in rows["embeddings"][1]
    finally:
        MODELS["embeddings"] = ["vektor-m3"]
        machine.end()


def test_without_live_nobody_is_asked(machine):
    machine.set(**{k: v.replace("{url}", f"http://127.0.0.1:{free_port()}") for k, v in LLM.items()})
    try:
        assert "model" not in machine.cli("check").stdout
        assert machine.cli("check", "--life", check=False).returncode == 64
    finally:
        machine.set(**dict.fromkeys(LLM))
