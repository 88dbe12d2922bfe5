// The box for the question, as one state machine:
//
//     idle → asking → answering → idle
//     idle → permission → recording → asking …
//
// Every state but idle has one `undo`, which Stop calls and which leads back to idle.
import {$} from './dom.js';
import {Problem, ask} from './api.js';
import {withKey} from './key.js';
import {label, number, say} from './words.js';
import {canRecord, record} from './voice.js';

// Stop appears where Send was, and the other way round: the second tap of a double tap means neither.
const GUARD_MS = 400;

export class Composer {
	state = 'idle';
	undo = null;
	stoppedAt = -GUARD_MS;
	limit = 5000;  // of code points
	seconds = 110;
	hears = false;

	// begun(question) makes a turn; trouble(error), announce(name) tell the reader.
	constructor({begun, trouble, announce}) {
		Object.assign(this, {begun, trouble, announce});
		this.box = $('message');
		$('ask').onsubmit = event => { event.preventDefault(); this.send(event.submitter); };
		this.box.onkeydown = event => {
			if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
			event.preventDefault();
			this.send(null);
		};
		this.box.oninput = () => this.count();
		$('stop').onclick = () => { if (performance.now() - this.since >= GUARD_MS) this.stop(); };
		$('record').onclick = () => this.record();
	}

	enter(state, undo = null) {
		if (state === 'idle') this.stoppedAt = performance.now();
		this.state = $('ask').dataset.state = state;
		this.undo = undo;
		this.since ??= 0;
		if (state === 'asking' || state === 'permission') this.since = performance.now();
		const idle = state === 'idle', recording = state === 'recording';
		$('send').hidden = !idle;
		$('stop').hidden = idle;
		$('record').hidden = !(canRecord && this.hears && (idle || recording));
		$('level').hidden = !recording;
		label($('record'), recording ? 'recording' : 'record').classList.toggle('main', recording);
	}

	// Also true for a text that is set by a program: maxlength holds only for typing.
	count() {
		const n = Array.from(this.box.value.trim()).length;
		const shown = n > this.limit * 0.8, over = n > this.limit;
		$('count').hidden = !shown;
		if (shown) say($('count'), 'count', number(n), number(this.limit));
		$('count').classList.toggle('bad', over);
		$('send').disabled = over;
		return !over;
	}

	setLimit(limit) {
		this.limit = limit;
		this.box.maxLength = limit;
		this.count();
	}

	send(button) {
		const text = this.box.value.trim();
		if (!text || this.state !== 'idle') return;
		if (button && performance.now() - this.stoppedAt < GUARD_MS && this.wasStopped) return;
		if (!this.count()) return this.trouble(new Problem({code: 'message_too_long'}));
		this.box.value = '';
		this.count();
		this.put({text});
	}

	stop() {
		const undo = this.undo;
		this.wasStopped = true;
		if (this.state !== 'idle') this.enter('idle');
		undo?.();
	}

	// question: {text}, or {blob, name}; what is under way is stopped first.
	async put(question) {
		this.stop();
		this.wasStopped = false;
		const stopper = new AbortController();
		const turn = this.begun(question);
		this.trouble(null);
		this.announce('thinking');
		const undo = () => { stopper.abort(); turn.quiet(); };
		this.enter('asking', undo);
		try {
			await withKey(() => ask(turn.request(), stopper.signal, (name, data) => {
				if (name === 'token' && this.undo === undo && this.state === 'asking') this.enter('answering', undo);
				turn.on(name, data);
			}));
		} catch (error) {
			turn.broken(error);
			this.giveBack(error, question);
		}
		if (this.undo === undo) this.enter('idle');
	}

	// A question that was refused for its length can be shortened.
	giveBack(error, {text}) {
		if (!['message_too_long', 'body_too_large'].includes(error.code) || !text || this.box.value) return;
		this.box.value = text;
		this.count();
	}

	async record() {
		if (this.state === 'recording') return this.finish();
		if (this.state !== 'idle') return;
		const stopper = new AbortController();
		const undo = () => stopper.abort();
		let recording;
		this.wasStopped = false;
		this.trouble(null);
		this.announce('permission');
		this.enter('permission', undo);
		try {
			recording = await record({signal: stopper.signal, seconds: this.seconds, onlevel: level => { $('level').value = level; }});
		} catch {
			if (stopper.signal.aborted) return;
			this.enter('idle');
			return this.trouble(new Problem({code: 'microphone'}));
		}
		if (!recording) return;
		this.enter('recording', undo);
		this.announce('listening');
		this.finish = recording.stop;
		const sound = await recording.finished;
		if (sound) this.put(sound);
	}
}
