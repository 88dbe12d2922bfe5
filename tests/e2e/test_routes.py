"""What is true of every route: ids, headers, methods, CORS, the form of errors; /health, /ready."""
import contextlib
import gzip
import json
import re
import socket
import time

import pytest

from conftest import KEY, Client, new_id
from stack import PATIENCE, wait_until

UUID4 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
ALLOW = {
    "/health": "GET, HEAD, OPTIONS",
    "/ready": "GET, HEAD, OPTIONS",
    "/v1/chat": "POST, OPTIONS",
    "/v1/search": "GET, HEAD, POST, OPTIONS",
    "/v1/conversations/abc": "GET, HEAD, DELETE, OPTIONS",
}
TITLES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
          413: "Content Too Large", 415: "Unsupported Media Type", 429: "Too Many Requests",
          500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable"}


def is_problem(answer, status, code, message):
    """The error object of docs/api.md, whole."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].split(";")[0] == "application/problem+json"
    body = answer.json()
    assert body["message"] == message
    assert body["code"] == code
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"] == TITLES[status]
    assert abs(body["timestamp"] - time.time()) < 60
    assert isinstance(body["timestamp"], int)
    assert isinstance(body["details"], str)
    assert body["request_id"] == answer.headers["X-Request-Id"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return body


# --- /health and /ready -----------------------------------------------------


def test_health(server):
    answer = server.get("/health", key=None)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    body = answer.json()
    assert body["status"] == "healthy"
    assert body["version"] == "1.0.0"
    assert body["redis"] == "ok"
    assert body["llm"] == "unconfigured"
    assert abs(body["timestamp"] - time.time()) < 60
    assert body["knowledge"]["documents"] == 6
    assert body["knowledge"]["chunks"] >= 6
    assert body["knowledge"]["generation"]


def test_health_draft_form(server):
    answer = server.get("/health", key=None, headers={"Accept": "application/health+json"})
    assert answer.headers["Content-Type"].startswith("application/health+json")
    body = answer.json()
    assert body["status"] == "pass"
    assert set(body["checks"]) >= {"redis", "knowledge", "llm"}


def test_ready(server):
    answer = server.get("/ready", key=None)
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_not_ready_without_knowledge(make_stack, tmp_path):
    stack = make_stack(start=False, knowledge=tmp_path).start("nginx", "apache")
    import requests
    for name in stack.servers:
        answer = requests.get(stack.url(name) + "/ready", timeout=10)
        assert answer.status_code == 503
        assert answer.json()["status"] == "not ready"
        assert answer.json()["reasons"]
        # it did what it should: no error
        assert stack.log_of(answer.headers["X-Request-Id"])["level"] == "INFO"
        health = requests.get(stack.url(name) + "/health", timeout=10)
        assert health.status_code == 200
        assert health.json()["knowledge"]["documents"] == 0


def test_metrics(server):
    def lines():
        answer = server.get("/metrics", key=None)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/plain")
        return dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))

    server.get("/v1/unknown")
    wait_until(lambda: int(lines().get('itb_chatbot_requests_total{route="",status="404"}', 0)) >= 1)
    server.request("POST", "/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"})
    page = server.get("/v1/page", key=None)
    server.get("/v1/page", key=None, headers={"If-None-Match": page.headers["ETag"]})
    for route, status in (("/mcp", 202), ("/v1/page", 304)):
        name = f'itb_chatbot_requests_total{{route="{route}",status="{status}"}}'
        wait_until(lambda n=name: int(lines().get(n, 0)) >= 1)
    assert lines()["itb_chatbot_knowledge_documents"] == "6"
    assert lines()["itb_chatbot_redis_up"] == "1"


def test_metrics_are_for_some_addresses(make_stack):
    stack = make_stack(METRICS_ALLOW="192.0.2.0/24")
    is_problem(stack.client.get("/metrics", key=None), 403, "forbidden", "Forbidden")


# --- headers ------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/health", "/ready", "/v1/search?q=bus", "/v1/conversations/x1"])
def test_headers_of_every_answer(server, path):
    answer = server.get(path)
    assert answer.status_code == 200
    assert UUID4.match(answer.headers["X-Request-Id"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("sent", ["a", "0123456789" * 6 + "abcd", "Abc.d_e-f"])
def test_request_id_is_kept(server, sent):
    answer = server.get("/health", key=None, headers={"X-Request-Id": sent})
    assert answer.headers["X-Request-Id"] == sent
    assert server.stack.log_of(sent)["path"] == "/health"


@pytest.mark.parametrize("sent", ["x" * 65, "a b", "a/b", "é".encode(), "a;b"])
def test_other_request_ids_are_replaced(server, sent):
    answer = server.get("/health", key=None, headers={"X-Request-Id": sent})
    assert UUID4.match(answer.headers["X-Request-Id"])


def test_request_ids_differ(server):
    assert len({server.get("/health", key=None).headers["X-Request-Id"] for _ in range(20)}) == 20


# --- paths and methods ----------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/nope", "/v1", "/v1/", "/v1/chats", "/v1/chat/", "/health/",
                                  "/v1/conversations",
                                  "/v1/conversations/", "/v1/conversations/a/b", "/HEALTH", "/v1/%01"])
def test_unknown_path(server, path):
    is_problem(server.get(path), 404, "not_found", "Not found")


def test_unknown_path_comes_before_the_key(server):
    is_problem(server.get("/v1/nope", key=None), 404, "not_found", "Not found")


@pytest.mark.parametrize("path,allow", ALLOW.items())
def test_wrong_method(server, path, allow):
    for method in ("PUT", "PATCH", "FOO", "DELETE", "POST", "GET", "HEAD"):
        if method in allow:
            continue
        answer = server.request(method, path, key=None)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == allow
        if method != "HEAD":
            is_problem(answer, 405, "method_not_allowed", "Method not allowed")


@pytest.mark.parametrize("path", ["/health", "/ready", "/v1/search?q=bus", "/v1/conversations/x1"])
def test_head(server, path):
    got, head = server.get(path), server.request("HEAD", path)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert UUID4.match(head.headers["X-Request-Id"])


# --- CORS -----------------------------------------------------------------------


@pytest.mark.parametrize("path,allow", ALLOW.items())
def test_preflight(server, path, allow):
    answer = server.request("OPTIONS", path, key=None, headers={
        "Origin": "https://kampus.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-api-key,x-conversation-id,content-type"})
    assert answer.status_code == 204
    assert answer.content == b""
    assert answer.headers["Allow"] == allow
    assert answer.headers["Access-Control-Allow-Methods"] == allow
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()
    for name in ("content-type", "x-api-key", "x-conversation-id", "authorization"):
        assert name in allowed
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_preflight_allows_what_is_asked(server):
    """What an SDK adds of its own is allowed; what is no list of at most 30 names isn't repeated."""
    def allowed(asked):
        answer = server.request("OPTIONS", "/v1/chat", key=None, headers={
            "Origin": "https://kampus.example", "Access-Control-Request-Headers": asked})
        assert answer.status_code == 204
        assert "Access-Control-Request-Headers" in answer.headers["Vary"]
        return answer.headers["Access-Control-Allow-Headers"].lower()

    assert "x-stainless-os, tracestate" in allowed("authorization, x-stainless-os, tracestate")
    many = [f"x-a{i}" for i in range(31)]
    assert "x-a29" in allowed(",".join(many[:30]))
    for asked in (",".join(many), "x-a1, x a2", "x-a1,,x-a2", "x-a1;x-a2", "x-a1" * 300):
        assert "x-a1" not in allowed(asked)


