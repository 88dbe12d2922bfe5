"""GET /v1/passages/{chunk_id}: the passage behind a source, for programs and for readers; POST /v1/search."""
import html
import re
from urllib.parse import quote, urlsplit

import pytest
import requests
from stack import KEY, wait_until
from test_routes import is_problem

PAGE = {"Accept": "text/html,application/xhtml+xml"}


def found(server, question="bus kampus jingga"):
    return server.get("/v1/search", params={"q": question, "k": 1}).json()["results"][0]


def test_a_source_leads_to_its_passage(server):
    source = server.chat("Kapan perpustakaan buka pada hari Sabtu?").json()["sources"][0]
    answer = requests.get(source["passage_url"], timeout=10)  # without a key
    assert answer.status_code == 200
    body = answer.json()
    assert [body[name] for name in ("chunk_id", "title", "heading")] == [
        source[name] for name in ("chunk_id", "title", "heading")]
    assert source["quote"] in " ".join(body["text"].split())
    assert body["passage_url"] == source["passage_url"]


def test_with_a_key(server):
    name = found(server)["chunk_id"]
    for path in (quote(name, safe=""), quote(name)):
        assert server.get(f"/v1/passages/{path}").json()["chunk_id"] == name


def test_neighbours(make_stack, tmp_path):
    parts = "\n\n".join(f"## Bagian {i}\n\n" + f"Kalimat tentang hal ke-{i} di kampus ini. " * 60 for i in range(4))
    (tmp_path / "panjang.md").write_text("# Naskah panjang\n\n" + parts)
    stack = make_stack(start=False, knowledge=tmp_path / "kb")
    stack.cli("ingest", str(tmp_path / "panjang.md"))
    stack.start("nginx")
    first = wait_until(lambda: requests.get(stack.url() + "/v1/search?q=hal%20kampus&k=1", headers={"X-API-Key": KEY},
                                            timeout=10).json().get("results"))[0]
    body = requests.get(first["passage_url"], timeout=10).json()
    for member, back in (("previous", "next"), ("next", "previous")):
        if body[member]:
            assert body[member]["text"] and body[member]["heading"]
            beside = requests.get(body[member]["passage_url"], timeout=10).json()
            assert beside[back]["chunk_id"] == body["chunk_id"]
    assert body["previous"] or body["next"]
    page = requests.get(first["passage_url"], headers=PAGE, timeout=10).text
    assert page.count('class="near"') == sum(body[x] is not None for x in ("previous", "next"))


def test_neither_key_nor_signature(server):
    url = urlsplit(found(server)["passage_url"])
    missing = "X-API-Key header is required"
    is_problem(server.get(url.path, key=None), 400, "api_key_missing", missing)
    sig = url.query.removeprefix("sig=")
    other = sig[:-1] + ("0" if sig[-1] != "0" else "1")
    for bad in (other, sig[:-1], sig + "0", "", "%00" * 32):
        is_problem(server.get(f"{url.path}?sig={bad}", key=None), 400, "api_key_missing", missing)
    is_problem(server.get(f"{url.path}x?{url.query}", key=None), 400, "api_key_missing", missing)


def test_unknown(server):
    for name in ("nope%231", "a%2Fb%2Fc", "%25"):
        is_problem(server.get(f"/v1/passages/{name}"), 404, "not_found", "Not found")


def test_page(server):
    result = found(server)
    words = " ".join(result["text"].split()[2:6])
    answer = requests.get(f"{result['passage_url']}&quote={quote(words)}", headers=PAGE, timeout=10)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Accept" in answer.headers["Vary"]
    marked = re.search(r"<mark[^>]*>(.*?)</mark>", answer.text, re.S)[1]
    assert html.unescape(" ".join(marked.split())) == words
    assert f"<h1>{html.escape(result['title'])}</h1>" in answer.text
    assert f'href="{html.escape(result["url"])}"' in answer.text


def test_page_escapes(server):
    """What a link brings can't become a part of the page."""
    url = found(server)["passage_url"]
    for evil in ("<script>alert(1)</script>", '"><b>', "%ff", " ", "x" * 3000):
        answer = requests.get(f"{url}&quote={quote(evil)}", headers=PAGE, timeout=10)
        assert answer.status_code == 200
        assert "<script" not in answer.text and "<mark" not in answer.text


def test_public_url(make_stack):
    stack = make_stack(PUBLIC_URL="https://tanya.example/bot/")
    assert found(stack.client)["passage_url"].startswith("https://tanya.example/bot/v1/passages/")


def test_links_of_a_revoked_key_end(make_stack):
    stack = make_stack(API_KEY=None, start=False)
    key = stack.cli("key", "add", "lama").stdout.split()[-1]
    stack.start("nginx")
    get = lambda url, **more: requests.get(url, timeout=10, **more)
    wait_until(lambda: get(stack.url() + "/ready").status_code == 200)
    url = get(stack.url() + "/v1/search?q=bus&k=1", headers={"X-API-Key": key}).json()["results"][0]["passage_url"]
    stack.cli("key", "add", "baru")
    assert get(url).status_code == 200
    stack.cli("key", "revoke", "lama")
    wait_until(lambda: get(url).status_code == 400)


def test_search_tells_ranks_and_what_it_understood(server):
    answer = server.get("/v1/search", params={"q": "gmn jam buka perpus", "k": 5}).json()
    assert [r["rank"] for r in answer["results"]] == list(range(1, len(answer["results"]) + 1))
    understood = answer["understood"]
    assert (understood["language"], understood["vectors"], understood["reranked"]) == ("id", False, False)
    words = {w["text"]: w for w in understood["words"]}
    assert {"text": "perpustakaan", "by": "slang"} in words["perpus"]["as"] and words["perpus"]["weight"] > 0
    nothing = server.get("/v1/search", params={"q": "xyzzy"}).json()
    assert nothing["results"] == [] and [w["as"] for w in nothing["understood"]["words"]] == [[]]


@pytest.mark.parametrize("body,status", [({"q": "bus kampus"}, 200), ({"q": "é" * 5000, "k": 3}, 200), ({}, 400),
                                         ({"q": 1}, 400),
                                         ({"q": "bus", "k": 0}, 400), ({"q": "bus", "k": "x"}, 400),
                                         ({"q": "x" * 5001}, 400)])
def test_search_by_post(server, body, status):
    answer = server.request("POST", "/v1/search", json=body)
    assert answer.status_code == status, answer.text
    if status == 200 and body["q"].startswith("bus"):
        assert answer.json() == server.get("/v1/search", params=body).json()
    if status == 400:
        assert answer.json()["error"]["param"] in ("q", "k")
