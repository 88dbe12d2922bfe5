import os
import pathlib
import sys
import uuid
from json import dumps

import pytest
import requests

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from stack import BUILD, CORPUS, KEY, PATIENCE, Stack, serving, wait_until  # noqa: E402

SERVERS = ("nginx", "apache")


def pytest_configure():
    if not (BUILD / "itb-chatbot-responder").exists():
        pytest.exit(f"no itb-chatbot-responder in {BUILD}: set ITB_BUILD_DIR", 2)


class Client:
    """HTTP as a student's app speaks it, through one web server."""

    def __init__(self, stack, name):
        self.stack, self.name, self.url = stack, name, stack.url(name)

    def request(self, method, path, key=KEY, headers=None, json=None, **more):
        headers = dict(headers or {})
        if json is not None:
            # as JSON.stringify writes it, with non-ASCII letters unescaped
            more["data"] = dumps(json, ensure_ascii=False).encode()
            headers.setdefault("Content-Type", "application/json")
        if key:
            headers.setdefault("X-API-Key", key)
        more.setdefault("timeout", 30 * PATIENCE)
        return requests.request(method, self.url + path, headers=headers, **more)

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def chat(self, message="Apa itu Lentera?", conversation=None, headers=None, **more):
        headers = {"X-Conversation-Id": conversation or new_id()} | (headers or {})
        if "data" not in more:
            more.setdefault("json", {"message": message})
        return self.request("POST", "/v1/chat", headers=headers, **more)

    def turns(self, conversation):
        got = self.get(f"/v1/conversations/{conversation}")
        assert got.status_code == 200, got.text
        return got.json()["turns"]


def new_id():
    return "uji-" + uuid.uuid4().hex[:20]


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory):
    """A knowledge base of the tests' own documents, made once."""
    folder = tmp_path_factory.mktemp("knowledge")
    maker = Stack(redis=False, knowledge=folder)
    maker.cli("ingest", str(CORPUS))
    maker.end()
    return folder


@pytest.fixture(scope="session")
def shared_stack(knowledge):
    with serving(*SERVERS, knowledge=knowledge) as stack:
        yield stack


@pytest.fixture(params=SERVERS)
def server(request, shared_stack):
    """The same responders through nginx and through Apache."""
    return Client(shared_stack, request.param)


@pytest.fixture
def nginx(shared_stack):
    return Client(shared_stack, "nginx")


@pytest.fixture
def make_stack(knowledge):
    """make_stack(**settings): a stack of the test's own, behind nginx unless `servers` says otherwise."""
    made = []

    def make(*, servers=("nginx",), start=True, **settings):
        settings.setdefault("knowledge", knowledge)
        stack = Stack(**settings)
        made.append(stack)
        if start:
            stack.start(*servers)
            stack.client = Client(stack, servers[0])
            stack.clients = [Client(stack, name) for name in servers]
            wait_until(lambda: stack.client.get("/ready").status_code == 200)
        return stack

    yield make
    for stack in made:
        stack.end()


@pytest.fixture(scope="session")
def build():
    return BUILD


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failing test shows the last lines that the responders logged."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        stacks = [v for v in item.funcargs.values() if isinstance(v, Stack)]
        stacks += [v.stack for v in item.funcargs.values() if isinstance(v, Client)]
        for stack in stacks[:1]:
            if stack.log.exists():
                tail = stack.log.read_text(errors="replace").splitlines()[-15:]
                report.sections.append(("responder log", "\n".join(tail)))


def pytest_report_header():
    return f"programs from {BUILD}; patience {os.environ.get('ITB_TEST_PATIENCE', '1')}"
