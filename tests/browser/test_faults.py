"""What went wrong on the page before: each of these was a fault that a student met."""
import json

import pytest
from conftest import EVIL, KEY, QUESTION, wait_until
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from test_page import visit

PARKING = "Di mana mobil diparkir menurut aturan parkir?"

# A reader who takes the time that the test gives them.
ASKED_FOR_PERMISSION = """
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    window.asked = 0;
    navigator.mediaDevices.getUserMedia = async what => {
        window.asked++;
        await new Promise((yes, no) => { window.allow = yes; window.deny = () => no(new Error('denied')); });
        return window.stream = await real(what);
    };"""
WATCH_FETCH = """
    const real = window.fetch;
    window.sent = [];
    window.fetch = (path, more = {}) => { window.sent.push([path, more.body]); return real(path, more); };"""


def stop(page):
    """Until the page takes it: it ignores the second tap of a double tap."""
    def stopped():
        if page.names("#stop"):
            page.driver.find_element(By.CSS_SELECTOR, "#stop").click()
        return page.js("return document.getElementById('ask').dataset.state") == "idle"
    wait_until(stopped)


def sent(page, path="./v1/chat"):
    return [json.loads(body) for to, body in page.js("return window.sent") if to == path]


# --- voice ----------------------------------------------------------------------------


def test_no_microphone_stays_live(page, stack):
    """Two taps before the permission is answered, then Stop."""
    visit(page, stack)
    page.js(ASKED_FOR_PERMISSION)
    page.click("#record")
    page.js("document.getElementById('record').click()")
    assert page.js("return window.asked") == 1
    stop(page)
    page.js("window.allow()")
    wait_until(lambda: page.js("return window.stream?.getTracks().every(t => t.readyState === 'ended')"))
    assert not page.texts(".turn") and "Bicara" in page.names("#record") and page.names("#send")


def test_a_microphone_that_is_denied(page, stack):
    visit(page, stack)
    page.js(ASKED_FOR_PERMISSION)
    page.click("#record")
    wait_until(lambda: page.js("return Boolean(window.deny)"))
    page.js("window.deny()")
    page.wait("#trouble", "Mikrofon tidak dapat dipakai")
    assert not page.texts(".turn") and "Bicara" in page.names("#record")


def test_a_microphone_that_cannot_be_recorded_is_let_go(page, stack):
    visit(page, stack)
    page.js(ASKED_FOR_PERMISSION)
    page.js("window.MediaRecorder.prototype.start = () => { throw new Error('not now'); }")
    page.click("#record")
    wait_until(lambda: page.js("return Boolean(window.allow)"))
    page.js("window.allow()")
    page.wait("#trouble", "Mikrofon tidak dapat dipakai")
    assert page.js("return window.stream.getTracks().every(t => t.readyState === 'ended')")


def test_a_mistyped_language_ends_nothing(page, closed):
    visit(page, closed(open_key=KEY, PAGE_LANGUAGES="id, inggris-raya!, x"))
    assert page.names("#send") == ["Kirim"]
    page.click("#menu")
    assert page.js("return [...document.querySelectorAll('#language option')].map(o => o.value)") == [
        "id", "inggris-raya!", "x"]


def test_voice_is_offered_where_something_hears(page, closed):
    visit(page, closed(open_key=KEY))
    assert page.names("#send") and not page.names("#record")


# --- send and stop ----------------------------------------------------------------------


def test_a_double_tap_on_send_stops_nothing(page, stack, llm):
    llm.set(answer="Pada hari Sabtu tutup pukul 15.00 [1].", behaviour="delay:1")
    visit(page, stack)
    page.type("#message", QUESTION)
    ActionChains(page.driver).double_click(page.driver.find_element(By.CSS_SELECTOR, "#send")).perform()
    page.answered("15.00")
    assert len(page.texts(".turn")) == 1 and page.texts(".note") == []


def test_enter_within_an_input_method(page, stack, llm):
    visit(page, stack)
    page.js("""const box = document.getElementById('message');
        box.value = 'belum selesai';
        box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}));""")
    assert not page.texts(".turn") and page.js("return document.getElementById('message').value") == "belum selesai"


