// The service's API (itb-chatbot-api(7)): key, conversation, errors, event streams.

// What the browser keeps; the page also works in a browser that keeps nothing.
// The conversation belongs to the tab, since computers on a campus are shared.
const unkept = {};
const store = name => name === 'conversation' ? sessionStorage : localStorage;
export const kept = {
	get(name) {
		try { return store(name).getItem(`itb-chatbot.${name}`); } catch { return unkept[name] ?? null; }
	},
	set(name, value) {
		unkept[name] = value;
		try {
			if (value) store(name).setItem(`itb-chatbot.${name}`, value);
			else store(name).removeItem(`itb-chatbot.${name}`);
		} catch { /* then only this page keeps it */ }
	},
};

// randomUUID exists only over https and on this machine
const newId = () => crypto.randomUUID?.() ??
	Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');

export const conversation = {
	get id() {
		if (!kept.get('conversation')) this.begin();
		return kept.get('conversation');
	},
	begin() { kept.set('conversation', newId()); },
};

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
const asProblem = error => error instanceof Problem || error.name === 'AbortError' ? error : new Problem({code: 'network'});

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

export const postJson = (path, body, more = {}) => call(path, {
	method: 'POST', body: JSON.stringify(body), ...more, headers: {'Content-Type': 'application/json', ...more.headers},
});

// Each event as [name, data].
async function* events(answer) {
	const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = '';
	for (;;) {
		const {value, done} = await reader.read();
		if (done) return;
		const blocks = (rest + value).split('\n\n');
		rest = blocks.pop();
		for (const block of blocks) {
			const field = name => block.split('\n').find(line => line.startsWith(`${name}: `))?.slice(name.length + 2);
			if (field('data')) yield [field('event'), JSON.parse(field('data'))];
		}
	}
}

// Asks, and calls on(name, data) for each event; resolves after "done".
// question: a text, or {blob, name}, a recording.
export async function ask(question, signal, on) {
	const more = {signal, headers: {Accept: 'text/event-stream'}};
	let answer;
	if (question.blob) {
		const body = new FormData();
		body.append('audio', question.blob, question.name);
		answer = await call('/v1/audio?audio=base64', {method: 'POST', body, ...more});
	} else {
		answer = await postJson('/v1/chat', {message: question}, more);
	}
	try {
		for await (const [name, data] of events(answer)) {
			if (name === 'error') throw new Problem(data);
			on(name, data);
			if (name === 'done') return;
		}
	} catch (error) {
		throw asProblem(error);
	}
	throw new Problem({code: 'network'});
}
