"""The responder as a process: draining, recycling, slow peers, its log, its size."""
import contextlib
import itertools
import os
import signal
import socket
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import fcgi_client
from conftest import KEY, new_id
from generation import FakeLlm
from stack import PATIENCE, alive, rss_kib, wait_until

SANITIZED = bool(os.environ.get("ITB_TEST_SANITIZED"))


class Holder:
    """Keeps the listening socket, as systemd does, and starts responders on it as descriptor 0."""

    def __init__(self, stack):
        self.stack = stack
        self.listener = socket.socket(socket.AF_UNIX)
        stack.fcgi.unlink(missing_ok=True)
        self.listener.bind(str(stack.fcgi))
        stack.fcgi.chmod(0o666)
        self.listener.listen(1024)
        self.processes = []

    def spawn(self, n=1):
        for _ in range(n):
            self.processes.append(subprocess.Popen(self.stack.command(), stdin=self.listener, env=self.stack.env()))
        return self.processes[-1]

    def end(self):
        for p in self.processes:
            if p.poll() is None:
                p.terminate()
        for p in self.processes:
            p.wait(timeout=30 * PATIENCE)
        self.listener.close()


@pytest.fixture
def held(make_stack):
    """held(**settings): a stack behind nginx and Apache whose socket outlives its responders."""
    holders = []

    def make(responders=2, **settings):
        stack = make_stack(start=False, responders=0, **settings)
        stack.spawn = lambda: None
        holder = Holder(stack)
        holders.append(holder)
        holder.spawn(responders)
        stack.start("nginx", "apache")
        from conftest import Client
        stack.clients = [Client(stack, "nginx"), Client(stack, "apache")]
        stack.client = stack.clients[0]
        stack.holder = holder
        wait_until(lambda: stack.client.get("/ready").status_code == 200)
        return stack

    yield make
    for holder in holders:
        holder.end()


class Load:
    """Requests without a pause from four threads, until the block ends."""

    def __init__(self, stack, path="/health"):
        self.stack, self.path = stack, path
        self.done, self.failures = 0, []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(i,)) for i in range(4)]

    def run(self, i):
        client = self.stack.clients[i % len(self.stack.clients)]
        for n in itertools.count():
            if self.over.is_set():
                return
            try:
                answer = client.chat() if n % 10 == 0 else client.get(self.path)
                if answer.status_code != 200:
                    self.failures.append((answer.status_code, answer.text))
            except Exception as e:  # noqa: BLE001 the test looks for lost connections
                self.failures.append(repr(e))
            self.done += 1

    def wait(self, more):
        goal = self.done + more
        wait_until(lambda: self.done >= goal, 60)

    def __enter__(self):
        for t in self.threads:
            t.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for t in self.threads:
            t.join()


def test_draining_loses_nothing(held):
    """Each responder in turn is told to end under load, after a successor was started."""
    stack = held()
    with Load(stack) as load:
        for _ in range(6):
            old = next(p for p in stack.holder.processes if p.poll() is None)
            stack.holder.spawn()
            load.wait(40)
            old.terminate()
            load.wait(40)
            assert old.wait(timeout=30 * PATIENCE) == 0
    assert not load.failures, load.failures[:3]


def test_draining_lets_a_request_end(held):
    """A request whose body is still coming when SIGTERM arrives is answered."""
    stack = held(responders=1)
    data = fcgi_client.request("POST", "/v1/chat", b'{"message":"Apa itu Lentera?"}', HTTP_X_API_KEY=KEY,
                               HTTP_X_CONVERSATION_ID=new_id(), CONTENT_TYPE="application/json")
    with fcgi_client.connect(stack.fcgi) as s:
        s.sendall(data[:-20])
        # another request sent later is answered, so the first one has been accepted
        assert b"healthy" in fcgi_client.ask(stack.fcgi)
        process = stack.holder.processes[0]
        process.terminate()
        assert process.poll() is None
        s.sendall(data[-20:])
        assert b'"answer":' in fcgi_client.answer(s)
    assert process.wait(timeout=30 * PATIENCE) == 0


def test_grace_time_ends(held):
    stack = held(responders=1, GRACE_TIMEOUT=1)
    with fcgi_client.connect(stack.fcgi) as s:
        s.sendall(fcgi_client.request("POST", "/v1/chat", b"{}")[:-10])
        assert b"healthy" in fcgi_client.ask(stack.fcgi)
        stack.holder.processes[0].terminate()
        stack.holder.processes[0].wait(timeout=15 * PATIENCE)