def test_a_stopped_question_can_be_asked_again(page, stack, llm):
    llm.set(answer="Pada hari Sabtu", behaviour="stall-middle")
    visit(page, stack).ask()
    page.wait(".text", "Pada")
    stop(page)
    page.wait(".note", "Dihentikan.")
    llm.set(answer="Sekarang lengkap [1].")
    page.click("[data-action=retry]")
    page.answered("Sekarang lengkap")
    assert page.texts(".question") == [QUESTION]


def test_a_reload_while_it_streams_keeps_the_question(page, stack, llm):
    llm.set(answer="Pada hari Sabtu", behaviour="stall-middle")
    visit(page, stack).ask()
    page.wait(".text", "Pada")
    page.driver.refresh()
    page.wait(".note.bad", "terputus")
    assert page.texts(".question") == [QUESTION]
    llm.set(answer="Sekarang lengkap [1].")
    page.click("[data-action=retry]")
    page.answered("Sekarang lengkap")
    page.driver.refresh()  # it is asked once, not again by itself
    page.answered("Sekarang lengkap")
    wait_until(lambda: page.js("return document.getElementById('turns').ariaBusy") == "false")
    assert page.js("return sessionStorage.getItem('itb-chatbot.pending')") is None


def test_a_question_that_is_too_long_stays(page, closed):
    visit(page, closed(open_key=KEY, MAX_MESSAGE_CHARS=40))
    assert page.js("return document.getElementById('message').maxLength") == 40
    page.type("#message", "x" * 60)
    assert page.texts("#count") == ["40 dari 40 huruf"]
    page.ask("y" * 41)
    page.wait("#trouble", "terlalu panjang")
    assert page.js("return document.getElementById('message').value") == "y" * 41 and not page.texts(".turn")
    assert page.js("return document.getElementById('count').matches('.bad')")


def test_what_the_service_finds_too_long_comes_back(page, stack, llm):
    page.expected = {"status of 400"}
    visit(page, stack)
    page.js("""Object.defineProperty(document.getElementById('message'), 'maxLength', {value: 0, writable: true});""")
    page.js("return import('./web/composer.js').then(m => { m.Composer.prototype.count = () => true; })")
    page.ask("z" * 5001)
    page.wait(".note.bad", "terlalu panjang")
    assert len(page.js("return document.getElementById('message').value")) == 5001


# --- answers ---------------------------------------------------------------------------


def test_structure(page, stack, llm):
    """Lists, tables, code, links; an address that stands in no document leaves no half sentence."""
    llm.set(answer="Lihat https://lentera.example/parkir [1].\n\n1. satu\n2. **dua**\n\n- tiga\n\n"
                   "| Hari | Biaya |\n|---|---|\n| Sabtu | Rp500 |\n\n```\nx < 1\n```\n\n"
                   "Buka https://palsu.example/x dan masuk.")
    visit(page, stack).ask(PARKING)
    text = page.answered()
    assert page.js("return [...document.querySelectorAll('.text a')].map(a => [a.href, a.target, a.rel])") == [
        ["https://lentera.example/parkir", "_blank", "noopener noreferrer"]]
    assert page.texts(".text ol li") == ["satu", "dua"] and page.texts(".text ul li") == ["tiga"]
    assert page.texts(".text strong") == ["dua"] and page.texts("pre code") == ["x < 1"]
    assert page.texts("th") == ["Hari", "Biaya"] and page.texts("td.number") == ["Rp500"]
    assert not any(mark in text for mark in ("|", "**", "```", "- ", "palsu", "dan masuk"))


def test_a_reload_loses_nothing(page, stack, llm):
    llm.set(answer="**Sabtu** tutup pukul 15.00 [1].\n\n- Minggu tutup [1].")
    visit(page, stack).ask()
    page.answered("15.00")
    page.click(".up")
    page.wait_name("[aria-pressed=true]", "Membantu")
    shown = "return [document.querySelector('.text').innerHTML, document.querySelector('.answer').lang]"
    before = page.js(shown)
    page.driver.refresh()
    page.answered("15.00")
    assert page.js(shown) == before
    assert page.names("[aria-pressed=true]") == ["Membantu"] and len(page.names(".cite")) == 2
    assert "lebih awal" in page.passage()


