"""Vectors and reranking: what other servers add to a search, and that it works without them."""
import json

import pytest

from generation import FakeLlm
from stack import wait_until

DOCUMENTS = {
    "beasiswa": "Beasiswa diberikan setiap semester kepada mahasiswa berprestasi.",
    "asrama": "Penghuni membayar sewa kamar pada awal bulan.",
    "klinik": "Dokter melayani pasien pada pagi hari.",
    "parkir": "Kendaraan ditaruh di lapangan sebelah timur.",
}
# in no document, and too long for a typo; the fake server's vectors share its first letters
UNLIKE = "beasxyzabcdefg"


@pytest.fixture
def server():
    made = FakeLlm()
    yield made
    made.end()


@pytest.fixture
def vectors(make_stack, server, tmp_path):
    """A stack, not started, whose knowledge has vectors of `server`."""
    documents, knowledge = tmp_path / "documents", tmp_path / "knowledge"
    documents.mkdir()
    knowledge.mkdir()
    for name, text in DOCUMENTS.items():
        (documents / f"{name}.md").write_text(f"# {name.title()}\n\n{text}\n")
    stack = make_stack(start=False, knowledge=knowledge, EMBEDDING_URL=server.url, EMBEDDING_MODEL="uji")
    stack.documents = documents
    stack.cli("ingest", str(documents))
    return stack


def search(stack, question):
    return json.loads(stack.cli("search", "--json", question).stdout)["results"]


def titles(results):
    return [r["title"] for r in results]


def asked(server, path):
    return [r["body"] for r in server.requests() if r["path"].endswith(path)]


def start(stack):
    from conftest import Client
    stack.start("nginx")
    stack.client = Client(stack, "nginx")
    wait_until(lambda: stack.client.get("/ready").status_code == 200)
    return stack.client


def test_vectors_find_what_words_do_not(vectors, server):
    results = search(vectors, UNLIKE)
    assert titles(results)[0] == "Beasiswa"
    assert results[0]["dense"] > max(r["dense"] for r in results[1:])
    client = start(vectors)
    assert titles(client.get("/v1/search", params={"q": UNLIKE}).json()["results"])[0] == "Beasiswa"
    # words and vectors together
    assert titles(client.get("/v1/search", params={"q": "sewa kamar"}).json()["results"])[0] == "Asrama"
    vectors.set(EMBEDDING_URL=None)
    assert search(vectors, UNLIKE) == []


def test_a_server_away_leaves_the_words(vectors, server):
    client = start(vectors)
    server.end()
    for question, found in (("sewa kamar", ["Asrama"]), (UNLIKE, [])):
        assert titles(search(vectors, question)) == found
        assert titles(client.get("/v1/search", params={"q": question}).json()["results"]) == found


def test_another_models_vectors_are_not_mixed(vectors, server):
    server.set()
    vectors.set(EMBEDDING_MODEL="lain")
    done = vectors.cli("search", "--json", "sewa kamar")
    assert "run `itb-chatbot ingest`" in done.stderr and '"uji"' in done.stderr and '"lain"' in done.stderr
    results = json.loads(done.stdout)["results"]
    assert titles(results) == ["Asrama"] and results[0]["dense"] == 0
    assert asked(server, "/embeddings") == []
    vectors.cli("ingest", str(vectors.documents))
    assert titles(search(vectors, UNLIKE))[0] == "Beasiswa"


def test_one_changed_document_is_one_text(vectors, server):
    server.set()
    (vectors.documents / "klinik.md").write_text("# Klinik\n\nDokter melayani pasien pada malam hari.\n")
    vectors.cli("ingest", str(vectors.documents))
    texts = [text for body in asked(server, "/embeddings") for text in body["input"]]
    # the document, and a piece of it as a question, which calibrates
    assert len(texts) == 2 and all("malam hari" in text for text in texts)
    assert texts[0].startswith("Klinik\n") and "\n" not in texts[1]


def test_questions_are_prefixed_and_documents_are_not(vectors, server):
    vectors.set(EMBEDDING_QUERY_PREFIX="Instruct: find passages. Query: ")
    assert not any("Instruct" in text for body in asked(server, "/embeddings") for text in body["input"])
    server.set()
    search(vectors, "sewa kamar")
    inputs = [body["input"] for body in asked(server, "/embeddings")]
    assert inputs == [["Instruct: find passages. Query: sewa kamar"]]


def test_reranking_orders_and_its_failure_does_not(vectors, server):
    # the fake reranker counts all words of the question, our scoring ignores function words
    question = "kendaraan setiap kepada"
    plain = titles(search(vectors, question))
    assert plain[0] == "Parkir" and "Beasiswa" in plain[1:]
    vectors.set(RERANK_URL=server.url, RERANK_MODEL="urut")
    server.set()
    results = search(vectors, question)
    reranked, scores = titles(results), [r["score"] for r in results]
    assert scores == sorted(scores, reverse=True)
    body, = asked(server, "/rerank")
    assert body["query"] == question and len(body["documents"]) == len(plain)
    assert reranked[0] == "Beasiswa" and set(reranked) == set(plain)
    for trouble in ("500", "html200", "kill"):
        vectors.set(RERANK_MODEL=trouble)
        assert titles(search(vectors, question)) == plain
