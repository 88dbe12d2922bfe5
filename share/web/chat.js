// The page: asks, and shows the answer. Foreign text is inserted as text, never as
// HTML, which the page's Content-Security-Policy forbids.
import {Problem, ask, call, conversation, kept, postJson} from './api.js';
import {Speech, canRecord, record} from './voice.js';
import {words} from './words.js';

const $ = id => document.getElementById(id);

function make(tag, properties = {}, ...children) {
	const node = Object.assign(document.createElement(tag), properties);
	node.append(...children);
	return node;
}

// --- language -------------------------------------------------------------------

let language = kept.get('language') ??
	(navigator.languages.find(l => /^(id|ms|jv|su|en)\b/i.test(l))?.startsWith('en') ? 'en' : 'id');

const text = (name, ...values) => words[language][name].replace(/\{(\d)\}/g, (_, i) => values[i] ?? '');

// A text that changes when the language is switched.
function say(node, name, ...values) {
	node.dataset.t = name;
	node.values = values;
	node.textContent = text(name, ...values);
	return node;
}

function setLanguage(to) {
	language = document.documentElement.lang = to;
	document.querySelectorAll('[data-t]').forEach(node => say(node, node.dataset.t, ...node.values ?? []));
	document.querySelectorAll('[data-t-label]').forEach(node => node.ariaLabel = text(node.dataset.tLabel));
	$('message').placeholder = text('write');
	$('language').textContent = to === 'id' ? 'English' : 'Indonesia';
	$('language').lang = to === 'id' ? 'en' : 'id';
	document.title = $('name').textContent;
}

function whatWentWrong(problem) {
	const {wait, id, code, message} = problem;
	const format = new Intl.RelativeTimeFormat(language);
	const when = wait >= 90 ? format.format(Math.ceil(wait / 60), 'minute') : wait ? format.format(wait, 'second') : text('soon');
	return [code in words.id ? code : 'other', when, id, message];
}

// --- one question and its answer ---------------------------------------------------

