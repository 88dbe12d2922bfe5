"""Ingestion from the outside; killed at any moment, it leaves the old knowledge in force."""
import http.server
import json
import os
import random
import signal
import sqlite3
import subprocess
import threading
import zipfile

import pytest

BUILD = os.environ.get("ITB_BUILD_DIR", os.getcwd())
PROGRAM = os.path.join(BUILD, "itb-chatbot")


@pytest.fixture
def knowledge(tmp_path):
    """A knowledge folder and a folder of documents, with a way to run the program on them."""

    class Knowledge:
        folder = tmp_path / "knowledge"
        docs = tmp_path / "docs"
        env = {
            "PATH": os.environ["PATH"],
            "ITB_CHATBOT_CONF": "/dev/null",
            "KNOWLEDGE_DIR": str(folder),
            "DICT_DIR": os.path.join(os.path.dirname(__file__), "..", "..", "share", "dict"),
        }

        def start(self, *args):
            return subprocess.Popen([PROGRAM, *map(str, args)], env=self.env, text=True,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE)

        def run(self, *args, status=0):
            process = self.start(*args)
            out, err = process.communicate()
            assert process.returncode == status, out + err
            return out + err

        def ingest(self, *args, status=0):
            return self.run("ingest", *args, status=status)

        def current(self):
            return os.readlink(self.folder / "current")

        def texts(self):
            with sqlite3.connect(self.folder / "knowledge.db") as db:
                return [row[0] for row in db.execute("SELECT text FROM chunk ORDER BY id")]

    Knowledge.docs.mkdir()
    return Knowledge()


def write_records(path, n, word):
    with open(path, "w", encoding="utf-8") as f:
        for i in range(n):
            text = f"Catatan {i} tentang {word}. " * 12
            f.write(json.dumps({"id": f"c{i}", "title": f"Catatan {i}", "text": text, "source": "uji"}) + "\n")


def test_killed_anywhere_the_old_generation_serves(knowledge):
    records = knowledge.docs / "records.jsonl"
    write_records(records, 4000, "perpustakaan")
    knowledge.ingest(knowledge.docs)
    before = knowledge.current()
    assert "Catatan" in knowledge.run("search", "catatan perpustakaan")

    write_records(records, 4000, "laboratorium")
    lines = random.Random(7)
    landed = 0
    for _ in range(25):
        process = knowledge.start("ingest", knowledge.docs)
        try:
            # moments spread over the whole run, whatever the machine's speed
            process.wait(timeout=lines.uniform(0, 0.6))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        target = knowledge.folder / knowledge.current()
        assert (target / "manifest.json").exists()
        if knowledge.current() != before:
            landed += 1
            before = knowledge.current()
            write_records(records, 4000, f"laboratorium {landed}")
        assert "Catatan" in knowledge.run("search", "catatan")
    knowledge.ingest(knowledge.docs)
    assert f"laboratorium {landed}" in knowledge.texts()[0] or landed == 0
    left = os.listdir(knowledge.folder / "generations")
    assert not [name for name in left if name.startswith(".")]


def test_one_of_many_changed(knowledge):
    records = knowledge.docs / "records.jsonl"
    write_records(records, 10000, "asrama")
    knowledge.ingest(knowledge.docs)
    lines = records.read_text(encoding="utf-8").splitlines()
    changed = json.loads(lines[5000])
    changed["text"] = "Asrama dibuka pukul tujuh."
    lines[5000] = json.dumps(changed)
    records.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = knowledge.ingest()  # no path: all known sources
    assert "0 new, 1 changed, 9999 unchanged, 0 removed, 0 failed" in out


def test_a_second_ingest_is_refused_while_one_runs(knowledge):
    write_records(knowledge.docs / "records.jsonl", 20000, "kantin")
    first = knowledge.start("ingest", knowledge.docs)
    while not (knowledge.folder / "knowledge.db").exists():
        assert first.poll() is None
    out = knowledge.ingest(knowledge.docs, status=1)
    assert "another process" in out
    first.communicate()
    assert first.returncode == 0