def test_recycling_loses_nothing(held):
    """MAX_REQUESTS: responders end by themselves under load and are started again by their supervisor."""
    stack = held(MAX_REQUESTS=60, MAX_REQUESTS_JITTER=20)
    ended = 0
    with Load(stack) as load:
        while ended < 6:
            ended = sum(p.poll() is not None for p in stack.holder.processes)
            while sum(p.poll() is None for p in stack.holder.processes) < 2:
                stack.holder.spawn()
            # both may end at the same time, and then nobody answers before the next one is spawned
            wait_until(lambda n=ended: sum(p.poll() is not None for p in stack.holder.processes) > n, 60)
        # for the requests that are still on their way
        stack.holder.spawn()
    assert not load.failures, load.failures[:3]
    assert all(p.poll() in (None, 0) for p in stack.holder.processes)


def test_slow_peers_starve_nobody(make_stack):
    """Three of four threads have a peer that sends a byte and stops: the fourth serves the rest."""
    stack = make_stack(responders=1, THREADS=4)
    data = fcgi_client.request()
    slow = [fcgi_client.connect(stack.fcgi) for _ in range(3)]
    try:
        for s, n in zip(slow, (1, 12, len(data) - 9)):
            s.sendall(data[:n])
        for _ in range(50):
            assert stack.client.get("/health").status_code == 200
    finally:
        for s in slow:
            s.close()


def test_more_slow_peers_than_threads(make_stack):
    """Their connections are closed after a bounded time, and the service goes on."""
    stack = make_stack(responders=1, THREADS=2)
    slow = [fcgi_client.connect(stack.fcgi) for _ in range(4)]
    try:
        for s in slow:
            s.sendall(fcgi_client.request()[:10])
        assert stack.client.get("/health", timeout=60 * PATIENCE).status_code == 200
    finally:
        for s in slow:
            s.close()


@pytest.mark.parametrize("data", [b"", b"\x00" * 64, b"\xff" * 64, b"GET / HTTP/1.1\r\n\r\n",
                                  fcgi_client.record(fcgi_client.BEGIN, b"\x00\x01"),
                                  fcgi_client.request()[:16]
                                  + fcgi_client.record(fcgi_client.PARAMS, b"\xff\xff\xff\xff\x01abc"),
                                  fcgi_client.request(REQUEST_METHOD=""), fcgi_client.request(uri=""),
                                  fcgi_client.request(CONTENT_LENGTH="-5"),
                                  fcgi_client.request(CONTENT_LENGTH="x" * 70)])
def test_broken_peers(nginx, data):
    with fcgi_client.connect(nginx.stack.fcgi) as s:
        s.sendall(data)
        s.shutdown(socket.SHUT_WR)
        fcgi_client.answer(s)
    assert nginx.get("/health").status_code == 200
    assert all(alive(pid) for pid in nginx.stack.pids)


def test_body_cut_off(nginx):
    data = fcgi_client.request("POST", "/v1/chat", b'{"message":"Apa itu Lentera?"}', HTTP_X_API_KEY=KEY,
                               HTTP_X_CONVERSATION_ID="a", CONTENT_TYPE="application/json")
    with fcgi_client.connect(nginx.stack.fcgi) as s:
        s.sendall(data[:-25])
        s.shutdown(socket.SHUT_WR)
        assert b'"answer"' not in fcgi_client.answer(s)
    assert nginx.get("/health").status_code == 200


# --- the log -----------------------------------------------------------------


def test_log_line_of_a_request(server):
    conversation = new_id()
    answer = server.chat("Kapan perpustakaan buka?", conversation)
    line = server.stack.log_of(answer.headers["X-Request-Id"])
    assert line["level"] == "INFO"
    assert line["timestamp"][10] == "T" and len(line["timestamp"].split(".")[1].rstrip("Z+0:")) <= 6
    assert line["logger"] and line["message"]
    assert line["duration_ms"] > 0
    assert (line["method"], line["path"], line["endpoint"]) == ("POST", "/v1/chat", "/v1/chat")
    assert line["status_code"] == 200
    assert line["remote_addr"] == "127.0.0.1"
    assert line["conversation_id"] == conversation


