"""Documents of the other kinds, what is skipped and why, and the report at the end."""
import email.message
import json
import shutil
import sqlite3
import subprocess
import zipfile

import pytest

from documents import Documents

ODF = " ".join(f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for prefix, name in (
    ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("draw", "drawing"),
    ("presentation", "presentation")))


@pytest.fixture
def knowledge(tmp_path):
    return Documents(tmp_path)


def open_document(path, body, styles=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("content.xml", f"<office:document-content {ODF}><office:automatic-styles>{styles}"
                                  f"</office:automatic-styles><office:body>{body}</office:body>"
                                  "</office:document-content>")


def cells(*texts):
    return "".join(f"<table:table-cell><text:p>{t}</text:p></table:table-cell>" for t in texts)


SHEETS = ('<office:spreadsheet><table:table table:name="Biaya"><table:table-column table:number-columns-repeated="2"/>'
          '<table:table-column table:visibility="collapse"/><table:table-column/><table:table-header-rows>'
          f'<table:table-row>{cells("Prodi", "Biaya", "NIK", "Batas")}</table:table-row></table:table-header-rows>'
          '<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>Fisika</text:p></table:table-cell>'
          f'{cells("Rp7.500.000", "3273", "17 Agustus 2025")}</table:table-row>'
          '<table:table-row><table:covered-table-cell/><table:table-cell office:value="0.125"><text:p>12,5%</text:p>'
          '</table:table-cell><table:table-cell/>'
          '<table:table-cell><text:p>Mei</text:p><office:annotation><text:p>Catatan</text:p></office:annotation>'
          '</table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
          f'<table:table-row table:visibility="filter">{cells("Rahasia", "1", "2", "3")}</table:table-row>'
          '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
          'table:number-columns-repeated="16384"/></table:table-row></table:table>'
          f'<table:table table:name="Gaji" table:style-name="tersembunyi"><table:table-row>{cells("Gaji")}'
          '</table:table-row></table:table></office:spreadsheet>')
HIDDEN_SHEET = ('<style:style style:name="tersembunyi"><style:table-properties table:display="false"/></style:style>')


def test_a_sheet_of_opendocument(knowledge):
    open_document(knowledge.docs / "biaya.ods", SHEETS, HIDDEN_SHEET)
    out = knowledge.ingest()
    assert "biaya.ods: hidden, left out: 1 sheet, 1 row, 1 column" in out
    assert [c for c in knowledge.chunks() if "|" not in c[1]] == [
        ("Biaya", "Prodi: Fisika; Biaya: Rp7.500.000; Batas: 17 Agustus 2025"),
        ("Biaya", "Prodi: Fisika; Biaya: 12,5%; Batas: Mei")]


SLIDES = ('<office:presentation><draw:page><draw:frame presentation:class="subtitle"><draw:text-box><text:p>Dibayar '
          '<text:span>bulan</text:span> Mei.</text:p></draw:text-box></draw:frame><draw:frame '
          'presentation:class="title"><draw:text-box><text:p>Uang kuliah</text:p></draw:text-box></draw:frame>'
          '<draw:frame><table:table><table:table-row>' + cells("Prodi", "UKT") + '</table:table-row><table:table-row>'
          + cells("Kimia", "8 juta") + '</table:table-row></table:table></draw:frame><presentation:notes><draw:frame '
          'presentation:class="page-number"><draw:text-box><text:p>77</text:p></draw:text-box></draw:frame><draw:frame>'
          '<draw:text-box><text:p>Sebut juga cicilan.</text:p></draw:text-box></draw:frame></presentation:notes>'
          '</draw:page><draw:page draw:style-name="diam"><draw:frame><draw:text-box><text:p>Tersembunyi</text:p>'
          '</draw:text-box></draw:frame></draw:page></office:presentation>')
HIDDEN_PAGE = ('<style:style style:name="diam"><style:drawing-page-properties presentation:visibility="hidden"/>'
               '</style:style>')


def test_slides_of_opendocument(knowledge):
    open_document(knowledge.docs / "biaya.odp", SLIDES, HIDDEN_PAGE)
    knowledge.ingest()
    assert knowledge.chunks() == [("Uang kuliah", "Dibayar bulan Mei."), ("Uang kuliah", "Prodi: Kimia; UKT: 8 juta"),
                                  ("Uang kuliah", "Sebut juga cicilan.")]


def message():
    m = email.message.EmailMessage()
    m["Subject"] = "Jadwal wisuda – perubahan"
    m["From"] = "Biro Akademik <biro@kampus.example>"
    m["Date"] = "Mon, 04 Aug 2025 08:00:00 +0700"
    m.set_content("Teks biasa saja.")
    m.add_alternative("<p>Wisuda pindah ke <b>Aula Timur</b> – pukul 8.</p>", subtype="html", charset="utf-8")
    m.add_attachment("Nama,Kursi\nAula,900\n".encode("utf-16"), maintype="text", subtype="csv", filename="kursi é.csv")
    m.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    m.add_attachment(b"x", maintype="application", subtype="x", filename="arsip.msg")
    return m


def test_a_message_with_attachments(knowledge):
    (knowledge.docs / "wisuda.eml").write_bytes(bytes(message()))
    out = knowledge.ingest()
    assert "wisuda.eml: attachment arsip.msg is left out: a message in Outlook's own form" in out
    text = knowledge.text()
    assert "From: Biro Akademik <biro@kampus.example>; Date: Mon, 04 Aug 2025 08:00:00 +0700" in text
    assert "Wisuda pindah ke Aula Timur – pukul 8." in text and "Teks biasa" not in text
    assert ("kursi é.csv", "Nama: Aula; Kursi: 900") in knowledge.chunks()
    with sqlite3.connect(knowledge.folder / "knowledge.db") as db:
        assert db.execute("SELECT title FROM document").fetchone() == ("Jadwal wisuda – perubahan",)


def test_footnotes_of_rich_text(knowledge):
    if not shutil.which("pandoc", path="/usr/local/bin:/usr/bin:/bin"):
        pytest.skip("no pandoc")
    (knowledge.docs / "biaya.rtf").write_text(
        r"{\rtf1\ansi Biaya Rp 300.000{\super\chftn}{\footnote {\super\chftn} Tidak kembali.} dibayar sekali, "
        r"luas 20 m{\super 2}, IPK 3,0{\super 1}.\par}")
    knowledge.ingest()
    assert knowledge.text() == "Biaya Rp 300.000 (Tidak kembali.) dibayar sekali, luas 20 m^2, IPK 3,0."


def test_the_documents_of_a_zip_file(knowledge):
    def write(**texts):
        with zipfile.ZipFile(knowledge.docs / "arsip.zip", "w", zipfile.ZIP_DEFLATED) as z:
            for name, text in texts.items():
                z.writestr(f"map [satu]/{name}é.txt", text)
            z.writestr("-p.md", "# Dua\n\nIsi dua.")
            z.writestr("__MACOSX/._a.txt", "x")
            z.writestr("dalam.zip", b"PK")
            z.writestr("kosong.txt", "")
    write(a="Isi satu.", b="Isi tiga.")
    out = knowledge.ingest()
    assert "documents: 3 new" in out and "a file of many documents within a zip file: unpack it: 1" in out
    assert knowledge.ids() == [f"docs/arsip.zip/{n}" for n in ("-p.md", "map [satu]/aé.txt", "map [satu]/bé.txt")]
    write(a="Isi satu.")
    assert "0 new, 0 changed, 2 unchanged, 1 removed" in knowledge.ingest()
    (knowledge.docs / "arsip.zip").write_bytes(b"PK\3\4 rusak")
    assert "arsip.zip: failed: no zip file" in knowledge.ingest(status=1)
    assert len(knowledge.ids()) == 2


def test_a_member_that_lies_about_its_size(knowledge):
    path = knowledge.docs / "bom.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a.txt", "Isi " * 1_000_000)
        z.writestr("b.txt", "Isi lain.")
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\1\2")
    data[at + 24:at + 28] = (5).to_bytes(4, "little")
    path.write_bytes(data)
    assert "bom.zip/a.txt: failed" in knowledge.ingest(status=1)
    assert knowledge.text() == "Isi lain."


