"""Questions and answers on the page."""
import json
import signal

import pytest
import requests
from conftest import EVIL, KEY, QUESTION, wait_until
from selenium.webdriver.common.keys import Keys

SERVERS = ("nginx", "apache")


def visit(page, stack, server="nginx"):
    page.open(stack.url(server))
    page.wait("#name", "Tanya Institut Teknologi Bandung")
    wait_until(lambda: page.js("return document.getElementById('turns').ariaBusy") == "false")
    return page


@pytest.mark.parametrize("server", SERVERS)
def test_an_answer_streams_in_and_is_cited(page, stack, llm, server):
    llm.set(answer="🔥 Pada hari Sabtu 🔥 tutup pukul 15.00 [1]. Selamat datang.", behaviour="delay:2")
    visit(page, stack, server).ask()
    page.wait(".text", "🔥 Pada hari")
    assert page.names("#stop") == ["Berhenti"] and not page.texts(".sources")
    assert "15.001" in page.answered()
    assert page.texts(".note") == []
    assert page.texts(".sources b") == ["1 · Perpustakaan Lentera"]
    page.gone("#stop")
    assert page.names(".cite") == ["Sumber 1: Perpustakaan Lentera"]
    assert "Pada hari Sabtu perpustakaan tutup lebih awal" in " ".join(page.passage().split())
    assert page.js("return document.activeElement.id") == "passage-title"
    page.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    page.gone("#passage")
    assert page.js("return document.activeElement.matches('.cite')")


def test_a_source_is_found_again(page, stack, llm):
    llm.set(answer="Mobil diparkir di lapangan kerikil [1].")
    visit(page, stack).ask("Di mana mobil diparkir menurut aturan parkir?")
    page.answered("lapangan kerikil")
    [where] = page.texts(".card .where")
    assert where.startswith("lentera.example · Mobil · diperbarui ")
    assert "kerikil" in page.passage(".card")
    links = page.js("""return [...document.querySelectorAll('#passage a')].map(
        a => [a.textContent, a.href, a.target, a.rel])""")
    assert links == [["Buka dokumen", "https://lentera.example/parkir", "_blank", "noopener noreferrer"]]
    assert len(page.texts("#passage .near")) >= 1  # its neighbours


def test_whatever_comes_is_text(page, stack, llm):
    llm.set(answer=f"{EVIL} <script>window.hacked=3</script> [di sini](javascript:window.hacked=4) [1] [2].")
    visit(page, stack).ask(f"Di mana batu zamrud kampus disimpan? {EVIL}")
    assert EVIL in page.answered()
    assert EVIL in page.texts(".question")[0]
    for n in (1, 2):
        assert EVIL in page.texts(f".sources li:nth-child({n})")[0]
        page.passage(f".sources li:nth-child({n}) .card")
        assert EVIL in page.texts("#passage .paper")[0]
        page.click("#passage .close")
    page.driver.refresh()  # the same from the stored conversation
    page.answered()
    assert page.js("return document.querySelectorAll('#turns img, #passage img, body script, a[href^=\"javascript:\"]')"
                   ".length") == 0
    assert page.js("return window.hacked") is None


def test_stop_ends_the_work(page, stack, llm):
    llm.set(answer="Pada hari Sabtu", behaviour="stall-middle")
    visit(page, stack).ask()
    page.wait(".text", "Pada")
    wait_until(lambda: page.click("#stop") or page.texts(".note"))  # not the second tap of a double tap on Send
    page.wait(".note", "Dihentikan.")
    page.gone("#stop")
    assert llm.requests(n=1, outcome="disconnected", seconds=10)[0]["outcome"] == "disconnected"
    llm.set(answer="Sekarang lengkap [1].")
    page.ask()
    page.answered("Sekarang lengkap")


def test_a_conversation_survives_and_ends(page, stack, llm):
    visit(page, stack).ask()
    page.answered("15.00")
    page.ask("Dan pada hari Minggu?")
    wait_until(lambda: len(page.texts(".sources")) == 2, 20)
    first = page.conversation()
    page.driver.refresh()
    wait_until(lambda: page.texts(".question") == [QUESTION, "Dan pada hari Minggu?"], 20)
    assert len(page.texts(".sources")) == 2 and len(page.texts(".text")) == 2
    page.click("#new")
    page.wait("#hello")
    assert not page.texts(".turn") and page.conversation() != first

    page.ask()
    page.answered("15.00")
    path = f"{stack.url()}/v1/conversations/{page.conversation()}"
    wait_until(lambda: len(requests.get(path, timeout=10).json()["turns"]) == 2)
    page.menu("#erase")
    page.driver.switch_to.alert.accept()
    page.wait("#hello")
    assert requests.get(path, timeout=10).json()["turns"] == []


def test_language(page, browser, stack, llm):
    visit(page, stack)
    assert page.names("#send") == ["Kirim"] and page.js("return document.documentElement.lang") == "id"
    page.ask()
    page.answered()
    page.language("en")
    assert page.names("#send") == ["Send"] and page.names(".sources") == ["Sources"]
    assert page.texts("#name") == ["Ask Institut Teknologi Bandung"]
    page.driver.refresh()
    page.wait_name("#send", "Send")
    english = browser("en-GB,en")
    english.open(stack.url())
    english.wait("#name", "Ask Institut")


