"""Office documents as people wrote them: what a reader sees is what is found."""
import sqlite3
import zipfile

import pytest

from documents import Documents

OFFICE = "http://schemas.openxmlformats.org"
STRICT = "http://purl.oclc.org/ooxml"


@pytest.fixture
def knowledge(tmp_path):
    return Documents(tmp_path)


def relationships(base):
    return f"{OFFICE}/officeDocument/2006/relationships" if base == OFFICE else f"{base}/officeDocument/relationships"


def relations(*rows, base=OFFICE):
    kind = relationships(base)
    return (f'<Relationships xmlns="{OFFICE}/package/2006/relationships">'
            + "".join(f'<Relationship Id="{i}" Type="{kind}/{k}" Target="{t}"/>' for i, k, t in rows)
            + "</Relationships>")


def workbook(path, sheets, strings=(), styles="", base=OFFICE):
    """A workbook of sheets (name, state, XML), its parts as Excel names and places them."""
    space = f"{OFFICE}/spreadsheetml/2006/main" if base == OFFICE else f"{base}/spreadsheetml/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("_rels/.rels", relations(("r1", "officeDocument", "/xl/book.xml"), base=base))
        z.writestr("xl/_rels/book.xml.rels", relations(
            ("st", "styles", "styles.xml"), ("ss", "sharedStrings", "/xl/sharedStrings.xml"),
            *((f"s{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(len(sheets))), base=base))
        z.writestr("xl/book.xml", f'<x:workbook xmlns:x="{space}" xmlns:r="{relationships(base)}"><x:sheets>' + "".join(
            f'<x:sheet name="{name}" sheetId="{i + 1}" state="{state}" r:id="s{i}"/>'
            for i, (name, state, _) in enumerate(sheets)) + "</x:sheets></x:workbook>")
        z.writestr("xl/sharedStrings.xml",
                   f'<sst xmlns="{space}">' + "".join(f"<si><t>{s}</t></si>" for s in strings) + "</sst>")
        z.writestr("xl/styles.xml", f'<styleSheet xmlns="{space}">{styles}</styleSheet>')
        for i, (_, _, xml) in enumerate(sheets):
            z.writestr(f"xl/worksheets/sheet{i}.xml", f'<worksheet xmlns="{space}">{xml}</worksheet>')


STYLES = ('<numFmts><numFmt numFmtId="164" formatCode="&quot;Rp&quot;#,##0"/>'
          '<numFmt numFmtId="165" formatCode="d mmmm yyyy"/></numFmts>'
          '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>')
FEES = ('<cols><col min="3" max="3" hidden="1"/></cols><sheetData>'
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>'
        '<c r="D1" t="s"><v>3</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>4</v></c><c r="B2" s="1"><f>1+1</f><v>7500000</v></c>'
        '<c r="C2"><v>3273</v></c><c r="D2" s="2"><v>45886</v></c></row>'
        '<row r="3" hidden="1"><c r="A3" t="s"><v>5</v></c></row></sheetData>')
WORDS = ("Prodi", "Biaya", "NIK", "Batas", "Fisika", "Rahasia")


@pytest.mark.parametrize("base", [OFFICE, STRICT])
def test_a_workbook_as_it_is_shown(knowledge, base):
    sheets = [("Biaya", "visible", FEES), ("Gaji", "hidden", FEES), ("Kunci", "veryHidden", FEES)]
    workbook(knowledge.docs / "biaya.xlsx", sheets, WORDS, STYLES, base)
    out = knowledge.ingest()
    assert "biaya.xlsx: hidden, left out: 2 sheets, 1 row, 1 column" in out
    assert knowledge.chunks() == [("Biaya", "Prodi: Fisika; Biaya: Rp7.500.000; Batas: 17 Agustus 2025")]


def test_a_workbook_that_inflates_is_refused(knowledge):
    workbook(knowledge.docs / "bom.xlsx", [("A", "visible", "<sheetData>" + "<row/>" * 12_000_000 + "</sheetData>")])
    assert (knowledge.docs / "bom.xlsx").stat().st_size < 1 << 20
    assert "bom.xlsx: failed" in knowledge.ingest(status=1, EXTRACT_MEMORY_MB="64")


def test_a_protected_file_says_so(knowledge):
    (knowledge.docs / "kunci.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    assert "protected by a password" in knowledge.ingest(status=1)


def test_the_shared_workbook(knowledge):
    knowledge.take_shared("documents", "format.xlsx")
    out = knowledge.ingest()
    assert "hidden, left out: 1 row, 1 column" in out
    texts = "\n".join(knowledge.texts())
    for shown in ("Kode: 007; Nama: Dasar A; Persen: 12,5%; Biaya: Rp 7.500.000; Jam: 07:30; Mulai: 17 Agustus 2025",
                  "Lembur: 27:30", "Tanggal: 06 Oktober 2025", "Nilai: 3,50",
                  "Akuntansi: Rp 1.500.000,00; Negatif: (2.500)"):
        assert shown in texts
    assert "Tersembunyi" not in texts and "NIK" not in texts


def word(path, body, styles="", numbering="", footnotes="", base=OFFICE):
    """A Word document, its parts as Word names and places them."""
    space = f"{OFFICE}/wordprocessingml/2006/main" if base == OFFICE else f"{base}/wordprocessingml/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("_rels/.rels", relations(("r1", "officeDocument", "word/document.xml"), base=base))
        z.writestr("word/_rels/document.xml.rels", relations(
            *((k, k, f"{k}.xml") for k in ("styles", "numbering", "footnotes")), base=base))
        z.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
        for name, xml in (("styles", styles), ("numbering", numbering), ("footnotes", footnotes)):
            z.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{space}">{xml}</w:{name}>')


ARTICLES = ('<w:p><w:pPr><w:pStyle w:val="Bab"/></w:pPr><w:r><w:t>Biaya</w:t></w:r></w:p>'
            '<w:p><w:pPr><w:pStyle w:val="Pasal"/></w:pPr></w:p>'
            '<w:p><w:r><w:t>Biaya pendaftaran Rp 300.000</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
            '<w:r><w:t> dibayar sekali.</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="Pasal"/></w:pPr></w:p>'
            '<w:p><w:r><w:t>Keterlambatan didenda.</w:t></w:r></w:p>')
ARTICLE_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{name}"/><w:pPr><w:outlineLvl w:val="{level}"/>'
    f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    for i, name, level in (("Bab", "Bab Peraturan", 0), ("Pasal", "Pasal Peraturan", 1)))
ARTICLE_NUMBERS = ('<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/>'
                   '<w:lvlText w:val="BAB %1"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/>'
                   '<w:lvlText w:val="Pasal %2"/></w:lvl></w:abstractNum>'
                   '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>')
NOTE = '<w:footnote w:id="2"><w:p><w:r><w:t>Tidak kembali.</w:t></w:r></w:p></w:footnote>'


@pytest.mark.parametrize("base", [OFFICE, STRICT])
def test_numbered_articles_of_a_word_document(knowledge, base):
    word(knowledge.docs / "aturan.docx", ARTICLES, ARTICLE_STYLES, ARTICLE_NUMBERS, NOTE, base)
    knowledge.ingest()
    text = "Pasal 1\nBiaya pendaftaran Rp 300.000 (Tidak kembali.) dibayar sekali.\nPasal 2\nKeterlambatan didenda."
    assert knowledge.texts() == [text]
    with sqlite3.connect(knowledge.folder / "knowledge.db") as db:
        assert db.execute("SELECT title FROM document").fetchone() == ("BAB I Biaya",)


@pytest.mark.parametrize("name, shown", [
    ("fn.docx", ["Rp 300.000 (Tidak dapat dikembalikan.)", "IPK minimum 3,0 (Untuk program sarjana.)"]),
    ("kotak-teks.docx", ["Batas pengumpulan formulir: 15 Agustus 2025 pukul 16.00 WIB."]),
    ("pasal-otomatis.docx", ["BAB I Ketentuan Umum", "Pasal 1\nDalam peraturan ini", "Pasal 2\nMahasiswa wajib"]),
])
def test_shared_word_documents(knowledge, name, shown):
    knowledge.take_shared("documents", name)
    knowledge.ingest()
    text = "\n".join(knowledge.texts())
    for part in shown:
        assert text.count(part) == 1


def test_word_documents_that_inflate(knowledge):
    word(knowledge.docs / "teks.docx", "<w:p><w:r><w:t>" + "A " * 5_300_000 + "</w:t></w:r></w:p>")
    word(knowledge.docs / "baris.docx", "<w:p/>" * 2_000_000)
    out = knowledge.ingest(status=1, EXTRACT_MEMORY_MB="128")
    assert "teks.docx: failed" in out and "baris.docx: failed" in out
