// Recording a question, and playing the answer sentence by sentence.

export const canRecord = Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

const LONGEST_MS = 110000; // AUDIO_MAX_SECONDS is 120
const KINDS = {'audio/webm;codecs=opus': 'webm', 'audio/ogg;codecs=opus': 'ogg', 'audio/mp4': 'm4a'};

// Begins to record. `finished` resolves with {blob, name} after stop(), with null after cancel().
export async function record() {
	const stream = await navigator.mediaDevices.getUserMedia({audio: true});
	const kind = Object.keys(KINDS).find(type => MediaRecorder.isTypeSupported(type));
	const recorder = new MediaRecorder(stream, kind ? {mimeType: kind} : {});
	const pieces = [];
	let wanted = true;
	recorder.ondataavailable = event => pieces.push(event.data);
	const finished = new Promise(resolve => {
		recorder.onstop = () => {
			stream.getTracks().forEach(track => track.stop());
			resolve(wanted ? {blob: new Blob(pieces), name: `rekaman.${KINDS[kind] ?? 'webm'}`} : null);
		};
	});
	const stop = () => { if (recorder.state !== 'inactive') recorder.stop(); };
	const timer = setTimeout(stop, LONGEST_MS);
	finished.then(() => clearTimeout(timer));
	recorder.start();
	return {finished, stop, cancel() { wanted = false; stop(); }};
}

// Plays clips one after another; calls onchange(playing) when sound begins and ends.
export class Speech {
	clips = [];
	at = 0;
	playing = false;
	silenced = false;
	audio = new Audio();

	constructor(onchange) {
		this.onchange = onchange;
		this.audio.onended = () => this.next();
	}
	add(base64) {
		const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
		this.clips.push(URL.createObjectURL(new Blob([bytes], {type: 'audio/wav'})));
		if (!this.playing && !this.silenced) this.next();
	}
	next() {
		this.playing = this.at < this.clips.length;
		this.onchange(this.playing);
		if (!this.playing) return;
		this.audio.src = this.clips[this.at++];
		this.audio.play().catch(() => this.stop()); // the browser wants a click first
	}
	replay() {
		this.silenced = false;
		this.at = 0;
		this.next();
	}
	stop() {
		this.audio.pause();
		this.silenced = true; // also the clips that are still to come
		this.playing = false;
		this.onchange(false);
	}
	release() {
		this.stop();
		this.clips.forEach(URL.revokeObjectURL);
	}
}