def test_rollback(knowledge):
    (knowledge.docs / "a.md").write_text("# Jam buka\n\nPerpustakaan buka pukul delapan.\n")
    knowledge.ingest(knowledge.docs)
    first = knowledge.current()
    (knowledge.docs / "a.md").write_text("# Jam buka\n\nPerpustakaan buka pukul sembilan.\n")
    knowledge.ingest()
    assert knowledge.current() != first
    assert "sembilan" in knowledge.run("search", "perpustakaan buka")
    knowledge.run("knowledge", "rollback")
    assert knowledge.current() == first
    assert "delapan" in knowledge.run("search", "perpustakaan buka")
    assert knowledge.run("knowledge", "list").splitlines()[1].startswith("* ")
    knowledge.run("knowledge", "rollback", status=1)
    # it is held: a sync reads, and changes nothing
    (knowledge.docs / "b.md").write_text("# Kantin\n\nKantin buka pukul tujuh.\n")
    assert "knowledge release" in knowledge.ingest()
    assert knowledge.current() == first and "\theld" in knowledge.run("knowledge", "list")
    knowledge.run("knowledge", "release")
    assert "held" not in knowledge.run("knowledge", "list")
    knowledge.ingest()
    assert "sembilan" in knowledge.run("search", "perpustakaan buka")
    assert "tujuh" in knowledge.run("search", "kantin buka")
    second = knowledge.current()
    knowledge.run("knowledge", "hold")
    (knowledge.docs / "a.md").write_text("# Jam buka\n\nPerpustakaan buka pukul sepuluh.\n")
    knowledge.ingest()
    assert knowledge.current() == second


def test_a_folder_that_is_not_mounted_removes_nothing(knowledge):
    for i in range(3):
        (knowledge.docs / f"{i}.md").write_text(f"# Ruang {i}\n\nRuang {i} dipakai untuk rapat.\n")
    knowledge.ingest(knowledge.docs)
    first = knowledge.current()
    away = knowledge.docs.rename(knowledge.docs.with_name("away"))
    knowledge.docs.mkdir()
    out = knowledge.ingest(status=75)
    assert f"{knowledge.docs}: 3 of its 3 documents are gone" in out and "--allow-removal" in out
    assert knowledge.ingest("--dry-run", status=75)
    assert knowledge.current() == first and "Ruang 1" in knowledge.run("search", "ruang rapat")
    knowledge.docs.rmdir()
    away.rename(knowledge.docs)
    assert "3 unchanged, 0 removed" in knowledge.ingest()
    for file in knowledge.docs.iterdir():
        file.unlink()
    assert "3 removed" in knowledge.ingest("--allow-removal")


@pytest.mark.parametrize("gone,most,status", [(10, 20, 0), (11, 20, 75), (11, 30, 0), (40, 100, 75)])
def test_many_documents_do_not_go_unasked(knowledge, gone, most, status):
    knowledge.env = knowledge.env | {"SYNC_REMOVE_MAX": str(most)}
    write_records(knowledge.docs / "records.jsonl", 40, "gudang")
    knowledge.ingest(knowledge.docs)
    if gone < 40:
        write_records(knowledge.docs / "records.jsonl", 40 - gone, "gudang")
    else:
        (knowledge.docs / "records.jsonl").unlink()
    out = knowledge.ingest(status=status)
    assert f"{gone} of its 40" in out if status else f"{40 - gone} unchanged, {gone} removed" in out


def test_exit_codes(knowledge):
    assert "no source" in knowledge.ingest(status=64)
    knowledge.ingest("--nonsense", status=64)
    knowledge.ingest("--remove", status=64)
    (knowledge.docs / "a.txt").write_text("Baik.")
    (knowledge.docs / "b.pdf").write_text("bukan PDF")
    out = knowledge.ingest(knowledge.docs, status=1)
    assert "b.pdf: failed" in out and "1 new" in out
    assert "docs/a.txt\t1\ta\t" in knowledge.ingest("--list")


