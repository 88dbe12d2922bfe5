"""Pictures of the page for the README, by `make screenshots`: ITB_SCREENSHOTS names their folder."""
import os
import pathlib

import pytest
from conftest import KEY, serving, wait_until
from selenium.webdriver.common.by import By
from test_widget import department, site  # noqa: F401

FOLDER = pathlib.Path(os.environ.get("ITB_SCREENSHOTS", "."))
REPLY = ("Daftar ulang dilakukan lewat https://lentera.example/parkir setiap awal semester [1].\n\n"
         "1. Bayar **UKT** di bank mitra [1].\n2. Unggah bukti bayar (PDF, paling besar 2 MB) [2].\n"
         "3. Pilih mata kuliah, lalu tunggu persetujuan wali [1].\n\n"
         "| Kelompok | UKT per semester |\n|---|---|\n| 1 | Rp500.000 |\n| 5 | Rp12.500.000 |")
WIDE = ("| " + " | ".join(f"Kolom yang panjang {n}" for n in range(9)) + " |\n|" + "---|" * 9 + "\n" +
        "".join("| " + " | ".join(f"isi {r}.{n}" for n in range(9)) + " |\n" for r in range(12)))
SETTINGS = {"PAGE_SUGGESTIONS": "id: Kapan batas bayar UKT? | Jam buka perpustakaan | Syarat cuti akademik | "
                                "Beasiswa yang masih buka | en: When is tuition due? | Library hours",
            "PAGE_PRIVACY_URL": "https://lentera.example/privasi"}
PHONE, LAPTOP = (390, 844), (1366, 768)


@pytest.fixture(scope="module")
def own(llm_session, speech, knowledge):
    with serving("nginx", knowledge=knowledge, page=True, open_key=KEY, CACHE_ENABLED="no",
                 LLM_BASE_URL=llm_session.url, LLM_MODEL="fake", LLM_RETRIES=0, STT_URL=speech.url + "/v1",
                 TTS_URL=speech.url + "/v1", **SETTINGS) as made:
        yield made


def look(page, size, dark=False, **more):
    run = page.driver.execute_cdp_cmd
    run("Emulation.setDeviceMetricsOverride", {"width": size[0], "height": size[1], "deviceScaleFactor": 1,
                                               "mobile": size == PHONE})
    run("Emulation.setEmulatedMedia", {"media": more.get("media", ""), "features": [
        {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
        {"name": "forced-colors", "value": more.get("forced", "none")}]})


def save(page, name):
    page.driver.save_screenshot(str(FOLDER / f"{name}.png"))


@pytest.mark.parametrize("name,size,dark", [("phone", PHONE, False), ("laptop", LAPTOP, False),
                                            ("phone-dark", PHONE, True)])
def test_screenshots(page, own, llm, name, size, dark):
    llm.set(answer=REPLY)
    look(page, size, dark)
    page.open(own.url())
    page.wait("[data-suggestion]")
    save(page, f"{name}-empty")
    page.ask("Gimana cara parkir mobil dan sepeda menurut aturan parkir?")
    page.answered()
    save(page, name)
    page.driver.find_element(By.CSS_SELECTOR, ".cite").click()
    page.wait("#passage mark")
    wait_until(lambda: not page.js("return document.getAnimations().length"))
    save(page, f"{name}-passage")


def test_menu(browser, own, llm):
    page = browser("en")
    llm.set(answer=REPLY)
    look(page, LAPTOP)
    page.open(own.url())
    page.wait("#name", "Ask")
    page.ask("Gimana cara parkir mobil dan sepeda menurut aturan parkir?")
    page.answered()
    page.menu("#remember")
    page.click("#drawer .close")
    page.click("#menu")
    wait_until(lambda: not page.js("return document.getAnimations().length"))
    save(page, "menu")


def test_widget(page, closed, llm, site):
    stack = closed(open_key=KEY, PAGE_EMBED_ORIGINS=site[0], LLM_BASE_URL=llm.url, LLM_MODEL="fake", CACHE_ENABLED="no",
                   **SETTINGS)
    llm.set(answer=REPLY)
    look(page, LAPTOP)
    department(page, stack, site)
    save(page, "widget-closed")
    page.js("itbChatbot.ask('Gimana cara parkir mobil dan sepeda menurut aturan parkir?')")
    wait_until(lambda: llm.requests(n=1, outcome="finished", seconds=10))
    wait_until(lambda: page.js("return performance.now() - (window.since ??= performance.now()) > 1500"))
    save(page, "widget")


def test_without_javascript(page, own, llm):
    llm.set(answer=REPLY)
    look(page, PHONE)
    page.cdp("Emulation.setScriptExecutionDisabled", value=True)
    page.driver.get(own.url())
    page.type("textarea", "Gimana cara parkir mobil dan sepeda menurut aturan parkir?")
    save(page, "no-javascript-empty")
    page.driver.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
    wait_until(lambda: "source-2" in page.driver.page_source, 20)
    save(page, "no-javascript")


@pytest.mark.parametrize("name,more", [("wide-table", {}), ("forced", {"forced": "active"})])
def test_more(browser, own, llm, name, more):
    page = browser("en")
    llm.set(answer=f"A table, with a code block [1]:\n\n{WIDE}\n```\nx = 1\n```\nDone [2].")
    look(page, PHONE, **more)
    page.open(own.url())
    page.ask("Gimana cara parkir mobil dan sepeda menurut aturan parkir?")
    page.answered()
    page.js("document.querySelector('.down').click()")
    page.wait("[data-reason]")
    page.js("window.scrollTo(0, 0)")
    save(page, name)
    page.js("document.querySelector('.why').scrollIntoView()")
    save(page, name + "-below")
