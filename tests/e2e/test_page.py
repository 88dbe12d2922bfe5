"""GET /v1/page, which tells the page what to show, and POST /ask, its form without JavaScript."""
import html
import re

import pytest
import requests
from conftest import SERVERS, KEY, Client
from stack import serving

SETTINGS = {
    "INSTITUTION_NAME": "Universitas Lentera", "PAGE_LANGUAGES": "id, en,,ms, id", "PAGE_ACCENT": "#0b57a4",
    "PAGE_WELCOME": "Halo: selamat datang | en: Welcome", "PAGE_PRIVACY_URL": "https://lentera.example/privasi",
    "PAGE_SUGGESTIONS": "id: Kapan UKT dibayar? | Jam buka perpustakaan | en: Library hours",
    "MAX_MESSAGE_CHARS": 300, "STT_PROVIDER": "none", "TTS_PROVIDER": "none",
}


@pytest.fixture(scope="module")
def own(knowledge):
    with serving(*SERVERS, knowledge=knowledge, redis=False, open_key=KEY, **SETTINGS) as stack:
        yield stack


@pytest.mark.parametrize("name", SERVERS)
def test_settings(own, name):
    answer = Client(own, name).get("/v1/page", key=None)
    body = answer.json()
    assert (body["name"], body["accent"], body["logo"]) == ("Universitas Lentera", "#0b57a4", "")
    assert body["languages"] == ["id", "en", "ms"]
    # what names no language is for all; "Halo:" is none of the languages
    assert body["welcome"] == {"id": ["Halo: selamat datang"], "en": ["Halo: selamat datang", "Welcome"],
                               "ms": ["Halo: selamat datang"]}
    assert body["suggestions"] == {"id": ["Kapan UKT dibayar?", "Jam buka perpustakaan"], "en": ["Library hours"],
                                   "ms": []}
    assert body["voice"] == {"hears": False, "speaks": False, "seconds": 120}
    assert body["message_chars"] == 300 and body["privacy_url"] == "https://lentera.example/privasi"
    assert body["access"] == "open" and body["documents"] == 6 and body["updated_at"].endswith("Z")


@pytest.mark.parametrize("name", SERVERS)
def test_kept_and_asked_again(own, name):
    client = Client(own, name)
    answer = client.get("/v1/page", key=None)
    assert answer.headers["Cache-Control"] == "max-age=60" and "X-API-Key" in answer.headers["Vary"]
    again = client.get("/v1/page", key=None, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/v1/page", key=None, headers={"If-None-Match": '"0"'}).status_code == 200


def test_without_settings(server):
    body = server.get("/v1/page", key=None).json()
    assert body["languages"] == ["id", "en"] and body["welcome"] == {"id": [], "en": []}
    assert body["access"] == "key" and body["message_chars"] == 5000


@pytest.mark.parametrize("colour,code,words", [("#0b57a4", 0, "7.2 to 1"), ("#ffcc00", 78, "darker"),
                                               ("#0b57a", 78, "no colour"), ("merah", 78, "no colour")])
def test_contrast_is_checked(own, colour, code, words):
    own.set(PAGE_ACCENT=colour)
    done = own.cli("check", check=False)
    own.set(PAGE_ACCENT="#0b57a4")
    assert done.returncode == code and words in done.stdout + done.stderr


# --- POST /ask ---------------------------------------------------------------------


def ask(client, key=KEY, headers=None, **fields):
    return requests.post(client.url + "/ask", data=fields, timeout=30,
                         headers=({"X-API-Key": key} if key else {}) | (headers or {}))


def test_a_form_is_answered_with_a_page(server):
    answer = ask(server, message="Kapan perpustakaan buka pada hari Sabtu?")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "script" not in answer.headers["Content-Security-Policy"] and "<script" not in answer.text
    assert answer.headers["Referrer-Policy"] == "same-origin" and '<html lang="id">' in answer.text
    assert "15.00" in answer.text and 'class="cite" href="#source-1"' in answer.text
    link, quote = re.search(r'<li id="source-1"><a [^>]*href="([^"]+)">.*?<blockquote>(.*?)</blockquote>', answer.text,
                            re.DOTALL).groups()
    assert requests.get(html.unescape(link), timeout=10).status_code == 200 and "lebih awal" in quote
    conversation = re.search(r'name="conversation" value="([^"]+)"', answer.text)[1]
    again = ask(server, message="Dan pada hari Minggu?", conversation=conversation)
    assert f'value="{conversation}"' in again.text
    assert len(server.turns(conversation)) == 4


def test_a_form_shows_text_as_text(server):
    evil = '"><script>alert(1)</script>&amp;'
    page = ask(server, message=evil, conversation=evil).text
    assert "<script" not in page and html.escape(evil) in page and page.count(evil) == 0
    english = ask(server, message="When is the library open on Saturday?").text
    assert '<html lang="en">' in english and "Your question" in english


@pytest.mark.parametrize("fields,code", [({"pesan": "x"}, "message_empty"), ({"message": " \n"}, "message_empty"),
                                         ({"message": "x" * 5001}, "message_too_long"),
                                         ({"message": b"\xff"}, "body_invalid")])
def test_forms_are_checked(server, fields, code):
    answer = ask(server, **fields)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize("name", SERVERS)
def test_a_form_of_this_site_is_open(own, name):
    client = Client(own, name)
    assert ask(client, key=None, headers={"Origin": client.url}, message="Halo").status_code == 200
    for origin in ("https://evil.example", "null"):
        assert ask(client, key=None, headers={"Origin": origin}, message="Halo").json()["code"] == "api_key_missing"
    assert ask(client, headers={"Content-Type": "text/plain"}, message="Halo").status_code == 415


# --- other sites ---------------------------------------------------------------------


def test_a_frame_for_the_sites_that_are_named(make_stack):
    own = make_stack(servers=SERVERS, PAGE_EMBED_ORIGINS="https://www.lentera.example, evil;script-src *,"
                                                         "https://*.lentera.example")
    for client in own.clients:
        page = client.get("/embed", key=None)
        policy = page.headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors https://www.lentera.example https://*.lentera.example"), policy
        assert "evil" not in policy and "script-src 'self'" in policy
        assert page.headers["Content-Type"].startswith("text/html") and 'src="web/app.js"' in page.text
        script = client.get("/widget.js", key=None)
        assert script.headers["Content-Type"].startswith("text/javascript") and "itbChatbot" in script.text
        assert len(script.content) < 8000
    assert own.cli("site", "--widget").stdout == (
        '<script src="https://chatbot.example.ac.id/widget.js" data-lang="id" async></script>\n')
    own.set(PUBLIC_URL="https://tanya.lentera.example/", PAGE_LANGUAGES="en")
    assert 'src="https://tanya.lentera.example/widget.js" data-lang="en"' in own.cli("site", "--widget").stdout


def test_no_frame_unless_a_site_is_named(server):
    for path in ("/embed", "/widget.js"):
        assert server.get(path, key=None).json()["code"] == "not_found"
    assert server.stack.cli("site", "--widget", check=False).returncode == 78