def sheet_xlsx(path, rows, dates="mm-dd-yy"):
    """A workbook with one sheet, its cells as they would be stored; declares a thousand empty rows."""
    def cell(value):
        if isinstance(value, (int, float)):
            return f"<c><v>{value!r}</v></c>"
        if isinstance(value, tuple):  # a date: its serial number, in the style 1
            return f'<c s="1"><v>{value[0]}</v></c>'
        return f'<c t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'

    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    body = "".join(f'<row r="{i + 1}">' + "".join(cell(v) for v in row) + "</row>" for i, row in enumerate(rows))
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("[Content_Types].xml",
                   '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                   '<Default Extension="xml" ContentType="application/xml"/>'
                   '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                   f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
                   f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
                   f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>')
        z.writestr("_rels/.rels",
                   '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/_rels/workbook.xml.rels",
                   '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   f'<Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/>'
                   f'<Relationship Id="r2" Type="{rel}/styles" Target="styles.xml"/></Relationships>')
        z.writestr("xl/workbook.xml",
                   f'<workbook {main} xmlns:r="{rel}"><sheets>'
                   '<sheet name="Biaya Kuliah" sheetId="1" r:id="r1"/></sheets></workbook>')
        z.writestr("xl/styles.xml",
                   f'<styleSheet {main}><numFmts count="1"><numFmt numFmtId="170" formatCode="{dates}"/></numFmts>'
                   '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>')
        z.writestr("xl/worksheets/sheet1.xml",
                   f'<worksheet {main}><dimension ref="A1:Z1000"/><sheetData>{body}</sheetData></worksheet>')


def test_a_spreadsheet(knowledge):
    sheet_xlsx(knowledge.docs / "biaya.xlsx", [
        ["Keterangan: berlaku untuk semua angkatan"],
        ["Prodi", "Biaya", "Batas bayar", "Catatan"],
        ["Fisika", 94.0, (45478,), "baris satu\nbaris dua"],
        ["Kimia", 0.30000000000000004, (45479,), ""],
    ])
    knowledge.ingest(knowledge.docs)
    texts = knowledge.texts()
    assert "Keterangan: berlaku untuk semua angkatan" in texts
    assert "Prodi: Fisika; Biaya: 94; Batas bayar: 2024-07-05; Catatan: baris satu baris dua" in texts
    assert "Prodi: Kimia; Biaya: 0.3; Batas bayar: 2024-07-06" in texts
    assert texts[-1].startswith("Prodi | Biaya | Batas bayar | Catatan\n")
    assert len(texts) == 4


def test_minutes_of_a_spreadsheet(knowledge):
    """13:45 stored as a fraction of a day is slightly less than 13:45."""
    sheet_xlsx(knowledge.docs / "ujian.xlsx", [["Ujian", "Waktu"], ["Fisika", (45886.57291666666,)]],
               "dd/mm/yyyy hh:mm")
    knowledge.ingest(knowledge.docs)
    assert "Ujian: Fisika; Waktu: 2025-08-17 13:45" in knowledge.texts()


def test_a_word_file(knowledge):
    """How Word's title, a list and a caption are read."""
    main = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def p(text, style=""):
        return f"<w:p><w:pPr>{style}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"

    def row(*cells):
        return "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{p(c)}</w:tc>" for c in cells) + "</w:tr>"

    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = (p("Pedoman Cuti", '<w:pStyle w:val="Title"/>') + p("Syarat", '<w:pStyle w:val="Heading1"/>')
            + p("Aktif.", item) + p("Lunas.", item) + p("Tabel 1 Batas waktu")
            + '<w:tbl><w:tblPr><w:tblLook w:val="04A0" w:firstRow="1"/></w:tblPr>'
            + '<w:tblGrid><w:gridCol w:w="90"/><w:gridCol w:w="90"/></w:tblGrid>'
            + row("Jenis", "Batas") + row("Cuti", "Minggu keempat") + "</w:tbl>")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    with zipfile.ZipFile(knowledge.docs / "cuti.docx", "w") as z:
        z.writestr("[Content_Types].xml",
                   '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                   '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                   f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
                   f'<Override PartName="/word/styles.xml" ContentType="{kind}.styles+xml"/>'
                   f'<Override PartName="/word/numbering.xml" ContentType="{kind}.numbering+xml"/></Types>')
        z.writestr("_rels/.rels",
                   '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="word/document.xml"/></Relationships>')
        z.writestr("word/_rels/document.xml.rels",
                   '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   f'<Relationship Id="r1" Type="{rel}/styles" Target="styles.xml"/>'
                   f'<Relationship Id="r2" Type="{rel}/numbering" Target="numbering.xml"/></Relationships>')
        z.writestr("word/styles.xml", f"<w:styles {main}>" + "".join(
            f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{n}"/></w:style>'
            for i, n in (("Title", "Title"), ("Heading1", "heading 1"))) + "</w:styles>")
        z.writestr("word/numbering.xml",
                   f'<w:numbering {main}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
                   '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
                   '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>')
        z.writestr("word/document.xml", f"<w:document {main}><w:body>{body}</w:body></w:document>")
    knowledge.ingest(knowledge.docs)
    assert "1. Aktif.\n2. Lunas.\nTabel 1 Batas waktu" in "\n".join(knowledge.texts())
    with sqlite3.connect(knowledge.folder / "knowledge.db") as db:
        assert db.execute("SELECT title FROM document").fetchone() == ("Pedoman Cuti",)
        assert db.execute("SELECT heading FROM chunk WHERE text = 'Jenis: Cuti; Batas: Minggu keempat'").fetchone() \
            == ("Syarat > Tabel 1 Batas waktu",)


