"""Documents: how many cells of tables stand as `header: value`, how many words are kept, and the time it takes.

usage: bench_documents.py [--folder DIR] [--per-kind N]

The corpus is made here (tables of HTML, DOCX, XLSX and PDF with lines, of one or two rows of names, with merged
cells and notes), so what must be found is known; the files of $ITB_DATA/documents (or ../shared/data beside the tree)
are compared with openpyxl, python-docx and pdfplumber.  These, reportlab and markitdown, whose time is compared, come
from PyPI into a virtual environment in the folder; where PyPI is unreachable only HTML is measured.  With --folder
everything made stays there.
"""
import html
import json
import os
import pathlib
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

TREE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("ITB_BUILD_DIR", TREE))
DATA = pathlib.Path(os.environ.get("ITB_DATA", TREE.parent / "shared" / "data")) / "documents"
PACKAGES = ["openpyxl", "python-docx", "pdfplumber", "reportlab", "markitdown[docx,xlsx,pptx,pdf]"]
GOALS = {"pdf": 0.85, "xlsx": 0.95, "docx": 0.9, "html": 0.95}
WORDS_GOAL, CPU_GOAL = 0.98, 0.5
FACULTIES = ["Teknik", "Hukum", "Kedokteran", "Ilmu Budaya", "Peternakan", "Farmasi", "Ekonomi dan Bisnis", "Pertanian"]
LEVELS = ["Sarjana", "Magister", "Doktor", "Profesi", "Diploma Tiga"]
MONTHS = ["Januari", "Maret", "April", "Juni", "Agustus", "Oktober", "Desember"]


# --- the corpus

def table(rng):
    """A table as (caption, rows of names, rows): two rows of names where a name stands over two columns."""
    money = lambda: f"Rp {rng.randrange(100, 9999)}.{rng.randrange(10) * 100:03d}"
    date = lambda: f"{rng.randrange(1, 29)} {rng.choice(MONTHS)} {rng.randrange(2024, 2027)}"
    programme = lambda: f"{rng.choice(LEVELS)} {rng.choice(FACULTIES)} {rng.randrange(1, 99)}"
    columns = [("Program Studi", programme), ("Daya Tampung", lambda: str(rng.randrange(20, 400))),
               ("Biaya Pendaftaran", money), ("Batas Akhir", date),
               ("Akreditasi", lambda: rng.choice(["Unggul", "Baik Sekali", "Baik"])), ("Uang Kuliah", money)]
    columns = [columns[0]] + rng.sample(columns[1:], rng.randrange(2, 5))
    names = [[name for name, _ in columns]]
    rows = [[make() for _, make in columns] for _ in range(rng.randrange(3, 14))]
    if rng.random() < 0.3:  # "Biaya" over two columns
        names = [names[0] + ["Biaya", "Biaya"], names[0] + ["Reguler", "Mandiri"]]
        rows = [row + [money(), money()] for row in rows]
    return f"Tabel {rng.randrange(1, 99)}. Penerimaan {rng.choice(FACULTIES)}", names, rows


def paragraph(rng):
    return " ".join(f"Ketentuan {rng.choice(LEVELS).lower()} {rng.randrange(1000)} berlaku mulai {rng.choice(MONTHS)}."
                    for _ in range(rng.randrange(2, 9)))


def document(rng):
    return {"title": f"Panduan {rng.choice(FACULTIES)} {rng.randrange(2020, 2027)}",
            "parts": [(f"Bagian {i} {rng.choice(FACULTIES)}", paragraph(rng), table(rng)) for i in range(1, 4)]}


def expected(doc):
    """The cells as (header, value), a header of two rows joined, and all words."""
    cells, words = [], doc["title"].split()
    for heading, text, (caption, names, rows) in doc["parts"]:
        joined = [" ".join(dict.fromkeys(column)) for column in zip(*names)]
        cells += [(name, value) for row in rows for name, value in zip(joined, row)]
        words += f"{heading} {text} {caption} {' '.join(joined)}".split()
        words += [word for row in rows for value in row for word in value.split()]
    return cells, words


def merged(names):
    """The rows of names with how far each reaches: (text, columns, rows); None where another one covers."""
    out = [[(name, 1, 1) for name in row] for row in names]
    if len(names) == 2:
        for i, (a, b) in enumerate(zip(*names)):
            if a == b:
                out[0][i], out[1][i] = (a, 1, 2), None
        out[0][-2], out[0][-1] = ("Biaya", 2, 1), None
    return out