def test_preflight_of_unknown_path(server):
    is_problem(server.request("OPTIONS", "/v1/nope", key=None), 404, "not_found", "Not found")


def test_cors_star(server):
    for answer in (server.get("/health", headers={"Origin": "https://a.example"}),
                   server.get("/v1/search?q=x", key=None, headers={"Origin": "https://a.example"})):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_cors_list(make_stack):
    stack = make_stack(servers=("nginx", "apache"), redis=False,
                       CORS_ORIGINS="https://kampus.example, http://localhost:3000")
    for client in stack.clients:
        for origin in ("https://kampus.example", "http://localhost:3000"):
            answer = client.get("/health", headers={"Origin": origin})
            assert answer.headers["Access-Control-Allow-Origin"] == origin
            assert "Origin" in answer.headers["Vary"]
        for origin in ("https://evil.example", "https://kampus.example.evil", "http://kampus.example", "null", "*"):
            for answer in (client.get("/health", headers={"Origin": origin}),
                           client.request("OPTIONS", "/v1/chat", headers={
                               "Origin": origin, "Access-Control-Request-Headers": "x-evil"})):
                assert "Access-Control-Allow-Origin" not in answer.headers
                assert "x-evil" not in answer.headers.get("Access-Control-Allow-Headers", "")
        assert "Access-Control-Allow-Origin" not in client.get("/health").headers


# --- search -----------------------------------------------------------------------


