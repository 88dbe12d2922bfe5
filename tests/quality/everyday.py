"""Everyday follow-ups over the sample documents: what students ask next, whatever they asked first.

Every follow-up is asked after every topic; the passage found first should be of one of the topic's documents.
"""
TOPICS = {  # a first question: the documents about it
    "Bagaimana cara mengajukan cuti akademik?": ("08-cuti", "07-aturan", "07-study"),
    "apa itu UKT?": ("09-",),
    "Ada beasiswa apa saja di ITB?": ("10-beasiswa", "09-"),
    "gimana cara pinjam buku di perpustakaan?": ("11-perpustakaan",),
    "di asrama itb ada fasilitas apa?": ("22-asrama",),
    "Apa itu ELPT?": ("13-language",),
    "kapan wisuda diadakan?": ("16-kelulusan",),
    "Apakah ada layanan konseling mahasiswa?": ("21-kesehatan",),
    "cara ganti password akun itb gimana ya": ("14-akun",),
    "What is the undergraduate international class?": ("15-international", "05-admission"),
    "Can I visit the Bosscha observatory?": ("20-bosscha",),
    "What is SNBP?": ("05-",),
}
FOLLOW_UPS = (
    "syaratnya apa?", "kapan batas waktunya?", "berapa biayanya?", "jam bukanya?", "tempatnya di mana?",
    "caranya gimana?", "siapa yang ngurus?", "berapa lama?", "itu wajib ga?", "kalau terlambat gimana?",
    "bisa online?", "harus bayar?", "what are the requirements?", "how much does it cost?", "who should I contact?",
    "is it open to everyone?", "and the deadline?",
)


def pairs():
    for topic, documents in TOPICS.items():
        for follow_up in FOLLOW_UPS:
            yield topic, follow_up, documents
