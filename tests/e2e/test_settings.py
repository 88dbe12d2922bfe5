"""Settings: all faults at once, the original's .env, the precedence of the environment, a reload."""
import os
import signal
import socket
import subprocess

from conftest import Client
from stack import BUILD, KEY, PATIENCE, Stack, wait_until

ENV_OF_THE_ORIGINAL = """\
# Flask settings
FLASK_ENV=production
SECRET_KEY="ganti ini"
API_KEY=kunci-lama
OPENROUTER_API_KEY=
OPENAI_API_KEY=
EMBEDDING_PROVIDER=openai
EMBEDDING_MODEL=text-embedding-3-small
EMBEDDING_DIMENSION=1536
QDRANT_URL=http://localhost:6333
QDRANT_API_KEY=
QDRANT_COLLECTION_NAME=informasi-umum-itb
PROSA_STT_API_KEY=
PROSA_STT_URL=wss://asr-api.prosa.ai/v2/speech/stt/streaming
PROSA_TTS_API_KEY=
PROSA_TTS_URL=wss://tts-api.prosa.ai/v2/speech/tts/streaming
EMOTION_ANALYSIS_URL=http://localhost:5005
REDIS_HOST=localhost
REDIS_PORT=6379
REDIS_DB=0
REDIS_PASSWORD=
CONVERSATION_TTL=86400
CORS_ORIGINS=*
RATE_LIMIT_ENABLED=true
RATE_LIMIT_PER_HOUR=100
MAX_CONTENT_LENGTH=16777216
CACHE_ENABLED=true
CACHE_TTL=3600
STT_TIMEOUT=30
TTS_TIMEOUT=30
EMOTION_TIMEOUT=30
LLM_TIMEOUT=60
LOG_LEVEL=INFO
"""


def responder(stack):
    """Runs a responder on a socket of its own until it ends by itself."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(stack.folder / "own.sock"))
        listener.listen()
        return subprocess.run([BUILD / "itb-chatbot-responder"], stdin=listener, env=stack.env(), capture_output=True,
                              text=True, timeout=30 * PATIENCE, check=False)


def test_all_faults_at_once(make_stack):
    stack = make_stack(start=False, THREADS="viele", RATE_LIMIT_PER_HOUR="-3", LLM_BASE_URL="ftp://x", LOG_LEVEL="LOUD",
                       RATE_LIMIT_ENABLED="perhaps")
    done = responder(stack)
    assert done.returncode == 78
    for name in ("THREADS", "RATE_LIMIT_PER_HOUR", "LLM_BASE_URL", "LOG_LEVEL", "RATE_LIMIT_ENABLED"):
        assert name in done.stderr
    assert stack.cli("config", check=False).returncode == 78


def test_no_key_at_all(make_stack):
    done = responder(make_stack(start=False, API_KEY=None))
    assert done.returncode == 78
    assert "API_KEY" in done.stderr


def test_without_a_socket(make_stack):
    stack = make_stack(start=False)
    done = subprocess.run([BUILD / "itb-chatbot-responder"], stdin=subprocess.DEVNULL, env=stack.env(),
                          capture_output=True,
                          text=True, timeout=30 * PATIENCE, check=False)
    assert done.returncode not in (0, -signal.SIGSEGV, -signal.SIGABRT)
    assert "socket" in done.stderr


def test_config_masks_secrets(make_stack):
    stack = make_stack(start=False, REDIS_URL="redis://:rahasia@localhost/0")
    shown = stack.cli("config").stdout
    assert KEY not in shown and "rahasia" not in shown and "API_KEY=********" in shown
    assert KEY in stack.cli("config", "--reveal").stdout


def test_env_of_the_original(make_stack, knowledge):
    """The original's .env is used unchanged; only what belongs to this machine comes from the environment."""
    stack = make_stack(start=False, API_KEY=None, RATE_LIMIT_PER_HOUR=None)
    stack.settings["ITB_CHATBOT_CONF"].write_text(ENV_OF_THE_ORIGINAL)
    shown = stack.cli("config").stdout
    assert "CONVERSATION_TTL=86400" in shown
    stack.start("nginx")
    client = Client(stack, "nginx")
    wait_until(lambda: client.get("/ready").status_code == 200)
    answer = client.chat(key="kunci-lama")
    assert answer.status_code == 200
    assert answer.headers["X-RateLimit-Limit"] == "100"
    assert client.chat().status_code == 401


def test_secret_from_a_file(make_stack, tmp_path):
    (tmp_path / "key").write_text("dari-berkas\n")
    stack = make_stack(API_KEY=None, API_KEY_FILE=tmp_path / "key")
    assert stack.client.get("/v1/search?q=bus", key="dari-berkas").status_code == 200


def test_reload(make_stack):
    """SIGHUP puts new settings in force for the requests that follow, and no request fails meanwhile."""
    stack = make_stack(start=False, RATE_LIMIT_PER_HOUR=None)
    conf = stack.settings["ITB_CHATBOT_CONF"]
    conf.write_text("RATE_LIMIT_PER_HOUR=500\n")
    stack.start("nginx")
    client = Client(stack, "nginx")
    wait_until(lambda: client.get("/ready").status_code == 200)
    assert client.chat().headers["X-RateLimit-Limit"] == "500"
    conf.write_text("RATE_LIMIT_PER_HOUR=700\n")
    for pid in stack.pids:
        os.kill(pid, signal.SIGHUP)
    wait_until(lambda: {client.chat().headers["X-RateLimit-Limit"] for _ in range(6)} == {"700"})
    conf.write_text("RATE_LIMIT_PER_HOUR=nonsense\n")
    for pid in stack.pids:
        os.kill(pid, signal.SIGHUP)
    wait_until(lambda: sum("RATE_LIMIT_PER_HOUR" in str(line) for line in stack.log_lines()) >= 2)
    assert client.chat().headers["X-RateLimit-Limit"] == "700", "a wrong file changes nothing"
