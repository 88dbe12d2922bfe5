"""POST /v1/chat without a language model, and its refusals."""
import http.client
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from conftest import KEY, new_id
from generation import events
from stack import CORPUS
from test_routes import is_problem

EMPTY = (400, "message_empty", "Message cannot be empty")
INVALID = (400, "body_invalid", "Request body must be a JSON object")
JSON = {"Content-Type": "application/json"}


def folded(text):
    return re.sub(r"\s+", " ", text)


def corpus_text():
    records = (CORPUS / "records.jsonl").read_text().splitlines()
    texts = [p.read_text() for p in CORPUS.glob("*.md")] + [json.loads(r)["text"] for r in records]
    return folded("\n".join(texts))


def test_extractive_answer(server):
    conversation = new_id()
    answer = server.chat("Kapan perpustakaan buka pada hari Sabtu?", conversation)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("application/json")
    body = answer.json()
    assert "15.00" in body["answer"]
    assert "15.00" in body["sources"][0]["quote"], "the sentence that answers, not the one before"
    assert body["degraded"] is True
    assert body["grounded"] is True
    assert body["language"] == "id"
    assert body["conversation_id"] == conversation
    assert body["request_id"] == answer.headers["X-Request-Id"]
    assert set(body["exec_time"]) >= {"retrieval", "generation", "total"}
    assert set(body["usage"]) == {"prompt_tokens", "completion_tokens", "total_tokens"}
    assert not re.search(r"\[\d+\]", body["answer"])


def test_sources_are_verbatim(server):
    body = server.chat("Are scholarship holders exempt from the laboratory surcharge?").json()
    whole = corpus_text()
    assert body["sources"]
    for source in body["sources"]:
        assert source["quote"] and folded(source["quote"]) in whole
        assert source["title"] and source["source"]
        assert set(source) >= {"title", "quote", "source", "url", "heading", "page", "chunk_id", "score",
                               "retrieved_at", "updated_at"}


def test_citations_point_into_the_answer(server):
    body = server.chat("Kapan upacara wisuda diadakan?").json()
    for citation in body["citations"]:
        assert 0 <= citation["start"] <= citation["end"] <= len(body["answer"])
        assert 0 <= citation["source"] < len(body["sources"])


def test_utf8_is_not_escaped(server):
    answer = server.chat("Apa semboyan Lentera — “menyala”? 🔥")
    assert answer.status_code == 200
    assert b"\\u003c" not in answer.content and b"\\/" not in answer.content
    json.loads(answer.content.decode("utf-8"))


@pytest.mark.parametrize("question,language", [("Bagaimana cara memasak rendang dengan santan kental?", "id"),
                                               ("How do I repair the gearbox of a bicycle?", "en")])
def test_nothing_relevant(server, question, language):
    body = server.chat(question).json()
    assert body["grounded"] is False
    assert body["sources"] == []
    assert body["language"] == language
    assert "helpdesk@itb.ac.id" in body["answer"]


def test_language_may_be_told(server):
    body = server.chat(json={"message": "xyzzy plugh", "language": "en"}).json()
    assert body["language"] == "en"


def test_conversation_is_remembered(server):
    conversation = new_id()
    server.chat("Kapan bus kampus terakhir berangkat?", conversation)
    server.chat("Apa warnanya?", conversation)
    turns = server.turns(conversation)
    assert [t["role"] for t in turns] == ["user", "assistant"] * 2
    assert turns[0]["content"] == "Kapan bus kampus terakhir berangkat?"
    assert turns[2]["content"] == "Apa warnanya?"


def test_conversation_is_erased(server):
    conversation = new_id()
    server.chat("Apa itu Lentera?", conversation)
    for _ in range(2):
        answer = server.request("DELETE", f"/v1/conversations/{conversation}")
        assert (answer.status_code, answer.content) == (204, b"")
    assert server.turns(conversation) == []


def test_twenty_at_once_lose_nothing(server):
    conversation = new_id()
    questions = [f"Apa itu Lentera? (nomor {n})" for n in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda q: server.chat(q, conversation), questions))
    assert [a.status_code for a in answers] == [200] * 20
    turns = server.turns(conversation)
    assert sorted(t["content"] for t in turns if t["role"] == "user") == sorted(questions)
    assert [t["role"] for t in turns] == ["user", "assistant"] * 20


