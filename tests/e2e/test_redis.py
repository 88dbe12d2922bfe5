"""Redis comes and goes in the middle of conversations, and no reader notices."""
import json
import signal
import threading
import time

import pytest

from conftest import Client, new_id
from stack import PATIENCE, wait_until


def ask(client, n, conversation):
    answer = client.chat(f"Pertanyaan nomor {n}: apa itu Lentera?", conversation)
    assert answer.status_code == 200, answer.text
    return answer


def numbers(client, conversation):
    """The questions that are remembered, in order."""
    turns = client.turns(conversation)
    assert [t["role"] for t in turns] == ["user", "assistant"] * (len(turns) // 2)
    return [int(t["content"].split()[2].rstrip(":")) for t in turns if t["role"] == "user"]


def in_redis(stack, conversation):
    return [json.loads(x) for x in stack.redis.cli("lrange", f"checkpoint:{conversation}", "0", "-1").splitlines()]


def test_one_key_a_conversation(make_stack):
    stack = make_stack(CONVERSATION_TTL=500)
    conversation = new_id()
    ask(stack.client, 1, conversation)
    assert stack.redis.cli("keys", "*" + conversation + "*") == f"checkpoint:{conversation}"
    assert 490 <= int(stack.redis.cli("ttl", f"checkpoint:{conversation}")) <= 500
    stack.redis.cli("expire", f"checkpoint:{conversation}", "50")
    ask(stack.client, 2, conversation)
    assert 490 <= int(stack.redis.cli("ttl", f"checkpoint:{conversation}")) <= 500, "an answer refreshes it"
    stack.client.request("DELETE", f"/v1/conversations/{conversation}")
    assert stack.redis.cli("exists", f"checkpoint:{conversation}") == "0"


def test_turns_are_capped(make_stack):
    stack = make_stack(CONVERSATION_MAX_TURNS=3)
    conversation = new_id()
    for n in range(5):
        ask(stack.client, n, conversation)
    assert numbers(stack.client, conversation) == [2, 3, 4]


@pytest.mark.parametrize("how", ["kill", "stop", "freeze"])
def test_redis_leaves_and_returns(make_stack, how):
    stack = make_stack(servers=("nginx", "apache"))
    conversation = new_id()
    ask(stack.clients[0], 1, conversation)
    if how == "freeze":
        stack.redis.freeze()
    else:
        stack.redis.kill(signal.SIGKILL if how == "kill" else signal.SIGTERM)
    for n in range(2, 6):
        ask(stack.clients[n % 2], n, conversation)
        assert numbers(stack.clients[n % 2], conversation) == list(range(1, n + 1))
    health = stack.client.get("/health")
    assert health.status_code == 200
    assert health.json()["status"] == "degraded"
    assert health.json()["redis"].startswith("error: ")
    assert stack.client.get("/ready").status_code == 200
    if how == "freeze":
        stack.redis.thaw()
    else:
        stack.redis.start()
    wait_until(lambda: len(in_redis(stack, conversation)) == 5, 20)
    ask(stack.clients[0], 6, conversation)
    assert numbers(stack.clients[1], conversation) == [1, 2, 3, 4, 5, 6]
    assert len({x["id"] for x in in_redis(stack, conversation)}) == 6
    wait_until(lambda: stack.client.get("/health").json()["status"] == "healthy")


def test_never_there(make_stack):
    """Two responders share the conversation through the local store."""
    stack = make_stack(redis=False)
    conversation = new_id()
    for n in range(1, 9):
        ask(stack.client, n, conversation)
    assert numbers(stack.client, conversation) == list(range(1, 9))


def test_erased_while_away_stays_erased(make_stack):
    stack = make_stack()
    conversation = new_id()
    ask(stack.client, 1, conversation)
    stack.redis.kill()
    assert stack.client.request("DELETE", f"/v1/conversations/{conversation}").status_code == 204
    assert numbers(stack.client, conversation) == []
    stack.redis.start()
    wait_until(lambda: not in_redis(stack, conversation), 20)
    assert numbers(stack.client, conversation) == []


def test_comings_and_goings_under_load(make_stack):
    """Four conversations go on while Redis is killed and started three times: none fails, no turn is lost."""
    stack = make_stack(servers=("nginx", "apache"))
    conversations = [new_id() for _ in range(4)]
    asked, failures, over = [0] * 4, [], threading.Event()

    def converse(i):
        client = Client(stack, stack.clients[i % 2].name)
        while not over.is_set():
            answer = client.chat(f"Pertanyaan nomor {asked[i]}: apa itu Lentera?", conversations[i])
            if answer.status_code != 200:
                failures.append(answer.text)
            asked[i] += 1

    threads = [threading.Thread(target=converse, args=(i,)) for i in range(4)]
    for t in threads:
        t.start()
    for _ in range(3):
        for change in (stack.redis.kill, stack.redis.start):
            before = list(asked)
            change()
            wait_until(lambda b=before: all(a >= x + 3 for a, x in zip(asked, b)), 30)
    over.set()
    for t in threads:
        t.join()
    assert not failures, failures[:3]
    for i, conversation in enumerate(conversations):
        expected = list(range(asked[i]))[-50:]
        wait_until(lambda c=conversation, e=expected: numbers(stack.client, c) == e, 20)
        wait_until(lambda c=conversation, e=expected: len(in_redis(stack, c)) == len(e), 20)


def test_password(make_stack, tmp_path):
    stack = make_stack(start=False)
    stack.redis.start()
    stack.redis.cli("config", "set", "requirepass", "rahasia")
    stack.redis = None
    stack.set(REDIS_URL=f"unix://:rahasia@{stack.folder}/redis.sock")
    try:
        stack.start("nginx")
        client = Client(stack, "nginx")
        wait_until(lambda: client.get("/ready").status_code == 200)
        # a busy machine may take longer than the 200 ms that a responder gives Redis
        wait_until(lambda: client.get("/health").json()["redis"] == "ok")
    finally:
        from stack import Redis
        import subprocess
        subprocess.run(["redis-cli", "-s", stack.folder / "redis.sock", "-a", "rahasia", "shutdown", "nosave"],
                       capture_output=True, timeout=10, check=False)


def test_waits_little(make_stack):
    """A frozen Redis: the breaker opens, so that not every answer waits for it."""
    stack = make_stack()
    conversation = new_id()
    ask(stack.client, 0, conversation)
    stack.redis.freeze()
    began = time.monotonic()
    for n in range(1, 21):
        ask(stack.client, n, conversation)
    # no measurement: it is over 4 s without a breaker, and well under 1 s with one
    assert time.monotonic() - began < 4 * PATIENCE
    stack.redis.thaw()
