"""Clients as people use them: packages of npm and PyPI, freshly installed; skipped where a registry is unreachable."""
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.parse

import pytest
from conftest import SERVERS, Client
from fake_speech import FakeSpeech, wav
from generation import FakeLlm
from stack import KEY, PATIENCE, TREE, serving

CLIENTS = TREE / "tests" / "clients"
UNREACHABLE = re.compile(r"FetchError|ERR_SOCKET_TIMEOUT|_CERT|CERT_|\bE40[137]\b|Connection|Temporary failure|"
                         r"\bE(AI_AGAIN|NOTFOUND|CONN\w+|TIMEDOUT|HOSTUNREACH|NETUNREACH)")


@pytest.fixture(scope="module")
def stack(knowledge):
    llm = FakeLlm()
    llm.set(answer="Pada hari Sabtu perpustakaan tutup pukul 15.00 [1].")
    speech = FakeSpeech()
    speech.transcript = "Kapan perpustakaan buka pada hari Sabtu?"
    with serving(*SERVERS, knowledge=knowledge, LLM_BASE_URL=llm.url, LLM_MODEL="fake", LLM_RETRIES=0,
                 CACHE_ENABLED="no", STT_URL=speech.url + "/v1", TTS_URL=speech.url + "/v1") as stack:
        yield stack
    speech.stop()
    llm.end()


@pytest.fixture(params=SERVERS)
def server(request, stack):
    return Client(stack, request.param)


def install(name, argv, folder):
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=600 * PATIENCE, check=False)
    if done.returncode and UNREACHABLE.search(done.stderr):
        pytest.skip(f"{name} can't be reached: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def npm(tmp_path_factory):
    if not shutil.which("npm"):
        pytest.skip("no npm")
    folder = tmp_path_factory.mktemp("npm")
    for file in (*CLIENTS.glob("*.mjs"), CLIENTS / "package.json", CLIENTS / "browser.html"):
        shutil.copy(file, folder)
    install("npm's registry", ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1",
                               "--fetch-timeout=30000"], folder)
    return folder


def virtual(folder, requirements):
    made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no virtual environment: {made.stdout[-200:]}")
    install("PyPI", [folder / "bin" / "pip", "install", "-q", "--retries", "1", "-r", CLIENTS / requirements], folder)
    return folder / "bin" / "python"


@pytest.fixture(scope="session")
def python(tmp_path_factory):
    return virtual(tmp_path_factory.mktemp("venv"), "requirements.txt")


@pytest.fixture(scope="session")
def python_older(tmp_path_factory):
    """For packages that hold the official client at an older version."""
    return virtual(tmp_path_factory.mktemp("venv-older"), "requirements-older.txt")


def run(*argv, cwd=CLIENTS):
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, timeout=120 * PATIENCE, check=False)
    assert (done.returncode, done.stdout) == (0, "ok\n"), done.stdout + done.stderr


@pytest.mark.parametrize("name", ["client.mjs", "responses.mjs", "ai.mjs"])
def test_node(server, npm, name):
    run("node", name, server.url + "/v1", KEY, cwd=npm)


def test_mcp(server, npm):
    run("node", "mcp.mjs", server.url + "/mcp", KEY, cwd=npm)


@pytest.mark.parametrize("name", ["openai_sdk.py", "pydantic_ai_agent.py", "langchain_chain.py"])
def test_python(server, python, name):
    run(python, "-B", name, server.url + "/v1", KEY)


class Files(http.server.SimpleHTTPRequestHandler):
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript"}

    def log_message(self, *args):
        pass


def test_browser(npm, make_stack):
    """The official client in Chromium, on a page of another origin."""
    if not shutil.which("chromium"):
        pytest.skip("no chromium")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Files, directory=npm)) as page:
        threading.Thread(target=page.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{page.server_port}"
        stack = make_stack(servers=SERVERS, CORS_ORIGINS=origin)
        for client in stack.clients:
            query = urllib.parse.urlencode({"base": client.url + "/v1", "key": KEY})
            shown = subprocess.run(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--timeout=30000",
                                    "--virtual-time-budget=30000", "--dump-dom", f"{origin}/browser.html?{query}"],
                                   capture_output=True, text=True, timeout=120 * PATIENCE, check=False).stdout
            assert "<title>ok</title>" in shown, shown[:300]
        page.shutdown()


# What schemathesis would call faults and is meant: without a key the original's routes answer 400, not 401; blank
# texts, which no pattern of the schema names, are refused; null and an empty header count as absent.
MEANT = "ignored_auth,positive_data_acceptance,negative_data_rejection,missing_required_header"


def test_schemathesis(stack, python, tmp_path):
    """Whatever is sent, answers are as the description says, and none is a fault of the server's."""
    done = subprocess.run([python.parent / "schemathesis", "run", stack.url("nginx") + "/openapi.json",
                           "--checks", "all", "--exclude-checks", MEANT, "--phases", "examples,coverage,fuzzing",
                           "--max-examples", "10", "--seed", "1", "--no-color", "--request-timeout", "30",
                           "-H", f"X-API-Key: {KEY}"],
                          cwd=tmp_path, capture_output=True, text=True, timeout=300 * PATIENCE, check=False)
    assert done.returncode == 0, done.stdout[-6000:]


def test_generated(stack, python, tmp_path):
    """A client made from /openapi.json asks in writing and by voice."""
    made = subprocess.run([python.parent / "openapi-python-client", "generate", "--meta", "none",
                           "--url", stack.url("nginx") + "/openapi.json", "--output-path", tmp_path / "made"],
                          capture_output=True, text=True, timeout=120 * PATIENCE, check=False)
    assert made.returncode == 0, made.stdout
    (tmp_path / "q.wav").write_bytes(wav(1))
    shutil.copy(CLIENTS / "generated.py", tmp_path)
    run(python, "-B", "generated.py", stack.url("nginx"), KEY, cwd=tmp_path)


def snippets():
    """The fenced blocks of docs/integrations.md, as (language, text)."""
    text = (TREE / "docs" / "integrations.md").read_text()
    return [pytest.param(*pair, id=f"{pair[0]}-{i}")
            for i, pair in enumerate(re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S))]


@pytest.mark.parametrize("language,text", snippets())
def test_documented(request, stack, language, text):
    """What docs/integrations.md shows works as it stands there."""
    text = text.replace("https://chatbot.example.ac.id", stack.url("nginx")).replace("KEY", KEY)
    text = text.replace("Apa itu ITB?", "Kapan perpustakaan buka pada hari Sabtu?")
    if language == "sh":
        argv, folder = ["sh", "-ec", text], None
    elif language == "python":
        older = "litellm" in text or "llama_index" in text
        argv, folder = [request.getfixturevalue("python_older" if older else "python"), "-Bc", text], None
    else:
        folder = request.getfixturevalue("npm")
        argv = ["node", "--input-type=module", "-e", text]
    env = os.environ | {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}  # else it asks GitHub first
    done = subprocess.run(argv, cwd=folder, env=env, capture_output=True, text=True, timeout=120 * PATIENCE,
                          check=False)
    assert done.returncode == 0, done.stderr
    assert "15.00" in done.stdout, done.stdout