def lock(path):
    """Sets the mark of encryption in all of a zip file's headers."""
    data = bytearray(path.read_bytes())
    for magic, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(magic, at + 1)
    path.write_bytes(data)


def test_protected_files_say_so(knowledge):
    with zipfile.ZipFile(knowledge.docs / "kunci.zip", "w") as z:
        z.writestr("a.txt", "Isi.")
    lock(knowledge.docs / "kunci.zip")
    open_document(knowledge.docs / "kunci.odp", SLIDES)
    lock(knowledge.docs / "kunci.odp")
    with zipfile.ZipFile(knowledge.docs / "kunci.odt", "w") as z:
        z.writestr("content.xml", b"\x93\x11\x80\xffrahasia")
    for kind in ("docx", "pptx"):
        (knowledge.docs / f"kunci.{kind}").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    out = knowledge.ingest(status=1)
    for name in ("kunci.zip/a.txt", "kunci.odp", "kunci.odt", "kunci.docx", "kunci.pptx"):
        assert f"{name}: failed: protected by a password" in out


def test_documents_of_older_office(knowledge):
    if not shutil.which("soffice", path="/usr/local/bin:/usr/bin:/bin"):
        (knowledge.docs / "lama.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(2000))
        (knowledge.docs / "a.txt").write_text("Isi.")
        assert "an older kind of Office: install LibreOffice" in knowledge.ingest()
        return
    html = knowledge.docs / "lama.html"
    html.write_text("<h1>Cuti</h1><p>Cuti diajukan bulan Mei.</p>")
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{knowledge.docs}/.profil", "--convert-to",
                    "doc:MS Word 97", "--outdir", knowledge.docs, html], check=True, capture_output=True)
    html.unlink()
    knowledge.ingest()
    assert "Cuti diajukan bulan Mei." in knowledge.text()