class Turn {
	constructor(question, id) {
		this.id = id; // of the request, for the reader's rating
		this.question = make('p', {className: question ? 'question' : 'question heard'});
		if (question) this.question.textContent = question;
		else say(this.question, 'spoken');
		this.text = make('p', {className: 'text'});
		this.rest = make('div');
		this.answer = make('div', {className: 'answer'}, this.text, this.rest);
		this.node = make('article', {className: 'turn'},
			say(make('h2', {className: 'unseen'}), 'you'), this.question, this.answer);
		$('turns').append(this.node);
		$('hello').hidden = true;
		$('erase').hidden = false;
	}
	wait() {
		say(this.text, 'thinking').classList.add('thinking');
		this.started = false;
	}
	token(piece) {
		if (!this.started) this.settle();
		this.started = true;
		this.text.append(piece);
	}
	// What came so far was no answer.
	restart() {
		this.wait();
		this.speech?.stop();
		this.listen?.parentNode.remove();
		this.speech = null;
	}
	// Removes the words that stood in for the answer.
	settle() {
		if (this.started) return;
		this.text.classList.remove('thinking');
		this.text.replaceChildren();
		delete this.text.dataset.t;
	}
	heard(transcript) {
		if (!transcript) return;
		delete this.question.dataset.t;
		this.question.textContent = transcript;
	}
	audio(clip) {
		if (!this.speech) {
			this.listen = make('button', {type: 'button', onclick: () => this.speech.playing ? this.speech.stop() : this.speech.replay()});
			this.speech = new Speech(playing => say(this.listen, playing ? 'quiet' : 'listen'));
			this.rest.append(make('p', {className: 'tools'}, this.listen));
		}
		this.speech.add(clip);
	}
	note(bad, name, ...values) {
		this.rest.append(say(make('p', {className: bad ? 'note bad' : 'note'}), name, ...values));
	}
	done(body) {
		this.settle();
		this.id = body.request_id;
		this.answer.lang = body.language ?? '';
		this.text.replaceChildren(...this.cited(body));
		if (body.degraded) this.note(false, 'degraded');
		if (body.grounded === false) this.note(false, 'ungrounded');
		this.sources(body.sources ?? []);
		this.thumbs();
	}
	// The answer with its numbers; citations count code points.
	cited({answer, citations = []}) {
		const points = Array.from(answer), parts = [];
		let at = 0;
		for (const {end, source} of [...citations].sort((a, b) => a.end - b.end || a.source - b.source)) {
			parts.push(points.slice(at, end).join(''), this.number(source));
			at = end;
		}
		return [...parts, points.slice(at).join('')];
	}
	sourceId(i) {
		return `source-${this.id}-${i + 1}`;
	}
	number(i) {
		const link = make('a', {className: 'cite', href: `#${this.sourceId(i)}`, ariaLabel: text('source', i + 1)}, `[${i + 1}]`);
		link.onclick = event => {
			event.preventDefault(); // the address bar stays the same
			this.list.open = true;
			$(this.sourceId(i)).focus();
		};
		return link;
	}
	sources(sources) {
		if (!sources.length) return;
		const item = (source, i) => {
			const url = /^https?:\/\//i.test(source.url ?? '') ? source.url : null;
			const title = source.title || source.source;
			const where = [source.heading, source.page && text('page', source.page)].filter(Boolean).join(' · ');
			return make('li', {id: this.sourceId(i), tabIndex: -1},
				url ? make('a', {href: url, target: '_blank', rel: 'noopener noreferrer'}, title) : make('b', {}, title),
				make('span', {className: 'where'}, where && ` — ${where}`),
				make('blockquote', {}, source.quote));
		};
		this.list = make('details', {className: 'sources', open: true},
			say(make('summary'), 'sources', sources.length), make('ol', {}, ...sources.map(item)));
		this.rest.append(this.list);
	}
	thumbs() {
		const buttons = ['up', 'down'].map(rating => {
			const button = say(make('button', {type: 'button', ariaPressed: 'false'}), rating);
			button.onclick = () => withKey(() => postJson('/v1/feedback', {request_id: this.id, rating})).then(() => {
				buttons.forEach(b => b.ariaPressed = String(b === button));
				announce('thanks');
			}, trouble);
			return button;
		});
		this.rest.append(make('p', {className: 'tools'}, ...buttons));
	}
	// Keeps what was written, and says why the rest is missing.
	broken(error, again) {
		this.settle();
		if (error.name === 'AbortError') return this.note(false, 'stopped');
		if (this.started) this.note(true, 'unfinished');
		this.note(true, ...whatWentWrong(error));
		const button = say(make('button', {type: 'button'}), 'retry');
		button.onclick = () => { this.remove(); again(); };
		this.rest.append(make('p', {className: 'tools'}, button));
		announce(...whatWentWrong(error));
	}
	remove() {
		this.speech?.release();
		this.node.remove();
	}
}

// --- what the page says besides ------------------------------------------------------

// Screen readers get an answer once, when it is complete.
const announce = (...what) => say($('said'), ...what);

function trouble(error) {
	$('trouble').hidden = !error;
	if (error) say($('trouble'), ...whatWentWrong(error));
}

// --- the key -------------------------------------------------------------------------

// True when there is another key (or none any more) to try with.
function askKey(why = 'key_why') {
	const dialog = $('key-dialog');
	say($('key-why'), why);
	$('key-value').value = kept.get('key') ?? '';
	dialog.returnValue = '';
	dialog.showModal();
	return new Promise(resolve => {
		dialog.onclose = () => {
			const saved = dialog.returnValue === 'save';
			if (saved) kept.set('key', $('key-value').value);
			$('key').hidden = false;
			resolve(saved);
		};
	});
}

async function withKey(work) {
	for (;;) {
		try {
			return await work();
		} catch (error) {
			if (!error.ofKey || !await askKey(error.code)) throw error;
		}
	}
}

// --- asking -------------------------------------------------------------------------

