"""POST /v1/feedback and its list."""
import json

import pytest
from conftest import KEY, SERVERS, new_id, wait_until
from test_routes import is_problem


@pytest.mark.parametrize("body", [{}, {"request_id": "a"}, {"request_id": "a", "rating": "good"}, {"rating": "up"},
                                  {"request_id": "a b", "rating": "up"}, {"request_id": 1, "rating": "up"},
                                  {"request_id": "a", "rating": "up", "comment": 1},
                                  {"request_id": "a", "rating": "up", "comment": "x" * 2001},
                                  {"request_id": "a", "rating": "up", "reason": "old"},
                                  {"request_id": "a", "rating": "down", "reason": "bosan"},
                                  {"request_id": "a", "rating": "down", "reason": 1}])
def test_checked(server, body):
    is_problem(server.request("POST", "/v1/feedback", json=body), 400, "param_invalid", "Invalid parameter")


@pytest.mark.parametrize("store", ["no", "yes"])
def test_kept_and_listed(make_stack, store):
    own = make_stack(servers=SERVERS, FEEDBACK_STORE_TEXT=store)
    for client in own.clients:
        conversation = new_id()
        answer = client.chat("Apa itu Lentera?", conversation).json()
        sent = client.request("POST", "/v1/feedback", headers={"X-Conversation-Id": conversation},
                              json={"request_id": answer["request_id"], "rating": "down", "comment": "kurang tepat"})
        assert (sent.status_code, sent.content) == (204, b"")
        kept = [json.loads(x) for x in own.cli("feedback", "--json").stdout.splitlines()][-1]
        assert (kept["request_id"], kept["rating"], kept["comment"]) == (answer["request_id"], "down", "kurang tepat")
        assert kept["question"] == ("Apa itu Lentera?" if store == "yes" else "")
        assert kept["answer"] == (answer["answer"] if store == "yes" else "")
    assert own.cli("feedback", "--days", "1").stdout.endswith("0 up, 2 down\n")


def test_only_answers_that_were_given(make_stack):
    """Invented ids fill no file; neither do those of another key."""
    stack = make_stack(servers=SERVERS, AUTH_FAILURES_PER_MINUTE=1000)
    other = stack.cli("key", "add", "lain").stdout.split()[-1]
    wait_until(lambda: stack.client.get("/v1/models", key=other).status_code == 200)
    for client in stack.clients:
        answer = client.chat("Apa itu Lentera?").json()
        own = {"request_id": answer["request_id"], "rating": "down", "reason": "incomplete"}
        for key, body in ((KEY, own | {"request_id": "karangan"}), (other, own)):
            is_problem(client.request("POST", "/v1/feedback", key=key, json=body), 404, "not_found", "Not found")
        assert client.request("POST", "/v1/feedback", json=own).status_code == 204  # without its conversation
    kept = [json.loads(x) for x in stack.cli("feedback", "--json").stdout.splitlines()]
    assert [k["reason"] for k in kept] == ["incomplete", "incomplete"]


def test_without_redis_the_conversation_knows(make_stack):
    own = make_stack(redis=False).client
    conversation = new_id()
    rating = {"request_id": own.chat("Apa itu Lentera?", conversation).json()["request_id"], "rating": "up"}
    is_problem(own.request("POST", "/v1/feedback", json=rating), 404, "not_found", "Not found")
    sent = own.request("POST", "/v1/feedback", headers={"X-Conversation-Id": conversation}, json=rating)
    assert sent.status_code == 204


def test_conversations_have_the_rating(server):
    conversation = new_id()
    asked = [server.chat(q, conversation).json()["request_id"] for q in ("Apa itu Lentera?", "Kapan wisuda diadakan?")]
    assert not any("rating" in t for t in server.turns(conversation))
    for rating in ("up", "down"):
        server.request("POST", "/v1/feedback", json={"request_id": asked[1], "rating": rating})
        assert [t.get("rating") for t in server.turns(conversation)] == [None, None, None, rating]
