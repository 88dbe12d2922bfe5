"""PDFs by their layout: what stands where on the page is found as a reader understands it."""
import hashlib
import json
import os
import shutil
import subprocess

import pytest

from documents import SHARED, Documents

PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


class Knowledge(Documents):
    def read(self, pages, status=0):
        """Writes a document of these pages, reads it, and gives (heading, text) of each chunk."""
        pages.write(self.docs / "uji.pdf")
        self.ingest(status=status)
        return self.chunks()

    def read_text(self, pages):
        return "\n".join(text for _, text in self.read(pages))


@pytest.fixture
def knowledge(tmp_path):
    """A folder for documents, and what comes of it."""
    return Knowledge(tmp_path, OCR="off")


def rc4(key, data):
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


class Pages:
    """Writes a PDF in Courier, of which each character is .6 of the size wide; y counts down from the top."""

    def __init__(self):
        self.streams, self.drawn = [], None
        self.page()

    def page(self):
        self.streams.append("")
        return self

    def text(self, x, y, text, size=10, bold=False):
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self.streams[-1] += f"BT /F{2 if bold else 1} {size} Tf {x} {842 - y} Td ({escaped}) Tj ET\n"
        return self

    def lines(self, x, y, texts, pitch=13, **look):
        for i, text in enumerate(texts):
            self.text(x, y + pitch * i, text, **look)
        return self

    def line(self, x0, y0, x1, y1):
        self.streams[-1] += f"{x0} {842 - y0} m {x1} {842 - y1} l S\n"
        return self

    def table(self, x, y, widths, rows, height=18, bold=1, merged=()):
        """Rows of cells with lines around them; merged cells are (row, column, rows, columns)."""
        covered = {(r + i, c + k): (r, c) for r, c, down, along in merged for i in range(down) for k in range(along)}
        edges = [x + sum(widths[:i]) for i in range(len(widths) + 1)]
        for r in range(len(rows) + 1):
            for c in range(len(widths)):
                if r in (0, len(rows)) or covered.get((r - 1, c), (r - 1, c)) != covered.get((r, c), (r, c)):
                    self.line(edges[c], y + r * height, edges[c + 1], y + r * height)
        for c in range(len(widths) + 1):
            for r in range(len(rows)):
                if c in (0, len(widths)) or covered.get((r, c - 1), (r, c - 1)) != covered.get((r, c), (r, c)):
                    self.line(edges[c], y + r * height, edges[c], y + (r + 1) * height)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                self.text(edges[c] + 3, y + r * height + 12, cell, bold=r < bold)
        return self

    def picture(self, path):
        """What was written so far, as a picture in place of it; needs mutool."""
        self.write(path)
        drawn = subprocess.run(["mutool", "draw", "-q", "-F", "pgm", "-r", "150", "-o", "-", str(path), "1"],
                               capture_output=True, check=True).stdout
        size, _, points = drawn.split(b"\n", 1)[1].split(b"\n", 2)
        self.drawn = size.decode(), points.hex()
        self.streams = ["q 595 0 0 842 0 0 cm /Im Do Q\n"]
        return self

    def write(self, path, password=None):
        objects = ["<</Type/Catalog/Pages 2 0 R>>", None, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
                   "<</Type/Font/Subtype/Type1/BaseFont/Courier-Bold>>"]
        kids, trailer, pictures = [], "", ""
        if self.drawn:
            width, height = self.drawn[0].split()
            objects.append("<</Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8"
                           f"/Filter/ASCIIHexDecode/Width {width}/Height {height}/Length {len(self.drawn[1])}>>"
                           f"stream\n{self.drawn[1]}\nendstream")
            pictures = f"/XObject<</Im {len(objects)} 0 R>>"
        for stream in self.streams:
            objects.append(f"<</Length {len(stream)}>>stream\n{stream}endstream")
            objects.append("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
                           f"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>{pictures}>>"
                           f"/Contents {len(objects)} 0 R>>")
            kids.append(f"{len(objects)} 0 R")
        objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
        if password:  # RC4 of 40 bits (ISO 32000-1, 7.6.3)
            padded = (password.encode() + PAD)[:32]
            owner = rc4(hashlib.md5(padded).digest()[:5], padded)
            key = hashlib.md5(padded + owner + bytes([252, 255, 255, 255]) + b"uji").digest()[:5]
            objects.append(f"<</Filter/Standard/V 1/R 2/P -4/O<{owner.hex()}>/U<{rc4(key, PAD).hex()}>>>")
            trailer = f"/Encrypt {len(objects)} 0 R/ID[<{b'uji'.hex()}><{b'uji'.hex()}>]"
        out, offsets = "%PDF-1.4\n", []
        for i, body in enumerate(objects):
            offsets.append(len(out))
            out += f"{i + 1} 0 obj{body}endobj\n"
        places = "".join(f"{at:010d} 00000 n \n" for at in offsets)
        out += (f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{places}"
                f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(out)}\n%%EOF\n")
        path.write_text(out, encoding="latin-1")


