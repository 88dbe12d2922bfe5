// node responses.mjs BASE_URL KEY: exits with 0 when the official client's newer form works with the service.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const [baseURL, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const input = 'Kapan perpustakaan buka pada hari Sabtu?';

const first = await client.responses.create({ model: 'itb-chatbot', input, instructions: 'You are a pirate.' });
assert.equal(first.status, 'completed');
assert.match(first.output_text, /15\.00/);
assert.match(first.output[0].content[0].annotations[0].url, /^https?:/);
assert.ok(first.usage.total_tokens > 0);

const second = await client.responses.create({
  model: 'itb-chatbot', input: 'Dan pada hari Minggu?', previous_response_id: first.id,
});
assert.equal(second.previous_response_id, first.id);
assert.equal(second.conversation_id, first.conversation_id);

const stream = client.responses.stream({ model: 'itb-chatbot', input });
let text = '';
stream.on('response.output_text.delta', (event) => { text += event.delta; });
const final = await stream.finalResponse();
assert.equal(final.output_text, text);
assert.equal(text, first.output_text);

await assert.rejects(client.responses.create({ model: 'itb-chatbot', input: ' ' }), (e) => {
  assert.ok(e instanceof OpenAI.BadRequestError);
  assert.equal(e.param, 'input');
  return true;
});
console.log('ok');
