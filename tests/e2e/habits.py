#!/usr/bin/python3
"""Language models' servers as people report them: what they refuse, and in what forms they answer.

    habits.py PORT-FILE

The model asked for names the habit, a row of HABITS; "says" gives the text of the control below.  What is learnt of one
habit serves no other, since each has a model of its own.

    POST /control         {"text": what the habit "says" says}; forgets the requests
    GET  /control         the requests so far: path, headers, body

The answer that all well-understood habits come to is ANSWER.
"""
import gzip
import http.server
import json
import os
import re
import sys
import threading
import time
import urllib.parse

ANSWER = "Pada hari Sabtu perpustakaan tutup pukul 15.00 [1]. Selamat membaca."
TOOL = "fetch_documents"
QUERY = '{"search_query": "denda perpustakaan"}'
STREAM = "text/event-stream"
JSON = "application/json"


class State:
    text = ANSWER
    requests: list = []
    lock = threading.Lock()


# --- how answers are put


def chunk(delta, finish=None, **more):
    return {"id": "h", "object": "chat.completion.chunk", "model": "habit",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}


def pieces(text, size=5):
    return [text[i:i + size] for i in range(0, len(text), size)]


def spoken(text, finish="stop", **more):
    return [chunk({"role": "assistant", "content": ""}, **more), *(chunk({"content": p}, **more) for p in pieces(text)),
            chunk({}, finish, **more)]


def events(chunks, done=True):
    lines = [c if isinstance(c, str) else json.dumps(c, ensure_ascii=False) for c in chunks]
    return 200, STREAM, "".join(f"data: {line}\n\n" for line in lines + ["[DONE]"] * done)


def says(text, finish="stop"):
    return events(spoken(text, finish))


def whole(message, finish="stop", **more):
    return 200, JSON, {"id": "h", "choices": [{"index": 0, "message": message, "finish_reason": finish}], **more}


def call_chunk(arguments=QUERY, index=0, **more):
    return chunk({"role": "assistant", "content": None,
                  "tool_calls": [{"index": index, "type": "function",
                                  "function": {"name": TOOL, "arguments": arguments}, **more}]})


def calls(*chunks, finish="tool_calls"):
    return events([*chunks, chunk({}, finish)])


def refusal(message, status=400, **more):
    return status, JSON, {"error": {"message": message, "type": "invalid_request_error", **more}}


# --- what a request holds


def has_tool_result(body):
    return any(m["role"] == "tool" for m in body["messages"])


def length(body):
    """Tokens, as these servers count them."""
    return sum(len(m.get("content") or "") for m in body["messages"]) // 4


# --- habits


HABITS = {}


def habit(function):
    HABITS[function.__name__.replace("_", "-")] = function
    return function


def fixed(name, *answer):
    HABITS[name] = lambda body: answer[0] if len(answer) == 1 else answer


def unless(name, member, answer):
    """Refuses while the member is there."""
    HABITS[name] = lambda body: answer if member in body else says(ANSWER)


fixed("plain", says(ANSWER))
HABITS["says"] = lambda body: says(State.text)
HABITS["says-whole"] = lambda body: whole({"role": "assistant", "content": State.text})

# an "error" that says nothing
for name, nothing in (("null", None), ("object", {}), ("text", ""), ("false", False), ("list", []), ("zero", 0)):
    fixed("no-error-" + name, events(spoken(ANSWER, error=nothing)))
fixed("no-error-whole", whole({"role": "assistant", "content": ANSWER}, error=None))

# chunks of other forms
fixed("spaceless", 200, STREAM, says(ANSWER)[2].replace("data: ", "data:"))
fixed("cr-alone", 200, STREAM, says(ANSWER)[2].replace("\n", "\r"))
fixed("named-events", 200, STREAM, "".join(
    "event: message\nid: 7\nretry: 500\n"
    + "".join(f"data: {line}\n" for line in json.dumps(c, indent=2).split("\n")) + "\n"
    for c in spoken(ANSWER)))
fixed("json-lines", 200, "application/x-ndjson", "".join(json.dumps(c) + "\n" for c in spoken(ANSWER)))
fixed("json-list", 200, JSON, [{"choices": [{"message": {"content": ANSWER}, "finish_reason": "stop"}]}])
fixed("no-finish-but-done", events(spoken(ANSWER)[:-1]))
fixed("null-finish", events([*spoken(ANSWER)[:-1], chunk({})]))
fixed("other-finish", events(spoken(ANSWER, "eos_token")))
fixed("odd-types", events([{"id": 4, "created": 1.5, "model": None, "usage": None,
                            "choices": [{"index": 0, "delta": {"role": "", "content": ANSWER}, "finish_reason": None}]},
                           {"id": 4, "choices": [{"delta": {}, "finish_reason": "stop"}]}]))