def test_a_ruled_table(knowledge):
    chunks = knowledge.read(
        Pages().text(60, 60, "Biaya Kuliah", 18)
        .text(60, 95, "Tabel 2 Biaya pendidikan").text(60, 108, "(dalam ribuan rupiah)")
        .table(60, 115, (120, 80, 80, 80), [
            ["Program Studi", "Per semester", "", "Beasiswa"], ["", "Reguler", "Mandiri", ""],
            ["Fisika", "7.500", "12.000", "v"], ["Teknik Sipil", "8.250", "15.000", ""],
            ["Kimia", "7.000", "11.500", "v"],
        ], bold=2, merged=[(0, 0, 2, 1), (0, 1, 1, 2), (0, 3, 2, 1)]))
    row = next((h, t) for h, t in chunks if "Teknik Sipil" in t and "|" not in t)
    assert row[1] == "Program Studi: Teknik Sipil; Per semester Reguler: 8.250; Per semester Mandiri: 15.000"
    assert "Tabel 2 Biaya pendidikan (dalam ribuan rupiah)" in row[0]
    assert any("Fisika" in t and t.endswith("Beasiswa: ya") for _, t in chunks)


def test_a_table_over_two_pages(knowledge):
    names = ["Kode", "Mata kuliah", "SKS"]
    pages = Pages().table(60, 700, (60, 200, 60), [names, ["FI1101", "Fisika Dasar", "4"]]).page()
    pages.table(60, 60, (60, 200, 60), [names, ["MA1101", "Matematika", "3"]]).page()
    pages.table(60, 60, (60, 200, 60), [["KI1101", "Kimia Dasar", "2"], ["KU1101", "Olahraga", "1"]], bold=0)
    text = knowledge.read_text(pages)
    assert "Kode: MA1101; Mata kuliah: Matematika; SKS: 3" in text
    assert "Kode: KI1101; Mata kuliah: Kimia Dasar; SKS: 2" in text
    assert "Kode: Kode" not in text


def test_values_one_above_the_other(knowledge):
    """A line is drawn round each faculty only; its programmes stand one above the other."""
    pages = Pages().table(60, 100, (40, 160, 80), [["No", "Fakultas", "Biaya"], ["1", "FTI", ""]], height=60)
    pages.lines(103, 187, ["- Mesin", "- Elektro"]).lines(263, 187, ["18.500", "21.000"])
    text = knowledge.read_text(pages)
    assert "No: 1; Fakultas: FTI - Mesin; Biaya: 18.500" in text
    assert "No: 1; Fakultas: FTI - Elektro; Biaya: 21.000" in text


