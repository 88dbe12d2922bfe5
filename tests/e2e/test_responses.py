"""POST /v1/responses: OpenAI's newer form, whole, as events, and continued."""
import pytest
from conftest import SERVERS, Client, new_id
from generation import FakeLlm, events
from stack import serving
from test_openai import ANSWER, QUESTION, TITLE, is_error

PATH = "/v1/responses"
TEXT = "Pada hari Sabtu perpustakaan tutup pukul 15.00."


@pytest.fixture(scope="module")
def llm():
    fake = FakeLlm()
    fake.set(answer=ANSWER)
    yield fake
    fake.end()


@pytest.fixture(scope="module")
def stack(llm, knowledge):
    with serving(*SERVERS, knowledge=knowledge, LLM_BASE_URL=llm.url, LLM_MODEL="fake", LLM_RETRIES=0,
                 CACHE_ENABLED="no") as stack:
        yield stack


@pytest.fixture(params=SERVERS)
def server(request, stack):
    return Client(stack, request.param)


def respond(server, question=QUESTION, headers=None, **body):
    return server.request("POST", PATH, headers=headers, json={"model": "itb-chatbot", "input": question} | body)


def test_whole(server):
    body = respond(server, instructions="Be a pirate.", temperature=0, tools=[]).json()
    assert (body["object"], body["status"]) == ("response", "completed")
    assert (body["error"], body["incomplete_details"]) == (None, None)
    assert body["id"].startswith("resp_") and body["previous_response_id"] is None
    item, = body["output"]
    assert (item["type"], item["role"], item["status"]) == ("message", "assistant", "completed")
    part, = item["content"]
    assert (part["type"], part["text"]) == ("output_text", TEXT)
    cited = part["annotations"][0]
    assert cited["type"] == "url_citation" and cited["url"].startswith("http") and cited["title"]
    assert cited["quote"] == body["sources"][0]["quote"]
    assert 0 <= cited["start_index"] < cited["end_index"] <= len(TEXT)
    assert body["usage"]["total_tokens"] == body["usage"]["input_tokens"] + body["usage"]["output_tokens"] > 0


def test_events(server):
    answer = server.request("POST", PATH, stream=True, json={"input": QUESTION, "stream": True})
    assert answer.headers["Content-Type"] == "text/event-stream"
    got = [(name, data) for name, data, _ in events(answer) if name != ":"]
    names = [name for name, _ in got]
    assert all(name == data["type"] for name, data in got)
    assert [data["sequence_number"] for _, data in got] == list(range(len(got)))
    assert names[:4] == ["response.created", "response.in_progress", "response.output_item.added",
                         "response.content_part.added"]
    assert names[-4:] == ["response.output_text.done", "response.content_part.done", "response.output_item.done",
                          "response.completed"]
    deltas = "".join(data["delta"] for name, data in got if name == "response.output_text.delta")
    last = got[-1][1]["response"]
    part, = last["output"][0]["content"]
    assert deltas == part["text"] == got[-4][1]["text"] == TEXT
    notes = [data["annotation"] for name, data in got if name == "response.output_text.annotation.added"]
    assert notes == part["annotations"] != []
    assert last["status"] == "completed" and got[0][1]["response"]["status"] == "in_progress"
    assert got[0][1]["response"]["id"] == last["id"]


def test_continued(server, llm):
    first = respond(server).json()
    second = respond(server, "Dan pada hari Minggu?", previous_response_id=first["id"]).json()
    assert second["conversation_id"] == first["conversation_id"] and second["id"] != first["id"]
    assert second["previous_response_id"] == first["id"]
    roles = [m["role"] for m in llm.requests()[-1]["body"]["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert len(server.turns(first["conversation_id"])) == 4


def test_conversations_are_named(server):
    name = new_id()
    assert respond(server, headers={"X-Conversation-Id": name}).json()["conversation_id"] == name
    assert respond(server, conversation=name).json()["conversation_id"] == name
    assert respond(server, conversation={"id": name}).json()["conversation_id"] == name
    assert len(server.turns(name)) == 6


def test_not_stored(server):
    body = respond(server, store=False).json()
    assert (body["store"], body["conversation_id"]) == (False, "")
    is_error(respond(server, previous_response_id=body["id"]), 400, "param_invalid")


def test_items(server, llm):
    items = [{"role": "developer", "content": "Be a pirate."},
             {"role": "user", "content": [{"type": "input_text", "text": "Apa itu Lentera?"}]},
             {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Kampus."}]},
             {"type": "reasoning", "summary": []},
             {"role": "user", "content": [{"type": "input_text", "text": QUESTION},
                                          {"type": "input_image", "image_url": "data:image/png;base64,AA=="}]}]
    text = respond(server, items).json()["output"][0]["content"][0]["text"]
    assert text.startswith(TEXT) and "hanya membaca teks" in text
    messages = llm.requests()[-1]["body"]["messages"]
    assert [m["role"] for m in messages] == ["system", "user", "assistant", "user"]
    assert "pirate" not in str(messages)


def test_task(server):
    name = new_id()
    assert respond(server, TITLE, conversation=name).json()["sources"] == []
    assert server.turns(name) == []


@pytest.mark.parametrize("body,param", [
    ({"text": {"format": {"type": "json_schema", "name": "x", "schema": {}}}}, "text.format"),
    ({"tool_choice": "required"}, "tool_choice"),
    ({"input": " "}, "input"), ({"input": []}, "input"), ({"input": 1}, "input"), ({"stream": 1}, "stream"),
    ({"previous_response_id": "resp_x"}, "previous_response_id"), ({"conversation": "a b"}, "conversation")])
def test_bad_members(server, body, param):
    answer = respond(server, **body)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


def test_cut(server, llm):
    llm.set(answer=ANSWER, behaviour="length")
    try:
        body = respond(server).json()
        answer = server.request("POST", PATH, stream=True, json={"input": QUESTION, "stream": True})
        last = [data for name, data, _ in events(answer) if name != ":"][-1]
    finally:
        llm.set(answer=ANSWER, behaviour="")
    assert (body["status"], body["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})
    assert last["type"] == "response.incomplete"


def test_no_key(server):
    is_error(server.request("POST", PATH, key=None, json={}), 401, "api_key_missing")
