"""OpenAI's API, by hand; test_clients.py has the official packages."""
import json

import pytest
import requests
from conftest import SERVERS, Client, new_id
from generation import FakeLlm, events
from stack import KEY, serving

QUESTION = "Kapan perpustakaan buka pada hari Sabtu?"
ANSWER = "Pada hari Sabtu perpustakaan tutup pukul 15.00 [1]."
PATH = "/v1/chat/completions"


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


def complete(server, messages=None, **body):
    messages = [{"role": "user", "content": QUESTION}] if messages is None else messages
    return server.request("POST", PATH, json={"model": "itb-chatbot", "messages": messages} | body)


def is_error(answer, status, code):
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("application/json")
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["code"] == code == answer.json()["code"] and error["message"]
    return error


def test_whole(server):
    answer = complete(server)
    body = answer.json()
    assert body["choices"][0]["message"]["content"] == "Pada hari Sabtu perpustakaan tutup pukul 15.00."
    cited = body["choices"][0]["message"]["annotations"][0]["url_citation"]
    assert cited["end_index"] == 46
    assert cited["quote"] == body["sources"][0]["quote"]
    opened = requests.get(cited["url"], headers={"Accept": "text/html"}, timeout=10)
    assert opened.status_code == 200 and "<mark" in opened.text
    assert (body["grounded"], body["degraded"]) == (True, False)
    assert body["sources"][0]["quote"]


def test_chunks(server):
    answer = server.request("POST", PATH, stream=True, json={
        "messages": [{"role": "user", "content": QUESTION}], "stream": True, "stream_options": {"include_usage": True}})
    assert answer.headers["Content-Type"] == "text/event-stream"
    got = [data for name, data, _ in events(answer) if name != ":"]
    assert got[-1] == "[DONE]"
    assert got[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert all(chunk["usage"] is None for chunk in got[:-2])
    assert got[-2]["choices"] == [] and got[-2]["usage"]["total_tokens"] > 0
    assert got[-3]["choices"][0]["finish_reason"] == "stop"
    assert len({chunk["id"] for chunk in got[:-1]}) == 1


@pytest.mark.parametrize("header", ["X-OpenWebUI-User-Id", "X-OpenWebUI-Chat-Id"])
def test_open_webui_gets_sources_as_its_own_events(server, header):
    answer = server.request("POST", PATH, stream=True, headers={header: "7"}, json={
        "messages": [{"role": "user", "content": QUESTION}], "stream": True})
    got = [data for name, data, _ in events(answer) if name != ":"]
    cards = [chunk["event"]["data"] for chunk in got[:-1] if "event" in chunk]
    assert not any("annotations" in c["delta"] for chunk in got[:-1] for c in chunk["choices"])
    source = got[-2]["sources"][0]
    assert len(cards) == len(got[-2]["sources"])
    assert cards[0]["document"] == [source["quote"]]
    assert cards[0]["metadata"] == [{"source": source["chunk_id"], "name": source["title"]}]
    opened = requests.get(cards[0]["source"]["url"], headers={"Accept": "text/html"}, timeout=10)
    assert opened.status_code == 200 and cards[0]["source"]["name"] == source["title"]


def test_history_is_the_callers(server, llm):
    complete(server, [{"role": "system", "content": "You are a pirate."},
                      {"role": "user", "content": "Apa itu Lentera?"},
                      {"role": "assistant", "content": "Sebuah perguruan tinggi."},
                      {"role": "user", "content": QUESTION}])
    messages = llm.requests()[-1]["body"]["messages"]
    assert [m["role"] for m in messages] == ["system", "user", "assistant", "user"]
    assert "pirate" not in json.dumps(messages)
    assert messages[2]["content"] == "Sebuah perguruan tinggi."


def test_a_conversation_may_be_kept(server):
    conversation = new_id()
    server.request("POST", PATH, headers={"X-Conversation-Id": conversation},
                   json={"messages": [{"role": "user", "content": QUESTION}]})
    assert [t["role"] for t in server.turns(conversation)] == ["user", "assistant"]


def test_content_parts(server):
    parts = [{"type": "text", "text": "Kapan perpustakaan"}, {"type": "text", "text": "buka pada hari Sabtu?"}]
    assert complete(server, [{"role": "user", "content": parts}]).status_code == 200
    image = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]
    is_error(complete(server, [{"role": "user", "content": image}]), 400, "param_invalid")
    note = "(Saya hanya membaca teks pertanyaan Anda"
    answer = complete(server, [{"role": "user", "content": parts + image}]).json()["choices"][0]["message"]["content"]
    assert answer.startswith("Pada hari Sabtu") and note in answer
    stream = server.request("POST", PATH, stream=True, json={
        "messages": [{"role": "user", "content": image + parts}], "stream": True})
    deltas = [data["choices"][0]["delta"].get("content", "") for _, data, _ in events(stream) if isinstance(data, dict)]
    assert "".join(deltas) == answer