def write_html(doc, path):
    cell = lambda tag, c: f"<{tag} colspan={c[1]} rowspan={c[2]}>{html.escape(c[0])}<sup>1</sup></{tag}>" if c else ""
    body = "".join(
        f"<h2><button data-toggle=collapse>{h}</button></h2><p>{t}</p><table><caption>{caption}</caption>"
        + "".join("<tr>" + "".join(cell("th", c) for c in row) for row in merged(names))
        + "".join("<tr>" + "".join(cell("td", (v, 1, 1)) for v in row) for row in rows) + "</table>"
        for h, t, (caption, names, rows) in doc["parts"])
    path.write_text(f"<html><head><title>{doc['title']}</title></head><body><div class=cookie-banner>Kuki <a>Ya</a>"
                    f"</div><ul class=menu-utama><li>Beranda<li>Kontak</ul><h1>{doc['title']}</h1>{body}</body></html>")


def write_docx(doc, path):
    import docx
    d = docx.Document()
    d.add_heading(doc["title"], 0)
    for heading, text, (caption, names, rows) in doc["parts"]:
        d.add_heading(heading, 1)
        d.add_paragraph(text)
        d.add_paragraph(caption)
        t = d.add_table(len(names) + len(rows), len(rows[0]))
        for i, row in enumerate(names + rows):
            for j, value in enumerate(row):
                t.cell(i, j).text = value
        for i, row in enumerate(merged(names)):
            for j, c in enumerate(row):
                if c and c[1] * c[2] > 1:
                    t.cell(i, j).merge(t.cell(i + c[2] - 1, j + c[1] - 1)).text = c[0]
    d.save(path)


def write_xlsx(doc, path):
    import openpyxl
    book = openpyxl.Workbook()
    book.remove(book.active)
    for heading, text, (caption, names, rows) in doc["parts"]:
        sheet = book.create_sheet(heading[:30])
        for row in [[doc["title"]], [text], [caption], *names, *rows]:
            sheet.append(row)
        for i, row in enumerate(merged(names), 4):
            for j, c in enumerate(row, 1):
                if c and c[1] * c[2] > 1:
                    sheet.merge_cells(start_row=i, start_column=j, end_row=i + c[2] - 1, end_column=j + c[1] - 1)
    book.save(path)


def write_pdf(doc, path):
    from reportlab.lib import colors, styles
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
    look, story = styles.getSampleStyleSheet(), []
    story.append(Paragraph(doc["title"], look["Title"]))
    for heading, text, (caption, names, rows) in doc["parts"]:
        story += [Paragraph(heading, look["Heading1"])]
        story += [Paragraph(line, look["Normal"]) for line in (text, caption)]
        grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONTSIZE", (0, 0), (-1, -1), 7)]
        top = [[c[0] if c else "" for c in row] for row in merged(names)]
        grid += [("SPAN", (j, i), (j + c[1] - 1, i + c[2] - 1)) for i, row in enumerate(merged(names))
                 for j, c in enumerate(row) if c and c[1] * c[2] > 1]
        story.append(Table(top + rows, repeatRows=len(names), style=grid))
    SimpleDocTemplate(str(path)).build(story)


WRITERS = {"html": write_html, "docx": write_docx, "xlsx": write_xlsx, "pdf": write_pdf}


# --- what others read in files that were not made here

def rows_of(path):
    if path.suffix == ".xlsx":
        import openpyxl
        return [[[c.value for c in row if not sheet.column_dimensions[c.column_letter].hidden]
                 for row in sheet.iter_rows() if not sheet.row_dimensions[row[0].row].hidden]
                for sheet in openpyxl.load_workbook(path, data_only=True) if sheet.sheet_state == "visible"]
    if path.suffix == ".docx":
        import docx
        return [[[c.text for c in row.cells] for row in t.rows] for t in docx.Document(path).tables]
    import pdfplumber
    with pdfplumber.open(path) as pdf:
        return [t for page in pdf.pages for t in page.extract_tables()]


def reference(path):
    """Cells of text below the first row of each table; numbers are shown otherwise than they are kept."""
    cells = []
    for rows in rows_of(path):
        for row in rows[1:]:
            cells += [(str(h), str(v)) for h, v in zip(rows[0], row) if h and isinstance(v, str) and v.strip()]
    return cells


# --- in the virtual environment

def inside(folder, count):
    """Writes the corpus of the kinds that need packages, what is expected, and how long markitdown takes."""
    rng, truth = random.Random(5), {}
    for kind, write in WRITERS.items():
        for i in range(count):
            doc = document(rng)
            path = folder / "corpus" / f"{kind}-{i}.{kind}"
            try:
                write(doc, path)
            except ImportError:
                continue
            truth[path.name] = expected(doc)
    for path in sorted(DATA.glob("*")) if DATA.exists() else []:
        if path.suffix in (".xlsx", ".docx", ".pdf"):
            try:
                truth[path.name] = (reference(path), [])
            except ImportError:
                continue
            shutil.copy(path, folder / "corpus")
    (folder / "truth.json").write_text(json.dumps(truth))


