"""A whole installation for tests: Redis, responders, nginx, Apache.

Sockets and ports are allocated, folders are temporary, and only processes
started here are ended.  The web servers run the configuration files of etc/.
"""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

TREE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("ITB_BUILD_DIR", TREE)).resolve()
CORPUS = TREE / "tests" / "e2e" / "corpus"
KEY = "kunci-uji-0123456789"
SANITIZERS = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
# Valgrind and sanitizers make the programs slower, but don't change their behaviour.
PATIENCE = float(os.environ.get("ITB_TEST_PATIENCE", "1"))


def wait_until(what, seconds=10, every=0.02):
    """The first true value of what(); fails when the time is over."""
    end = time.monotonic() + seconds * PATIENCE
    while True:
        value = what()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(every)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def alive(pid):
    """A killed process whose first thread is gone may have other threads that still accept."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] not in "ZX" or int(fields[17]) > 1  # proc(5): state, num_threads


def rss_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise AssertionError(f"no VmRSS of {pid}")


class Redis:
    """fsync: "always", as tests that kill it must not lose what it acknowledged, or "everysec", its own default."""

    def __init__(self, folder, fsync="always"):
        self.folder, self.socket, self.fsync = folder, folder / "redis.sock", fsync
        self.process = None
        self.stopped = False

    def start(self):
        with open(self.folder / "redis.log", "ab") as log:
            self.process = subprocess.Popen(
                ["redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", self.folder,
                 "--appendonly", "yes", "--appendfsync", self.fsync, "--save", ""],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(self.answers)

    def answers(self):
        return self.cli("ping", check=False) == "PONG"

    def cli(self, *words, check=True):
        done = subprocess.run(["redis-cli", "-s", self.socket, *words], capture_output=True, text=True,
                              timeout=10, check=False)
        assert not check or done.returncode == 0, done.stderr
        return done.stdout.strip()

    def kill(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        self.process.wait(timeout=10)

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def end(self):
        if self.process and self.process.poll() is None:
            self.thaw()
            self.kill(signal.SIGTERM)


class Stack:
    """Settings are keyword arguments; None removes one of the defaults.

    page: the web servers serve the page as well; open_key: and give this key to requests that have none;
    prefix: the path below which they serve page and API, "" or "/chatbot".
    """

    def __init__(self, *, responders=2, redis=True, redis_fsync="always", knowledge=None, page=False, open_key=None,
                 prefix="", **settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="itb-e2e-"))
        for name in ("run", "nginx", "tmp", "empty", "knowledge"):
            (self.folder / name).mkdir()
        self.redis = Redis(self.folder, redis_fsync) if redis else None
        self.responders_n = responders
        self.page, self.open_key, self.prefix = page, open_key, prefix
        self.pids = []
        self.servers = {}
        self.log = self.folder / "responder.log"
        self.log.touch()
        self.fcgi = self.folder / "fcgi.sock"
        self.settings = {
            "API_KEY": KEY,
            "KEYS_FILE": self.folder / "keys",
            "RUNTIME_DIR": self.folder / "run",
            "KNOWLEDGE_DIR": knowledge or self.folder / "knowledge",
            "FEEDBACK_FILE": self.folder / "feedback.db",
            "DICT_DIR": TREE / "share" / "dict",
            "PROMPT_DIR": TREE / "share" / "prompts",
            "REDIS_URL": f"unix://{self.folder}/redis.sock",
            "RATE_LIMIT_PER_HOUR": 1000000,
            "ITB_CHATBOT_CONF": self.folder / "itb-chatbot.conf",
        }
        (self.folder / "itb-chatbot.conf").touch()
        self.set(**settings)

    def set(self, **settings):
        for name, value in settings.items():
            if value is None:
                self.settings.pop(name, None)
            else:
                self.settings[name] = value

    def env(self):
        base = {"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin", "HOME": str(self.folder), "LANG": "C.UTF-8"}
        return base | SANITIZERS | {k: str(v) for k, v in self.settings.items()}

    # --- programs ---------------------------------------------------------

    def cli(self, *words, check=True, **more):
        done = subprocess.run([BUILD / "itb-chatbot", *words], env=self.env(), capture_output=True, text=True,
                              timeout=60 * PATIENCE, check=False, **more)
        assert not check or done.returncode == 0, f"itb-chatbot {words}: {done.returncode}\n{done.stderr}"
        return done

    def start(self, *servers):
        if self.redis:
            self.redis.start()
        self.spawn()
        for name in servers:
            self.servers[name] = Nginx(self) if name == "nginx" else Apache(self)
        return self

    def command(self):
        """The responder through a shell that gives it the log as stderr."""
        wrapper = os.environ.get("ITB_TEST_WRAPPER", "")
        return ["/bin/sh", "-c", f'exec {wrapper} "$0" 2>>"$1"', str(BUILD / "itb-chatbot-responder"), str(self.log)]

    def spawn(self):
        """The responders, by spawn-fcgi as in a container."""
        self.fcgi.unlink(missing_ok=True)
        pids = self.folder / "pids"
        subprocess.run(["spawn-fcgi", "-s", self.fcgi, "-M", "0666", "-b", "1024", "-F", str(self.responders_n),
                        "-P", pids, "--", *self.command()], env=self.env(), check=True, capture_output=True, timeout=10)
        self.pids = [int(p) for p in pids.read_text().split()]

    def url(self, server="nginx"):
        return self.servers[server].url

    def end_responders(self, how=signal.SIGTERM):
        for pid in self.pids:
            if alive(pid):
                os.kill(pid, how)
        for pid in self.pids:
            wait_until(lambda p=pid: not alive(p), 20)
        self.pids = []

    def end(self):
        for server in self.servers.values():
            server.end()
        self.end_responders()
        if self.redis:
            self.redis.end()
        if os.environ.get("ITB_TEST_KEEP"):
            print(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- what it wrote ----------------------------------------------------

    def log_lines(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def log_of(self, request_id):
        """The line of one request; it is written after the answer went out."""
        return wait_until(lambda: [x for x in self.log_lines() if x.get("request_id") == request_id])[-1]


def ready(url):
    """A web server's answer to /ready."""
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(url + "/ready", timeout=10) as answer:
        return answer.status == 200


