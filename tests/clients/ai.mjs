// node ai.mjs BASE_URL KEY: exits with 0 when the AI SDK works, by its default (responses) and by chat completions.
import assert from 'node:assert/strict';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';

const [baseURL, apiKey] = process.argv.slice(2);
const openai = createOpenAI({ baseURL, apiKey });
const prompt = 'Kapan perpustakaan buka pada hari Sabtu?';

for (const model of [openai('itb-chatbot'), openai.chat('itb-chatbot')]) {
  const { text, sources, usage } = await generateText({ model, prompt, maxRetries: 0 });
  assert.match(text, /15\.00/);
  assert.match(sources[0].url, /^https?:/);
  assert.ok(sources[0].title && usage.totalTokens > 0);
  const stream = streamText({ model, prompt, maxRetries: 0 });
  let streamed = '';
  for await (const piece of stream.textStream) streamed += piece;
  assert.equal(streamed, text);
  assert.equal(await stream.finishReason, 'stop');
}
console.log('ok');
