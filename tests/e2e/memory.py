"""The most memory that responders take, with their children and their files in memory."""
import contextlib
import os
import pathlib
import threading

STEP_S = 0.02


def proportional(pid):
    """Bytes of a process; shared pages are divided among the processes that share them."""
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def children(pid):
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            yield from map(int, (task / "children").read_text().split())


def files_in_memory(pid):
    """inode -> bytes of the files that it holds open."""
    held = {}
    for fd in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            if os.readlink(fd).startswith("/memfd:"):
                info = os.stat(fd)
                held[info.st_ino] = info.st_blocks * 512
    return held


class Peak:
    """with Peak(pids) as peak: …; then peak.all, and .responders, .children, .files at that moment, in bytes."""

    def __init__(self, pids):
        self.pids, self.all, self.responders, self.children, self.files, self.most_children = pids, 0, 0, 0, 0, 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def watch(self):
        while not self.over.wait(STEP_S):
            self.look()

    def look(self):
        own, theirs, files, n = 0, 0, {}, 0
        for pid in self.pids:
            own += proportional(pid)
            files |= files_in_memory(pid)
            for child in children(pid):
                with contextlib.suppress(OSError):  # the process has ended meanwhile
                    theirs += proportional(child)
                    n += 1
        self.most_children = max(self.most_children, n)
        held = sum(files.values())
        if own + theirs + held > self.all:
            self.all, self.responders, self.children, self.files = own + theirs + held, own, theirs, held

    def __str__(self):
        mb = [x >> 20 for x in (self.all, self.responders, self.children, self.files)]
        return "%d MB at most (responders %d, children %d, files in memory %d), %d children" % (*mb, self.most_children)
