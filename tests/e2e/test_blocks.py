"""Answers as structure: in the body, streamed, kept with the conversation, and of a reader who left."""
import re

import pytest
from conftest import SERVERS, Client, new_id, serving
from generation import FakeLlm, events
from stack import wait_until

QUESTION = "Kapan perpustakaan buka pada hari Sabtu?"
REPLY = ("**Perpustakaan** tutup pukul 15.00 [1].\n\n- satu [1]\n- dua\n\n"
         "| Hari | Tutup |\n|---|---|\n| Sabtu | 15.00 |\n\nBuka https://palsu.example/a dan masuk.")
ANSWER = "Perpustakaan tutup pukul 15.00.\n\n- satu\n- dua\n\nHari: Sabtu; Tutup: 15.00"
BLOCKS = [
    {"type": "p", "spans": [{"text": "Perpustakaan", "strong": True}, {"text": " tutup pukul 15.00", "cite": [0]},
                            {"text": "."}]},
    {"type": "ul", "items": [[{"text": "satu", "cite": [0]}], [{"text": "dua"}]]},
    {"type": "table", "head": [[{"text": "Hari"}], [{"text": "Tutup"}]],
     "rows": [[[{"text": "Sabtu"}], [{"text": "15.00"}]]]},
]


@pytest.fixture(scope="module")
def llm():
    fake = FakeLlm()
    yield fake
    fake.end()


@pytest.fixture(scope="module")
def stack(llm, knowledge):
    with serving(*SERVERS, knowledge=knowledge, LLM_BASE_URL=llm.url, LLM_MODEL="fake", LLM_RETRIES=0) as stack:
        yield stack


@pytest.fixture(params=SERVERS)
def server(request, stack, llm):
    llm.set(answer=REPLY)
    return Client(stack, request.param)


def test_body_and_conversation(server):
    conversation = new_id()
    body = server.chat(QUESTION, conversation).json()
    assert (body["answer"], body["blocks"]) == (ANSWER, BLOCKS)
    turn = server.turns(conversation)[-1]
    for name in ("answer", "blocks", "citations", "sources", "grounded", "degraded", "language", "model"):
        assert turn[name] == body[name], name
    again = server.chat(QUESTION).json()
    assert (again["answer"], again["blocks"]) == (ANSWER, BLOCKS)


def test_stream(server):
    answer = server.chat(json={"message": QUESTION, "stream": True}, stream=True)
    got = [(name, data) for name, data, _ in events(answer)]
    assert "".join(data["text"] for name, data in got if name == "token") == ANSWER
    assert [data["block"] for name, data in got if name == "block"] == BLOCKS
    assert [data["index"] for name, data in got if name == "block"] == [0, 1, 2]
    assert got[-1][0] == "done" and got[-1][1]["blocks"] == BLOCKS


def texts(value):
    """All texts of blocks, in their order."""
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [value["text"]] if "text" in value else texts([value.get(name, []) for name in ("spans", "items")])


def test_passages_and_refusals_have_blocks(make_stack):
    own = make_stack()
    for message in (QUESTION, "Halo", "Siapa juara dunia sepak bola 1998?", "Apa saja syarat lulus dari ITB?"):
        body = own.client.chat(message).json()
        plain = re.sub(r"^(- |\d+\. )", "", body["answer"], flags=re.M)
        assert "".join("".join(texts(body["blocks"])).split()) == "".join(plain.split())


def test_a_reader_who_left_finds_the_half(server, llm):
    llm.set(answer=REPLY, behaviour="delay:20")
    conversation = new_id()
    answer = server.chat(json={"message": QUESTION, "stream": True}, conversation=conversation, stream=True,
                         headers={"Cache-Control": "no-cache"})
    next(data for name, data, _ in events(answer) if name == "token")
    answer.close()
    turns = wait_until(lambda: server.turns(conversation))
    assert turns[0]["content"] == QUESTION
    assert turns[1]["reason"] == "cut" and ANSWER.startswith(turns[1]["answer"]) and turns[1]["answer"]