def test_log_line_of_an_error(server):
    answer = server.get("/v1/search?q=bus", key="kunci-yang-salah")
    assert server.stack.log_of(answer.headers["X-Request-Id"])["status_code"] == 401
    server.get("/v1/search?q=bus")


def test_log_holds_no_secrets(server):
    """The log contains no question, no answer and no key."""
    secret = "zebrakuning"
    answers = [server.chat(f"Apa itu Lentera {secret}?"),
               server.chat(data=b'{"message":"' + secret.encode() + b'"', headers={"Content-Type": "application/json"}),
               server.get(f"/v1/search?q={secret}"), server.get("/v1/search?q=bus", key=secret),
               server.get("/v1/search?q=bus", key=None, headers={"Authorization": f"Bearer {secret}"}),
               server.get("/v1/search?q=bus")]
    for answer in answers:
        server.stack.log_of(answer.headers["X-Request-Id"])
    log = server.stack.log.read_text()
    assert secret not in log
    assert KEY not in log
    assert "Ciwidara" not in log and "Menyala tanpa membakar" not in log


def test_log_is_json_whatever_is_sent(server):
    for path in ('/v1/%22%0a%7b%22', "/v1/%ff%fe", "/v1/" + "a" * 3000):
        answer = server.get(path)
        assert answer.status_code == 404
        server.stack.log_of(answer.headers["X-Request-Id"])
    for line in server.stack.log_lines():
        assert {"timestamp", "level", "logger", "message"} <= set(line)


# --- the size -------------------------------------------------------------------


@pytest.mark.skipif(SANITIZED, reason="sanitizers keep memory of their own")
def test_idle_size(make_stack):
    stack = make_stack(responders=1, THREADS=32)
    assert rss_kib(stack.pids[0]) <= 15 * 1024


def test_no_thread_is_lost_to_many_readers_going_away(make_stack):
    stack = make_stack(responders=1, THREADS=4)
    for _ in range(40):
        s = fcgi_client.connect(stack.fcgi)
        s.sendall(fcgi_client.request("POST", "/v1/chat", b'{"message":"Apa itu Lentera?"}', HTTP_X_API_KEY=KEY,
                                      HTTP_X_CONVERSATION_ID="pergi", CONTENT_TYPE="application/json"))
        s.close()
    for _ in range(8):
        assert stack.client.get("/health").status_code == 200


def test_killed_responder_takes_nobody_along(make_stack):
    stack = make_stack(responders=2)
    os.kill(stack.pids[0], signal.SIGKILL)
    wait_until(lambda: not alive(stack.pids[0]))
    for _ in range(20):
        assert stack.client.get("/health").status_code == 200


@pytest.fixture(scope="module")
def model():
    fake = FakeLlm()
    yield fake
    fake.end()


def test_killed_responder_holds_up_nobody_who_asks_the_same(held, model):
    """Others that wait for the killed responder's answer make it themselves."""
    stack = held(responders=1, LLM_BASE_URL=model.url, LLM_MODEL="m")
    model.set(answer="Tutup pukul 15.00 [1].", behaviour="wait:60")
    question = "Kapan perpustakaan buka pada hari Sabtu?"
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(stack.client.chat, question)
        wait_until(model.requests)
        stack.holder.processes[0].kill()
        stack.holder.processes[0].wait()
        stack.holder.spawn()
        model.set(answer="Tutup pukul 15.00 [1].")
        second = stack.client.chat(question, timeout=6 * PATIENCE)
        assert first.result().status_code == 502
    assert (second.status_code, second.headers["X-Cache"], second.json()["degraded"]) == (200, "miss", False)


# --- more to do than threads ----------------------------------------------------


@pytest.fixture
def crowded(make_stack, model):
    """Two responders of four threads whose model takes 3 s, and three times as many questions as threads."""
    stack = make_stack(THREADS=4, LLM_BASE_URL=model.url, LLM_MODEL="delay:3", CACHE_ENABLED="no",
                       RATE_LIMIT_ENABLED="no")
    with ThreadPoolExecutor(24) as pool:
        answers = [pool.submit(stack.client.chat, f"Kapan perpustakaan buka pada hari ke-{n}?") for n in range(24)]
        wait_until(lambda: len(model.requests()) >= 8)
        yield stack, answers


