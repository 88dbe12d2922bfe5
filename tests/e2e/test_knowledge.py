"""From documents to answers: ingest, a new generation, deletion, the command line."""
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess

import pytest
import requests
from conftest import Client
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
    # every responder has it, not only the one that answers first
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
    # each responder notices by itself, and either one may answer
    wait_until(lambda: "enam pagi" in stack.client.chat("Kapan kolam renang dibuka?").json()["answer"], 2)


def test_deleted_document_is_gone(own):
    stack = run(own)
    assert "Perpustakaan Lentera" in titles(stack, "jam buka perpustakaan")
    (stack.documents / "perpustakaan.id.md").unlink()
    stack.cli("ingest", str(stack.documents))
    # no responder may find it, and either one may answer
    wait_until(lambda: all("Perpustakaan Lentera" not in titles(stack, "jam buka perpustakaan") for _ in range(16)), 2)
    question = "Berapa denda keterlambatan pengembalian buku?"
    wait_until(lambda: all("seribu" not in stack.client.chat(question).json()["answer"] for _ in range(16)), 2)


def test_no_document_is_not_ready(own):
    stack = run(own)
    stack.cli("ingest", "--remove", str(stack.documents))
    wait_until(lambda: all(stack.client.get("/ready").status_code == 503 for _ in range(30)), 5)
    assert "no document" in stack.client.get("/ready").json()["reasons"][0]


# System calls that change the disk, and at every how many of them ingest is interrupted.
CHANGES = {"mkdir": 1, "fsync": 1, "fdatasync": 1, "rename": 1, "symlink": 1, "unlink": 1, "ftruncate": 1,
           "pwrite64": 5}


def can_trace():
    return shutil.which("strace") and subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"]).returncode == 0


def struck(stack, call, n, how):
    """Whether `ingest` got as far as its nth `call`, at which it is killed or told that the disk is full."""
    log = stack.folder / "strace"
    done = subprocess.run(["strace", "-f", "-qq", "-o", log, "-e", f"trace={call}", "-e", "signal=none",
                           f"--inject={call}:{how}:when={n}", BUILD / "itb-chatbot", "ingest", stack.documents],
                          env=stack.env(), capture_output=True, timeout=60)
    return done.returncode == -signal.SIGKILL or "INJECTED" in log.read_text()


@pytest.mark.parametrize("how", ["signal=KILL", "error=ENOSPC"])
def test_ingest_struck_anywhere_leaves_a_good_generation(own, how):
    if "ITB_TEST_SANITIZED" in os.environ or not can_trace():
        pytest.skip("no process can be traced here")
    stack = run(own)
    strikes = 0
    for call, every in CHANGES.items():
        n = 1
        while True:
            # change something, so that there is something to build
            (stack.documents / "baru.md").write_text(
                f"# Halte bus {call} {n}\n\nHalte bus {call} nomor {n} ada di timur.\n")
            if not struck(stack, call, n, how):
                break
            strikes += 1
            assert titles(stack, "bus kampus jingga")[0] == "Bus kampus"
            assert "Bus kampus" in stack.cli("search", "bus kampus jingga").stdout
            n += every
    assert strikes > 25
    (stack.documents / "baru.md").write_text("# Kolam renang\n\nKolam renang Lentera dibuka pukul enam pagi.\n")
    stack.cli("ingest", str(stack.documents))
    wait_until(lambda: "Kolam renang" in titles(stack, "kolam renang"), 2)


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


