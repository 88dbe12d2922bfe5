"""Who may ask, and how often; what the web servers send along."""
import pytest
import requests
from conftest import KEY
from test_page import SERVERS, visit

POLICY = ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'")


def test_a_key_is_asked_for_and_kept(page, closed):
    stack = closed()
    page.expected = {"status of 400", "status of 401"}
    page.open(stack.url())
    page.wait("#key-why", "meminta kunci")
    page.type("#key-value", "bukan kuncinya\n")  # a key can't contain a blank
    assert page.texts("#key-dialog")
    page.js("document.getElementById('key-value').value = ''")
    page.type("#key-value", "salah\n")
    page.wait("#key-why", "salah")
    page.js("document.getElementById('key-value').value = ''")
    page.type("#key-value", KEY + "\n")
    page.wait("#name", "Tanya Institut")
    page.ask()
    page.answered("15.00")
    page.driver.refresh()
    page.answered("15.00")
    assert not page.texts("#key-dialog")
    page.menu("#key")
    page.click("#key-dialog button[value='']")
    # when the key is revoked, the page asks for another together with the question, which then goes on
    page.js("localStorage.removeItem('itb-chatbot.key')")
    page.ask("Apa semboyan Lentera?")
    page.wait("#key-dialog")
    page.type("#key-value", KEY + "\n")
    page.answered("Menyala")


def test_without_a_key_nothing_is_asked(page, closed):
    stack = closed()
    page.expected = {"status of 400", "status of 401"}
    page.open(stack.url())
    page.click("#key-dialog button:last-child")
    page.wait("#trouble", "meminta kunci")
    page.ask()
    page.click("#key-dialog button:last-child")
    page.wait(".note.bad", "meminta kunci")


def test_a_link_hands_out_a_key(page, closed):
    stack = closed()
    page.open(f"{stack.url()}/#key={KEY}")
    page.wait("#name", "Tanya Institut")
    assert page.js("return location.href") == stack.url() + "/"
    page.ask()
    page.answered("15.00")


def test_without_a_model(page, closed):
    stack = closed(open_key=KEY)
    visit(page, stack).ask()
    page.answered("15.00")
    assert page.texts(".note") == []  # nothing is missing where no model is meant to be
    page.ask("Bagaimana cara memasak rendang dengan santan kental?")
    page.wait(".note", "Tidak ditemukan")


def test_the_limit_is_told(page, closed):
    stack = closed(open_key=KEY, RATE_LIMIT_PER_HOUR=1, RATE_LIMIT_BY="key_address")
    page.expected = {"status of 429"}
    visit(page, stack).ask()
    page.answered("15.00")
    page.ask()
    page.wait(".note.bad", "Terlalu banyak pertanyaan. Coba lagi dalam 60 menit.")
    page.language("en")
    page.wait(".note.bad", "Too many questions.")


@pytest.mark.parametrize("server", SERVERS)
def test_the_open_key(stack, server):
    """Requests without a key get it, if they come from this site's pages or from no page."""
    url = stack.url(server)
    host = url.removeprefix("http://")

    def status(**headers):
        return requests.get(url + "/v1/models", headers={k.replace("_", "-"): v for k, v in headers.items()},
                            timeout=10).status_code

    assert status() == status(Origin=url) == status(Origin=f"https://{host}") == 200
    for stranger in ("https://evil.example", "null", f"{url}.evil.example", f"https://evil.example {url}", url + "0",
                     f"https://evil.example?{host}"):
        assert status(Origin=stranger) == 401, stranger
    # the reader's own key counts
    assert status(X_API_Key="salah") == status(Authorization="Bearer salah") == 401
    assert status(X_API_Key=KEY, Origin="https://evil.example") == status(Authorization=f"Bearer {KEY}") == 200


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("path", ["/", "/web/app.js", "/web/chat.css", "/web/icon.svg", "/web/en.json",
                                  "/web/site.webmanifest"])
def test_files(stack, server, path):
    answer = requests.get(stack.url(server) + path, timeout=10)
    assert answer.status_code == 200
    kinds = {"js": "text/javascript", "json": "application/json",
             "webmanifest": "application/manifest+json", "css": "text/css", "svg": "image/svg+xml"}
    assert answer.headers["Content-Type"] == kinds.get(path.rpartition(".")[2], "text/html")
    policy = answer.headers["Content-Security-Policy"]
    assert all(word in policy for word in POLICY) and "unsafe" not in policy and "*" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Referrer-Policy"] == "no-referrer"
    assert "microphone=(self)" in answer.headers["Permissions-Policy"] and answer.headers["Cache-Control"] == "no-cache"
    again = requests.get(stack.url(server) + path, headers={"If-None-Match": answer.headers["ETag"]}, timeout=10)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("path", ["/no/such/page", "/web/none.js", "/web/local/none.json", "/web/../etc/passwd",
                                  "/index.html", "/web"])
def test_other_paths_stay_the_apis(stack, server, path):
    answer = requests.get(stack.url(server) + path, timeout=10)
    assert answer.status_code == 404 and answer.json()["code"] == "not_found"
    assert answer.headers["Content-Type"] == "application/problem+json"
