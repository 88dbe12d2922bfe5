"""What a step down and up of each tuned number does: the last two columns of src/kb/search/tuning.def.

usage: tuning.py TREE BUILD [NAME …]

TREE is a checkout of its own, since its tuning.def is changed and BUILD is built anew for each step.  Prints a row a
number; a step is a fifth.  Figures are those of bench_retrieval.py's sets (nDCG@10; of the sample documents AUROC as
well), how often a follow-up's first passage is on its subject (tests/quality/everyday.py), and how many of 100
questions are refused that the sample documents answer, and that they don't (tests/quality/answers_sample.jsonl).
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import bench_retrieval as bench

SMALLEST = {"nDCG": 0.002, "AUROC": 0.003, "follow-ups": 0.005, "refused": 1.01}  # changes worth a word
TREE, BUILD = map(pathlib.Path, sys.argv[1:3])
DEF, FORMAT = TREE / "src/kb/search/tuning.def", TREE / "src/kb/index/index_format.h"
sys.path.insert(0, str(TREE / "tests" / "quality"))
import everyday  # noqa: E402


def built(name, value):
    path, pattern = (FORMAT, rf"(#define {name} )[\d.]+f") if name.startswith("INDEX_") else \
                    (DEF, rf"(TUNE\({name}, )[\d.]+f")
    before = path.read_text()
    text, n = re.subn(pattern, rf"\g<1>{value:.4g}f" if "." in f"{value:.4g}" else rf"\g<1>{value:.4g}.0f", before)
    assert n == 1, name
    path.write_text(text)
    subprocess.run(["make", "-s", "-j2", "itb-chatbot"], cwd=BUILD, check=True, capture_output=True)
    path.write_text(before)


def pairs(path):
    with open(path, "w", encoding="utf-8") as f:
        for number, (topic, follow_up, documents) in enumerate(everyday.pairs()):
            gold = [f"sample/{p.name}" for p in (TREE / "share/sample").glob("*.md") if p.name.startswith(documents)]
            f.write(json.dumps({"id": str(number), "question": follow_up, "history": [topic], "gold": gold,
                                "gold_groups": [gold]}) + "\n")


def figures():
    bench.BUILD, bench.DICT, found = BUILD, TREE / "share/dict", {}
    with tempfile.TemporaryDirectory() as folder:
        for name, (corpus, questions, _) in bench.GOALS.items():
            place = pathlib.Path(folder) / name
            place.mkdir()
            bench.command(place, "ingest", corpus)
            out = bench.command(place, "eval", "--queries", questions)
            head, row = [line.split() for line in out.splitlines()[:2]]
            found[name, "nDCG"] = float(dict(zip(head, row[1:]))["nDCG@10"])
            if name != "sample":
                continue
            found[name, "AUROC"] = float(re.search(r"AUROC ([\d.]+)", out)[1])
            pairs(place / "pairs.jsonl")
            found["", "follow-ups"] = float(bench.command(place, "eval", "--queries", place / "pairs.jsonl")
                                            .splitlines()[1].split()[2])
            answers = [json.loads(line) for line in bench.command(
                place, "eval", "--answers", TREE / "tests/quality/answers_sample.jsonl", "--json").splitlines()]
            for what, yes in (("answerable", True), ("unanswerable", False)):
                chosen = [a["refused"] for a in answers if a["answerable"] == yes]
                found[what, "refused"] = 100 * sum(chosen) / len(chosen)
    return found


def said(value, now, before):
    changes = []
    for (of, figure), x in now.items():
        change = x - before[of, figure]
        if abs(change) >= SMALLEST[figure]:
            much = f"{change:+.0f}" if figure == "refused" else f"{change:+.3f}".replace("0.", ".")
            changes.append((abs(change) / SMALLEST[figure], f"{of} {figure} {much}".strip()))
    return f"{value:.4g}: " + (", ".join(text for _, text in sorted(changes, reverse=True)[:3]) or "nothing moves")


def main():
    rows = re.findall(r"^TUNE(?:_AT)?\((\w+), ([\d.]+f|\w+),", DEF.read_text(), re.M)
    values = {name: float(value[:-1]) if value[-1] == "f" else
              float(re.search(rf"#define {name} ([\d.]+)f", FORMAT.read_text())[1]) for name, value in rows}
    subprocess.run(["make", "-s", "-j2", "itb-chatbot"], cwd=BUILD, check=True)
    before = figures()
    for name in sys.argv[3:] or values:
        steps = []
        for value in (values[name] * 0.8, values[name] * 1.25):
            built(name, value)
            steps.append(said(value, figures(), before))
        print(json.dumps([name, *steps]), flush=True)


if __name__ == "__main__":
    main()
