// The service's API (itb-chatbot-api(7)): errors and event streams.
import {conversation, kept} from './store.js';

// The service sends something every 10 s, if only a comment.
export const patience = {silenceMs: 35000};

// A problem object of the API, or the code "network".
export class Problem extends Error {
	constructor(body, wait) {
		super(body.message ?? body.code);
		this.code = body.code;
		this.id = body.request_id ?? '';
		this.wait = Number(wait) || 0; // seconds
	}
	get ofKey() { return this.code === 'api_key_missing' || this.code === 'api_key_invalid'; }
}

// An AbortError is passed on unchanged.
const asProblem = error => (error instanceof Problem || error.name === 'AbortError' ? error : new Problem({code: 'network'}));

export async function call(path, {headers, ...options} = {}) {
	const key = kept.get('key');
	const answer = await fetch(`.${path}`, { // the page may be below a path of the site
		...options,
		headers: {'X-Conversation-Id': conversation.id, ...key && {'X-API-Key': key}, ...headers},
	}).catch(error => { throw asProblem(error); });
	if (answer.ok) return answer;
	const body = await answer.json().catch(() => ({})); // OpenAI's routes have it in `error`
	throw new Problem({code: answer.status >= 500 ? 'internal' : 'other', message: `HTTP ${answer.status}`, ...body, ...body.error},
		answer.headers.get('Retry-After'));
}

export const getJson = path => call(path).then(answer => answer.json());
export const postJson = (path, body, more = {}) => call(path, {
	method: 'POST', body: JSON.stringify(body), ...more, headers: {'Content-Type': 'application/json', ...more.headers},
});

// Each event of a stream's text as [name, data]; what it can't finish yet comes back as the last element.
export function cut(text) {
	const blocks = text.split('\n\n');
	const rest = blocks.pop();
	const field = (block, name) => block.split('\n').find(line => line.startsWith(`${name}: `))?.slice(name.length + 2);
	return [blocks.filter(block => field(block, 'data')).map(block => [field(block, 'event'), JSON.parse(field(block, 'data'))]), rest];
}

// quiet(true) when nothing at all came for a while, quiet(false) when something comes again.
async function* events(answer, quiet) {
	const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = '', timer;
	try {
		for (;;) {
			timer = setTimeout(quiet, patience.silenceMs, true);
			const {value, done} = await reader.read();
			clearTimeout(timer);
			quiet(false);
			if (done) return;
			let found;
			[found, rest] = cut(rest + value);
			yield* found;
		}
	} finally {
		clearTimeout(timer);
	}
}

// Asks, and calls on(name, data) for each event; resolves after "done".
// question: {text, language, fresh}, or {blob, name, language}, a recording.
export async function ask(question, signal, on) {
	const more = {signal, headers: {Accept: 'text/event-stream', ...question.fresh && {'Cache-Control': 'no-cache'}}};
	const {language} = question;
	let answer;
	if (question.blob) {
		const body = new FormData();
		body.append('audio', question.blob, question.name);
		if (language) body.append('language', language);
		answer = await call('/v1/audio?audio=base64', {method: 'POST', body, ...more});
	} else {
		answer = await postJson('/v1/chat', {message: question.text, ...language && {language}}, more);
	}
	try {
		for await (const [name, data] of events(answer, yes => on('silence', yes))) {
			if (name === 'error') throw new Problem(data);
			on(name, data);
			if (name === 'done') return;
		}
	} catch (error) {
		throw asProblem(error);
	}
	throw new Problem({code: 'network'});
}
