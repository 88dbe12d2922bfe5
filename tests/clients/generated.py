"""generated.py URL KEY: the client that openapi-python-client made beside this file."""
import sys

from made import AuthenticatedClient
from made.api.questions import ask, ask_by_voice
from made.models import Answer, AskBody, AskByVoiceBody, SpokenAnswer
from made.types import File

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])
question = AskBody(message="Kapan perpustakaan buka pada hari Sabtu?")
answer = ask.sync(client=client, x_conversation_id="made-1", body=question)
assert isinstance(answer, Answer) and "15.00" in answer.answer, answer
with open("q.wav", "rb") as recording:
    body = AskByVoiceBody(audio=File(recording, "q.wav", "audio/wav"))
    spoken = ask_by_voice.sync(client=client, x_conversation_id="made-2", body=body)
assert isinstance(spoken, SpokenAnswer) and "15.00" in spoken.answer and spoken.audio, spoken
print("ok")
