"""From documents to answers: ingest, the swap, deletion, the command line."""
import json
import shutil
import signal
import subprocess
import time

import pytest

from stack import BUILD, CORPUS, wait_until


@pytest.fixture
def own(make_stack, tmp_path):
    """A stack with documents and a knowledge base of its own."""
    documents, knowledge = tmp_path / "documents", tmp_path / "knowledge"
    shutil.copytree(CORPUS, documents)
    knowledge.mkdir()
    stack = make_stack(start=False, knowledge=knowledge)
    stack.documents = documents
    stack.cli("ingest", str(documents))
    return stack


def run(stack):
    from conftest import Client
    stack.start("nginx")
    stack.client = Client(stack, "nginx")
    # every responder has it, not only the first to answer
    wait_until(lambda: all(stack.client.get("/ready").status_code == 200 for _ in range(30)))
    return stack


def titles(stack, query):
    return [r["title"] for r in stack.client.get("/v1/search", params={"q": query}).json()["results"]]


def test_new_generation_is_noticed(own):
    stack = run(own)
    before = stack.client.get("/health").json()["knowledge"]
    assert "Kolam renang" not in titles(stack, "kolam renang")
    (stack.documents / "kolam.md").write_text("# Kolam renang\n\nKolam renang Lentera dibuka pukul enam pagi.\n")
    stack.cli("ingest", str(stack.documents))
    wait_until(lambda: stack.client.get("/health").json()["knowledge"]["generation"] != before["generation"], 2)
    wait_until(lambda: "Kolam renang" in titles(stack, "kolam renang"), 2)
    # each responder notices by itself, and either may answer
    wait_until(lambda: "enam pagi" in stack.client.chat("Kapan kolam renang dibuka?").json()["answer"], 2)


def test_deleted_document_is_gone(own):
    stack = run(own)
    assert "Perpustakaan Lentera" in titles(stack, "jam buka perpustakaan")
    (stack.documents / "perpustakaan.id.md").unlink()
    stack.cli("ingest", str(stack.documents))
    # by no responder: either may answer
    wait_until(lambda: all("Perpustakaan Lentera" not in titles(stack, "jam buka perpustakaan") for _ in range(16)), 2)
    body = stack.client.chat("Berapa denda keterlambatan pengembalian buku?").json()
    assert "seribu" not in body["answer"]


def test_killed_ingest_leaves_the_old_one(own):
    stack = run(own)
    generation = stack.client.get("/health").json()["knowledge"]["generation"]
    (stack.documents / "besar.jsonl").write_text("".join(
        json.dumps({"id": f"b{n}", "title": f"Butir {n}", "text": f"Butir nomor {n} tentang hal ke-{n * 7}. " * 30, "source": "b"})
        + "\n" for n in range(3000)))
    with subprocess.Popen([BUILD / "itb-chatbot", "ingest", stack.documents], env=stack.env(), stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: (stack.settings["KNOWLEDGE_DIR"] / "knowledge.db").exists())
        time.sleep(0.05)  # anywhere in its work will do
        process.send_signal(signal.SIGKILL)
    assert stack.client.get("/health").json()["knowledge"]["generation"] == generation
    assert titles(stack, "bus kampus jingga")[0] == "Bus kampus"
    stack.cli("ingest", str(stack.documents))
    wait_until(lambda: stack.client.get("/health").json()["knowledge"]["generation"] != generation, 2)


def test_damaged_generation_is_refused(own):
    stack = run(own)
    generation = stack.client.get("/health").json()["knowledge"]["generation"]
    knowledge = stack.settings["KNOWLEDGE_DIR"]
    current = (knowledge / "current").resolve()
    broken = current.parent / "00000000-broken"
    shutil.copytree(current, broken)
    for file in broken.iterdir():
        data = file.read_bytes()
        file.chmod(0o600)
        file.write_bytes(data[: len(data) // 2])
    link = knowledge / "new-link"
    link.symlink_to(broken.relative_to(knowledge))
    link.replace(knowledge / "current")
    wait_until(lambda: any(line["level"] == "ERROR" for line in stack.log_lines()))
    assert stack.client.get("/health").json()["knowledge"]["generation"] == generation
    assert titles(stack, "bus kampus jingga")[0] == "Bus kampus"


def test_search_on_the_terminal(own):
    assert "Bus kampus" in own.cli("search", "bus kampus jingga").stdout


def test_ask_on_the_terminal(own):
    assert "22.15" in own.cli("ask", "Kapan bus kampus terakhir berangkat?").stdout


def test_command_line_tells_what_it_knows(own):
    assert "ingest" in own.cli("help").stdout
    assert own.cli("nonsense", check=False).returncode == 64
    assert own.cli(check=False).returncode == 64
    assert own.cli("ingest", "/nonexistent/folder", check=False).returncode != 0