def test_a_cut_answer_is_no_refusal(page, stack, llm):
    llm.set(answer="Pada hari Sabtu perpustakaan tutup pukul 15.00 dan", behaviour="length")
    visit(page, stack).ask()
    page.answered()
    assert page.texts(".note") == ["Jawaban terputus."]
    page.driver.refresh()
    page.answered()
    assert page.texts(".note") == ["Jawaban terputus."]


def test_silence_is_told(page, stack, llm):
    llm.set(answer="Pada hari Sabtu", behaviour="stall")
    visit(page, stack)
    page.js("return import('./web/api.js').then(m => { m.patience.silenceMs = 200; })")
    page.ask()
    page.wait(".silent", "tidak memberi kabar")
    stop(page)
    page.gone(".silent")


# --- languages --------------------------------------------------------------------------


def test_the_english_page_says_so(browser, stack, llm):
    page = browser("en")
    page.open(stack.url())
    page.wait("#name", "Ask Institut")
    page.js(WATCH_FETCH)
    page.ask("library")
    page.answered()
    page.language("id")
    page.ask("perpustakaan")
    wait_until(lambda: len(page.texts(".sources")) == 2)
    assert [body.get("language") for body in sent(page)] == ["en", None]


def test_labels_follow_the_language(page, stack, llm):
    visit(page, stack).ask()
    page.answered()
    page.click(".up")
    page.wait(".tools .soft", "Terima kasih")
    page.language("en")
    assert page.names(".cite")[0].startswith("Source 1") and "Thank you" in page.texts(".tools .soft")[0]
    assert "Copy answer" in page.names(".tools button") and page.names("#menu") == ["Menu"]
    assert page.js("return document.getElementById('message').placeholder") == "Ask about the campus…"
    assert all("updated " in where or "read " in where for where in page.texts(".where"))
    assert page.js("return document.title") == "Ask Institut Teknologi Bandung"


@pytest.mark.parametrize("stored", ["xx", "", "<b>", "id-ID"])
def test_an_unknown_language_is_forgotten(page, stack, stored, llm):
    visit(page, stack)
    page.js("localStorage.setItem('itb-chatbot.language', arguments[0])", stored)
    visit(page, stack).ask()
    page.answered("15.00")


def test_a_third_language_is_a_file(page, closed, llm):
    stack = closed(open_key=KEY, PAGE_LANGUAGES="id, en, ms", PAGE_WELCOME="id: Halo | ms: Apa khabar?")
    (stack.folder / "web").mkdir()
    (stack.folder / "web" / "ms.json").write_text(json.dumps({"send": "Hantar", "title_of": "Tanya {0} lah"}))
    visit(page, stack)
    assert page.texts("#welcome") == ["Halo"]
    page.language("ms")
    assert page.names("#send") == ["Hantar"] and page.texts("#welcome") == ["Apa khabar?"]
    assert page.names("#menu") == ["Menu"] and page.texts("#name")[0].endswith("Bandung lah")
    page.driver.refresh()
    page.wait_name("#send", "Hantar")


# --- the rest -----------------------------------------------------------------------------


def test_a_key_link_in_an_open_tab(page, closed):
    stack = closed()
    page.expected = {"status of 400"}
    page.open(stack.url())
    page.wait("#key-dialog")
    page.click("#key-dialog button[value='']")
    page.js("location.hash = 'key=' + arguments[0]", KEY)
    wait_until(lambda: page.js("return location.href") == stack.url() + "/")
    page.gone("#trouble")
    page.ask()
    page.answered("15.00")