fixed("filter-results-first", events([{"choices": [], "id": "", "model": "",
                                       "prompt_filter_results": [{"prompt_index": 0}]},
                                      *spoken(ANSWER)]))
fixed("null-choices-last", events([*spoken(ANSWER), {"id": "h", "choices": None, "usage": {
    "prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}}]))
fixed("split-pair", events([chunk({"role": "assistant"}),
                            json.dumps(chunk({"content": ANSWER + " #"})).replace("#", "\\ud83c"),
                            json.dumps(chunk({"content": "#"})).replace("#", "\\udf93"), chunk({}, "stop")]))
fixed("old-completions", events([{"choices": [{"index": 0, "text": ANSWER, "finish_reason": None}]},
                                 {"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]}]))


@habit
def grows(body):
    """The whole message so far beside each delta."""
    out, so_far = [], ""
    for piece in [*pieces(ANSWER), ""]:
        so_far += piece
        out.append(chunk({"content": piece}, None if piece else "stop"))
        out[-1]["choices"][0]["message"] = {"role": "assistant", "content": so_far}
    return events(out)


# reasoning beside the answer
fixed("reasoning-content", events([chunk({"role": "assistant", "reasoning_content": "rahasia "}), *spoken(ANSWER)]))
fixed("reasoning", events([chunk({"role": "assistant", "reasoning": "rahasia "}), *spoken(ANSWER)]))
fixed("thinking-parts", events([
    chunk({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "rahasia"}]}]}),
    chunk({"content": [{"type": "reasoning", "text": "rahasia"}]}),
    chunk({"content": [{"type": "text", "text": ANSWER}]}), chunk({}, "stop")]))
fixed("only-reasoning", events([chunk({"reasoning_content": "rahasia"}), chunk({"reasoning_content": " lagi"}),
                                chunk({}, "stop")]))

# how answers end
fixed("filtered", events([chunk({"role": "assistant", "content": ""}), chunk({}, "content_filter")]))
fixed("filtered-late", says("Pada hari Sabtu perpus", "content_filter"))
fixed("failed-late", says("Pada hari Sabtu perpus", "error"))
fixed("failed-in-choice", events([*spoken("Pada hari Sabtu perpus")[:-1],
                                  {"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error",
                                                "error": {"code": 502, "message": "upstream"}}]}]))
fixed("too-long", says("Pada hari Sabtu perpus", "length"))
fixed("error-object-in-stream", events([*spoken("Pada hari Sabtu perpus")[:-1],
                                        {"object": "error", "message": "engine died", "code": 500}], done=False))

# members that are not taken, and how that is said
UNSUPPORTED = "Unsupported parameter: '%s' is not supported with this model."


def wrapped(member, hint=""):
    inner = {"error": {"message": UNSUPPORTED % member + hint, "param": member, "code": "unsupported_parameter"}}
    return 400, JSON, {"error": {"message": "Provider returned error", "code": 400,
                                 "metadata": {"provider_name": "X", "raw": json.dumps(inner, indent=1)}}}


unless("wrapped-temperature", "temperature", wrapped("temperature"))
unless("wrapped-stream-options", "stream_options", wrapped("stream_options"))
unless("wrapped-tools", "tools", wrapped("tools"))
unless("wrapped-max-tokens", "max_tokens", wrapped("max_tokens", " Use 'max_completion_tokens' instead."))
unless("loc-only", "stream_options", (422, JSON, {"detail": [
    {"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "Extra inputs are not permitted"}]}))
unless("list-around", "stream_options", (400, JSON, [{"error": {
    "code": 400, "message": 'Invalid JSON payload received. Unknown name "stream_options": Cannot find field.'}}]))
unless("param-only", "temperature", refusal("Only the default value is supported.", param="temperature",
                                            code="unsupported_value"))
unless("late-in-text", "max_tokens", refusal(
    "litellm.BadRequestError: OpenAIException - " + "the request could not be served by this deployment; " * 6 +
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", 500))
unless("tools-by-sentence", "tools", refusal("No endpoints found that support tool use.", 404))
unless("tools-by-flag", "tools", refusal(
    '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'))


@habit
def no_streaming(body):
    if body.get("stream"):
        return refusal("Your organization must be verified to stream this model.", param="stream",
                       code="unsupported_value")
    return whole({"role": "assistant", "content": ANSWER})


@habit
def many_members(body):
    for member in ("max_tokens", "temperature", "stream_options", "tools"):
        if member in body:
            return refusal(UNSUPPORTED % member + " Use 'max_completion_tokens' instead." * (member == "max_tokens"))
    return says(ANSWER)


@habit
def no_token_bound(body):
    for member in ("max_tokens", "max_completion_tokens"):
        if member in body:
            return refusal(f"Unrecognized request argument supplied: {member}")
    return says(ANSWER)


@habit
def no_system(body):
    if any(m["role"] == "system" for m in body["messages"]):
        return refusal("System role not supported", 500)
    return says(ANSWER)


@habit
def no_system_by_value(body):
    if any(m["role"] == "system" for m in body["messages"]):
        return refusal("Unsupported value: 'messages[0].role' does not support 'system' with this model.",
                       param="messages[0].role")
    return says(ANSWER)


@habit
def alternates(body):
    roles = [m["role"] for m in body["messages"] if m["role"] != "system"]
    alternate = roles == [("user", "assistant")[i % 2] for i in range(len(roles))]
    if not alternate or not all(m["content"] for m in body["messages"]):
        return 400, JSON, {"object": "error",
                           "message": "Conversation roles must alternate user/assistant/user/assistant/...",
                           "type": "BadRequestError", "param": None, "code": 400}
    return says(ANSWER)


# the size of the context
@habit
def small_context(body):
    asked = length(body) + body.get("max_tokens", 0)
    if asked > 1900:
        return 400, JSON, {"error": {"code": 400, "type": "exceed_context_size_error", "n_prompt_tokens": asked,
                                     "n_ctx": 1900,
                                     "message": "the request exceeds the available context size, try increasing it"}}
    return says(ANSWER)


@habit
def small_context_in_words(body):
    prompt, answer = length(body), body.get("max_tokens", 0)
    if prompt + answer > 1900:
        return 400, JSON, {"object": "error", "type": "BadRequestError", "code": 400, "message":
                           "This model's maximum context length is 1900 tokens. However, you requested "
                           f"{prompt + answer} tokens ({prompt} in the messages, {answer} in the completion). "
                           "Please reduce the length of the messages."}
    return says(ANSWER)


@habit
def small_context_unnamed(body):
    if length(body) + body.get("max_tokens", 0) > 1900:
        return refusal("Input is too long for requested model.")
    return says(ANSWER)


# tool rounds
@habit
def thinks_with_tools(body):
    if any(m.get("tool_calls") and "reasoning_content" not in m for m in body["messages"]):
        return refusal("Missing `reasoning_content` field in the assistant message at message index 2.")
    if not body.get("tools") or has_tool_result(body):
        return says(ANSWER)
    return calls(chunk({"role": "assistant", "content": None, "reasoning_content": "pikir"}), call_chunk(id="f1"))


@habit
def signs_calls(body):
    if any(m.get("tool_calls") and "SIG-7" not in json.dumps(m["tool_calls"]) for m in body["messages"]):
        return 400, JSON, [{"error": {"code": 400, "status": "INVALID_ARGUMENT", "message":
                                      "Function call is missing a thought_signature in functionCall parts. "
                                      "This is required for tools to work correctly."}}]
    if not body.get("tools"):
        return says(ANSWER)
    return calls(call_chunk(id="f1", extra_content={"google": {"thought_signature": "SIG-7"}}))


@habit
def refuses_rounds(body):
    if any(m.get("tool_calls") for m in body["messages"]):
        return refusal("an assistant message with 'tool_calls' can not be understood here")
    return calls(call_chunk(id="f1")) if body.get("tools") else says(ANSWER)


def two_calls(*ids):
    def answer(body):
        if not body.get("tools") or has_tool_result(body):
            return says(ANSWER)
        queries = ['{"search_query": "denda"}', '{"search_query": "jam buka"}']
        return calls(*(call_chunk(q, **({} if i is None else {"id": i})) for q, i in zip(queries, ids)))
    return answer


HABITS["two-calls-empty-ids"] = two_calls("", "")
HABITS["two-calls-own-ids"] = two_calls("a", "b")
HABITS["two-calls-no-ids"] = two_calls(None, None)


@habit
def strict_rounds(body):
    for m in body["messages"]:
        if m["role"] == "tool" and not (m.get("content") and m.get("tool_call_id")):
            return refusal("tool message bad")
        for c in m.get("tool_calls") or []:
            try:
                json.loads(c["function"]["arguments"])
            except ValueError:
                return refusal("Expecting value: line 1 column 1 (char 0)")
    if not body.get("tools") or has_tool_result(body):
        return says(ANSWER)
    return calls(call_chunk('{"search_query": "den'))


@habit
def calls_but_stops(body):
    return says(ANSWER) if has_tool_result(body) or "tools" not in body else calls(call_chunk(id="f1"), finish="stop")


@habit
def old_function_call(body):
    if not body.get("tools") or has_tool_result(body):
        return says(ANSWER)
    return events([chunk({"role": "assistant", "content": None,
                          "function_call": {"name": TOOL, "arguments": '{"search_'}}),
                   chunk({"function_call": {"arguments": 'query": "denda"}'}}), chunk({}, "function_call")])


@habit
def writes_calls(body):
    """The text of the control as a tool call."""
    return says(ANSWER) if has_tool_result(body) or "tools" not in body else says(State.text)


# what servers that check a model's calls themselves refuse: the request is well, the model's call was not
def own_call_refused(generation, message="Failed to call a function. Please adjust your prompt. See "
                     "'failed_generation' for more details."):
    def answer(body):
        if not body.get("tools"):
            return says(ANSWER)
        return 400, JSON, {"error": {"message": message, "type": "invalid_request_error", "code": "tool_use_failed",
                                     "failed_generation": generation}}
    return answer


HABITS["call-refused"] = own_call_refused("<function=%s%s</function>" % (TOOL, QUERY))
HABITS["call-refused-in-prose"] = own_call_refused("Pada hari Sabtu ...")
HABITS["call-refused-by-schema"] = own_call_refused(
    "", "tool call validation failed: parameters for tool fetch_documents did not match schema: errors: "
    "[`/search_query`: expected string, but got array]")
unless("call-broken-inside", "tools", refusal("Failed to parse tool call arguments as JSON: unexpected end", 500))


@habit
def call_malformed(body):
    """Gemini: nothing but this reason, as long as there are tools."""
    if not body.get("tools"):
        return says(ANSWER)
    return events([chunk({"role": "assistant"}), chunk({}, "MALFORMED_FUNCTION_CALL")])


@habit
def silent_after_tools(body):
    """Nothing is said once a tool has answered."""
    if has_tool_result(body):
        return events([chunk({"role": "assistant", "content": ""}), chunk({}, "stop")])
    return calls(call_chunk(id="f1")) if body.get("tools") else says(ANSWER)


@habit
def nine_letters(body):
    """Mistral's ids of calls."""
    ids = [c["id"] for m in body["messages"] for c in m.get("tool_calls") or []]
    for one in ids:
        if not re.fullmatch("[a-zA-Z0-9]{9}", one):
            return 400, JSON, {"object": "error", "type": "invalid_function_call", "param": None, "code": "3280",
                               "message": f"Tool call id was {one} but must be a-z, A-Z, 0-9, with a length of 9."}
    if ids or not body.get("tools"):
        return says(ANSWER)
    return calls(call_chunk())


@habit
def gives_what_it_refuses(body):
    """Reasoning that is not taken back."""
    for i, m in enumerate(body["messages"]):
        for member in ("reasoning", "reasoning_content"):
            if member in m:
                return refusal(f"property 'messages.{i}.assistant.{member}' is unsupported", code="wrong_api_format")
    if has_tool_result(body) or not body.get("tools"):
        return says(ANSWER)
    return calls(chunk({"role": "assistant", "reasoning": "rahasia"}), call_chunk(id="f1"))


def one_call(habit_name, **function):
    def answer(body):
        if has_tool_result(body) or not body.get("tools"):
            return says(ANSWER)
        return calls(chunk({"tool_calls": [{"index": 0, "id": "f1", "type": "function",
                                            "function": {"name": TOOL, "arguments": QUERY, **function}}]}))
    HABITS[habit_name] = answer


one_call("call-arguments-object", arguments={"search_query": "denda"})
one_call("call-arguments-twice", arguments=json.dumps(QUERY))
one_call("call-arguments-other", arguments='{"query": "denda perpustakaan"}')
one_call("call-arguments-null", arguments=None)
one_call("call-arguments-list", arguments='{"search_query": ["denda", "perpustakaan"]}')
one_call("call-in-namespace", name="functions." + TOOL)
one_call("call-numbered", name=TOOL + ":0")
one_call("call-with-token", name=TOOL + "<|channel|>commentary")
one_call("call-of-other-tool", name="web_search")


@habit
def speaks_before_calling(body):
    if has_tool_result(body) or not body.get("tools"):
        return says(ANSWER)
    return calls(chunk({"role": "assistant", "content": ""}), call_chunk(id="f1"), chunk({"content": "\n\n"}))


# bounds that are too large, in words of their own
@habit
def bound_too_large(body):
    for member in ("max_tokens", "max_completion_tokens"):
        if body.get(member, 0) > 512:
            return refusal(f"<400> InternalError.Algo.InvalidParameter: Range of {member} should be [1, 512]",
                           code="invalid_parameter_error")
    return says(ANSWER)


@habit
def bound_over_window(body):
    """vLLM names the member and means the window."""
    prompt, answer = length(body), body.get("max_tokens", body.get("max_completion_tokens", 0))
    if prompt + answer > 1900:
        return 400, JSON, {"error": {"type": "BadRequestError", "param": "max_tokens", "code": 400, "message":
                                     f"'max_tokens' or 'max_completion_tokens' is too large: {answer}. This model's "
                                     f"maximum context length is 1900 tokens and your request has {prompt} input "
                                     f"tokens ({answer} > 1900 - {prompt})."}}
    return says(ANSWER)


@habit
def bound_below_nothing(body):
    left = 1900 - length(body)
    if left < 1:
        return 400, JSON, {"object": "error", "message": f"max_tokens must be at least 1, got {left}.",
                           "type": "BadRequestError", "param": None, "code": 400}
    return says(ANSWER)


@habit
def overflow_within_stream(body):
    asked = length(body) + body.get("max_tokens", 0)
    if asked > 1900:
        return events([{"error": {"message": "This model's maximum context length is 1900 tokens. However, you "
                                  f"requested {asked} tokens. Please reduce the length of the messages or completion",
                                  "type": "BadRequestError", "param": None, "code": 400}}])
    return says(ANSWER)


# refusals of other forms
unless("error-is-text", "temperature", (400, JSON, {
    "code": "Client specified an invalid argument", "error": "Argument not supported on this model: temperature"}))
unless("message-alone", "stream_options", (422, JSON, {
    "id": "h", "message": "unknown field: parameter 'stream_options' is not a valid field"}))
unless("no-function-call", "tools", refusal("Function call is not supported for this model.", code=20015))
unless("no-tools-by-name", "tools", refusal("registry.example/library/gemma3:latest does not support tools"))
unless("error-true", "temperature", (400, JSON, {"error": True, "message": "temperature is not supported"}))

# chunks of other forms, again
fixed("comments-first", 200, STREAM, ": OPENROUTER PROCESSING\n\n" * 5 + says(ANSWER)[2])
fixed("white-space-first", 200, JSON, "\n" * 40 + json.dumps(
    {"choices": [{"index": 0, "message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}]}))
fixed("finish-elsewhere", events([c for c in spoken(ANSWER)[:-1]] + [
    {"choices": [{"index": 0, "delta": {}, "finish_reason": None, "finishReason": "stop"}]}]))
fixed("finish-with-text", events([*spoken(ANSWER)[:-2], chunk({"content": pieces(ANSWER)[-1]}, "stop")]))
fixed("finish-in-each", events([chunk({"content": p}, "stop") for p in pieces(ANSWER)]))
fixed("finish-as-text-null", events([chunk({"content": p}, "null") for p in pieces(ANSWER)] + [chunk({}, "stop")]))
fixed("role-in-each", events([chunk({"role": "assistant", "content": p, "tool_calls": None, "refusal": None,
                                     "reasoning_content": None}) for p in pieces(ANSWER)] + [chunk({}, "stop")]))
fixed("tool-calls-empty", events([chunk({"role": "assistant", "content": p, "tool_calls": []}) for p in pieces(ANSWER)]
                                 + [chunk({"content": None, "tool_calls": []}, "stop")]))
fixed("parts-whole", whole({"role": "assistant", "content": [{"type": "text", "text": ANSWER}]}))
fixed("thinking-whole", whole({"role": "assistant", "content": [
    {"type": "thinking", "thinking": [{"type": "text", "text": "rahasia"}]}, {"type": "text", "text": ANSWER}]}))
fixed("compressed", 200, STREAM, gzip.compress(says(ANSWER)[2].encode()), {"Content-Encoding": "gzip"})
fixed("utf-8-mark", 200, STREAM, "\ufeff" + says(ANSWER)[2])
fixed("usage-in-each", events([chunk({"content": p}, usage={"prompt_tokens": 9, "completion_tokens": i,
                                                          "total_tokens": 9 + i})
                               for i, p in enumerate(pieces(ANSWER))] + [chunk({}, "stop")]))
fixed("two-choices", events([c for p in pieces(ANSWER) for c in (chunk({"content": p}), {
    "choices": [{"index": 1, "delta": {"content": "rahasia"}}]})] + [chunk({}, "stop")]))
fixed("error-event", 200, STREAM, 'event: error\ndata: {"error": "overloaded", "error_type": "overloaded"}\n\n')
fixed("filter-400", 400, JSON, {"error": {
    "message": "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
    "type": None, "param": "prompt", "code": "content_filter", "status": 400,
    "innererror": {"code": "ResponsibleAIPolicyViolation"}}})

# outages
fixed("credit-402", refusal("This request requires more credits, or fewer max_tokens. You can only afford 312.", 402))
fixed("overloaded-529", refusal("Overloaded", 529))
fixed("always-400", refusal("unknown field `foo`: a tool in front of this server says no"))
fixed("always-413", 413, "text/plain", "Payload Too Large")
fixed("always-422", 422, JSON, {"detail": "Unprocessable"})


@habit
def busy_by_date(body):
    when = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 1))
    return (*refusal("slow down", 429), {"Retry-After": when})


def once(name, status):
    """This status at the first request, then the answer."""
    HABITS[name] = lambda body: refusal("not now", status) if len(State.requests) < 2 else says(ANSWER)


for code in (502, 504, 520, 522, 524, 529):
    once(f"once-{code}", code)


def first(name, *answer):
    """This answer at the first request, then what is wanted."""
    HABITS[name] = lambda body: answer[0] if len(State.requests) < 2 else says(ANSWER)


first("once-busy-within-200", (200, JSON, {"error": {"message": "Rate limit exceeded", "code": 429}}))
first("once-lost-within-stream", events([{**chunk({"content": ""}, "error"), "error": {
    "code": 502, "message": "Provider disconnected", "metadata": {"error_type": "provider_unavailable"}}}]))
first("once-full-within-stream", events([{"id": "h", "choices": [], "error": {
    "code": 502, "message": "Worker local total request limit reached (33/32)"}}]))
first("once-loading", (503, JSON, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}))
first("once-no-choices", (200, JSON, {"id": "h", "choices": [], "usage": {"total_tokens": 3}}))
first("once-nothing", (200, STREAM, ""))


def redirect(status, to):
    return lambda body: (status, "text/html", "", {"Location": to}) if body["path"].startswith("/v1/") else says(ANSWER)


HABITS["moved"] = redirect(308, "/moved/v1/chat/completions")
HABITS["moved-302"] = redirect(302, "/moved/v1/chat/completions")
HABITS["moved-away"] = redirect(307, "https://elsewhere.invalid/v1/chat/completions")
HABITS["moved-for-ever"] = lambda body: (302, "text/html", "", {"Location": "/again" + body["path"]})


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def reply(self, status, kind, body, headers=None):
        if not isinstance(body, (str, bytes)):
            body = json.dumps(body, ensure_ascii=False)
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with State.lock:
            self.reply(200, JSON, State.requests)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        url = urllib.parse.urlsplit(self.path)
        with State.lock:
            if url.path == "/control":
                State.text, State.requests = body.get("text", ANSWER), []
                return self.reply(200, JSON, {})
            State.requests.append({"path": self.path, "headers": dict(self.headers), "body": body})
            if not re.fullmatch(r"(/\w+)*/v1/chat/completions", url.path):
                return self.reply(404, JSON, {"detail": "Not Found"})
            return self.reply(*HABITS[body["model"]]({"path": url.path, **body}))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


def main():
    server = Server(("127.0.0.1", 0), Handler)
    with open(sys.argv[1] + ".new", "w", encoding="ascii") as f:
        f.write(f"{server.server_address[1]}\n")
    os.replace(sys.argv[1] + ".new", sys.argv[1])
    server.serve_forever()


if __name__ == "__main__":
    main()
