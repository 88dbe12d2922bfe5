"""A folder of documents, and what `ingest` makes of it, for the tests of readers."""
import os
import sqlite3
import subprocess

import pytest

BUILD = os.environ.get("ITB_BUILD_DIR", os.getcwd())
PROGRAM = os.path.join(BUILD, "itb-chatbot")
SHARED = os.environ.get("ITB_DOCUMENTS", os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared", "data"))


class Documents:
    def __init__(self, folder, **conf):
        self.docs, self.folder, self.report = folder / "docs", folder / "knowledge", folder / "report.json"
        self.env = {"PATH": os.environ["PATH"], "ITB_CHATBOT_CONF": "/dev/null", "KNOWLEDGE_DIR": str(self.folder),
                    "DICT_DIR": os.path.join(os.path.dirname(__file__), "..", "..", "share", "dict"), **conf}
        self.docs.mkdir()

    def run(self, *args, status=0, **conf):
        done = subprocess.run([PROGRAM, *map(str, args)], env=self.env | conf, text=True, capture_output=True,
                              check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def ingest(self, *args, status=0, **conf):
        return self.run("ingest", *args, self.docs, status=status, **conf)

    def rows(self, query):
        with sqlite3.connect(self.folder / "knowledge.db") as db:
            return db.execute(query).fetchall()

    def chunks(self):
        return self.rows("SELECT heading, text FROM chunk ORDER BY id")

    def texts(self):
        return [text for _, text in self.chunks()]

    def text(self):
        return "\n".join(self.texts())

    def ids(self):
        return sorted(row[0] for row in self.rows("SELECT document_id FROM document"))

    def take_shared(self, *path):
        """Copies a file of the shared collection, or skips the test where there is none."""
        path = os.path.join(SHARED, *path)
        if not os.path.exists(path):
            pytest.skip(f"no {path}")
        with open(path, "rb") as f:
            (self.docs / os.path.basename(path)).write_bytes(f.read())
