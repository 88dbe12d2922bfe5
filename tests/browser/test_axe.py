"""axe-core finds nothing on the page: `npm pack axe-core`, and ITB_AXE names its axe.min.js."""
import os
import pathlib

import pytest

AXE = os.environ.get("ITB_AXE")
pytestmark = pytest.mark.skipif(not AXE, reason="ITB_AXE names no axe.min.js")
STATES = {
    "empty": "", "answer": "", "why": "document.querySelector('.down').click()",
    "passage": "document.querySelector('.cite').click()", "menu": "document.getElementById('menu').click()",
    "key": "document.getElementById('key').click()",
}


@pytest.fixture(scope="module")
def script():
    return pathlib.Path(AXE).read_text()


def violations(page, script):
    page.cdp("Page.setBypassCSP", enabled=True)
    page.driver.execute_script(script)
    found = page.driver.execute_async_script("""const done = arguments[0];
        axe.run(document).then(r => done(r.passes.length ? r.violations : [{id: 'nothing was looked at'}]),
            e => done([{id: String(e)}]));""")
    return [(v["id"], [n["html"][:200] for n in v.get("nodes", [])]) for v in found]


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("state", STATES)
def test_no_violations(browser, stack, llm, script, language, theme, width, state):
    llm.set(answer="**Sabtu** tutup pukul 15.00 [1], lihat https://lentera.example/parkir.\n\n- a\n\n"
                   "| Hari | Biaya |\n|---|---|\n| Sabtu | Rp500 |\n\n```\nx\n```")
    page = browser(language)
    page.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme},
                                                     {"name": "prefers-reduced-motion", "value": "reduce"}])
    page.cdp("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    page.open(stack.url())
    page.wait("#name", "Institut")
    if state != "empty":
        page.ask("Di mana mobil diparkir menurut aturan parkir?")
        page.answered()
    page.js(STATES[state])
    if state == "why":
        page.wait("[data-reason]")
    if state == "passage":
        page.wait("#passage mark")
    assert violations(page, script) == []