def markitdown(folder):
    began = resource.getrusage(resource.RUSAGE_SELF)
    from markitdown import MarkItDown
    reader = MarkItDown()
    for path in sorted((folder / "corpus").iterdir()):
        reader.convert(str(path))
    ended = resource.getrusage(resource.RUSAGE_SELF)
    print(ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime)


# --- measuring

def environment(folder):
    """A Python with the packages, the system's own where they can't be had."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    done = subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], capture_output=True, check=False)
    return python if done.returncode == 0 else sys.executable


def ingest(folder):
    env = dict(os.environ, KNOWLEDGE_DIR=str(folder / "knowledge"), DICT_DIR=str(TREE / "share" / "dict"),
               ITB_CHATBOT_CONF="/dev/null")
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([BUILD / "itb-chatbot", "ingest", folder / "corpus"], env=env, capture_output=True, text=True,
                          check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(done.stdout.splitlines()[0], f"in {time.monotonic() - began:.1f} s")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def plain(text):
    return re.sub(r"\s+", " ", str(text)).strip().lower()


def read_texts(folder):
    """The chunks of each file, with title and heading; a chunk's id holds its document's in the bits above 24."""
    texts = {}
    with sqlite3.connect(folder / "knowledge" / "knowledge.db") as db:
        for row in db.execute("SELECT document_id, title, heading, text FROM chunk JOIN document"
                              " ON document.id = chunk.id >> 24"):
            texts.setdefault(pathlib.Path(row[0]).name, []).append(plain(" ".join(row[1:])))
    return texts


def measure(truth, texts):
    """Per kind: cells found, cells, words found, words."""
    sums = {}
    for name, (cells, words) in truth.items():
        made = "" if re.match(r"\w+-\d+\.", name) else " (others')"
        got = sums.setdefault(name.rsplit(".", 1)[1] + made, [0, 0, 0, 0])
        every = texts.get(name, [])
        bag = set(re.findall(r"\w+", " ".join(every)))
        wanted = re.findall(r"\w+", plain(" ".join(words)))
        got[0] += sum(any(f"{plain(h)}: {plain(v)}" in t for t in every) for h, v in cells)
        got[1] += len(cells)
        got[2] += sum(word in bag for word in wanted)
        got[3] += len(wanted)
    return sums


def share(a, b):
    return f"{a / b:8.3f}" if b else "       -"


def main(folder, count):
    shutil.rmtree(folder / "corpus", ignore_errors=True)
    shutil.rmtree(folder / "knowledge", ignore_errors=True)
    (folder / "corpus").mkdir()
    python = environment(folder)
    subprocess.run([python, __file__, "--inside", folder, str(count)], check=True)
    truth = json.loads((folder / "truth.json").read_text())
    seconds = ingest(folder)
    print(f"{'':14s}{'cells':>8s}{'goal':>8s}{'words':>8s}{'goal':>8s}")
    for kind, (good, cells, kept, words) in sorted(measure(truth, read_texts(folder)).items()):
        goal = GOALS[kind.split()[0]]
        print(f"{kind:14s}{share(good, cells)}{goal:8.2f}{share(kept, words)}{WORDS_GOAL if words else '':>8}")
    if python == sys.executable:
        print("markitdown's time is not measured: PyPI is unreachable")
        return
    done = subprocess.run([python, __file__, "--markitdown", folder], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        theirs = float(done.stdout)
        print(f"CPU {seconds:.1f} s with chunks and index, markitdown {theirs:.1f} s: {seconds / theirs:.2f}"
              f" (goal {CPU_GOAL})")
    else:
        print(f"markitdown failed: {done.stderr.splitlines()[-1]}")


if __name__ == "__main__":
    args = sys.argv[1:]
    if args[:1] == ["--inside"]:
        inside(pathlib.Path(args[1]), int(args[2]))
    elif args[:1] == ["--markitdown"]:
        markitdown(pathlib.Path(args[1]))
    else:
        per_kind = int(args[args.index("--per-kind") + 1]) if "--per-kind" in args else 20
        with tempfile.TemporaryDirectory() as scratch:
            place = pathlib.Path(args[args.index("--folder") + 1] if "--folder" in args else scratch)
            place.mkdir(exist_ok=True)
            main(place, per_kind)