def test_the_report_names_what_was_skipped(knowledge):
    for name in ("surat.msg", "foto.png", "lain.png", "program.bin"):
        (knowledge.docs / name).write_bytes(b"x")
    (knowledge.docs / "a.txt").write_text("Isi.")
    open_document(knowledge.docs / "biaya.ods", SHEETS, HIDDEN_SHEET)
    (knowledge.docs / "rusak.html").write_text("<p " + " ".join(f"a{i}" for i in range(40000)) + ">Isi</p>")
    out = knowledge.ingest("--report", str(knowledge.report), status=1)
    assert "skipped: 4 files\n" in out and "warnings: 1 " in out
    assert "  a picture: make a PDF of it, which is read by OCR: 2\n" in out and "/docs/foto.png\n" in out
    assert "surat.msg" in out and "save it as .eml" in out and "program.bin" in out
    report = json.loads(knowledge.report.read_text())
    assert (report["new"], report["documents"], len(report["skipped"])) == (2, 2, 4)
    assert report["failed"] == [{"file": f"{knowledge.docs}/rusak.html", "reason": "a tag of more than 250 attributes"}]
    assert report["warnings"][0]["file"] == f"{knowledge.docs}/biaya.ods"
    assert report["warnings"][0]["reason"].startswith("hidden, left out:")


def test_links_stay_within_the_folder(knowledge, tmp_path):
    (tmp_path / "rahasia.txt").write_text("Rahasia di luar.")
    (knowledge.docs / "a.txt").write_text("Isi dalam.")
    (knowledge.docs / "luar.txt").symlink_to("../rahasia.txt")
    (knowledge.docs / "dalam.txt").symlink_to("a.txt")
    out = knowledge.ingest()
    assert "a link that leaves the folder: see FOLLOW_LINKS: 1" in out and "luar.txt" in out
    assert knowledge.ids() == ["docs/a.txt", "docs/dalam.txt"]
    knowledge.ingest(FOLLOW_LINKS="yes")
    assert "Rahasia di luar." in knowledge.text()


