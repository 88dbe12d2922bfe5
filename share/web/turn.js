// One question and its answer.
import {$, make} from './dom.js';
import {answerNodes, blockNode, plainBlocks} from './answer.js';
import {call, postJson} from './api.js';
import {withKey} from './key.js';
import {cards, show} from './sources.js';
import {pending, ratings} from './store.js';
import {Speech} from './voice.js';
import {hush, iconButton, inTime, label, language, say, text} from './words.js';

export const LONGEST_SPOKEN = 3000; // TTS_MAX_CHARS

// The text's name and its values, for say().
export function whatWentWrong({wait, id, code, message}) {
	const known = text(code) !== code ? code : 'other';
	return [known, inTime(wait), id, message];
}

const REASONS = {wrong: 'wrong', incomplete: 'incomplete', old: 'old', language: 'other_language'};

export class Turn {
	// host: put(question), announce(...), trouble(error), remember(title), speaks, languages
	constructor(question, host) {
		this.asked = question;
		this.host = host;
		this.question = make('p', {className: question.blob ? 'question heard' : 'question', dir: 'auto'});
		if (question.blob) say(this.question, 'spoken');
		else this.question.textContent = question.text;
		this.blocks = make('div', {className: 'text', dir: 'auto'});
		this.live = make('p', {className: 'live', dir: 'auto'});
		this.rest = make('div', {className: 'rest'});
		this.answer = make('div', {className: 'answer'}, this.blocks, this.rest);
		this.node = make('article', {className: 'turn'},
			say(make('h2', {className: 'unseen'}), 'you'), this.question, this.answer);
		$('turns').append(this.node);
	}

	// A page in the institution's first language leaves it to the question; who chose another one means it.
	request() {
		const {languages} = this.host;
		return {...this.asked, language: language !== languages[0] && /^(id|en)$/.test(language) ? language : undefined};
	}

	// --- while it comes

	wait() {
		this.started = false;
		this.rest.replaceChildren();
		this.blocks.replaceChildren(say(make('p', {className: 'thinking'}), 'thinking'));
	}
	start() {
		if (this.started) return;
		this.started = true;
		this.live.textContent = '';
		this.blocks.replaceChildren(this.live);
	}
	on(name, data) {
		this.events[name]?.call(this, data);
	}
	events = {
		token({text: piece}) {
			this.start();
			this.live.textContent = (this.live.textContent + piece).trimStart();
		},
		block({block}) {
			this.start();
			this.live.textContent = '';
			this.live.before(blockNode(block, this.tools([])));
		},
		restart() { // what came so far was no answer
			this.quiet();
			this.wait();
			this.speech = null;
		},
		transcript({transcript}) {
			if (!transcript) return;
			this.asked = {text: transcript};
			hush(this.question).textContent = transcript;
			pending.set(transcript);
			this.host.remember(transcript);
		},
		audio({audio}) { this.sound().add(audio); },
		silence(quiet) {
			if (quiet) this.rest.append(this.silent = say(make('p', {className: 'note silent', role: 'status'}), 'silence'));
			else this.silent?.remove();
		},
		done(body) {
			pending.set(null);
			this.done(body);
			this.host.announce('answered', body.answer);
		},
	};

	// --- when it is there

	tools(sources) {
		return {make, cite: i => sources[i] ? this.cite(sources, i) : null};
	}
	cite(sources, i) {
		const button = make('button', {type: 'button', className: 'cite'}, String(i + 1));
		button.onclick = () => show(sources, i, button);
		return label(button, 'source', `${i + 1}: ${sources[i].title}`);
	}

	done(body) {
		const sources = body.sources ?? [];
		this.id = body.request_id;
		this.body = body;
		this.silent?.remove();
		this.answer.lang = body.language ?? '';
		this.blocks.replaceChildren(...answerNodes(body.blocks ?? plainBlocks(body), this.tools(sources)));
		this.notes(body);
		if (sources.length) this.rest.append(cards(sources, i => show(sources, i, document.activeElement)));
		if (body.reason === 'cut') this.retry();
		this.toolbar();
		this.followUps(body.suggestions ?? []);
	}
	// An answer that was cut is no refusal, and none is incomplete where no model was meant to be.
	notes({reason, answer, degraded, grounded}) {
		if (reason === 'cut') return this.note('bad', answer ? 'unfinished' : 'interrupted');
		if (reason === 'model_failed' || (degraded && reason !== 'no_model')) this.note('', 'degraded');
		if (reason === 'refused' || (!reason && grounded === false && !degraded)) this.note('', 'ungrounded');
	}
	note(kind, name, ...values) {
		this.rest.append(say(make('p', {className: `note ${kind}`}), name, ...values));
	}