def test_probes_are_answered_while_all_threads_are_busy(crowded):
    """Otherwise monitors would end a service that merely has much to do."""
    stack, answers = crowded
    for client in stack.clients:
        for path in ("/health", "/ready", "/openapi.json"):
            for _ in range(5):
                assert client.get(path, timeout=1.5 * PATIENCE).status_code == 200
    assert sum(a.done() for a in answers) <= 16, "not all threads were busy to the end"
    assert [a.result().status_code for a in answers] == [200] * 24
    assert not any(a.result().json()["degraded"] for a in answers)


@pytest.mark.parametrize("server", ["nginx", "apache"])
def test_what_there_is_no_room_for_is_refused(make_stack, model, server):
    """Five times as many requests as there is room for, some with bodies that fill a socket; probes stay fast."""
    stack = make_stack(servers=(server,), THREADS=2, LLM_BASE_URL=model.url, LLM_MODEL="wait:1", CACHE_ENABLED="no",
                       RATE_LIMIT_ENABLED="no")
    room, many, probes = 9 * 2, 180, []  # of one responder; a full one may get a request that another has room for
    bodies = [b'{"message": "Kapan perpustakaan buka?"' + b" " * (1 << 20 if n % 10 == 0 else 0) + b"}"
              for n in range(many)]

    def ask(body):
        return stack.client.chat(data=body, headers={"Content-Type": "application/json"})

    with ThreadPoolExecutor(many) as pool:
        answers = [pool.submit(ask, body) for body in bodies]
        while not all(a.done() for a in answers):
            probes.append(stack.client.get("/health"))
    answers = [a.result() for a in answers]
    refused = [a for a in answers if a.status_code != 200]
    assert len(answers) - len(refused) >= room
    assert len(refused) > many / 2
    for answer in refused:
        assert (answer.status_code, answer.json()["code"]) == (503, "overloaded"), answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert int(answer.headers["Retry-After"]) > 0
    assert {p.status_code for p in probes} == {200}
    assert max(p.elapsed.total_seconds() for p in probes) < 1.5 * PATIENCE


def test_refused_peers_that_go_on_sending_hold_up_no_probe(make_stack, model):
    """A peer that sends slowly, as an upload over a slow network does behind Apache."""
    stack = make_stack(responders=1, THREADS=1, LLM_BASE_URL=model.url, LLM_MODEL="wait:60", CACHE_ENABLED="no",
                       RATE_LIMIT_ENABLED="no")
    chat = fcgi_client.request("POST", "/v1/chat", b'{"message":"Kapan perpustakaan buka?"}', HTTP_X_API_KEY=KEY,
                               HTTP_X_CONVERSATION_ID="penuh", CONTENT_TYPE="application/json")
    with contextlib.ExitStack() as peers:
        full, slow = ([peers.enter_context(fcgi_client.connect(stack.fcgi)) for _ in range(n)] for n in (10, 4))
        for s in full:
            s.sendall(chat)
        assert b'"overloaded"' in fcgi_client.answer(full[-1])
        for s in slow:
            s.sendall(fcgi_client.request("POST", "/v1/audio", b"x" * 1000)[:-500])
        assert stack.client.get("/health", timeout=1.5 * PATIENCE).status_code == 200
        for s in slow:
            assert b'"overloaded"' in fcgi_client.answer(s)


def test_openai_clients_are_refused_in_their_form(make_stack, model):
    stack = make_stack(responders=1, THREADS=1, LLM_BASE_URL=model.url, LLM_MODEL="wait:2", RATE_LIMIT_ENABLED="no")
    question = {"model": "itb-chatbot", "messages": [{"role": "user", "content": "Kapan perpustakaan buka?"}]}
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: stack.client.request("POST", "/v1/chat/completions", json=question),
                                range(12)))
    refused = [a.json()["error"] for a in answers if a.status_code == 503]
    assert len(refused) >= 1 and all(a.status_code in (200, 503) for a in answers)
    assert {(e["type"], e["code"]) for e in refused} == {("server_error", "overloaded")}


def test_what_waits_is_answered_before_the_end(crowded):
    """SIGTERM while questions wait: each responder answers those that it has accepted."""
    stack, answers = crowded
    os.kill(stack.pids[0], signal.SIGTERM)
    assert [a.result().status_code for a in answers] == [200] * 24
    wait_until(lambda: not alive(stack.pids[0]))