# --- the body -----------------------------------------------------------------


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b'"text"', b"null", b"1", b'{"message":', b'{"message":"a"} x',
                                  b"{'message':'a'}", b'{"message":"a",}', b'{"message":"\xff"}',
                                  b'{"message":"\xc3\x28"}',
                                  b'{"message":"\xed\xa0\x80"}', b'{"message":"\xf4\x90\x80\x80"}',
                                  b'{"message":"\xc0\x80"}',
                                  b'\xff\xfe{', b'{"message":"a\\u0000b"}', b'{"message":"\\ud800"}',
                                  b'{"message":"\\udc00x"}',
                                  b'{"message":"\\ud800\\u0041"}', b'{"message":"a\nb"}', b"[" * 20000,
                                  b'{"message":"a","x":' + b"[" * 5000 + b"]" * 5000 + b"}"])
def test_body_is_no_json_object(server, body):
    is_problem(server.chat(data=body, headers=JSON), *INVALID)


@pytest.mark.parametrize("body", [{}, {"message": ""}, {"message": "   \t\n "}, {"message": None}, {"message": 5},
                                  {"message": ["a"]}, {"message": {"a": 1}}, {"message": True}, {"msg": "a"},
                                  {"message": "\u00a0\u2003\u3000"}])
def test_message_is_empty(server, body):
    is_problem(server.chat(json=body), *EMPTY)


def test_length_counts_code_points(server):
    too_long = (400, "message_too_long", "Message too long (max 5000 characters)")
    assert server.chat("a" * 5000).status_code == 200
    is_problem(server.chat("a" * 5001), *too_long)
    assert server.chat("é" * 5000).status_code == 200
    assert server.chat(data=json.dumps({"message": "🔥" * 5000}, ensure_ascii=False).encode(),
                       headers=JSON).status_code == 200
    assert server.chat(data=json.dumps({"message": "🔥" * 5000}).encode(), headers=JSON).status_code == 200
    is_problem(server.chat("🔥" * 5001), *too_long)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "",
                                  "multipart/form-data",
                                  "text/json"])
def test_content_type(server, kind):
    answer = server.chat(data=b'{"message":"a"}', headers={"Content-Type": kind})
    is_problem(answer, 415, "content_type", "Content-Type must be application/json")


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON",
                                  "application/json ;x=y"])
def test_content_type_taken(server, kind):
    assert server.chat(data=b'{"message":"Apa itu Lentera?"}', headers={"Content-Type": kind}).status_code == 200


def test_largest_body(server):
    """Exactly MAX_CONTENT_LENGTH is read; one byte more is refused by the responder."""
    body = b'{"message":"Apa itu Lentera?","x":"' + b"y" * (16777216 - 37) + b'"}'
    assert len(body) == 16777216
    assert server.chat(data=body, headers=JSON).status_code == 200
    is_problem(server.chat(data=body + b" ", headers=JSON), 413, "body_too_large", "Request body too large")