def test_search(server):
    results = server.get("/v1/search?q=bus%20kampus%20jingga&k=3").json()["results"]
    assert 1 <= len(results) <= 3
    first = results[0]
    assert first["title"] == "Bus kampus"
    assert first["source"] == "https://lentera.example/bus"
    assert "jingga" in first["text"]
    assert first["chunk_id"]
    scores = [r["score"] for r in results]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=bus&k=0", "?q=bus&k=abc", "?q=bus&k=1000", "?q=%ff%fe",
                                   "?q=" + "a" * 5001])
def test_search_parameters(server, query):
    is_problem(server.get("/v1/search" + query), 400, "param_invalid", "Invalid parameter")


def test_search_needs_a_key(server):
    is_problem(server.get("/v1/search?q=bus", key=None), 400, "api_key_missing", "X-API-Key header is required")


# --- order of checks ------------------------------------------------------------------


def test_order_of_checks(server):
    """path, method, key, conversation id, content type, size, body; the rate limit is in test_limits."""
    bad = {"Content-Type": "text/plain", "X-Conversation-Id": "!"}
    body = b"not json"
    send = lambda path="/v1/chat", method="POST", key=KEY, **h: server.request(method, path, key=key, data=body,
            headers=h)
    assert send("/v1/nope", "PUT", key=None, **bad).status_code == 404
    assert send("/v1/chat", "PUT", key=None, **bad).status_code == 405
    assert send(key=None, **bad).json()["code"] == "api_key_missing"
    assert send(key="wrong", **bad).json()["code"] == "api_key_invalid"
    assert send(**bad).json()["code"] == "conversation_id_invalid"
    assert send(**{"Content-Type": "text/plain"}).json()["code"] == "conversation_id_missing"
    assert send(**(bad | {"X-Conversation-Id": "a"})).json()["code"] == "content_type"
    assert send(**{"Content-Type": "application/json", "X-Conversation-Id": "a"}).json()["code"] == "body_invalid"


def test_type_is_checked_before_size(server):
    big = b"x" * (16777216 + 1)
    answer = server.chat(data=big, headers={"Content-Type": "text/plain"})
    is_problem(answer, 415, "content_type", "Content-Type must be application/json")
    answer = server.chat(data=big, headers={"Content-Type": "application/json"})
    is_problem(answer, 413, "body_too_large", "Request body too large")


# --- bodies and headers that clients send ---------------------------------------------


def test_byte_order_mark(server):
    body = b"\xef\xbb\xbf" + b'{"message": "Halo"}'
    assert server.chat(data=body, headers={"Content-Type": "application/json"}).status_code == 200


def test_encoded_body(server):
    body = gzip.compress(b'{"message": "Halo"}')
    answer = server.chat(data=body, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})
    is_problem(answer, 415, "content_encoding", "Content-Encoding is not supported")
    assert answer.headers["Accept-Encoding"] == "identity"
    assert server.chat(headers={"Content-Encoding": "identity"}).status_code == 200


def test_cookies_of_other_sites(server):
    cookies = "; ".join(f"site{i}={'x' * 100}" for i in range(85))
    assert server.get("/v1/search?q=bus", headers={"Cookie": cookies}).status_code == 200
    assert server.get("/v1/search?q=" + "%C3%A9" * 2000).status_code == 200


def test_refused_upload_ends_at_once(server):
    files = {"audio": ("a.wav", b"x" * 4_000_000)}
    answer = server.request("POST", "/v1/audio", key="wrong", files=files, timeout=10 * PATIENCE)
    is_problem(answer, 401, "api_key_invalid", "Invalid API key")


def test_errors_below_v1_have_both_forms(server):
    unknown, wrong = server.get("/v1/nope"), server.chat(message=" ")
    assert unknown.json()["error"] == {"message": "Not found", "type": "invalid_request_error", "param": None,
                                       "code": "not_found"}
    assert wrong.json()["error"] == {"message": "Message cannot be empty", "type": "invalid_request_error",
                                     "param": "message", "code": "message_empty"}
    assert "error" not in server.get("/nope").json()


# --- the web servers' own errors --------------------------------------------------------


def test_responders_away(make_stack):
    """Errors that the web server makes are JSON too, in the API's words."""
    stack = make_stack(servers=("nginx", "apache"), redis=False)
    stack.end_responders()
    for client in stack.clients:
        answer = client.get("/health")
        assert answer.status_code in (502, 503)
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert answer.json()["code"] == "internal"
        assert answer.json()["message"] == "Internal server error"
        assert answer.json()["error"]["code"] == "internal"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    answer = stack.client.get("/health", headers={"X-Request-Id": "kept-1"})
    assert answer.headers["X-Request-Id"] == "kept-1" == answer.json()["request_id"]