def test_passages_are_in_the_language_and_about_the_matter(own):
    """Without a language model: passages in the reader's language first, and none beside the point."""
    for name, text in {
        "ukt.id.md": "# Besaran UKT\n\n"
                     "UKT Lentera dibayar mahasiswa setiap semester menurut kelompok kemampuan keluarga.\n",
        "ukt.en.md": "# The UKT\n\n"
                     "The UKT at Lentera is what students pay in each semester, by the means of the family.\n",
        "bantuan.md": "# Beasiswa\n\nPerusahaan dan yayasan membuka beasiswa sepanjang tahun bagi mahasiswa Lentera.\n",
        "ruang.md": "# Ruang diskusi\n\n"
                    "Ruang diskusi dan proyektor tersedia bagi mahasiswa di lantai dua gedung timur.\n",
    }.items():
        (own.documents / name).write_text(text)
    own.cli("ingest", str(own.documents))
    assert own.cli("ask", "brp UKT Lentera?").stdout.startswith("UKT Lentera dibayar mahasiswa")
    assert own.cli("ask", "What is the UKT at Lentera?").stdout.startswith("The UKT at Lentera is what")
    answer = own.cli("ask", "beasiswa apa saja yang tersedia?").stdout
    assert "yayasan" in answer and "proyektor" not in answer
    answer = own.cli("ask", "beasiswa apa yang dibuka dan di mana ada proyektor?").stdout
    assert "yayasan" in answer and "lantai dua" in answer


def test_command_line_tells_what_it_knows(own):
    assert "ingest" in own.cli("help").stdout
    assert own.cli("nonsense", check=False).returncode == 64
    assert own.cli(check=False).returncode == 64
    assert own.cli("ingest", "/nonexistent/folder", check=False).returncode != 0
    assert own.cli("ask", "--conversation", "a b", "Apa itu ITB?", check=False).returncode == 64
    listed = own.cli("check", check=False).stdout
    assert re.search(r"ok +stopwords-id\.txt +\d+ terms", listed) and "aspects-en.txt " in listed


def test_documents_have_a_date(own):
    """A file's is when it was written to, a record's what it says; other dates are unknown."""
    def dates():
        return {r["document_id"].split("/")[-1]: r["updated_at"] for q in ("kapal", "ketel", "kopi")
                for r in own.client.get("/v1/search", params={"q": q, "k": 20}).json()["results"]}

    (own.documents / "kapal.md").write_text("# Kapal\n\nKapal berlayar pada hari Kamis.\n")
    os.utime(own.documents / "kapal.md", (1700000000, 1700000000))
    (own.documents / "lain.jsonl").write_text("".join(json.dumps(r) + "\n" for r in (
        {"id": "ketel", "text": "Ketel mendidih.", "updated_at": "2024-05-06"},
        {"id": "kopi", "text": "Kopi diseduh.", "updated_at": "kemarin"})))
    own.cli("ingest")
    own.start("nginx")
    own.client = Client(own, "nginx")
    wait_until(lambda: own.client.get("/ready").status_code == 200)
    assert dates() | {"kapal.md": "2023-11-14T22:13:20.000000Z", "ketel": "2024-05-06T00:00:00.000000Z",
                      "kopi": None} == dates()
    first = own.client.get("/v1/search?q=kapal&k=1").json()["results"][0]
    page = requests.get(first["passage_url"], headers={"Accept": "text/html"}, timeout=30)
    assert "Diperbarui pada 2023-11-14" in page.text


def test_knowledge_of_an_earlier_version(own):
    """Its documents have no date until they are read anew."""
    with sqlite3.connect(own.settings["KNOWLEDGE_DIR"] / "knowledge.db") as db:
        db.execute("ALTER TABLE document DROP COLUMN updated_at")
    (own.documents / "baru.md").write_text("# Baru\n\nDokumen baru tentang kapal.\n")
    own.cli("ingest")
    with sqlite3.connect(own.settings["KNOWLEDGE_DIR"] / "knowledge.db") as db:
        rows = dict(db.execute("SELECT path, updated_at FROM document"))
    assert rows.pop(str(own.documents / "baru.md")) > 0 and set(rows.values()) == {0}
    own.cli("ingest", "--full")
    with sqlite3.connect(own.settings["KNOWLEDGE_DIR"] / "knowledge.db") as db:
        assert all(n > 0 for n, in db.execute("SELECT updated_at FROM document WHERE path NOT LIKE '%.jsonl'"))
