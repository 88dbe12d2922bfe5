"""Language models as they really are: odd streams, several providers, TLS, a proxy."""
import subprocess

import pytest
from generation import FakeLlm
from stack import wait_until

QUESTION = "Kapan perpustakaan buka pada hari Sabtu?"
ANSWER = "Perpustakaan tutup pukul 15.00 – sampai jumpa 🎓."
SECRET = "sk-rahasia-0123456789"


@pytest.fixture(scope="module")
def first():
    fake = FakeLlm("--key", SECRET)
    yield fake
    fake.end()


@pytest.fixture(scope="module")
def second():
    fake = FakeLlm()
    yield fake
    fake.end()


@pytest.fixture
def model(make_stack, first):
    """A stack with one provider."""
    return make_stack(LLM_BASE_URL=first.url, LLM_MODEL="fake", LLM_API_KEY=SECRET, LLM_RETRIES=0, CACHE_ENABLED="no")


def ask(stack):
    answer = stack.client.chat(QUESTION)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_odd_streams(model, first):
    for behaviour in ("split", "crlf+split", "comments", "comments+crlf+split", "think", "think+split", "reasoning",
                      "parts", "json", "no-done", "no-usage", "think+json", "no-stream-options", "no-max-tokens",
                      "no-temperature", "no-tools"):
        first.set(answer=ANSWER, behaviour=behaviour)
        body = ask(model)
        assert (body["answer"], body["degraded"]) == (ANSWER, False), behaviour


def test_broken_bytes_are_mended(model, first):
    first.set(answer=ANSWER, behaviour="bad-utf8")
    assert ask(model)["answer"].replace("\ufffd", "") == ANSWER


def test_half_an_answer_is_kept(model, first):
    for behaviour in ("error200", "kill-middle", "no-finish"):
        first.set(answer=ANSWER, behaviour=behaviour)
        body = ask(model)
        assert body["degraded"] is True, behaviour
        assert body["answer"].startswith("Perpustakaan tutup"), behaviour
        # the breaker closes again
        first.set(answer=ANSWER)
        assert ask(model)["degraded"] is False


def test_the_next_provider_answers(make_stack, first, second):
    stack = make_stack(LLM_BASE_URL=first.url, LLM_MODEL="fake", LLM_API_KEY="sk-salah-0123456789", LLM_RETRIES=0,
                       LLM_FALLBACK_BASE_URL=f"http://127.0.0.1:1/v1,{second.url}", LLM_FALLBACK_MODEL="mati,cadangan",
                       LLM_FALLBACK_API_KEY=",sk-cadangan", CACHE_ENABLED="no")
    first.set()
    second.set(answer=ANSWER)
    body = ask(stack)
    assert (body["answer"], body["model"], body["degraded"]) == (ANSWER, "cadangan", False)
    record = second.requests()[-1]
    assert record["headers"]["authorization"] == "Bearer sk-cadangan"
    log = stack.log.read_text()
    assert "Invalid API Key" in log and "127.0.0.1:1/v1" in log
    assert "sk-" not in log and QUESTION not in log


def test_all_responders_know_a_dead_provider(make_stack, first):
    first.set(behaviour="500")
    stack = make_stack(LLM_BASE_URL=first.url, LLM_API_KEY=SECRET, LLM_MODEL="fake", LLM_RETRIES=0, CACHE_ENABLED="no")
    assert stack.client.get("/health").json()["llm"] == "ok"
    for _ in range(10):
        assert ask(stack)["degraded"] is True
    assert len(first.requests()) == 3
    assert stack.client.get("/health").json()["llm"] == "degraded"


def test_a_busy_provider_is_asked_again(make_stack, first):
    stack = make_stack(LLM_BASE_URL=first.url, LLM_API_KEY=SECRET, LLM_MODEL="fake", LLM_RETRIES=1, CACHE_ENABLED="no")
    first.set(script=[{"behaviour": "429:1"}, {"answer": ANSWER}])
    assert ask(stack)["answer"] == ANSWER
    refused, answered = first.requests()
    assert answered["began"] - refused["began"] >= 1


def test_daily_ceiling(make_stack, first):
    first.set(answer=ANSWER)
    stack = make_stack(LLM_BASE_URL=first.url, LLM_API_KEY=SECRET, LLM_MODEL="fake", LLM_DAILY_CALLS=2,
                       CACHE_ENABLED="no")
    assert [ask(stack)["degraded"] for _ in range(4)] == [False, False, True, True]
    assert len(first.requests()) == 2
    assert stack.client.get("/health").json()["llm"] == "degraded"


def test_through_a_proxy(make_stack, second):
    second.set(answer=ANSWER)
    stack = make_stack(LLM_BASE_URL="http://llm.invalid/v1", LLM_MODEL="fake", LLM_PROXY=second.root,
                       CACHE_ENABLED="no")
    assert ask(stack)["answer"] == ANSWER


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.fixture
def private(tmp_path):
    """A model whose certificate a private authority signed."""
    openssl(tmp_path, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days",
            "2",
            "-subj", "/CN=otoritas uji")
    openssl(tmp_path, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "llm.key", "-out", "llm.csr", "-subj",
            "/CN=uji")
    (tmp_path / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl(tmp_path, "x509", "-req", "-in", "llm.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names", "-out", "llm.pem")
    fake = FakeLlm("--cert", tmp_path / "llm.pem", "--cert-key", tmp_path / "llm.key", ca=tmp_path / "ca.pem")
    yield fake
    fake.end()


def test_a_private_authority(make_stack, private):
    private.set(answer=ANSWER)
    settings = {"LLM_BASE_URL": private.url, "LLM_MODEL": "fake", "CACHE_ENABLED": "no", "LLM_RETRIES": 0}
    assert ask(make_stack(LLM_CA_FILE=private.ca, **settings))["answer"] == ANSWER
    stranger = make_stack(**settings)
    assert ask(stranger)["degraded"] is True
    assert wait_until(lambda: "certificate" in stranger.log.read_text())
    assert len(private.requests()) == 1
