"""Answers: how many are right, how many questions are refused, against the goals.

usage: bench_answers.py [--wrong]

The sample documents are asked the questions of tests/quality. The sets of $ITB_DATA (or ../shared/data beside the tree)
are asked of the documents that their `knowledge` names; without them it says so. --wrong lists the wrong answers.
Settings of the environment hold, so that LLM_BASE_URL or EMBEDDING_URL can be measured as well.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("ITB_BUILD_DIR", TREE))
DATA = pathlib.Path(os.environ.get("ITB_DATA", TREE.parent / "shared" / "data"))
OURS = TREE / "tests" / "quality"
DOCUMENTS = {"sample": TREE / "share" / "sample", "regulation": DATA / "itb_corpus.jsonl", "files": DATA / "files"}
RUNS = 3  # for times
AUROC = 94 if os.environ.get("EMBEDDING_URL") else None  # goal for answers_dev
EVERYTHING = ("right", "in_passages", "right_source")
# style: {figure: least percent}; of "refused" the most
QUESTIONS = {
    "all": {"right": 76, "refused": 5, "unanswerable": 75}, "english": {"right": 65}, "list": {"right": 65},
    "multipart": {"right": 60}, "mixed": {"right": 60}, "public": {"right or refused": 73},
}
DIALOGUES = {
    "turn 2": {"right": 65, "right_source": 85}, "turn 3": {"right": 70}, "new topic": {"right_source": 90},
}
SETS = (
    ("sample questions", OURS / "answers_sample.jsonl", QUESTIONS),
    ("sample dialogues", OURS / "dialogues_sample.jsonl", DIALOGUES),
    ("answers_dev", DATA / "answers_dev.jsonl", QUESTIONS), ("dialogues_dev", DATA / "dialogues_dev.jsonl", DIALOGUES),
)


class Knowledge:
    """Generations of the documents that lines name, each made once."""

    def __init__(self, folder):
        self.folder = folder

    def run(self, name, *args):
        env = dict(os.environ, KNOWLEDGE_DIR=str(self.folder / name), DICT_DIR=str(TREE / "share" / "dict"),
                   ITB_CHATBOT_CONF="/dev/null", RUNTIME_DIR=str(self.folder))
        done = subprocess.run([BUILD / "itb-chatbot", *args], env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"itb-chatbot {' '.join(map(str, args))}: {done.stderr}")
        return done.stdout

    def of(self, name):
        place = self.folder / name
        if not place.exists():
            place.mkdir()
            self.run(name, "ingest", *(DOCUMENTS[part] for part in name.split("+")))
        return name


def ask(knowledge, questions):
    """The judged answers of a file, of every knowledge that its lines name."""
    with open(questions, encoding="utf-8") as lines:
        names = dict.fromkeys(json.loads(line).get("knowledge") for line in lines)
    answers = []
    for name in names:
        only = ("--only", name) if name else ()
        out = knowledge.run(knowledge.of(name or "sample"), "eval", "--answers", questions, "--json", *only)
        answers += [json.loads(line) for line in out.splitlines()]
    return answers


def percent(chosen):
    return 100 * sum(chosen) / len(chosen) if chosen else None


def figure(name, answers):
    yes = [a for a in answers if a["answerable"]]
    if name == "unanswerable":
        return percent([a["right"] for a in answers if not a["answerable"]])
    if name == "right or refused":
        return percent([a["right"] for a in answers])
    return percent([a[name] for a in yes])


def row(set_name, style, name, value, goal):
    if value is None:
        return
    missed = goal is not None and (value > goal if name in ("refused", "off topic", "added, ms") else value < goal)
    print(f"{set_name:18s}{style:20s}{name:>18s}{value:8.1f}"
          f"{'' if goal is None else goal:>6}{'  missed' if missed else ''}")


def styles(answers):
    """Each style with its answers; turns also by what they have in common."""
    groups = {"all": answers}
    for a in answers:
        groups.setdefault(a["style"], []).append(a)
        if a["style"].endswith("new topic"):
            groups.setdefault("new topic", []).append(a)
    return sorted(groups.items())


def added(runs):
    """Milliseconds that the answer takes beside the search, at p99; of each question the least of the runs, since the
    machine may be busy."""
    times = sorted(min(a["answer_ms"] - a["search_ms"] for a in same) for same in zip(*runs))
    return times[len(times) * 99 // 100]


def auroc(answers):
    """In how many of a hundred pairs the question with an answer has the higher score."""
    no = [a["score"] for a in answers if not a["answerable"]]
    pairs = [(a["score"], other) for a in answers if a["answerable"] for other in no]
    return 100 * sum((yes > other) + (yes == other) / 2 for yes, other in pairs) / len(pairs) if pairs else None


def report(set_name, runs, goals):
    answers = runs[0]
    for style, chosen in styles(answers):
        wanted = goals.get(style, {})
        names = dict.fromkeys(EVERYTHING + tuple(wanted)) if style == "all" or wanted else {"right": None}
        for name in names:
            row(set_name, style, name, figure(name, chosen), wanted.get(name))
    row(set_name, "all", "AUROC", auroc(answers), AUROC if set_name == "answers_dev" else None)
    row(set_name, "all", "added, ms", added(runs), 2)


def print_wrong(answers):
    for a in answers:
        if not a["right"]:
            print(f"{a['id']} {a['question']}\n  {'refused' if a['refused'] else a['answer'][:300]}")


def follow_ups(knowledge):
    """Everyday follow-ups whose first passage is of another topic."""
    out = knowledge.run(knowledge.of("sample"), "eval", "--queries", OURS / "followups_sample.jsonl")
    head, all_ = [line.split() for line in out.splitlines()[:2]]
    row("sample follow-ups", "all", "off topic", 100 - 100 * float(dict(zip(head, all_[1:]))["R@1"]), 10)


def main():
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        knowledge = Knowledge(pathlib.Path(folder))
        print(f"{'':18s}{'':20s}{'figure, %':>18s}{'is':>8s}{'goal':>6s}")
        for name, questions, goals in SETS:
            if not questions.exists():
                print(f"{name:18s}not measured: no {questions}")
                continue
            runs = [ask(knowledge, questions) for _ in range(1 if os.environ.get("LLM_BASE_URL") else RUNS)]
            report(name, runs, goals)
            if "--wrong" in sys.argv[1:]:
                print_wrong(runs[0])
        follow_ups(knowledge)


if __name__ == "__main__":
    main()
