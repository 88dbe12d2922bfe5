// node mcp.mjs URL KEY: exits with 0 when the official client of the Model Context Protocol lists and calls tools.
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, apiKey] = process.argv.slice(2);
const client = new Client({ name: 'test', version: '1' });
await client.connect(new StreamableHTTPClientTransport(new URL(url), {
  requestInit: { headers: { Authorization: `Bearer ${apiKey}` } },
}));
const { tools } = await client.listTools();
assert.deepEqual(tools.map((tool) => tool.name).sort(), ['ask', 'fetch', 'search']);
const search = await client.callTool({ name: 'search', arguments: { query: 'bus kampus jingga', k: 2 } });
const [first] = search.structuredContent.results;
assert.match(first.quote, /jingga/);
const passage = await client.callTool({ name: 'fetch', arguments: { id: first.id } });
assert.equal(passage.structuredContent.text, first.quote);
const answer = await client.callTool({ name: 'ask', arguments: { question: 'Kapan perpustakaan buka pada hari Sabtu?' } });
assert.match(answer.content[0].text, /15\.00/);
const { resources } = await client.listResources();
const { contents } = await client.readResource({ uri: resources[0].uri });
assert.ok(contents[0].text);
await client.close();
console.log('ok');