def test_an_opendocument_text(knowledge):
    """Merged cells and continued lists are read; comments, deleted text and the table of contents are not."""
    spaces = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("fo", "xsl-fo-compatible")))

    def cell(text, **spans):
        marks = "".join(f' table:number-{k}-spanned="{v}"' for k, v in spans.items())
        return f"<table:table-cell{marks}><text:p>{text}</text:p></table:table-cell>"

    def items(*texts, more=""):
        return f'<text:list text:style-name="L1"{more}>' + "".join(
            f"<text:list-item><text:p>{t}</text:p></text:list-item>" for t in texts) + "</text:list>"

    covered = "<table:covered-table-cell/>"
    table = "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in (
        cell("Fakultas", rows=2) + cell("Biaya", columns=2) + covered, covered + cell("Ganjil") + cell("Genap"),
        cell("FTI", rows=2) + cell("5 juta") + cell("6 juta"), covered + cell("7 juta") + cell("8 juta"),
        cell("FMIPA", columns=2) + covered + cell("9 juta"))) + "</table:table>"
    with zipfile.ZipFile(knowledge.docs / "biaya.odt", "w") as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        z.writestr("styles.xml", f"<office:document-styles {spaces}/>")
        z.writestr("content.xml", f"""<office:document-content {spaces}>
<office:automatic-styles>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="P2" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="a"/></text:list-style>
</office:automatic-styles>
<office:body><office:text>
<text:tracked-changes><text:changed-region><text:p>terhapus</text:p></text:changed-region></text:tracked-changes>
<text:p text:style-name="P1">Pedoman Biaya</text:p>
<text:table-of-content><text:p>Ketentuan 1</text:p></text:table-of-content>
<text:h text:outline-level="2">Ketentuan</text:h>
{items("A &amp; B<office:annotation><text:p>komentar</text:p></office:annotation>", "Kedua")}
<text:p>Di<text:s/>antara<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>lihat
lampiran</text:p></text:note-body></text:note>.</text:p>
{items("Ketiga", more=' text:continue-numbering="true"')}
<text:p text:style-name="P2">Besaran</text:p>
{table}
</office:text></office:body></office:document-content>""")
    knowledge.ingest(knowledge.docs)
    with sqlite3.connect(knowledge.folder / "knowledge.db") as db:
        assert db.execute("SELECT title FROM document").fetchone() == ("Pedoman Biaya",)
        chunks = db.execute("SELECT heading, text FROM chunk ORDER BY id").fetchall()
    assert chunks[0] == ("Ketentuan", "a. A & B\nb. Kedua\nDi antara (lihat lampiran).\nc. Ketiga")
    assert [text for heading, text in chunks if heading == "Ketentuan > Besaran"][:3] == [
        "Fakultas: FTI; Biaya Ganjil: 5 juta; Biaya Genap: 6 juta",
        "Fakultas: FTI; Biaya Ganjil: 7 juta; Biaya Genap: 8 juta",
        "Fakultas: FMIPA; Biaya Ganjil: FMIPA; Biaya Genap: 9 juta"]


