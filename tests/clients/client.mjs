// node client.mjs BASE_URL KEY: exits with 0 when the official client works with the service.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const [baseURL, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const question = 'Kapan perpustakaan buka pada hari Sabtu?';
const messages = [
  { role: 'system', content: 'You are a pirate.' },
  { role: 'user', content: 'Halo' },
  { role: 'assistant', content: 'Halo! Ada yang bisa dibantu?' },
  { role: 'user', content: question },
];

const models = [];
for await (const model of client.models.list()) models.push(model.id);
assert.deepEqual(models, ['itb-chatbot']);
assert.equal((await client.models.retrieve('itb-chatbot')).object, 'model');
await assert.rejects(client.models.retrieve('gpt-4.1'), OpenAI.NotFoundError);

const whole = await client.chat.completions.create({ model: 'itb-chatbot', messages, temperature: 0 });
const { message, finish_reason } = whole.choices[0];
assert.match(whole.id, /^chatcmpl-/);
assert.equal(whole.object, 'chat.completion');
assert.equal(message.role, 'assistant');
assert.match(message.content, /15\.00/);
assert.doesNotMatch(message.content, /\[\d/);
assert.equal(finish_reason, 'stop');
assert.ok(whole.usage.total_tokens > 0);
assert.equal(message.annotations[0].type, 'url_citation');
const { start_index: start, end_index: end, title } = message.annotations[0].url_citation;
assert.ok(title && start >= 0 && end > start && end <= [...message.content].length);

const stream = await client.chat.completions.create({
  model: 'itb-chatbot', messages, stream: true, stream_options: { include_usage: true },
});
let text = '', usage, role, finished, annotations;
for await (const chunk of stream) {
  assert.equal(chunk.object, 'chat.completion.chunk');
  if (chunk.usage) usage = chunk.usage;
  for (const choice of chunk.choices) {
    role ??= choice.delta.role;
    text += choice.delta.content ?? '';
    annotations ??= choice.delta.annotations;
    finished ??= choice.finish_reason;
  }
}
assert.equal(text, message.content);
assert.equal(role, 'assistant');
assert.equal(finished, 'stop');
assert.ok(usage.total_tokens > 0);
assert.equal(annotations.length, message.annotations.length);

const runner = client.chat.completions.stream({ model: 'itb-chatbot', messages });
assert.equal((await runner.finalChatCompletion()).choices[0].message.content, message.content);

const parts = await client.chat.completions.create({
  model: 'itb-chatbot', messages: [{ role: 'user', content: [{ type: 'text', text: question }] }],
});
assert.match(parts.choices[0].message.content, /15\.00/);

const stranger = new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 });
await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
for (const bad of [{ messages: [] }, { messages: [{ role: 'user', content: ' ' }] }, { messages, n: 2 },
  { messages: [{ role: 'user', content: 'x'.repeat(5001) }] }]) {
  await assert.rejects(client.chat.completions.create({ model: 'itb-chatbot', ...bad }), (e) => {
    assert.ok(e instanceof OpenAI.BadRequestError);
    assert.ok(e.code && e.type === 'invalid_request_error');
    return true;
  });
}
const aborted = await client.chat.completions.create({ model: 'itb-chatbot', messages, stream: true });
for await (const chunk of aborted) { assert.ok(chunk.id); break; }
console.log('ok');
