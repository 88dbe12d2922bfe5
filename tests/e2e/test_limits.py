"""Keys, guessing, rate limits."""
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import KEY, Client, new_id
from stack import wait_until
from test_routes import is_problem

MISSING = (400, "api_key_missing", "X-API-Key header is required")
WRONG = (401, "api_key_invalid", "Invalid API key")
LIMITED = (429, "rate_limited", "Rate limit exceeded")


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": ""}, {"Authorization": "Basic abc"},
                                     {"Authorization": "Bearer "}])
def test_no_key(server, headers):
    is_problem(server.get("/v1/search?q=bus", key=None, headers=headers), *MISSING)


@pytest.mark.parametrize("headers", [{"X-API-Key": "salah"}, {"X-API-Key": KEY + "x"}, {"X-API-Key": KEY[:-1]},
                                     {"Authorization": "Bearer salah"}])
def test_wrong_key(server, headers):
    answer = server.get("/v1/search?q=bus", key=None, headers=headers)
    is_problem(answer, *WRONG)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    server.get("/v1/search?q=bus")  # a right key in between, so that these failures don't lock the address


@pytest.mark.parametrize("headers", [{"X-API-Key": KEY}, {"Authorization": f"Bearer {KEY}"},
                                     {"Authorization": f"bearer {KEY}"}])
def test_right_key(server, headers):
    assert server.get("/v1/search?q=bus", key=None, headers=headers).status_code == 200


def test_named_keys(make_stack):
    stack = make_stack(servers=("nginx", "apache"))
    key = stack.cli("key", "add", "perpustakaan").stdout.split()[-1]
    assert "perpustakaan" in stack.cli("key", "list").stdout
    assert key not in stack.cli("key", "list").stdout
    assert key not in (stack.folder / "keys").read_text()
    from stack import wait_until
    for client in stack.clients:
        wait_until(lambda c=client: c.get("/v1/search?q=bus", key=key).status_code == 200)
    assert stack.client.get("/v1/search?q=bus").status_code == 200, "API_KEY goes on working"
    stack.cli("key", "revoke", "perpustakaan")
    wait_until(lambda: {c.get("/v1/search?q=bus", key=key).status_code for c in stack.clients * 4} <= {401, 429})


def test_guessing_is_limited(make_stack):
    stack = make_stack(servers=("nginx", "apache"), AUTH_FAILURES_PER_MINUTE=5)
    for client in stack.clients:
        assert client.get("/v1/search?q=bus").status_code == 200
    answers = [stack.clients[n % 2].get("/v1/search?q=bus", key=f"tebakan-{n}") for n in range(12)]
    assert [a.status_code for a in answers[:5]] == [401] * 5
    for answer in answers[5:]:
        is_problem(answer, *LIMITED)
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert stack.client.get("/v1/search?q=bus").status_code == 200, "a key this address has used goes on working"


def test_rate_limit_headers(server):
    answer = server.chat()
    limit = int(answer.headers["X-RateLimit-Limit"])
    left = int(answer.headers["X-RateLimit-Remaining"])
    assert limit == 1000000
    assert answer.headers["RateLimit-Policy"] == f'"default";q={limit};w=3600'
    name, r, t = answer.headers["RateLimit"].split(";")
    assert name == '"default"' and r == f"r={left}" and 0 <= int(t.removeprefix("t=")) <= 3600
    assert int(answer.headers["X-RateLimit-Reset"]) > 1_700_000_000
    assert int(server.chat().headers["X-RateLimit-Remaining"]) == left - 1


@pytest.mark.parametrize("redis", [True, False], ids=["redis", "no redis"])
def test_rate_limit_is_shared(make_stack, redis):
    """Ten requests at once to two processes behind two web servers: exactly as many as the limit pass."""
    stack = make_stack(servers=("nginx", "apache"), redis=redis, RATE_LIMIT_PER_HOUR=6)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda n: stack.clients[n % 2].chat(), range(10)))
    assert sorted(a.status_code for a in answers) == [200] * 6 + [429] * 4
    for answer in answers:
        if answer.status_code == 429:
            is_problem(answer, *LIMITED)
            assert 1 <= int(answer.headers["Retry-After"]) <= 3600
            assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert sorted(int(a.headers["X-RateLimit-Remaining"]) for a in answers if a.status_code == 200) == list(range(6))
    # the limit is looked at after the key and before the conversation id
    assert stack.client.request("POST", "/v1/chat", json={}).status_code == 429
    assert stack.client.chat(key="salah").status_code == 401
    # requests that ask no question aren't counted
    assert stack.client.get("/health").status_code == 200
    assert stack.client.get("/v1/search?q=bus").status_code == 200


def test_rate_limit_off(make_stack):
    stack = make_stack(RATE_LIMIT_ENABLED="false", RATE_LIMIT_PER_HOUR=1)
    answers = [stack.client.chat() for _ in range(3)]
    assert [a.status_code for a in answers] == [200] * 3
    assert "X-RateLimit-Limit" not in answers[0].headers


def test_limits_are_per_key(make_stack):
    stack = make_stack(RATE_LIMIT_PER_HOUR=2)
    from stack import wait_until
    key = stack.cli("key", "add", "lain").stdout.split()[-1]
    # by every responder, since either one may answer
    wait_until(lambda: all(stack.client.get("/v1/search?q=bus", key=key).status_code == 200 for _ in range(16)))
    assert [stack.client.chat().status_code for _ in range(3)] == [200, 200, 429]
    assert stack.client.chat(key=key).status_code == 200
    assert stack.client.turns(new_id()) == []


def test_users_of_a_front_end(make_stack):
    """A key for which a front end names its users: each has a limit of his own. Other keys' users count together."""
    stack = make_stack(start=False, API_KEY=None)
    trusted = stack.cli("key", "add", "webui", "--trusted-users", "--per-hour", "2").stdout.split()[-1]
    plain = stack.cli("key", "add", "plain", "--per-hour", "2").stdout.split()[-1]
    stack.start("nginx")
    client = Client(stack, "nginx")
    wait_until(lambda: client.get("/ready").status_code == 200)

    def ask(key, user, header="X-OpenWebUI-User-Id"):
        return client.chat("Halo", key=key, headers={header: user} if user else {}).status_code

    assert [ask(trusted, user) for user in ("a", "a", "a", "b", "b", "b")] == [200, 200, 429] * 2
    assert [ask(trusted, "c", "X-User-Id") for _ in range(3)] == [200, 200, 429]
    assert [ask(trusted, "") for _ in range(3)] == [200, 200, 429]
    assert [ask(plain, user) for user in ("a", "b", "c")] == [200, 200, 429]
    assert "for each user" in stack.cli("key", "list").stdout
