// The assistant on any page of an institution, for the sites that PAGE_EMBED_ORIGINS names:
//
//     <script src="https://chatbot.example.ac.id/widget.js" data-lang="id" async></script>
//
// A button opens a frame of our own origin; neither can reach into the other. window.itbChatbot
// has open(), close() and ask(question). data-lang, data-color and data-label are optional.
(() => {
	const me = document.currentScript;
	if (!me || window.itbChatbot) return;
	const base = new URL('.', me.src);
	const {lang = document.documentElement.lang.slice(0, 2), color = '#0b57a4', label} = me.dataset;
	const words = {
		en: {open: 'Ask', close: 'Close', name: 'Assistant'}, id: {open: 'Tanya', close: 'Tutup', name: 'Asisten'},
	}[lang === 'en' ? 'en' : 'id'];
	const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

	const host = make('div', {lang});
	const root = host.attachShadow({mode: 'closed'});
	// made by script, so that the site's Content-Security-Policy has nothing against it
	const style = new CSSStyleSheet();
	style.replaceSync(`
		:host { all: initial; position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483000; font: 600 1rem/1.4 system-ui, sans-serif; }
		button { min-height: 3rem; padding: .5rem 1.2rem; border: 1px solid transparent; border-radius: 1.5rem; font: inherit;
			background: ${CSS.supports('color', color) ? color : '#0b57a4'}; color: #fff; cursor: pointer; box-shadow: 0 2px 10px rgb(0 0 0 / .3); }
		button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #000; }
		iframe { display: block; width: min(25rem, calc(100vw - 2rem)); height: min(40rem, calc(100vh - 6rem)); margin-bottom: .6rem;
			border: 1px solid #8886; border-radius: 1rem; background: Canvas; box-shadow: 0 4px 24px rgb(0 0 0 / .3); }
		[hidden] { display: none; }
		.bar { text-align: end; }
		@media (max-width: 30rem) { iframe { height: calc(100vh - 6rem); height: calc(100dvh - 6rem); } }
		@media print { :host { display: none !important; } }`);
	root.adoptedStyleSheets = [style];
	const bar = make('div', {className: 'bar'});
	const button = make('button', {type: 'button', textContent: label || words.open, ariaExpanded: 'false'});
	bar.append(button);
	root.append(bar);

	let frame = null, ready = false, waiting = [];
	const send = question => frame.contentWindow.postMessage({itbChatbot: 'ask', question: String(question)}, base.origin);
	const isOpen = () => Boolean(frame) && !frame.hidden;

	function open() {
		if (!frame) {
			const src = new URL('embed', base);
			if (lang) src.searchParams.set('lang', lang);
			frame = make('iframe', {src, title: label || words.name, allow: 'microphone; clipboard-write'});
			root.prepend(frame);
		}
		frame.hidden = false;
		button.ariaExpanded = 'true';
		button.textContent = words.close;
		frame.focus();
	}
	function close() {
		if (!isOpen()) return;
		frame.hidden = true;
		button.ariaExpanded = 'false';
		button.textContent = label || words.open;
		button.focus();
	}

	button.onclick = () => (isOpen() ? close() : open());
	host.addEventListener('keydown', event => { if (event.key === 'Escape') close(); });
	addEventListener('message', ({source, origin, data}) => {
		if (!frame || source !== frame.contentWindow || origin !== base.origin) return;
		if (data?.itbChatbot === 'close') close();
		if (data?.itbChatbot !== 'ready') return;
		ready = true;
		waiting.splice(0).forEach(send);
	});
	window.itbChatbot = {
		open, close,
		ask(question) {
			open();
			if (ready) send(question);
			else waiting.push(question);
		},
	};
	const show = () => document.body.append(host);
	if (document.body) show();
	else addEventListener('DOMContentLoaded', show);
})();
