"""What real models' servers do (habits.py, a row each), and what must come of it for the reader."""
import json
import os
import pathlib
import re
import subprocess
import sys
import zlib

import pytest
import requests
from conftest import Client, new_id
from generation import events
from habits import ANSWER, HABITS
from stack import TREE, Stack, free_port, wait_until

HERE = pathlib.Path(__file__).parent
QUESTION = "Kapan perpustakaan buka pada hari Sabtu?"
TEXT = "Pada hari Sabtu perpustakaan tutup pukul 15.00. Selamat membaca."
HALF = "Pada hari Sabtu perpus"


class Model:
    """habits.py beside a stack whose responders ask it."""

    def __init__(self, folder, knowledge):
        port_file = folder / "port"
        self.process = subprocess.Popen([sys.executable, HERE / "habits.py", port_file], stdin=subprocess.DEVNULL)
        port = wait_until(lambda: port_file.exists() and port_file.read_text().strip())
        self.root = f"http://127.0.0.1:{port}"
        self.stack = Stack(responders=1, knowledge=knowledge, LLM_BASE_URL=self.root + "/v1", CACHE_ENABLED="no",
                           LLM_RETRIES=1)
        self.stack.start("nginx")
        self.client = Client(self.stack, "nginx")

    def become(self, habit, **settings):
        """Nothing is learnt of it yet."""
        self.stack.end_responders()
        (self.stack.folder / "run" / "shared").unlink(missing_ok=True)
        self.stack.set(LLM_MODEL=habit, **settings)
        self.stack.spawn()
        wait_until(lambda: self.client.get("/ready").status_code == 200)

    def set(self, **control):
        requests.post(self.root + "/control", json=control, timeout=10).raise_for_status()

    def requests(self):
        return requests.get(self.root + "/control", timeout=10).json()

    def end(self):
        self.stack.end()
        self.process.terminate()
        self.process.wait(timeout=10)


@pytest.fixture(scope="module")
def model(tmp_path_factory, knowledge):
    model = Model(tmp_path_factory.mktemp("habits"), knowledge)
    yield model
    model.end()


def ask(client, streamed, conversation=None):
    """(the answer's body, the text as it was streamed)"""
    if not streamed:
        answer = client.chat(QUESTION, conversation)
        assert answer.status_code == 200, answer.text
        return answer.json(), None
    answer = client.chat(conversation=conversation, json={"message": QUESTION, "stream": True}, stream=True)
    got = [(name, data) for name, data, _ in events(answer)]
    assert got[-1][0] == "done", got[-1]
    return got[-1][1], "".join(data["text"] for name, data in got if name == "token")


def is_whole(body):
    assert body["answer"] == TEXT
    assert (body["degraded"], body["grounded"], body.get("reason")) == (False, True, None)


def is_cut(body):
    assert body["answer"].startswith(HALF) and len(body["answer"]) > len(HALF) + 20
    assert body["reason"] == "cut"


def is_passages(body):
    assert "15.00" in body["answer"] and body["sources"]
    assert (body["degraded"], body["grounded"], body["reason"]) == (True, True, "model_failed")


def is_filtered(body):
    assert "15.00" in body["answer"] and body["sources"]
    assert (body["degraded"], body["reason"]) == (True, "cut")


OTHERS = {
    "split-pair": lambda body: body["answer"] == TEXT + " 🎓" or pytest.fail(body["answer"]),
    "only-reasoning": is_passages,
    "filtered": is_filtered,
    "filtered-late": is_cut, "failed-late": is_cut, "failed-in-choice": is_cut, "too-long": is_cut,
    "error-object-in-stream": is_cut,
    "credit-402": is_passages, "overloaded-529": is_passages, "always-400": is_passages, "always-413": is_passages,
    "always-422": is_passages, "busy-by-date": is_passages, "moved-away": is_passages, "moved-for-ever": is_passages,
    "error-event": is_passages, "filter-400": is_filtered,
}



