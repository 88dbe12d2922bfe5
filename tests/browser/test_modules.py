"""The modules of the page that need no browser, and what all of them weigh."""
import gzip
import json
import pathlib
import re
import subprocess

from stack import TREE

WEB = TREE / "share" / "web"


def test_answer():
    done = subprocess.run(["node", "--test", pathlib.Path(__file__).with_name("answer.test.mjs")], capture_output=True,
                          text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout


def test_weight():
    """60 kB in all, as the web server compresses it."""
    sizes = {f.name: len(gzip.compress(f.read_bytes(), 6)) for f in WEB.iterdir()}
    assert sum(sizes.values()) < 60000, sizes


def test_languages_say_the_same():
    texts = {code: json.loads((WEB / f"{code}.json").read_text()) for code in ("id", "en")}
    assert texts["id"].keys() == texts["en"].keys()
    for name, text in texts["id"].items():
        assert set(re.findall(r"{\d}", text)) == set(re.findall(r"{\d}", texts["en"][name])), name
        assert texts["en"][name].strip() and text.strip(), name


def test_texts_are_there_and_used():
    code = "".join(f.read_text() for f in WEB.glob("*.js")) + (WEB / "index.html").read_text()
    texts = json.loads((WEB / "id.json").read_text())
    for name in re.findall(r'data-t(?:-label|-write)?="(\w+)"', code):
        assert name in texts, name
    errors = (TREE / "src" / "base" / "err.def").read_text()
    for name in texts:
        assert re.search(rf"\b{name}\b", code + errors), f"nothing says {name}"