def sent(port, data):
    """Head and body.  A server that closes before it has read all resets the connection, and may outrun its answer."""
    for _ in range(5):
        with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), 10) as s:
            s.sendall(data)
            head, _, body = b"".join(iter(lambda: s.recv(65536), b"")).partition(b"\r\n\r\n")
            return head, body
    raise AssertionError("the connection was reset five times")


@pytest.mark.parametrize("line,status,code", [
    (b"GET /v1/search?q=" + b"%C3%A9" * 20000 + b" HTTP/1.1\r\nHost: x", 414, "uri_too_long"),
    (b"TRACE /v1/chat HTTP/1.1\r\nHost: x", 405, "method_not_allowed"),
    (b"GET /v1/chat HTTP/1.1", 400, "bad_request"),
    (b"GET /v1/chat HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 40000, 400, "bad_request"),
])
def test_requests_that_the_web_server_refuses(server, line, status, code):
    head, body = sent(int(server.url.rpartition(":")[2]), line + b"\r\nConnection: close\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Content-Type: application/problem+json" in head
    assert b"Access-Control-Allow-Origin: *" in head
    body = json.loads(body)
    assert (body["status"], body["code"], body["error"]["code"]) == (status, code, code)


def test_hostile_request_lines(server):
    """Odd requests get an answer or a closed connection, and do the service no harm."""
    port = int(server.url.rpartition(":")[2])
    for line in (b"GET /v1/%zz HTTP/1.1", b"GET /v1/%00 HTTP/1.1", b"GET /%c0%ae%c0%ae/health HTTP/1.1",
                 b"GET http://x/health HTTP/1.1",
                 b"GET /health?" + b"a=b&" * 1500 + b" HTTP/1.1", b"POST /v1/chat HTTP/1.0"):
        with socket.create_connection(("127.0.0.1", port), 10) as s:
            s.sendall(line + b"\r\nHost: x\r\nConnection: close\r\nX-API-Key: " + KEY.encode() + b"\r\n\r\n")
            data = b""
            while piece := s.recv(65536):
                data += piece
        assert data.startswith(b"HTTP/1.") and not data.startswith(b"HTTP/1.1 5"), data
    assert server.get("/health").status_code == 200
    assert server.turns(new_id()) == []


def test_page_is_only_read(make_stack):
    """Errors that the web server makes for the page's paths have the API's form."""
    stack = make_stack(servers=("nginx", "apache"), page=True)
    for client in stack.clients:
        for path in ("/", "/web/chat.css"):
            for method in ("GET", "HEAD"):
                assert client.request(method, path, key=None).status_code == 200
            for method in ("POST", "PUT", "DELETE"):
                answer = client.request(method, path, key=None, json={})
                assert answer.status_code == 405, (client.name, method, path)
                assert answer.headers["Content-Type"] == "application/problem+json"
                # Apache leaves an empty element where TRACE was (RFC 9110, 5.6.1: it is to be ignored)
                assert [x for x in answer.headers["Allow"].split(", ") if x] == ["GET", "HEAD"]
                body = answer.json()
                assert (body["status"], body["code"], body["message"], body["title"]) == \
                    (405, "method_not_allowed", "Method not allowed", "Method Not Allowed")


def test_below_a_path(make_stack):
    """Page and API of a site that has other things at /."""
    stack = make_stack(servers=("nginx", "apache"), page=True, prefix="/chatbot", start=False).start("nginx", "apache")
    for client in [Client(stack, name) for name in ("nginx", "apache")]:
        wait_until(lambda c=client: c.get("/chatbot/ready").status_code == 200)
        page = client.get("/chatbot/", key=None)
        assert page.headers["Content-Type"].startswith("text/html") and 'src="web/app.js"' in page.text
        for file in re.findall(r'(?:src|href)="(web/[^"]+)"', page.text):
            assert client.get("/chatbot/" + file, key=None).status_code == 200, file
        result = client.get("/chatbot/v1/search?q=bus&k=1").json()["results"][0]
        assert result["passage_url"].startswith(client.url + "/chatbot/v1/passages/")
        assert client.get(result["passage_url"].removeprefix(client.url), key=None).status_code == 200
        answer = client.request("POST", "/chatbot/v1/chat", headers={"X-Conversation-Id": new_id()},
                                json={"message": "Halo"})
        assert answer.status_code == 200
        is_problem(client.get("/chatbot/v1/nope"), 404, "not_found", "Not found")
        assert client.get("/chatbot/web/nope.js").status_code == client.get("/health").status_code == 404


def test_openapi(server):
    answer = server.get("/openapi.json", key=None)
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["paths"]["/v1/chat"]["post"]["summary"]