const turns = [];
let running = null; // stops the request

function busy(stop) {
	running = stop;
	$('send').hidden = Boolean(stop);
	$('stop').hidden = !stop;
	$('record').disabled = Boolean(stop);
}

// question: a text, or a recording
async function put(question) {
	const turn = new Turn(question.blob ? '' : question);
	const stopper = new AbortController();
	const events = {
		token: data => turn.token(data.text),
		restart: () => turn.restart(),
		transcript: data => turn.heard(data.transcript),
		audio: data => turn.audio(data.audio),
		done: data => {
			turn.done(data);
			announce('answered', data.answer);
		},
	};
	turns.forEach(t => t.speech?.stop());
	turns.push(turn);
	trouble(null);
	announce('thinking');
	turn.wait();
	turn.node.scrollIntoView();
	busy(() => { stopper.abort(); turn.speech?.stop(); });
	const mine = running;
	try {
		await withKey(() => ask(question, stopper.signal, (name, data) => events[name]?.(data)));
	} catch (error) {
		turn.broken(error, () => put(question));
	}
	if (running === mine) busy(null);
}

function send(event) {
	event?.preventDefault();
	const question = $('message').value.trim();
	if (!question || running) return;
	$('message').value = '';
	put(question);
}

async function speak() {
	let recording;
	try {
		recording = await record();
	} catch {
		return trouble(new Problem({code: 'microphone'}));
	}
	trouble(null);
	say($('record'), 'recording').classList.add('main');
	announce('listening');
	busy(recording.cancel);
	$('record').disabled = false;
	$('record').onclick = recording.stop;
	const sound = await recording.finished;
	busy(null);
	say($('record'), 'record').classList.remove('main');
	$('record').onclick = speak;
	if (sound) put(sound);
}

// --- conversations ---------------------------------------------------------------------

function begin() {
	running?.();
	turns.splice(0).forEach(turn => turn.remove());
	conversation.begin();
	$('hello').hidden = false;
	$('erase').hidden = true;
	trouble(null);
	$('message').focus();
}

async function erase() {
	if (!confirm(text('sure'))) return;
	running?.();
	try {
		await withKey(() => call(`/v1/conversations/${conversation.id}`, {method: 'DELETE'}));
		begin();
		announce('erased');
	} catch (error) {
		trouble(error);
	}
}

// The institution's name, and the conversation as it was before the page was reloaded.
async function load() {
	const get = path => withKey(() => call(path)).then(answer => answer.json());
	try {
		const {data: [model]} = await get('/v1/models');
		say($('name'), 'title_of', model.owned_by);
		document.title = $('name').textContent;
		const was = await get(`/v1/conversations/${conversation.id}`);
		if (turns.length) return; // the reader has asked meanwhile
		for (let i = 0; i + 1 < was.turns.length; i += 2) {
			const {content, sources, request_id} = was.turns[i + 1];
			const turn = new Turn(was.turns[i].content, request_id);
			turn.done({answer: content, sources, request_id});
			turns.push(turn);
		}
		turns.at(-1)?.node.scrollIntoView();
	} catch (error) {
		trouble(error);
	} finally {
		$('turns').ariaBusy = 'false';
	}
}

// A link .../#key=KEY hands out a key; what follows # isn't sent to the server.
function takeKey() {
	const key = new URLSearchParams(location.hash.slice(1)).get('key');
	if (!key) return;
	kept.set('key', key);
	history.replaceState(null, '', location.pathname);
}

takeKey();
setLanguage(language);
$('ask').onsubmit = send;
$('message').onkeydown = event => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event); };
$('stop').onclick = () => running?.();
$('record').hidden = !canRecord;
$('record').onclick = speak;
$('new').onclick = begin;
$('erase').onclick = erase;
$('key').hidden = !kept.get('key');
$('key').onclick = async () => { if (await askKey()) load(); };
$('language').onclick = () => {
	setLanguage(language === 'id' ? 'en' : 'id');
	kept.set('language', language);
};
load();
