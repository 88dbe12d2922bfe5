"""langchain_chain.py BASE_URL KEY: LangChain's chat model, whole and streamed."""
import sys

from langchain_openai import ChatOpenAI

model = ChatOpenAI(model="itb-chatbot", base_url=sys.argv[1], api_key=sys.argv[2], max_retries=0)
messages = [("system", "Be brief."), ("human", "Kapan perpustakaan buka pada hari Sabtu?")]
answer = model.invoke(messages)
assert "15.00" in answer.content and answer.usage_metadata["total_tokens"] > 0
assert "".join(chunk.content for chunk in model.stream(messages)) == answer.content
print("ok")