def test_slides(knowledge):
    """Speaker notes are read, a hidden slide isn't, and a slide without a title is not put under another's."""
    names = ('xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
             'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"')
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def shape(text, kind=""):
        ph = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>' if kind else ""
        return f"<p:sp>{ph}<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"

    def slide(element, *shapes):
        tree = f"<p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld>"
        return f"<p:{element} {names}>{tree}</p:{element.split()[0]}>"

    long = "Kalimat isi salindia ini. " * 15
    with zipfile.ZipFile(knowledge.docs / "orientasi.pptx", "w") as z:
        z.writestr("ppt/slides/slide1.xml", slide("sld", shape("Parkir", "title"), shape(long)))
        z.writestr("ppt/slides/slide2.xml", slide("sld", shape(long)))
        z.writestr("ppt/slides/slide3.xml", slide('sld show="0"', shape("Sembunyi")))
        z.writestr("ppt/slides/_rels/slide1.xml.rels",
                   '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   f'<Relationship Id="r1" Type="{rel}/notesSlide" Target="../notesSlides/notesSlide7.xml"/>'
                   '</Relationships>')
        z.writestr("ppt/notesSlides/notesSlide7.xml",
                   slide("notes", shape("7", "sldNum"), shape("Hanya 200 kendaraan.", "body")))
    knowledge.ingest(knowledge.docs)
    texts = knowledge.texts()
    assert texts[0].endswith("\nHanya 200 kendaraan.")
    assert "Sembunyi" not in "\n".join(texts)
    with sqlite3.connect(knowledge.folder / "knowledge.db") as db:
        assert db.execute("SELECT heading, page FROM chunk").fetchall() == [("Parkir", 1), ("Slide 2", 2)]