@contextlib.contextmanager
def serving(*servers, **settings):
    """A Stack that answers questions behind these web servers."""
    stack = Stack(**settings)
    try:
        stack.start(*servers)
        for name in servers:
            wait_until(lambda n=name: ready(stack.url(n)))
        yield stack
    finally:
        stack.end()


class Server:
    def __init__(self, stack, argv):
        self.stack = stack
        with open(stack.folder / f"{type(self).__name__}.log", "ab") as log:
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=stack.env())
        wait_until(self.listens)

    def listens(self):
        assert self.process.poll() is None, (self.stack.folder / f"{type(self).__name__}.log").read_text()
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=20)


class Nginx(Server):
    def __init__(self, stack):
        self.port = free_port()
        folder = stack.folder / "nginx"
        (folder / "snippets").symlink_to(TREE / "etc" / "nginx")
        if stack.open_key:
            (folder / "itb-chatbot-open-key.conf").write_text(f'set $itb_chatbot_open_key "{stack.open_key}";\n')
        page = f"""include snippets/itb-chatbot-web.conf; set $itb_chatbot_data "{TREE}/share";
        set $itb_chatbot_local "{stack.folder}";""" if stack.page else ""
        body = f"""include snippets/itb-chatbot.conf; {page}
        location / {{ include snippets/itb-chatbot-fastcgi.conf; }}"""
        if stack.prefix:
            body = f"""include snippets/itb-chatbot-below.conf; set $itb_chatbot_data "{TREE}/share";"""
        temporary = "".join(f'{kind}_temp_path "{stack.folder}/tmp/{kind}";\n'
                            for kind in ("client_body", "fastcgi", "proxy", "uwsgi", "scgi"))
        conf = folder / "nginx.conf"
        conf.write_text(f"""
daemon off;
{"user root;" if os.getuid() == 0 else ""}
worker_processes 1;
pid "{stack.folder}/nginx.pid";
error_log stderr;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    {temporary}
    upstream itb_chatbot {{ server "unix:{stack.fcgi}"; }}
    server {{
        listen 127.0.0.1:{self.port};
        {body}
    }}
}}
""")
        super().__init__(stack, ["nginx", "-e", "stderr", "-p", stack.folder, "-c", conf])


class Apache(Server):
    def __init__(self, stack):
        self.port = free_port()
        modules = "/usr/lib/apache2/modules"
        conf = stack.folder / "apache.conf"
        if stack.open_key:
            (stack.folder / "itb-chatbot-open-key.conf").write_text(f'Define ITB_CHATBOT_OPEN_KEY "{stack.open_key}"\n')
        page = f"""Define ITB_CHATBOT_DATA "{TREE}/share"
Define ITB_CHATBOT_LOCAL "{stack.folder}"
Include "{TREE}/etc/apache/itb-chatbot-web.conf\"""" if stack.page else ""
        conf.write_text(f"""
ServerRoot "{stack.folder}"
DefaultRuntimeDir "{stack.folder}"
PidFile "{stack.folder}/apache.pid"
Listen 127.0.0.1:{self.port}
ServerName localhost
ErrorLog "{stack.folder}/Apache.log"
DocumentRoot "{stack.folder}/empty"
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule proxy_module {modules}/mod_proxy.so
LoadModule proxy_fcgi_module {modules}/mod_proxy_fcgi.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule env_module {modules}/mod_env.so
LoadModule alias_module {modules}/mod_alias.so
LoadModule mime_module {modules}/mod_mime.so
TypesConfig /dev/null
{"User nobody" if os.getuid() == 0 else ""}
Define ITB_CHATBOT_SOCKET {stack.fcgi}
{f"Define ITB_CHATBOT_PREFIX {stack.prefix}/" if stack.prefix else ""}
Define ITB_CHATBOT_PATHS {f"^{stack.prefix}/(?!$|web/)" if stack.page else "^/"}
Include "{TREE}/etc/apache/itb-chatbot.conf"
{page}
""")
        stack.folder.chmod(0o755)
        super().__init__(stack, ["apache2", "-f", conf, "-D", "FOREGROUND"])