@pytest.mark.parametrize("body", [{"messages": []}, {"messages": "x"},
                                  {"messages": [{"role": "assistant", "content": "x"}]},
                                  {"n": 2}, {"stream": "yes"}, {"stream_options": {"include_usage": 1}},
                                  {"response_format": {"type": "json_object"}}, {"tool_choice": "required"},
                                  {"response_format": {"type": "json_schema", "json_schema": {}}},
                                  {"tool_choice": {"type": "function", "function": {"name": "f"}}},
                                  {"function_call": {"name": "f"}}])
def test_bad_members(server, body):
    error = is_error(complete(server, **body), 400, "param_invalid")
    assert error["param"] in (*body, "messages", "include_usage")


def test_forms_that_ask_for_nothing_special(server):
    assert complete(server, response_format={"type": "text"}, tool_choice="auto", tools=[]).status_code == 200


TITLE = """### Task:
Generate a concise, 3-5 word title with an emoji summarizing the chat history.
### Output:
JSON format: { "title": "your concise title here" }
### Chat History:
<chat_history>
USER: Kapan perpustakaan buka pada hari Sabtu, dan apakah mahasiswa luar boleh masuk?
ASSISTANT: Pukul 09.00.
</chat_history>"""
TAGS = TITLE.replace("Generate a concise", "Generate 1-3 broad tags").replace('{ "title": "your concise title here" }',
                                                                              '{ "tags": ["tag1", "tag2"] }')


def test_tasks_of_front_ends(server, llm):
    """They reach the model as they are, without passages, and are neither remembered nor counted."""
    conversation = new_id()
    llm.set(answer='{"title": "Jam perpustakaan"}')
    try:
        answer = server.request("POST", PATH, headers={"X-Conversation-Id": conversation},
                                json={"messages": [{"role": "user", "content": TITLE + "x" * 9000}]})
        named = complete(server, [{"role": "user", "content": "Give a title."}], metadata={"task": "title_generation"})
        stream = server.request("POST", PATH, stream=True, json={
            "messages": [{"role": "user", "content": TITLE}], "stream": True})
        streamed = "".join(data["choices"][0]["delta"].get("content", "") for _, data, _ in events(stream)
                           if isinstance(data, dict))
        messages = llm.requests()[-1]["body"]["messages"]
    finally:
        llm.set(answer=ANSWER)
    for body in (answer.json(), named.json()):
        assert body["choices"][0]["message"]["content"] == '{"title": "Jam perpustakaan"}'
        assert body["sources"] == [] and body["usage"]["total_tokens"] > 0
    assert streamed == '{"title": "Jam perpustakaan"}'
    assert server.turns(conversation) == []
    assert [m["role"] for m in messages] == ["user"] and messages[0]["content"] == TITLE


def test_tasks_without_a_model(make_stack):
    stack = make_stack(RATE_LIMIT_PER_HOUR=2, CACHE_ENABLED="no")
    ask = lambda text, **more: complete(stack.client, [{"role": "user", "content": text}], **more)
    said = lambda answer: answer.json()["choices"][0]["message"]["content"]
    for _ in range(3):
        assert json.loads(said(ask(TITLE))) == {"title": "Kapan perpustakaan buka pada hari Sabtu, dan"}
    assert json.loads(said(ask(TAGS))) == {"tags": []}
    assert said(ask("### Task:\nGive this conversation a title.")) == "Chat"
    messages = [{"role": "user", "content": "Apa itu Lentera?"}, {"role": "assistant", "content": "Kampus."},
                {"role": "user", "content": "Write a title."}]
    assert said(complete(stack.client, messages, metadata={"task": "title_generation"})) == "Apa itu Lentera?"
    assert [ask(QUESTION).status_code for _ in range(3)] == [200, 200, 429]


def test_errors(server):
    assert is_error(complete(server, [{"role": "user", "content": " "}]), 400, "message_empty")["param"] == "messages"
    assert is_error(complete(server, n=2), 400, "param_invalid")["param"] == "n"
    is_error(complete(server, [{"role": "user", "content": "x" * 5001}]), 400, "message_too_long")
    is_error(server.request("POST", PATH, key=None, json={}), 401, "api_key_missing")
    is_error(server.request("POST", PATH, key="wrong", json={}), 401, "api_key_invalid")
    is_error(server.request("POST", PATH, data="[]", headers={"Content-Type": "application/json"}), 400, "body_invalid")
    is_error(server.request("POST", PATH, data="{}", headers={"Content-Type": "text/plain"}), 415, "content_type")
    is_error(server.get(PATH), 405, "method_not_allowed")
    assert is_error(server.get("/v1/models/gpt-4.1"), 404, "model_not_found")["param"] == "model"


def test_bearer_key(server):
    answer = server.get("/v1/models", key=None, headers={"Authorization": f"Bearer {KEY}"})
    assert [m["id"] for m in answer.json()["data"]] == ["itb-chatbot"]
