"""openai_sdk.py BASE_URL KEY: the official Python client, both forms of an answer, and its errors."""
import sys

import openai

client = openai.OpenAI(base_url=sys.argv[1], api_key=sys.argv[2], max_retries=0)
question = "Kapan perpustakaan buka pada hari Sabtu?"
messages = [{"role": "user", "content": question}]

assert [m.id for m in client.models.list()] == ["itb-chatbot"]
whole = client.chat.completions.create(model="itb-chatbot", messages=messages).choices[0]
assert "15.00" in whole.message.content and whole.finish_reason == "stop"
assert whole.message.annotations[0].url_citation.url.startswith("http")
chunks = client.chat.completions.create(model="itb-chatbot", messages=messages, stream=True)
assert "".join(c.choices[0].delta.content or "" for c in chunks) == whole.message.content

first = client.responses.create(model="itb-chatbot", input=question)
assert first.output_text == whole.message.content and first.usage.total_tokens > 0
second = client.responses.create(model="itb-chatbot", input="Dan Minggu?", previous_response_id=first.id)
assert second.previous_response_id == first.id
with client.responses.stream(model="itb-chatbot", input=question) as stream:
    text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
    assert text == stream.get_final_response().output_text == first.output_text

with client.audio.speech.with_streaming_response.create(model="tts", voice="alloy", input="Halo, dunia.") as speech:
    sound = speech.read()
assert sound[:4] == b"RIFF"
assert client.audio.transcriptions.create(model="stt", file=("q.wav", sound)).text == question

for error, call in (
        (openai.AuthenticationError, lambda: openai.OpenAI(base_url=sys.argv[1], api_key="wrong").models.list()),
        (openai.NotFoundError, lambda: client.models.retrieve("gpt-5")),
        (openai.BadRequestError, lambda: client.chat.completions.create(model="x", messages=messages, n=2))):
    try:
        call()
        raise SystemExit(f"no {error.__name__}")
    except error as e:
        assert e.code
print("ok")