	toolbar() {
		const {clipboard} = navigator;
		const bar = make('p', {className: 'tools'},
			clipboard && iconButton('copy', () => clipboard.writeText(this.plain()).then(() => this.told('copied'))),
			navigator.share && iconButton('share', () => navigator.share({text: this.plain()}).catch(() => { /* not after all */ })),
			this.listen ?? (this.host.speaks && this.body.answer && iconButton('listen', () => this.speak())),
			this.body.reason !== 'cut' && iconButton('again', () => this.host.put({text: this.asked.text ?? '', fresh: true})),
			this.says = make('span', {className: 'soft', role: 'status'}),
			...(this.id && this.body.answer ? this.thumbs() : []));
		this.listen = null;
		this.rest.append(bar);
	}
	told(name) {
		say(this.says, name);
		this.host.announce(name);
	}
	plain() {
		const {answer, sources = []} = this.body;
		return [answer, ...sources.map((s, i) => `[${i + 1}] ${s.title} — ${s.url ?? s.source}`)].join('\n');
	}

	// --- the reader's rating

	rate(rating, more = {}) {
		return withKey(() => postJson('/v1/feedback', {request_id: this.id, rating, ...more})).then(() => {
			ratings.set(this.id, rating);
			this.told('thanks');
		}, this.host.trouble);
	}
	thumbs() {
		const before = ratings.get(this.id) ?? this.body.rating;
		const buttons = ['up', 'down'].map(rating => {
			const press = () => this.rate(rating).then(() => {
				buttons.forEach(b => { b.ariaPressed = String(b === button); });
				this.why?.remove();
				if (rating === 'down') this.askWhy();
			});
			const button = iconButton(rating, press, {ariaPressed: String(before === rating), className: `icon ${rating}`});
			return button;
		});
		return buttons;
	}
	askWhy() {
		const comment = make('input', {type: 'text', maxLength: 2000});
		const reason = name => say(make('button', {type: 'button', data: {reason: name}, ariaPressed: 'false', onclick: event => {
			this.why.querySelectorAll('[data-reason]').forEach(b => { b.ariaPressed = String(b === event.currentTarget); });
			this.reason = name;
			this.rate('down', {reason: name});
		}}), REASONS[name]);
		this.reason = 'other';
		this.why = make('form', {className: 'why', onsubmit: event => {
			event.preventDefault();
			this.rate('down', {reason: this.reason, comment: comment.value}).then(() => this.why.remove());
		}}, say(make('p'), 'why'), make('p', {className: 'tools'}, ...Object.keys(REASONS).map(reason)),
		make('p', {className: 'line'}, label(comment, 'comment'), say(make('button'), 'send_comment')));
		comment.dataset.tWrite = 'comment';
		comment.placeholder = text('comment');
		this.rest.querySelector('.tools').after(this.why);
	}

	// --- sound

	sound() {
		if (!this.speech) {
			const press = () => (this.speech.playing ? this.speech.stop() : this.speech.replay());
			this.listen = this.listenButton = iconButton('listen', press);
			this.speech = new Speech(playing => label(this.listenButton, playing ? 'quiet' : 'listen').classList.toggle('main', playing));
			if (!this.body) this.rest.append(make('p', {className: 'tools'}, this.listenButton));
		}
		return this.speech;
	}
	// An answer that was asked in writing is spoken when the reader wants to hear it.
	async speak() {
		if (this.speech) return this.speech.playing ? this.speech.stop() : this.speech.replay();
		const button = this.rest.querySelector('.tools button[data-t-label=listen]');
		button.disabled = true;
		try {
			const input = Array.from(this.body.answer).slice(0, LONGEST_SPOKEN).join('');
			const answer = await withKey(() => call('/v1/audio/speech', {method: 'POST', body: JSON.stringify({input}),
				headers: {'Content-Type': 'application/json'}}));
			const clip = await answer.blob();
			this.speech = new Speech(playing => label(button, playing ? 'quiet' : 'listen').classList.toggle('main', playing));
			this.speech.addBlob(clip);
		} catch (error) {
			this.host.trouble(error);
		}
		button.disabled = false;
	}
	quiet() { this.speech?.stop(); }

	// --- further questions, and what went wrong

	followUps(questions) {
		if (!questions.length) return;
		this.rest.append(make('p', {className: 'suggestions'}, ...questions.map(question => make('button',
			{type: 'button', data: {suggestion: question}, onclick: () => this.host.put({text: question})}, question))));
	}

	// Keeps what was written, says why the rest is missing, and offers the question again.
	broken(error) {
		const stopped = error.name === 'AbortError';
		if (!this.started) this.blocks.replaceChildren();
		this.silent?.remove();
		pending.set(null);
		if (stopped) this.note('', 'stopped');
		else if (this.started) this.note('bad', 'unfinished');
		if (!stopped) {
			this.note('bad', ...whatWentWrong(error));
			this.host.announce(...whatWentWrong(error));
		}
		this.retry();
	}
	interrupted() {
		this.blocks.replaceChildren();
		this.note('bad', 'interrupted');
		this.retry();
	}
	retry() {
		const button = say(make('button', {type: 'button', data: {action: 'retry'}}), 'retry');
		button.onclick = () => { this.remove(); this.host.put(this.asked); };
		this.rest.append(make('p', {className: 'tools'}, button));
	}
	remove() {
		this.speech?.release();
		this.node.remove();
	}
}