PAGE = """<html><head><title>{0}</title></head><body><div class=x1><span>Universitas Contoh</span><p>Telusuri laman</p>
<p>Akademik | Riset | Alumni, sejak 1990.</p></div><h1>{0}</h1><h2>Persyaratan</h2><p>Syarat {0} ada dua.</p>
<h2>Kontak</h2><p>Hubungi loket {0}.</p><div class=x2><h3>Ikuti kami</h3><p>Semua hak dilindungi, 2025.</p></div></body>
</html>"""


def test_what_all_pages_of_a_site_repeat_stays_out(knowledge):
    names = ["cuti", "wisuda", "beasiswa", "asrama", "magang", "skripsi"]
    for name in names:
        (knowledge.docs / f"{name}.html").write_text(PAGE.format(name))
    (knowledge.docs / "catatan.txt").write_text("Telusuri laman")
    knowledge.ingest()
    text = knowledge.text()
    assert text.count("Telusuri laman") == 1
    for furniture in ("Universitas Contoh", "Alumni", "Ikuti kami", "Semua hak"):
        assert furniture not in text
    for name in names:
        assert f"Persyaratan\nSyarat {name} ada dua.\nKontak\nHubungi loket {name}." in text
    assert "7 unchanged" in knowledge.ingest()


def test_the_unit_of_a_table_is_part_of_its_title(knowledge):
    rows = "<tr><th>Prodi<th>SPP<tr><td>Fisika<td>300.000</table>"
    (knowledge.docs / "a.html").write_text(f"<h1>Biaya</h1><p>Tabel 2. SPP</p><p>(dalam ribuan rupiah)</p><table>{rows}"
                                           f"<p>(1) Isi (lagi)</p><table>{rows}<p>Isi.</p><p>(dalam dolar)</p>"
                                           f"<table>{rows}")
    knowledge.ingest()
    headings = [heading for heading, text in knowledge.chunks() if text == "Prodi: Fisika; SPP: 300.000"]
    assert [h.split(" > ")[-1] for h in headings] == ["Tabel 2. SPP (dalam ribuan rupiah)", "", "(dalam dolar)"]


def test_the_shared_pages(knowledge):
    for name in ("akordeon.html", "menu.html", "sup.html", "kaki.md"):
        knowledge.take_shared("documents", name)
    knowledge.ingest()
    chunks = knowledge.chunks()
    text = knowledge.text()
    assert ("Bagaimana cara mengajukan cuti akademik?",
            "Ajukan melalui sistem paling lambat dua pekan sebelum semester mulai.") in chunks
    assert "Bagaimana cara mengajukan keringanan?\nAjukan lewat sistem paling lambat 1 Agustus." in text
    for furniture in ("kuki", "Beranda", "Fakultas Hukum", "Rektor melantik", "© 2025"):
        assert furniture not in text
    assert "Biaya pendaftaran Rp 300.000 dan luas 20 m^2. IPK minimum 3,0." in text
    assert "Prodi: Fisika; UKT: 7.500.000" in text.split("\n")
    assert "IPK minimum adalah 3,00 (Untuk program sarjana.) dan usia maksimum 23 (Pada saat mendaftar.)" in text


def test_the_shared_hostile_files(knowledge):
    knowledge.take_shared("hostile", "hidden-text.html")
    knowledge.take_shared("hostile", "docx-11kB-5GB.docx")
    out = knowledge.ingest(status=1, EXTRACT_MEMORY_MB="256")
    assert "docx-11kB-5GB.docx: failed" in out
    assert knowledge.text() == "Biaya parkir adalah seribu rupiah untuk semua mahasiswa baru."