def pieces(total):
    for _ in range(total // 65536):
        yield b" " * 65536


def test_chunked_bodies(server):
    def small():
        yield b'{"message":'
        yield b'"Apa itu Lentera?"}'

    assert server.chat(data=small(), headers=JSON).status_code == 200
    is_problem(server.chat(data=pieces(16777216 + 65536), headers=JSON), 413, "body_too_large",
               "Request body too large")


@pytest.mark.parametrize("size", [17825793, 40 << 20])
def test_body_past_nginxs_limit(nginx, size):
    """Here nginx itself answers, before it reads the body, in the same form."""
    host, _, port = nginx.url.removeprefix("http://").partition(":")
    link = http.client.HTTPConnection(host, int(port), timeout=30)
    link.putrequest("POST", "/v1/chat")
    for name, value in (("X-API-Key", KEY), ("X-Conversation-Id", "a"), ("Content-Type", "application/json"),
                        ("Content-Length", str(size))):
        link.putheader(name, value)
    link.endheaders()
    answer = link.getresponse()
    body = json.loads(answer.read())
    assert answer.status == 413
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert (body["code"], body["message"]) == ("body_too_large", "Request body too large")
    assert body["request_id"] == answer.headers["X-Request-Id"]


def test_body_far_too_large(server):
    """40 MB sent whole; a client that is still sending may find the connection closed instead."""
    try:
        answer = server.chat(data=b" " * (40 << 20), headers=JSON)
    except requests.exceptions.ConnectionError:
        assert server.name == "nginx"
        return
    is_problem(answer, 413, "body_too_large", "Request body too large")


@pytest.mark.parametrize("body", [{"message": "Apa itu Lentera?", "top_k": 0}, {"message": "a", "top_k": "x"},
                                  {"message": "a", "language": "fr"}, {"message": "a", "language": 1}])
def test_optional_members_are_checked(server, body):
    is_problem(server.chat(json=body), 400, "param_invalid", "Invalid parameter")


# --- the conversation id -------------------------------------------------------


def test_conversation_id_missing(server):
    answer = server.request("POST", "/v1/chat", json={"message": "a"})
    is_problem(answer, 400, "conversation_id_missing", "X-Conversation-Id header is required")


@pytest.mark.parametrize("sent", ["a b", "a/b", "../x", "x" * 129, "ä".encode(), "a.b", "a:b"])
def test_conversation_id_invalid(server, sent):
    is_problem(server.chat(conversation=sent), 400, "conversation_id_invalid", "Invalid conversation ID format")


@pytest.mark.parametrize("sent", ["a", "x" * 128, "A-b_9"])
def test_conversation_id_taken(server, sent):
    assert server.chat(conversation=sent).status_code == 200


def test_conversation_id_in_the_path(server):
    is_problem(server.get("/v1/conversations/a.b"), 400, "conversation_id_invalid", "Invalid conversation ID format")
    is_problem(server.get("/v1/conversations/" + "x" * 129), 400, "conversation_id_invalid",
               "Invalid conversation ID format")


# --- duplicates ------------------------------------------------------------------


def test_repeated_header_does_not_confuse(server):
    """Two ids in one request: one is used or none is, never a 5xx."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    link = http.client.HTTPConnection(host, int(port), timeout=30)
    body = b'{"message":"Apa itu Lentera?"}'
    link.putrequest("POST", "/v1/chat")
    for name, value in (("X-API-Key", KEY), ("X-Conversation-Id", "kembar-1"), ("X-Conversation-Id", "kembar-2"),
                        ("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
        link.putheader(name, value)
    link.endheaders(body)
    assert link.getresponse().status in (200, 400)


def test_repeated_member(server):
    answer = server.chat(data=b'{"message":"Apa itu Lentera?","message":"Kapan bus terakhir?"}', headers=JSON)
    assert answer.status_code in (200, 400)


# --- sent twice ---------------------------------------------------------------------------


def test_idempotency_key(server):
    conversation, key = new_id(), new_id()
    ask = lambda message="Apa itu Lentera?", name=key, **more: server.chat(
        message, conversation, headers={"Idempotency-Key": name} | more)
    first, again = ask(), ask()
    assert again.headers["Idempotent-Replayed"] == "true" and "Idempotent-Replayed" not in first.headers
    assert again.json() == first.json()
    assert len(server.turns(conversation)) == 2
    stream = ask(Accept="text/event-stream")
    got = [(name, data) for name, data, _ in events(stream) if name != ":"]
    assert got[-1] == ("done", first.json())
    assert "".join(data["text"] for name, data in got if name == "token") == first.json()["answer"]
    assert [data["block"] for name, data in got if name == "block"] == first.json()["blocks"]
    assert len(server.turns(conversation)) == 2
    for other in (ask("Kapan bus kampus jingga berangkat?"), ask(name=new_id())):
        assert "Idempotent-Replayed" not in other.headers
    assert len(server.turns(conversation)) == 6
    assert ask(name="x" * 256).json()["error"]["param"] == "Idempotency-Key"


def test_same_request_id(server):
    conversation, request_id = new_id(), new_id()
    answers = [server.chat(conversation=conversation, headers={"X-Request-Id": request_id}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(server.turns(conversation)) == 2


def test_the_second_waits_for_the_first(server):
    conversation, key = new_id(), new_id()
    with ThreadPoolExecutor(4) as pool:
        ask = lambda _: server.chat(conversation=conversation, headers={"Idempotency-Key": key}).json()
        answers = list(pool.map(ask, range(4)))
    assert all(answer == answers[0] for answer in answers)
    assert len(server.turns(conversation)) == 2
