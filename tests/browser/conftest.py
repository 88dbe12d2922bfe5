"""The page in Chromium, against the servers of tests/e2e."""
import json
import pathlib
import sys

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e"))
from fake_speech import FakeSpeech, wav  # noqa: E402
from generation import FakeLlm  # noqa: E402
from stack import BUILD, CORPUS, KEY, Stack, serving, wait_until  # noqa: E402

QUESTION = "Kapan perpustakaan buka pada hari Sabtu?"
EVIL = '<img src=x onerror="window.hacked=1">'


def pytest_configure():
    if not (BUILD / "itb-chatbot-responder").exists():
        pytest.exit(f"no itb-chatbot-responder in {BUILD}: set ITB_BUILD_DIR", 2)


class Page:
    """What a student does and sees. Network failures that a test causes on purpose are `expected`."""

    def __init__(self, driver):
        self.driver, self.expected = driver, set()

    def open(self, url):
        self.driver.get(url)
        wait_until(lambda: self.js("return document.readyState") == "complete")

    def js(self, script, *words):
        return self.driver.execute_script(script, *words)

    def texts(self, selector):
        """The visible ones of the elements."""
        return self.js("return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility())"
                       ".map(e => e.textContent)", selector)

    def names(self, selector):
        """What screen readers call the visible ones."""
        return self.js("return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility())"
                       ".map(e => e.ariaLabel)", selector)

    def wait_name(self, selector, name):
        return wait_until(lambda: name in self.names(selector), 20)

    def wait(self, selector, contains=""):
        return wait_until(lambda: [t for t in self.texts(selector) if contains in t], 20)

    def gone(self, selector):
        wait_until(lambda: not self.texts(selector), 20)

    def click(self, selector):
        self.wait(selector)
        self.driver.find_element(By.CSS_SELECTOR, selector).click()

    def type(self, selector, text):
        self.driver.find_element(By.CSS_SELECTOR, selector).send_keys(text)

    def ask(self, question=QUESTION):
        self.js("document.getElementById('message').value = arguments[0]", question)
        self.type("#message", Keys.ENTER)

    def answered(self, contains=""):
        """The last answer, once it is whole."""
        self.wait(".turn:last-child .tools .up")
        text = self.texts(".turn:last-child .text")[0]
        assert contains in text, text
        return text

    def passage(self, selector=".turn:last-child .cite"):
        """The passage that a citation or a card opens, once it has come whole: the part that is marked."""
        self.click(selector)
        return self.wait("#passage mark")[0]

    def menu(self, selector):
        """Clicks something of the menu."""
        self.click("#menu")
        self.click(selector)

    def language(self, code):
        self.click("#menu")
        self.js("const s = document.getElementById('language'); s.value = arguments[0];"
                "s.dispatchEvent(new Event('change'))", code)
        wait_until(lambda: self.js("return document.documentElement.lang") == code)
        self.click("#drawer .close")

    def cdp(self, command, **more):
        return self.driver.execute_cdp_cmd(command, more)

    def conversation(self):
        return self.js("return sessionStorage.getItem('itb-chatbot.conversation')")

    def complaints(self):
        """Errors of the console and violations of the Content-Security-Policy."""
        return [entry for entry in self.driver.get_log("browser")
                if not (entry["source"] == "network" and any(words in entry["message"] for words in self.expected))]


@pytest.fixture(scope="session")
def microphone(tmp_path_factory):
    """The sound file that Chromium takes for its microphone."""
    file = tmp_path_factory.mktemp("microphone") / "q.wav"
    file.write_bytes(wav(3, 48000))
    return file


@pytest.fixture
def browser(tmp_path, microphone, closed):
    """browser(languages): a page of a new browser, which is ended before the servers of `closed`."""
    pages = []

    def start(languages="id,en"):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for word in ("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
                     "disable-background-networking",
                     "disable-component-update", "disable-sync", "disable-dev-shm-usage", "window-size=900,800",
                     f"user-data-dir={tmp_path}/profile-{len(pages)}", "use-fake-device-for-media-stream",
                     "use-fake-ui-for-media-stream", f"use-file-for-audio-capture={microphone}"):
            options.add_argument("--" + word)
        options.add_experimental_option("prefs", {"intl.accept_languages": languages})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        pages.append(Page(webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)))
        return pages[-1]

    yield start
    complaints = [c for page in pages for c in page.complaints()]
    for page in pages:
        page.driver.quit()
    assert complaints == []


@pytest.fixture
def page(browser):
    return browser()


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory):
    """The documents of the end-to-end tests, and a malicious one."""
    folder = tmp_path_factory.mktemp("knowledge")
    documents = tmp_path_factory.mktemp("documents")
    (documents / "evil.jsonl").write_text("".join(json.dumps(
        {"id": f"evil-{n}", "title": f"Zamrud {EVIL}", "source": source,
         "text": f"Batu zamrud {n} milik kampus {EVIL} disimpan di ruang bawah tanah perpustakaan."}) + "\n"
        for n, source in enumerate(("javascript:window.hacked=2", "https://lentera.example/zamrud"))))
    # sections long enough to be passages of their own, under their headings
    sections = (("Sepeda", "sepeda", "rak kayu"), ("Mobil", "mobil", "lapangan kerikil"))
    (documents / "parkir.id.md").write_text(
        "---\ntitle: Aturan Parkir\nurl: https://lentera.example/parkir\n---\n\n" + "".join(
            f"## {heading}\n\n" + " ".join(
                f"Aturan {n} tentang {thing}: {thing} nomor {n} diparkir di {place} sebelah {n}."
                for n in range(1, 15)) + "\n\n" for heading, thing, place in sections))
    maker = Stack(redis=False, knowledge=folder)
    maker.cli("ingest", str(CORPUS), str(documents))
    maker.end()
    return folder


@pytest.fixture(scope="session")
def llm_session():
    fake = FakeLlm()
    yield fake
    fake.end()


@pytest.fixture
def llm(llm_session):
    llm_session.set(answer="Pada hari Sabtu perpustakaan tutup pukul 15.00 [1]. "
                           "Hari Minggu tidak melayani pengunjung [1].")
    return llm_session


@pytest.fixture(scope="session")
def speech():
    fake = FakeSpeech()
    fake.transcript = QUESTION
    yield fake
    fake.stop()


@pytest.fixture(scope="session")
def stack(llm_session, speech, knowledge):
    """An open page, behind both web servers."""
    with serving("nginx", "apache", knowledge=knowledge, page=True, open_key=KEY, RATE_LIMIT_BY="key_address",
                 CACHE_ENABLED="no", LLM_BASE_URL=llm_session.url, LLM_MODEL="fake", LLM_RETRIES=0,
                 STT_URL=speech.url + "/v1", TTS_URL=speech.url + "/v1") as made:
        yield made


@pytest.fixture
def closed(knowledge):
    """closed(**settings): behind nginx, without a language model; the page wants a key."""
    made = []

    def start(**settings):
        context = serving("nginx", knowledge=knowledge, **({"page": True} | settings))
        made.append(context)
        return context.__enter__()

    yield start
    for context in made:
        context.__exit__(None, None, None)