def test_columns_are_read_one_by_one(knowledge):
    left = ["Mahasiswa yang telah lulus", "semua mata kuliah wajib dan", "memenuhi syarat nilai dapat",
            "mengikuti sidang akhir yang", "diadakan setiap bulan genap."]
    right = ["Pendaftaran wisuda dibuka", "sesudah sidang akhir lulus", "dan semua buku pinjaman dari",
             "perpustakaan dikembalikan ke", "tempatnya masing-masing."]
    pages = Pages().text(60, 60, "Kelulusan dan Wisuda", 16).lines(60, 100, left).lines(310, 100, right)
    pages.text(60, 200, "Keterangan lebih lanjut ada pada laman program studi yang bersangkutan.")
    text = knowledge.read_text(pages)
    assert " ".join(left) in text and " ".join(right) in text
    assert text.index("sidang akhir yang") < text.index("Pendaftaran wisuda") < text.index("Keterangan lebih")


def test_raised_digits(knowledge):
    pages = Pages().text(60, 100, "Biaya pendaftaran Rp 300.000").text(228, 96, "1", 6)
    pages.text(238, 100, "dan luas 20 m")
    text = knowledge.read_text(pages.text(316, 96, "2", 6).text(320, 100, "."))
    assert "Rp 300.000 dan luas 20 m^2." in text


def test_headings_and_what_is_left_out(knowledge):
    pages = Pages().text(60, 80, "DAFTAR ISI", 14)
    pages.lines(60, 110, [f"Bab {n} Hal ke-{n} {'.' * 40} {n + 2}" for n in range(1, 7)])
    for n in range(1, 9):  # a running title on odd pages, another one on even pages
        pages.page().text(60, 40, "Pedoman Akademik Kampus" if n % 2 else f"Universitas Uji | {n}")
        pages.text(60, 100, f"Bab {n} Ketentuan (Umum)", 14, bold=True).lines(60, 130, [
            f"Ketentuan nomor {n} berlaku bagi semua mahasiswa yang terdaftar pada",
            "tahun akademik"]).text(60, 156, "yang sedang berjalan", bold=True)
        pages.text(60, 169, "dan tidak dapat dialihkan kepada orang lain.")
    chunks = knowledge.read(pages)
    everything = "\n".join(h + "\n" + t for h, t in chunks)
    assert "....." not in everything and "DAFTAR ISI" not in everything
    assert "Pedoman Akademik" not in everything and "Universitas Uji" not in everything
    assert "tahun akademik yang sedang berjalan dan tidak dapat" in everything
    assert all("berjalan" not in h for h, _ in chunks) and "Bab 3 Ketentuan (Umum)" in everything


SCANNED = ["Mahasiswa wajib membawa kartu tanda penduduk dan ijazah asli",
           "untuk diserahkan kepada petugas di gedung rektorat",
           "paling lambat pada tanggal sepuluh bulan ini oleh yang bersangkutan."]
MISREAD = ["Mahas1svva wa]ib rnembavva kar+u +anda p3nduduk dn ]jazah as1i",
           "un+uk d]serahkan k3pada pet0gas d] gedunq r3ktorat"]

OTHER = ["Yang tertulis di sini dan tidak di gambar", "adalah untuk para mahasiswa"]


@pytest.mark.skipif(not shutil.which("tesseract") or not shutil.which("mutool"), reason="needs tesseract and mutool")
@pytest.mark.parametrize("layer, ocr, shown, told", [
    ([], "auto", "kepada petugas di gedung", True),
    (MISREAD, "auto", "kepada petugas di gedung", True),
    (MISREAD, "off", "k3pada pet0gas", False),
    (OTHER, "auto", "Yang tertulis di sini", False),
    (OTHER, "force", "kepada petugas di gedung", True),
])
def test_pictures_of_text(knowledge, tmp_path, layer, ocr, shown, told):
    pages = Pages().lines(60, 100, SCANNED, pitch=24, size=12).picture(tmp_path / "halaman.pdf")
    pages.streams[-1] += "3 Tr\n"
    pages.lines(60, 100, layer).write(knowledge.docs / "uji.pdf")
    knowledge.env = dict(knowledge.env, OCR=ocr, OCR_LANGUAGES="eng")
    out = knowledge.run("ingest", knowledge.docs)
    assert shown in " ".join(text for _, text in knowledge.chunks())
    assert ("uji.pdf: read by OCR: page 1" in out) == told


