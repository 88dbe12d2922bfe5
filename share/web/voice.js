// Recording a question, and playing the answer sentence by sentence.

export const canRecord = Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

const KINDS = {'audio/webm;codecs=opus': 'webm', 'audio/ogg;codecs=opus': 'ogg', 'audio/mp4': 'm4a'};

// Calls onlevel(0 to 1) ten times a second, until the function that it returns is called.
function watchLevel(stream, onlevel) {
	if (!window.AudioContext) return () => { /* a recording without its level */ };
	const context = new AudioContext(), meter = context.createAnalyser();
	const samples = new Uint8Array(meter.fftSize);
	context.createMediaStreamSource(stream).connect(meter);
	const timer = setInterval(() => {
		meter.getByteTimeDomainData(samples);
		onlevel(Math.min(1, Math.max(...samples.map(s => Math.abs(s - 128))) / 64));
	}, 100);
	return () => { clearInterval(timer); context.close(); };
}

function recordFrom(stream, release, {signal, seconds, onlevel}) {
	const kind = Object.keys(KINDS).find(type => MediaRecorder.isTypeSupported(type));
	const recorder = new MediaRecorder(stream, kind ? {mimeType: kind} : {});
	const pieces = [];
	recorder.ondataavailable = event => pieces.push(event.data);
	recorder.start();
	const stop = () => { if (recorder.state !== 'inactive') recorder.stop(); };
	const timer = setTimeout(stop, seconds * 1000);
	const unwatch = watchLevel(stream, onlevel);
	signal.addEventListener('abort', stop);
	const finished = new Promise(resolve => {
		recorder.onstop = () => {
			clearTimeout(timer);
			unwatch();
			release();
			resolve(signal.aborted ? null : {blob: new Blob(pieces), name: `rekaman.${KINDS[kind] ?? 'webm'}`});
		};
	});
	return {finished, stop};
}

// Begins to record, once the reader allows it. `finished` resolves with {blob, name} after stop(). When the
// signal aborts, before or after the permission, the microphone is let go and `finished` resolves with null.
export async function record(options) {
	const stream = await navigator.mediaDevices.getUserMedia({audio: true});
	const release = () => stream.getTracks().forEach(track => track.stop());
	if (options.signal.aborted) {
		release();
		return null;
	}
	try {
		return recordFrom(stream, release, options);
	} catch (error) {
		release(); // what can't be recorded is not listened to either
		throw error;
	}
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
		this.addBlob(new Blob([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], {type: 'audio/wav'}));
	}
	addBlob(blob) {
		this.clips.push(URL.createObjectURL(blob));
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
