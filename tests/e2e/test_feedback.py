"""POST /v1/feedback and its list."""
import json

import pytest
from conftest import SERVERS, new_id
from test_routes import is_problem


@pytest.mark.parametrize("body", [{}, {"request_id": "a"}, {"request_id": "a", "rating": "good"}, {"rating": "up"},
                                  {"request_id": "a b", "rating": "up"}, {"request_id": 1, "rating": "up"},
                                  {"request_id": "a", "rating": "up", "comment": 1},
                                  {"request_id": "a", "rating": "up", "comment": "x" * 2001}])
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