def pdf(path, pages):
    """A PDF of Helvetica lines: pages of (x, y, size, text); an empty page has no text layer."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", None, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for lines in pages:
        stream = "".join(f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n" for x, y, size, text in lines)
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}endstream")
        objects.append("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
                       f"/Contents {len(objects)} 0 R>>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    out, offsets = "%PDF-1.4\n", []
    for i, body in enumerate(objects):
        offsets.append(len(out))
        out += f"{i + 1} 0 obj{body}endobj\n"
    table = "".join(f"{at:010d} 00000 n \n" for at in offsets)
    out += (f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n")
    path.write_text(out, encoding="latin-1")


def test_a_pdf(knowledge):
    def page(number, lines):
        edge = [(72, 800, 9, "Buku Panduan Mahasiswa"), (290, 30, 9, str(number))]
        return edge + [(72, 740 - 15 * i, size, text) for i, (size, text) in enumerate(lines)]

    pdf(knowledge.docs / "panduan.pdf", [
        page(1, [(18, "Panduan Asrama"), (11, "Asrama dibuka bagi mahasiswa baru yang mematuhi norma-"),
                 (11, "norma yang berlaku dan menyelesaikan pendaf-"), (11, "taran tepat waktu.")]),
        page(2, [(14, "Syarat"), (11, "1. Membawa kartu mahasiswa."), (11, "2. Membayar biaya"),
                 (11, "satu semester.")]),
        [],
        page(4, [(14, "Denda"), (11, "Keterlambatan dikenai denda sesuai pendaftaran.")]),
    ])
    knowledge.env = dict(knowledge.env, OCR="off")
    out = knowledge.ingest(knowledge.docs)
    assert "panduan.pdf: no text on page 3" in out
    text = "\n".join(knowledge.texts())
    assert "norma-norma yang berlaku dan menyelesaikan pendaftaran tepat waktu." in text
    assert "1. Membawa kartu mahasiswa.\n2. Membayar biaya satu semester." in text
    assert "Buku Panduan" not in text
    with sqlite3.connect(knowledge.folder / "knowledge.db") as db:
        assert db.execute("SELECT title FROM document").fetchone()[0] == "Panduan Asrama"
        assert db.execute("SELECT page FROM chunk WHERE text LIKE '%dikenai denda%'").fetchone() == (4,)


def test_a_regulation_in_pdf(knowledge):
    """Chapters on every page's top, their titles in plain letters, and a table."""
    pdf(knowledge.docs / "aturan.pdf", [[
        (72, 810, 9, "Salinan"), (72, 770, 16, f"Buku {n}"), (250, 740, 11, f"BAB {r}"), (230, 725, 11, f"HAK {r}"),
        (250, 700, 11, f"Pasal {n}"), (72, 680, 11, f"Mahasiswa golongan {r} wajib hadir."),
        (72, 640, 11, "Prodi"), (300, 640, 11, "Kuota"), (72, 625, 11, "Fisika"), (300, 625, 11, f"{n}0 orang"),
    ] for n, r in ((1, "I"), (2, "II"), (3, "III"))])
    knowledge.ingest(knowledge.docs)
    text = "\n".join(knowledge.texts())
    assert "Salinan" not in text
    assert "Prodi Kuota\nFisika 20 orang" in text
    with sqlite3.connect(knowledge.folder / "knowledge.db") as db:
        headings = [row[0] for row in db.execute("SELECT heading || char(10) || text FROM chunk")]
    assert any("Buku 2" in h and "BAB II HAK II" in h and "Pasal 2" in h for h in headings), headings


@pytest.fixture
def embeddings():
    """A server of embeddings that counts the texts it is given, and can be made to fail."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
            if self.server.failing:
                self.send_error(401)
                return
            self.server.texts += texts
            data = [{"index": i, "embedding": [1 + hash(t) % 7] + [len(t)] * 7} for i, t in enumerate(texts)]
            body = json.dumps({"data": data}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.failing, server.texts = False, []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_vectors_are_made_once(knowledge, embeddings):
    def manifest():
        return json.loads((knowledge.folder / "current" / "manifest.json").read_text())

    def documents():  # the rest are questions that calibrate: pieces of their sentences
        return [text for text in embeddings.texts if "\n" in text]

    knowledge.env = dict(knowledge.env, EMBEDDING_URL=f"http://127.0.0.1:{embeddings.server_port}/v1",
                         EMBEDDING_MODEL="uji", EMBEDDING_BATCH="7")
    for i in range(20):
        (knowledge.docs / f"d{i:02}.txt").write_text(f"Dokumen nomor {i} tentang beasiswa.")
    knowledge.ingest(knowledge.docs)
    assert len(documents()) == 20
    assert (manifest()["dimension"], manifest()["embedding_model"]) == (8, "uji")

    (knowledge.docs / "d03.txt").write_text("Dokumen yang baru.")
    knowledge.ingest()
    assert len(documents()) == 21 and "Dokumen yang baru." in documents()[-1]

    embeddings.failing = True  # passages are found by their words; the vectors come later
    (knowledge.docs / "d04.txt").write_text("Dokumen tentang asrama.")
    out = knowledge.ingest(status=1)
    assert "vectors: failed" in out and "401" in out
    assert "asrama" in knowledge.run("search", "asrama")
    embeddings.failing = False
    knowledge.ingest()
    assert len(documents()) == 22
    assert "as before" in knowledge.ingest()

    knowledge.env["EMBEDDING_MODEL"] = "lain"  # with another model all vectors are made again
    knowledge.ingest()
    assert len(documents()) == 42 and manifest()["embedding_model"] == "lain"
