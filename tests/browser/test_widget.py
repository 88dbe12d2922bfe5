"""The button and the frame on a page of another site."""
import functools
import http.server
import threading

import pytest
from conftest import KEY, QUESTION, wait_until
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

PAGE = """<!doctype html><html lang="id"><meta charset="utf-8"><title>Fakultas</title>
<link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; script-src {url} 'unsafe-inline';
frame-src {url}"><h1>Fakultas Lentera</h1><a href="#x" id="before">tautan</a>
<script>window.told = []; addEventListener('message', e => told.push([e.data.itbChatbot, e.origin]));</script>
<script src="{url}/widget.js" data-lang="id" async></script>"""


@pytest.fixture
def site(tmp_path):
    """A site of a department: its address (another host than the service's), and its folder."""
    folder = tmp_path / "site"
    folder.mkdir()
    handler = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=folder))
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://localhost:{httpd.server_port}", folder
    httpd.shutdown()
    httpd.server_close()


def told(page, what):
    return [data for data in page.js("return window.told") if data[0] == what]


def keys(page, *words):
    ActionChains(page.driver).send_keys(*words).perform()


def department(page, stack, site):
    address, folder = site
    (folder / "index.html").write_text(PAGE.replace("{url}", stack.url()))
    page.open(address + "/index.html")
    wait_until(lambda: page.js("return Boolean(window.itbChatbot)"))


def questions(llm):
    return [request["body"]["messages"][-1]["content"] for request in llm.requests()]


def test_a_department_asks(page, closed, llm, site):
    stack = closed(open_key=KEY, PAGE_EMBED_ORIGINS=site[0], LLM_BASE_URL=llm.url, LLM_MODEL="fake", CACHE_ENABLED="no")
    department(page, stack, site)
    page.click("#before")
    keys(page, Keys.TAB, Keys.ENTER)  # the button, by keyboard
    assert wait_until(lambda: told(page, "ready"))[0][1] == stack.url()
    assert page.js("return document.activeElement.shadowRoot === null && document.activeElement !== document.body")
    before = len(questions(llm))
    page.js("itbChatbot.ask(arguments[0])", QUESTION)
    wait_until(lambda: len(questions(llm)) == before + 1, 20)
    assert QUESTION in questions(llm)[-1]
    page.js("itbChatbot.close()")
    assert page.js("return document.activeElement.matches('div')")  # the button within it
    # nothing of the frame can be reached from the site
    assert page.js("return document.querySelector('iframe')") is None


def test_a_site_that_is_not_named(page, closed, site):
    stack = closed(open_key=KEY, PAGE_EMBED_ORIGINS="https://www.lentera.example")
    department(page, stack, site)
    page.js("itbChatbot.open()")
    wait_until(lambda: [c for c in page.driver.get_log("browser") if "frame-ancestors" in c["message"]])
    assert told(page, "ready") == []