def test_keyboard(page, stack, llm):
    visit(page, stack)
    page.type("#message", "baris satu" + Keys.SHIFT + Keys.ENTER + Keys.NULL + "baris dua")
    assert page.js("return document.getElementById('message').value") == "baris satu\nbaris dua"
    page.type("#message", Keys.ENTER)
    page.answered()
    assert page.texts(".question") == ["baris satu\nbaris dua"]
    page.ask("  \n ")
    assert len(page.texts(".turn")) == 1


def test_everything_has_a_name(page, stack, llm):
    """As assistive programs see the page."""
    visit(page, stack).ask()
    page.answered()
    nodes = page.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    seen = [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes if not n["ignored"]]
    controls = [(role, name) for role, name in seen
                if role in ("button", "link", "textbox", "list", "region")]
    assert len(controls) >= 9 and all(name for role, name in controls if role != "list"), controls
    assert "Jawaban: Pada hari Sabtu" in page.js("return document.getElementById('said').textContent")


def test_thumbs(page, stack, llm):
    visit(page, stack).ask()
    page.answered()
    page.click(".up")
    page.wait_name("[aria-pressed=true]", "Membantu")
    page.wait(".tools .soft", "Terima kasih")
    assert not page.texts(".why")
    page.click(".down")
    page.wait_name("[aria-pressed=true]", "Tidak membantu")
    assert page.names("[aria-pressed=true]") == ["Tidak membantu"]
    page.click("[data-reason=old]")
    page.type(".why input", "jadwalnya lama\n")
    page.gone(".why")
    kept = json.loads(stack.cli("feedback", "--json").stdout.splitlines()[-1])
    assert [kept[k] for k in ("rating", "reason", "comment")] == ["down", "old", "jadwalnya lama"]
    page.driver.refresh()
    page.wait_name("[aria-pressed=true]", "Tidak membantu")


@pytest.mark.parametrize("server", SERVERS)
def test_voice(page, stack, llm, speech, server):
    visit(page, stack, server).click("#record")
    page.wait_name("#record", "Kirim suara")
    # long enough for the recorder to record something
    wait_until(lambda: page.js("return performance.now() - (window.since ??= performance.now()) > 1000"))
    page.click("#record")
    page.wait(".question", QUESTION)
    page.wait_name(".tools button", "Hentikan suara")
    assert "15.001" in page.answered()
    page.wait_name(".tools button", "Dengarkan")  # it ended
    assert page.texts(".sources b") == ["1 · Perpustakaan Lentera"]
    page.click(".tools [aria-label=Dengarkan]")
    page.wait_name(".tools button", "Hentikan suara")
    assert speech.count("stt") and speech.count("tts")


def test_a_recording_may_be_dropped(page, stack):
    visit(page, stack).click("#record")
    page.wait_name("#record", "Kirim suara")
    wait_until(lambda: page.click("#stop") or "Bicara" in page.names("#record"))
    assert not page.texts(".turn") and page.names("#send")


def test_no_button_where_nothing_records(page, stack):
    page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": "delete window.MediaRecorder"})
    visit(page, stack)
    assert not page.names("#record") and page.names("#send")


def test_the_network_is_gone(page, stack, llm):
    def offline(yes):
        page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {
            "offline": yes, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
    page.expected = {"ERR_INTERNET_DISCONNECTED"}
    visit(page, stack)
    page.driver.execute_cdp_cmd("Network.enable", {})
    offline(True)
    page.ask()
    page.wait(".note.bad", "Tidak ada sambungan")
    offline(False)
    page.click("[data-action=retry]")
    page.answered("15.00")
    assert len(page.texts(".turn")) == 1


def test_a_stream_breaks_off(page, closed, llm):
    """The responders end in the middle of an answer."""
    llm.set(answer="Pada hari Sabtu", behaviour="stall-middle")
    page.expected = {"ERR_INCOMPLETE_CHUNKED_ENCODING"}
    stack = closed(open_key=KEY, CACHE_ENABLED="no", LLM_BASE_URL=llm.url, LLM_MODEL="fake")
    visit(page, stack).ask()
    page.wait(".text", "Pada")
    stack.end_responders(signal.SIGKILL)
    page.wait(".note.bad", "Jawaban terputus.")
    page.wait(".note.bad", "Tidak ada sambungan")
    assert page.texts(".text")[0].startswith("Pada")
    stack.spawn()
    llm.set(answer="Sekarang lengkap [1].")
    page.click("[data-action=retry]")
    page.answered("Sekarang lengkap")


@pytest.mark.parametrize("server", SERVERS)
def test_without_javascript(page, stack, llm, server):
    llm.set(answer="**Sabtu** tutup pukul 15.00 [1].\n\n| Hari | Tutup |\n|---|---|\n| Sabtu | 15.00 |")
    page.cdp("Emulation.setScriptExecutionDisabled", value=True)
    page.driver.get(stack.url(server))
    page.type("textarea", QUESTION)
    page.driver.find_element("css selector", "button[type=submit]").click()
    wait_until(lambda: "tutup pukul 15.00" in page.driver.page_source, 20)
    assert page.driver.find_element("css selector", "td").text == "Sabtu"
    assert "lebih awal" in page.driver.find_element("css selector", "#source-1 blockquote").text
    page.type("textarea", "Dan pada hari Minggu?")
    page.driver.find_element("css selector", "button[type=submit]").click()
    wait_until(lambda: "Dan pada hari Minggu?</p>" in page.driver.page_source, 20)