def test_a_protected_file_says_so(knowledge):
    Pages().text(60, 60, "rahasia").write(knowledge.docs / "kunci.pdf", password="sandi")
    assert "kunci.pdf: failed: protected by a password" in knowledge.run("ingest", knowledge.docs, status=1)


@pytest.mark.parametrize("question, shown", [
    ("Berapa SPP peringkat I Sarjana Kedokteran?", "FK - Sarjana Kedokteran; SPP / PERINGKAT I: 300.000"),
    ("Berapa SPP peringkat III Teknik Perminyakan?", "SPP / PERINGKAT III: 36.000"),
    ("BPP tambahan per SKS Sarjana Kedokteran", "TAMBAHAN PER SKS: 350"),
    ("biaya praktikum Teknik Geologi", "BIAYA PRAKTIKUM: 5.000"),
])
def test_the_shared_guide(knowledge, question, shown):
    path = os.path.join(SHARED, "documents", "pmb-tabel.pdf")
    if not os.path.exists(path):
        pytest.skip("no shared documents here")
    knowledge.run("ingest", path)
    first = json.loads(knowledge.run("search", "--json", question))["results"][0]
    assert shown in first["text"] and "(Dalam Ribuan Rupiah)" in first["heading"]
    chunks = "\n".join(text for _, text in knowledge.chunks())
    row = next(line for line in chunks.splitlines() if "Program Studi: Sarjana Kedokteran;" in line)
    assert all(name in row for name in ("USM: ya", "PSSB: ya", "UTBK: ya")) and "Credit Transfer" not in row
    assert "Periode Jan 2023 2: 16 Jan 23; " in chunks


def test_a_table_without_lines(knowledge):
    """Columns are known by their places; a form and the places to sign are none."""
    pages = Pages().text(60, 60, "Biaya", 16).text(60, 90, "Program studi", bold=True)
    pages.text(260, 90, "Biaya (ribuan)", bold=True).text(400, 90, "Daya tampung", bold=True)
    for i, (name, fee, seats) in enumerate([("Fisika", "7.500", "60"), ("Teknik Sipil", "12.500", "120"),
                                            ("Kimia", "8.000", "80")]):
        pages.text(60, 106 + 16 * i, name).text(326 - 6 * len(fee), 106 + 16 * i, fee).text(430, 106 + 16 * i, seats)
    pages.lines(60, 250, ["Nama", "NIM", "Prodi"]).lines(140, 250, [": Ani", ": 13520001", ": Fisika"])
    pages.lines(60, 350, ["Mengetahui,", "Ketua", "Dr. Budi"]).lines(300, 350, ["Bandung,", "Pemohon", "Ani"])
    text = knowledge.read_text(pages)
    assert "Program studi: Teknik Sipil; Biaya (ribuan): 12.500; Daya tampung: 120" in text
    assert "NIM : 13520001" in text and "Ketua Pemohon" in text


def test_a_table_with_coloured_rows(knowledge):
    """Only colour parts the rows; what is wrapped within a cell stays in its row."""
    pages = Pages()
    rows = [("Nama", "Jumlah", "Keterangan", ""),
            ("Unggul", "500.000", "bagi mahasiswa yang aktif", "pada semester akhir"),
            ("Bakti", "300.000", "bagi mahasiswa yang tidak", "mampu membayar"),
            ("Afirmasi", "700.000", "bagi mahasiswa yang berasal", "dari daerah tertinggal")]
    for i, (name, fee, first, second) in enumerate(rows):
        grey = .9 - .1 * (i % 2)
        pages.streams[-1] += f"{grey} g 60 {842 - 130 - 30 * i} 420 30 re f 0 g\n"
        pages.text(64, 118 + 30 * i, name).text(180, 118 + 30 * i, fee)
        pages.text(280, 112 + 30 * i, first).text(280, 124 + 30 * i, second)
    text = knowledge.read_text(pages)
    assert "Nama: Bakti; Jumlah: 300.000; Keterangan: bagi mahasiswa yang tidak mampu membayar" in text
