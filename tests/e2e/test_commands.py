"""Commands of administrators: migrate-env, knowledge pack, help and the completion of bash."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from stack import BUILD, TREE

PACK = TREE / "packaging" / "knowledge" / "pack"
COMPLETION = TREE / "packaging" / "bash-completion" / "itb-chatbot"
# As an installation of the original has it.
DOTENV = """\
# ITB RAG Chatbot
API_KEY=kunci-lama-yang-panjang
export OPENROUTER_API_KEY="sk-or-v1-0123"   # paid by the library
EMBEDDING_PROVIDER=openai
EMBEDDING_MODEL=text-embedding-3-small
EMBEDDING_DIMENSION=1536
QDRANT_URL=https://qdrant.example.ac.id:6333
QDRANT_API_KEY=q-123
QDRANT_COLLECTION_NAME=itb
PROSA_STT_API_KEY=stt-1
PROSA_TTS_API_KEY='tts-1'
EMOTION_ANALYSIS_URL=http://emotion:8000
REDIS_HOST=redis
REDIS_PORT=6380
REDIS_DB=2
REDIS_PASSWORD=pass"word\\\\1
CONVERSATION_TTL=7200
CORS_ORIGINS=https://a.example.ac.id,https://b.example.ac.id
RATE_LIMIT_ENABLED=True
RATE_LIMIT_PER_HOUR=250
MAX_CONTENT_LENGTH=8388608
LLM_TIMEOUT=45
FLASK_ENV=production
GUNICORN_WORKERS=4
LANGCHAIN_TRACING_V2=false
"""


def program(*words, code=0, env=None, **more):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=60, check=False,
                          env={"PATH": f"{BUILD}:{os.environ['PATH']}", "HOME": "/nonexistent", **(env or {})}, **more)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


# --- migrate-env ------------------------------------------------------------------

@pytest.fixture
def dotenv(tmp_path):
    (tmp_path / ".env").write_text(DOTENV)
    conf = tmp_path / "itb-chatbot.conf"
    conf.write_text("# mine\nLLM_TIMEOUT=20\nTHREADS=8\n")
    return tmp_path


def migrate(folder, *words, code=0):
    return program(BUILD / "itb-chatbot", "migrate-env", *words, "--conf", folder / "itb-chatbot.conf",
                   "--credentials", folder / "credstore", folder / ".env", code=code)


def test_migrated_settings_are_in_force(dotenv):
    said = migrate(dotenv)
    secrets = {p.name.partition(".")[2]: p.read_text() for p in (dotenv / "credstore").iterdir()}
    assert secrets == {"API_KEY": "kunci-lama-yang-panjang", "OPENROUTER_API_KEY": "sk-or-v1-0123",
                       "PROSA_STT_API_KEY": "stt-1",
                       "PROSA_TTS_API_KEY": "tts-1", "REDIS_PASSWORD": "pass\"word\\\\1"}
    assert {p.stat().st_mode & 0o777 for p in (dotenv / "credstore").iterdir()} == {0o600}
    conf = (dotenv / "itb-chatbot.conf").read_text()
    assert conf.startswith("# mine\nTHREADS=8\n")
    for secret in secrets.values():
        assert secret not in conf and secret not in said
    in_force = program(BUILD / "itb-chatbot", "-c", dotenv / "itb-chatbot.conf", "config", "--reveal",
                       env={"CREDENTIALS_DIRECTORY": str(dotenv / "credstore")})
    for line in ("CONVERSATION_TTL=7200", "LLM_TIMEOUT=45", "THREADS=8", "REDIS_HOST=redis", "REDIS_PORT=6380",
                 "REDIS_DB=2", "CORS_ORIGINS=https://a.example.ac.id,https://b.example.ac.id",
                 "RATE_LIMIT_PER_HOUR=250", "MAX_CONTENT_LENGTH=8388608", "EMOTION_ANALYSIS_URL=http://emotion:8000",
                 "API_KEY=kunci-lama-yang-panjang"):
        assert re.search(rf"^{re.escape(line)}\b", in_force, re.M), line


def test_every_line_is_accounted_for(dotenv):
    said = migrate(dotenv)
    for name in re.findall(r"^(?:export )?([A-Z_0-9]+)=", DOTENV, re.M):
        assert re.search(rf"^  {name} ", said, re.M), name
    assert re.search(r"FLASK_ENV +ignored: ", said) and re.search(r"GUNICORN_WORKERS +ignored: INSTANCES", said)
    assert '"redis" was a name within docker compose' in said


def test_dry_run_writes_nothing(dotenv):
    before = sorted((p.name, p.read_bytes()) for p in dotenv.iterdir())
    assert "Nothing was written" in migrate(dotenv, "--dry-run")
    assert sorted((p.name, p.read_bytes()) for p in dotenv.iterdir()) == before


def test_migrating_again_changes_nothing(dotenv):
    migrate(dotenv)
    once = (dotenv / "itb-chatbot.conf").read_text()
    migrate(dotenv)
    settings = [line for line in (dotenv / "itb-chatbot.conf").read_text().splitlines() if re.match("[A-Z]", line)]
    assert sorted(settings) == sorted(line for line in once.splitlines() if re.match("[A-Z]", line))


def test_faults_are_named_and_nothing_is_written(dotenv):
    (dotenv / ".env").write_text("CONVERSATION_TTL=soon\nREDIS_PORT=99999\nAPI_KEY=x\n")
    done = subprocess.run([BUILD / "itb-chatbot", "migrate-env", "--conf", dotenv / "itb-chatbot.conf",
                           "--credentials", dotenv / "credstore", dotenv / ".env"],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 78 and "CONVERSATION_TTL" in done.stderr and "REDIS_PORT" in done.stderr
    assert not (dotenv / "credstore").exists() and "from" not in (dotenv / "itb-chatbot.conf").read_text()


# --- knowledge pack ------------------------------------------------------------------

needs_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="no dpkg-deb")


def generation(knowledge):
    return (knowledge / "current").resolve()


@needs_dpkg
def test_package_holds_the_generation(knowledge, tmp_path):
    deb = program(PACK, "--output", tmp_path, "--version", "1.2", "kampus", generation(knowledge)).strip()
    assert pathlib.Path(deb).name == "itb-chatbot-knowledge-kampus_1.2_all.deb"
    program("dpkg-deb", "-x", deb, tmp_path / "root")
    packed = tmp_path / "root/usr/share/itb-chatbot/knowledge/kampus" / generation(knowledge).name
    assert {p.name: p.read_bytes() for p in packed.iterdir()} == {
        p.name: p.read_bytes() for p in generation(knowledge).iterdir()}
    assert all(p.stat().st_mode & 0o022 == 0 for p in packed.parent.rglob("*"))
    assert program("dpkg-deb", "-f", deb, "Depends").strip() == "itb-chatbot"
    for script in ("postinst", "prerm"):
        assert "#DEBHELPER#" not in program("dpkg-deb", "-I", deb, script)


@needs_dpkg
@pytest.mark.skipif(not shutil.which("gpg"), reason="no gpg")
def test_signed_package_and_one_that_was_changed(knowledge, tmp_path):
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    env = {"GNUPGHOME": str(home)}
    program("gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "Perpustakaan <p@example.ac.id>",
            "ed25519",
            "sign", "never", env=env)
    try:
        deb = pathlib.Path(program(PACK, "--output", tmp_path, "--sign", "p@example.ac.id", "kampus",
                                   generation(knowledge),
                                   env=env).strip())
        signature = deb.with_name(deb.name + ".asc")
        program("gpg", "--batch", "--verify", signature, deb, env=env)
        bad = bytearray(deb.read_bytes())
        bad[len(bad) // 2] ^= 1
        deb.write_bytes(bad)
        program("gpg", "--batch", "--verify", signature, deb, env=env, code=1)
    finally:
        subprocess.run(["gpgconf", "--kill", "all"], env={**os.environ, **env}, check=False)


@needs_dpkg
def test_what_can_not_be_packed(knowledge, tmp_path):
    program(PACK, "--output", tmp_path, "Kampus Baru", generation(knowledge), code=64)
    program(PACK, "--output", tmp_path, "kampus", tmp_path, code=66)
    program(PACK, "--output", tmp_path, code=64)
    program(PACK, "--output", tmp_path, "--sign", "nobody@example.ac.id", "kampus", generation(knowledge), code=2,
            env={"GNUPGHOME": str(tmp_path)})
    assert not list(tmp_path.glob("*.deb"))


# --- help and completion --------------------------------------------------------------

def test_help_of_each_command():
    names = re.findall(r"^  ([a-z-]+) ", program(BUILD / "itb-chatbot", "help"), re.M)
    assert len(names) > 10
    for name in names:
        shown = program(BUILD / "itb-chatbot", "help", name)
        assert shown.startswith(f"usage: itb-chatbot {name} ")
        assert program(BUILD / "itb-chatbot", name, "--help") == shown
    program(BUILD / "itb-chatbot", "help", "nothing", code=64)


def completed(*words, env=None):
    """What bash offers for the last of the words."""
    main = pathlib.Path("/usr/share/bash-completion/bash_completion")
    if not main.exists():
        pytest.skip("no bash-completion")
    script = ('. "$1"; . "$2"; shift 2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; '
              'COMP_POINT=${#COMP_LINE}; _itb_chatbot; printf "%s\\n" "${COMPREPLY[@]}"')
    return program("bash", "-c", script, "bash", main, COMPLETION, "itb-chatbot", *words, env=env).split()


@pytest.mark.parametrize("words, expected", [
    (("",), {"ask", "check", "config", "eval", "feedback", "help", "ingest", "key", "knowledge", "migrate-env",
             "search", "site"}),
    (("k",), {"key", "knowledge"}),
    (("-c", "/dev/null", "ke"), {"key"}),
    (("help", "si"), {"site"}),
    (("key", ""), {"add", "list", "revoke", "show"}),
    (("key", "add", "app", "--"), {"--per-hour", "--trusted-users"}),
    (("check", "--"), {"--live"}),
    (("knowledge", "p"), {"pack", "prune"}),
    (("knowledge", "pack", "--"), {"--version", "--output", "--sign"}),
    (("site", ""), {"nginx", "apache"}),
    (("site", "nginx", "--n"), {"--name"}),
    (("ask", "--"), {"--json", "--conversation", "--audio", "--speech"}),
    (("search", "--no-s"), {"--no-slang", "--no-synonyms"}),
    (("search", "-k"), {"-k"}),
])
def test_completion(words, expected):
    assert set(completed(*words)) == expected


def test_completion_of_files_and_generations(knowledge, tmp_path):
    (tmp_path / "dokumen").mkdir()
    assert completed("ingest", f"{tmp_path}/dok") == [f"{tmp_path}/dokumen"]
    assert generation(knowledge).name in completed("knowledge", "rollback", "", env={"KNOWLEDGE_DIR": str(knowledge)})