def test_print(page, stack, llm):
    visit(page, stack).ask()
    page.answered()
    page.cdp("Emulation.setEmulatedMedia", media="print",
             features=[{"name": "prefers-color-scheme", "value": "dark"}])
    assert page.texts(".question") == [QUESTION] and page.texts(".sources b")
    assert not any(page.texts(s) for s in ("footer", "header button", ".tools", ".suggestions"))
    colours = page.js("const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


@pytest.mark.parametrize("width,height", [(320, 640), (320, 256)])  # the second: 400 % on a laptop
def test_narrow(page, stack, llm, width, height):
    llm.set(answer="| " + " | ".join(f"Kolom{n}" for n in range(9)) + " |\n|" + "---|" * 9 + "\n" +
            "| " + " | ".join(f"isi{n}" for n in range(9)) + " |\n\n" + "x" * 200 + " [1].")
    page.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
    visit(page, stack).ask()
    page.answered()
    assert page.js("return document.documentElement.scrollWidth") <= width
    assert page.js("const t = document.querySelector('.table'); return t.scrollWidth > t.clientWidth")
    page.js("document.querySelector('.cite').click()")
    page.wait("#passage mark")
    box = page.js("const b = document.querySelector('#passage .close').getBoundingClientRect();"
                  "return [b.left, b.right, b.top, b.bottom]")
    assert 0 <= box[0] < box[1] <= width and 0 <= box[2] < box[3] <= height


def test_settings_are_text(page, closed):
    evil = EVIL.replace("|", "")
    stack = closed(open_key=KEY, INSTITUTION_NAME=evil, PAGE_WELCOME=evil, PAGE_SUGGESTIONS=f"{evil} | lain",
                   PAGE_DISCLAIMER=evil, PAGE_LOGO="javascript:window.hacked=5", PAGE_ACCENT="red;}*{",
                   HELPDESK_CONTACT=evil)
    page.open(stack.url())
    page.wait("#name", "onerror")
    assert page.texts("#welcome") == [evil] and page.texts("[data-suggestion]") == [evil, "lain"]
    assert page.texts("#disclaimer") == [evil] and page.js("return window.hacked") is None
    page.driver.find_element(By.CSS_SELECTOR, "[data-suggestion]:last-child").click()
    page.wait(".question", "lain")
    page.complaints()  # an address that is no picture is refused by the policy


def test_suggestions_and_branding(page, closed):
    stack = closed(open_key=KEY, PAGE_SUGGESTIONS=f"id: {QUESTION} | a | b | c | d | en: x", PAGE_ACCENT="#7a1f3d",
                   PAGE_PRIVACY_URL="https://lentera.example/privasi", HELPDESK_CONTACT="+62 22 1234567")
    visit(page, stack)
    assert page.texts("[data-suggestion]") == [QUESTION, "a", "b", "c"]
    assert page.js("return getComputedStyle(document.getElementById('send')).backgroundColor") == "rgb(122, 31, 61)"
    assert page.js("return [document.getElementById('privacy').href, document.getElementById('helpdesk').href]") == [
        "https://lentera.example/privasi", "tel:+62221234567"]
    page.click("[data-suggestion]")
    page.answered("15.00")
    assert not page.texts("#hello")


def test_conversations_are_found_again_by_choice(page, stack, llm):
    visit(page, stack).ask()
    page.answered()
    page.menu("#remember")
    assert page.js("return document.querySelector('header ~ dialog#drawer').open")
    page.click("#drawer .close")
    page.click("#new")
    page.wait("#hello")
    page.ask("Dan pada hari Minggu?")
    page.answered()
    page.click("#menu")
    assert page.texts("#history button") == ["Dan pada hari Minggu?", QUESTION]
    page.click("#history li:last-child button")
    page.answered()
    assert page.texts(".question") == [QUESTION]
    page.menu("#remember")
    assert page.texts("#history button") == []
    assert page.js("return localStorage.getItem('itb-chatbot.history')") is None


def test_copy(page, stack, llm):
    visit(page, stack).ask()
    page.answered()
    page.cdp("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    page.click("[aria-label='Salin jawaban']")
    page.wait(".tools .soft", "Tersalin")
    copied = page.js("return navigator.clipboard.readText()")
    assert copied.startswith("Pada hari Sabtu") and "[1] Perpustakaan Lentera" in copied


def test_an_answer_is_read_aloud(page, stack, llm, speech):
    visit(page, stack).ask()
    page.answered()
    page.click(".tools [aria-label=Dengarkan]")
    page.wait_name(".tools button", "Hentikan suara")
    page.click(".tools [aria-label='Hentikan suara']")
    page.wait_name(".tools button", "Dengarkan")


def test_a_model_that_is_down_is_told(page, stack, llm):
    llm.set(answer="", behaviour="500")
    visit(page, stack).ask()
    page.answered("15.00")  # the best passages
    page.wait(".note", "sedang tidak lengkap")
    page.driver.refresh()
    page.answered("15.00")
    page.wait(".note", "sedang tidak lengkap")


PAYLOADS = [
    '<script>hacked=1</script>', '<img src=x onerror=hacked=1>', '<svg onload=hacked=1>', '"><svg/onload=hacked=1>',
    "'-hacked=1-'", '</textarea><script>hacked=1</script>', '<iframe srcdoc="<script>parent.hacked=1</script>">',
    '<a href=javascript:hacked=1>', '<math><mtext></mtext><script>hacked=1</script></math>', '{{constructor}}',
    '<body onload=hacked=1>', '<details open ontoggle=hacked=1>', '<video><source onerror=hacked=1></video>',
    '${hacked=1}', '<!--><script>hacked=1</script>-->', ']]><script>hacked=1</script>',
    '<style>@import "javascript:hacked=1"</style>', '<base href=//evil.example/>', '<object data=javascript:hacked=1>',
    '<input autofocus onfocus=hacked=1>',
]
ADDRESSES = [
    'javascript:hacked=1', 'JaVaScRiPt:hacked=1', 'java\nscript:hacked=1', ' javascript:hacked=1',
    '\x01javascript:hacked=1',
    'data:text/html,<script>hacked=1</script>', 'vbscript:hacked=1', 'https:javascript:hacked=1',
    '//evil.example/x.js', 'blob:https://evil.example/x', 'filesystem:x', 'about:blank', 'view-source:x',
    'https://a.example/" onclick="hacked=1',
    'mailto:a@b.example?body=<script>hacked=1</script>', 'tel:1" onclick="hacked=1', 'http://[', 'https://%', 'x:y', '',
]


def test_sixty_payloads(page, closed):
    """Through blocks, addresses and sources: as text all of it, and nothing runs when it is clicked."""
    visit(page, closed(open_key=KEY))
    shown = page.driver.execute_async_script("""
        const [payloads, addresses, done] = arguments;
        Promise.all([import('./web/turn.js'), import('./web/sources.js')]).then(async ([{Turn}, sources]) => {
            const host = {announce() {}, trouble() {}, put() {}, remember() {}, speaks: false, languages: ['id']};
            const spans = payloads.flatMap(text => addresses.map((href, i) => ({text, href, cite: i ? [] : [0]})));
            const listed = payloads.map((text, i) => ({title: text, quote: text, source: text, heading: text,
                chunk_id: '', url: addresses[i], passage_url: addresses[i], page: text,
                updated_at: i % 2 ? text : null, retrieved_at: text}));
            const turn = new Turn({text: payloads.join(' ')}, host);
            document.getElementById('hello').hidden = true;
            turn.done({request_id: 'a', answer: 'x', language: payloads[0], reason: payloads[1], suggestions: payloads,
                sources: listed, blocks: [{type: 'p', spans}, {type: 'quote', spans}, {type: 'ul', items: [spans]},
                    {type: 'table', head: [spans], rows: [[spans]]},
                    ...payloads.map(text => ({type: 'code', text, lang: text})),
                    ...payloads.map(type => ({type, spans}))]});
            for (let i = 0; i < listed.length; i++) await sources.show(listed, i);
            sources.hide();
            const harmful = [...document.querySelectorAll('#turns a, #passage a')].filter(
                a => !/^(https?|mailto|tel)?:$/.test(a.protocol)); // none: not an address at all
            const made = document.querySelectorAll('#turns :is(script, img, iframe, style, object, input, video)');
            done([document.querySelector('.text').textContent, harmful.length, made.length, window.hacked ?? null]);
        }).catch(error => done([String(error)]));""", PAYLOADS, ADDRESSES)
    assert shown[1:] == [0, 0, None], shown
    assert all(payload in shown[0] for payload in PAYLOADS)