@pytest.mark.parametrize("habit", [h for h in HABITS if h not in ("says", "says-whole", "writes-calls")])
def test_habits(model, habit):
    right = OTHERS.get(habit, is_whole)
    model.become(habit)
    for streamed in (False, True):
        model.set()
        body, said = ask(model.client, streamed)
        right(body)
        assert "rahasia" not in json.dumps(body)
        assert said in (None, body["answer"])


def test_reasoning_that_only_closes(model):
    """The first stream can't know it and takes it back; from then on nothing of it goes out."""
    model.become("says")
    model.set(text="Pengguna menanyakan jam buka.\nrahasia</think>\n\n" + ANSWER)
    answer = model.client.chat(json={"message": QUESTION, "stream": True}, stream=True)
    got = [(name, data) for name, data, _ in events(answer)]
    restart = [name for name, _ in got].index("restart")
    assert "".join(d["text"] for n, d in got[restart:] if n == "token") == got[-1][1]["answer"] == TEXT
    assert "rahasia" not in json.dumps(got[-1][1])
    for streamed in (True, False):
        body, said = ask(model.client, streamed)
        is_whole(body)
        assert said in (None, TEXT)


WRITTEN = [
    '<tool_call>\n{"name": "fetch_documents", "arguments": {"search_query": "denda perpustakaan"}}\n</tool_call>',
    '<tool_call>\n<function=fetch_documents>\n<parameter=search_query>\n'
    'denda perpustakaan\n</parameter>\n</function>\n</tool_call>',
    '[TOOL_CALLS]fetch_documents[ARGS]{"search_query": "denda perpustakaan"}',
    '```json\n{"name": "fetch_documents", "parameters": {"search_query": "denda perpustakaan"}}\n```',
    '<｜DSML｜function_calls>\n<｜DSML｜invoke name="fetch_documents">\n<｜DSML｜parameter name="search_query" string="true">'
    'denda perpustakaan</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
    '<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "fetch_documents", "parameters": '
    '{"search_query": "denda perpustakaan"}}]<|END_ACTION|>',
    '[fetch_documents(search_query="denda perpustakaan")]',
    'print(fetch_documents(search_query="denda perpustakaan"))',
    '```tool_code\nprint(fetch_documents(search_query="denda perpustakaan"))\n```',
    '<tool_call>fetch_documents\n<arg_key>search_query</arg_key>\n<arg_value>denda perpustakaan</arg_value>\n'
    '</tool_call>',
    '<|tool_calls_section_begin|><|tool_call_begin|>functions.fetch_documents:0<|tool_call_argument_begin|>'
    '{"search_query": "denda perpustakaan"}<|tool_call_end|><|tool_calls_section_end|>',
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>fetch_documents\n```json\n'
    '{"search_query": "denda perpustakaan"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    '<minimax:tool_call>\n<invoke name="fetch_documents">\n<parameter name="search_query">'
    'denda perpustakaan</parameter>\n'
    '</invoke>\n</minimax:tool_call>',
    '<|tool_call|>[{"name": "fetch_documents", "arguments": {"search_query": "denda perpustakaan"}}]<|/tool_call|>',
    '<|channel|>commentary to=functions.fetch_documents <|constrain|>json<|message|>'
    '{"search_query": "denda perpustakaan"}<|call|>',
    '<｜DSML｜tool_calls><｜DSML｜invoke name="fetch_documents"><｜DSML｜parameter name="search_query" string="true">'
    'denda perpustakaan</｜DSML｜parameter></｜DSML｜invoke></｜DSML｜tool_calls>',
]


@pytest.mark.parametrize("written", WRITTEN)
def test_calls_written_as_text_are_carried_out(model, written):
    model.become("writes-calls")
    for streamed in (False, True):
        model.set(text=written)
        body, said = ask(model.client, streamed)
        is_whole(body)
        assert said in (None, TEXT)
        messages = model.requests()[-1]["body"]["messages"]
        assert messages[-1]["role"] == "tool" and "evidence" in messages[-1]["content"]
        arguments = json.loads(messages[-2]["tool_calls"][0]["function"]["arguments"])
        assert arguments == {"search_query": "denda perpustakaan"}


def test_calls_that_nobody_understands(model):
    """Once more without tools."""
    model.become("writes-calls")
    for streamed in (False, True):
        model.set(text="<tool_call>search the documents, please")
        is_whole(ask(model.client, streamed)[0])
        first, second = model.requests()
        assert "tools" in first["body"] and "tools" not in second["body"]


def test_what_was_learnt_is_kept(model):
    model.become("many-members")
    model.set()
    ask(model.client, False)
    assert len(model.requests()) == 5
    model.set()
    ask(model.client, False)
    body = model.requests()[0]["body"]
    assert len(model.requests()) == 1
    assert "max_completion_tokens" in body and not {"max_tokens", "temperature", "stream_options", "tools"} & set(body)


def test_what_a_refusal_only_mentions_is_not_left_out(model):
    model.become("always-400")
    model.set()
    ask(model.client, False)
    assert all("tools" in r["body"] and "max_tokens" in r["body"] for r in model.requests())


def test_an_outage_shows(model):
    """A server that refuses every request is down: the breaker, /health, the metrics and the log say so."""
    for habit, status in (("always-400", 400), ("always-413", 413), ("always-422", 422)):
        model.become(habit)
        model.set()
        before = len([x for x in model.stack.log_lines() if x["level"] == "ERROR"])
        for _ in range(8):
            is_passages(ask(model.client, False)[0])
        assert len(model.requests()) == 3
        health = model.client.get("/health").json()
        assert (health["status"], health["llm"]) == ("degraded", "degraded")
        assert health["llm_reason"] == f"the language model refuses every request (HTTP {status})"
        errors = [x for x in model.stack.log_lines() if x["level"] == "ERROR"][before:]
        assert len(errors) == 1 and errors[0]["status_code"] == status
        metrics = model.client.get("/metrics").text
        assert "itb_chatbot_llm_up 0" in metrics
        assert int(re.search(r'llm_calls_total\{outcome="refused"\} (\d+)', metrics)[1]) >= 3


def test_a_redirect_names_where_it_leads(model):
    model.become("moved-away")
    model.set()
    ask(model.client, False)
    assert wait_until(lambda: "redirects to elsewhere.invalid" in model.stack.log.read_text())


def test_pasted_addresses(model):
    try:
        for path, header in (("", None), ("/", None), ("/v1/", None), ("/v1/chat/completions", None),
                             ("/v1/models", None),
                             ("/openai/v1?api-version=2024-10-21", "api-key"), ("/v1", "x-kunci")):
            model.become("plain", LLM_BASE_URL=model.root + path, LLM_API_KEY="sk-kunci-0123456789",
                         LLM_API_KEY_HEADER=header if header == "x-kunci" else None)
            model.set()
            is_whole(ask(model.client, False)[0])
            asked = len(model.requests())
            last = model.requests()[-1]
            headers = {k.lower(): v for k, v in last["headers"].items()}
            assert "/v1/chat/completions" in last["path"]
            assert ("api-version=2024-10-21" in last["path"]) == ("api-v" in path)
            if header:
                assert headers[header] == "sk-kunci-0123456789" and "authorization" not in headers
            else:
                assert headers["authorization"] == "Bearer sk-kunci-0123456789"
            # what works is known the next time
            is_whole(ask(model.client, False)[0])
            assert len(model.requests()) == asked + 1
    finally:
        model.stack.set(LLM_BASE_URL=model.root + "/v1", LLM_API_KEY=None, LLM_API_KEY_HEADER=None)


LONG = " ".join(["Apakah buku referensi boleh dibawa pulang oleh mahasiswa?"] * 40)


@pytest.mark.parametrize("habit", ["small-context", "small-context-in-words", "small-context-unnamed"])
def test_a_small_context(model, habit):
    """Earlier turns go first; once learnt, nothing is refused any more."""
    model.become(habit)
    history = [{"role": "user", "content": LONG}, {"role": "assistant", "content": LONG}] * 3
    question = {"messages": [*history, {"role": "user", "content": QUESTION}]}
    for requests_n in (2, 1):
        model.set()
        answer = model.client.request("POST", "/v1/chat/completions", json=question).json()
        assert answer["choices"][0]["message"]["content"] == TEXT
        assert len(model.requests()) == requests_n
    messages = model.requests()[-1]["body"]["messages"]
    assert messages[0]["role"] == "system"
    assert QUESTION in messages[-1]["content"] and "15.00" in messages[-1]["content"]
    assert len(messages) < 8


def test_a_context_that_was_set(model):
    model.become("small-context", LLM_CONTEXT_TOKENS=1900)
    history = [{"role": "user", "content": LONG}, {"role": "assistant", "content": LONG}] * 3
    model.set()
    try:
        answer = model.client.request("POST", "/v1/chat/completions",
                                      json={"messages": [*history, {"role": "user", "content": QUESTION}]})
        assert answer.json()["choices"][0]["message"]["content"] == TEXT
        assert len(model.requests()) == 1
    finally:
        model.stack.set(LLM_CONTEXT_TOKENS=None)


def test_odd_histories(model):
    model.become("alternates")
    turns = [("assistant", "Halo!"), ("user", "Hai"), ("user", QUESTION), ("assistant", ""),
             ("assistant", "Pukul 15.00."),
             ("assistant", "Ada lagi?"), ("user", "Ya")]
    model.set()
    question = {"messages": [{"role": r, "content": c} for r, c in [*turns, ("user", QUESTION)]]}
    answer = model.client.request("POST", "/v1/chat/completions", json=question).json()
    assert answer["choices"][0]["message"]["content"] == TEXT and answer["degraded"] is False
    assert len(model.requests()) == 1


@pytest.mark.parametrize("habit, finish", [("plain", "stop"), ("too-long", "length"), ("filtered", "content_filter"),
                                           ("filtered-late", "content_filter"), ("failed-late", "length")])
def test_finish_reasons(model, habit, finish):
    model.become(habit)
    question = {"messages": [{"role": "user", "content": QUESTION}]}
    answer = model.client.request("POST", "/v1/chat/completions", json=question).json()
    assert answer["choices"][0]["finish_reason"] == finish
    assert answer.get("reason") == (None if habit == "plain" else "cut")
    stream = model.client.request("POST", "/v1/chat/completions", json=question | {"stream": True}, stream=True)
    chunks = [data for _, data, _ in events(stream)]
    assert [c["choices"][0]["finish_reason"] for c in chunks[:-1] if c["choices"][0]["finish_reason"]] == [finish]
    response = model.client.request("POST", "/v1/responses", json={"input": QUESTION}).json()
    assert response["status"] == ("completed" if finish == "stop" else "incomplete")


@pytest.mark.parametrize("habit", ["too-long", "filtered-late", "failed-late", "filtered"])
def test_half_answers_are_not_kept(model, habit):
    model.become(habit, CACHE_ENABLED="yes")
    try:
        for n in (1, 2):
            body, _ = ask(model.client, False)
            assert body["reason"] == "cut"
            assert len(model.requests()) >= n
        in_english = model.client.chat(json={"message": QUESTION, "language": "en"}).json()
        assert re.search(r"cut off|withheld", in_english["answer"])
    finally:
        model.stack.set(CACHE_ENABLED="no")


def test_nothing_hidden_is_kept(model):
    """Neither the cache nor the conversation holds what readers don't see."""
    model.become("says", CACHE_ENABLED="yes")
    try:
        model.set(text="rahasia</think><|im_start|>assistant\n" + ANSWER + "<|im_end|>")
        conversation = new_id()
        for _ in range(2):
            body = model.client.chat(QUESTION, conversation).json()
            is_whole(body)
            again = model.client.chat(QUESTION)
            assert again.json()["answer"] == TEXT
        assert again.headers["X-Cache"] == "hit"
        assert [t["content"] for t in model.client.turns(conversation)][1::2] == [TEXT, TEXT]
    finally:
        model.stack.set(CACHE_ENABLED="no")


# --- a second opinion: another server with such habits, where there is one (usage: PORT MODE-FILE LOG-FILE)

QUIRKY = pathlib.Path(os.environ.get("ITB_QUIRKY_LLM") or TREE.parent / "shared" / "tools" / "quirky_llm.py")
ELSEWHERE = "ITB adalah perguruan tinggi negeri di Bandung."
UNSUPPORTED = ("litellm.BadRequestError: OpenAIException - "
               "Unsupported parameter: 'max_tokens' is not supported with this model.")
HARMONY = ("<|channel|>analysis<|message|>rahasia<|end|><|start|>assistant<|channel|>final<|message|>" +
           ELSEWHERE + "<|return|>")
WHOLE_MODES = """ok errnull errempty errstrempty errfalse whole_errnull or_temp or_tok or_so or_tools fastapi_so
    gemini_arr param_only gpt5tok alternate gem_tools_empty gem_tools_ids gem_tools_none ds_reasoning tools_stopfin
    tools_badargs tools_empty_content_strict overflow vllm_overflow azure nullchoices gem3 wait pretty repeat
    ndjson nofinish_done null_finish cl_mismatch spaceless crmid legacy_text function_call""".split() + [
        "wrap:400:" + UNSUPPORTED, "wrap:500:" + UNSUPPORTED,
        "temp:400:`temperature` is deprecated for this model.",
        "temp:422:temperature: Extra inputs are not permitted",
        "ds:The `reasoning_content` in the thinking mode must be passed back to the API.",
        "text:<think>rahasia</think>" + ELSEWHERE, "text:" + HARMONY, "text:" + ELSEWHERE + "<|im_end|>",
        "text:[THINK]rahasia[/THINK]" + ELSEWHERE]
OTHER_MODES = {
    "surr": ("ITB 🎓 di Bandung.", None), "bigid": ("ITB di Bandung.", None), "hugechunk": ("xxxxxxxxxx", None),
    "finish_filter": ("15.00", "cut"), "finish_error": ("ITB adalah per", "cut"),
    "reason_only": ("15.00", "model_failed"),
    "status402": ("15.00", "model_failed"), "s429date": ("15.00", "model_failed"), "s529": ("15.00", "model_failed"),
    "s302": ("15.00", "model_failed"), "s308": ("15.00", "model_failed"),
}


@pytest.fixture(scope="module")
def quirky(tmp_path_factory, model):
    if not QUIRKY.exists():
        pytest.skip(f"there is no {QUIRKY}, and ITB_QUIRKY_LLM names no other server")
    folder, port = tmp_path_factory.mktemp("quirky"), free_port()
    (folder / "mode").write_text("ok")
    process = subprocess.Popen([sys.executable, QUIRKY, str(port), folder / "mode", folder / "log"],
                               stdin=subprocess.DEVNULL)
    model.stack.set(LLM_BASE_URL=f"http://127.0.0.1:{port}/v1")
    yield folder / "mode"
    model.stack.set(LLM_BASE_URL=model.root + "/v1")
    process.terminate()
    process.wait(timeout=10)


@pytest.mark.parametrize("mode", [*WHOLE_MODES, *OTHER_MODES])
def test_second_opinion(model, quirky, mode):
    text, reason = OTHER_MODES.get(mode, (ELSEWHERE, None))
    quirky.write_text(mode)
    model.become("m" + str(zlib.crc32(mode.encode())))
    for streamed in (False, True):
        body, said = ask(model.client, streamed)
        if mode in OTHER_MODES:
            assert text in body["answer"]
        else:
            assert body["answer"] == text
        assert body.get("reason") == reason
        assert body["degraded"] is (reason is not None)
        assert "rahasia" not in json.dumps(body)
        assert said in (None, body["answer"])
