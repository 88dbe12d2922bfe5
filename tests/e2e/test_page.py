"""GET /v1/page, which tells the page what to show."""
import pytest
from conftest import SERVERS, KEY, Client
from stack import serving

SETTINGS = {
    "INSTITUTION_NAME": "Universitas Lentera", "PAGE_LANGUAGES": "id, en,ms", "PAGE_ACCENT": "#0b57a4",
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
