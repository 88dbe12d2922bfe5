"""pydantic_ai_agent.py BASE_URL KEY: an agent of pydantic-ai, by responses and by chat completions."""
import sys

from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider

provider = OpenAIProvider(base_url=sys.argv[1], api_key=sys.argv[2])
for kind in (OpenAIResponsesModel, OpenAIChatModel):
    agent = Agent(kind("itb-chatbot", provider=provider), instructions="Be brief.")
    result = agent.run_sync("Kapan perpustakaan buka pada hari Sabtu?")
    assert "15.00" in result.output, result.output
    more = agent.run_sync("Dan pada hari Minggu?", message_history=result.all_messages())
    assert more.output
print("ok")
