// Where an answer comes from: a card for each source, and the whole passage with the sentence marked.
import {$, make} from './dom.js';
import {marked} from './answer.js';
import {getJson} from './api.js';
import {date, label, say} from './words.js';

const web = address => (/^https?:\/\//i.test(address ?? '') ? address : null);

// "akademik.example.ac.id" or "peraturan.pdf"
export function placeOf({url, source}) {
	const host = url?.match(/^https?:\/\/([^/?#]+)/i); // new URL() throws at what isn't quite an address
	return host ? host[1] : (source ?? '').split('/').pop();
}

function where(source) {
	const parts = [placeOf(source), source.heading, source.page && say(make('span'), 'page', source.page),
		source.updated_at ? say(make('span'), 'updated_on', date(source.updated_at)) :
			source.retrieved_at && say(make('span'), 'read_on', date(source.retrieved_at))];
	return make('span', {className: 'where'}, ...parts.filter(Boolean).flatMap((part, i) => (i ? [' · ', part] : [part])));
}

const title = (source, i) => `${i + 1} · ${source.title || placeOf(source)}`;

export function cards(sources, onopen) {
	const card = (source, i) => make('li', {}, make('button', {type: 'button', className: 'card', onclick: () => onopen(i)},
		make('b', {}, title(source, i)), where(source)));
	const list = make('ol', {className: 'sources'}, ...sources.map(card));
	return label(list, 'sources');
}

// --- the passage: a sheet over the page, or a column beside it where there is room ---------

const wide = matchMedia('(min-width: 72rem)');
let opener = null;

function close() {
	$('passage').close();
	document.body.classList.remove('beside');
	opener?.focus();
}

const paragraph = (text, properties) => text && make('p', properties, text);

function body(source, passage) {
	const quote = marked(passage.text, source.quote);
	const text = quote ? make('p', {}, quote[0], make('mark', {}, quote[1]), quote[2]) : make('p', {}, passage.text);
	return make('div', {className: 'paper', tabIndex: 0, role: 'group', ariaLabel: source.title || placeOf(source)},
		source.heading && make('h3', {}, source.heading),
		paragraph(passage.previous?.text, {className: 'near'}), text, paragraph(passage.next?.text, {className: 'near'}));
}

function links(source) {
	const away = (name, href) => say(make('a', {href, target: '_blank', rel: 'noopener noreferrer'}), name);
	const copy = () => navigator.clipboard.writeText(source.quote).then(() => say(copied, 'copied'));
	const copied = make('span', {role: 'status', className: 'soft'});
	return make('p', {className: 'links'},
		web(source.url) ? away('open_document', source.url + (source.page ? `#page=${source.page}` : '')) :
			web(source.passage_url) && away('open_passage', source.passage_url),
		navigator.clipboard && say(make('button', {type: 'button', className: 'link', onclick: copy}), 'copy_quote'), copied);
}

const others = (sources, i) => sources.length > 1 && make('div', {},
	say(make('h3'), 'other_sources'),
	make('ul', {className: 'plain'}, ...sources.map((source, k) => k !== i && make('li', {},
		make('button', {type: 'button', className: 'link', onclick: () => show(sources, k)}, title(source, k))))));

export async function show(sources, i, from) {
	const source = sources[i], dialog = $('passage');
	if (from) opener = from;
	$('passage-title').textContent = title(source, i);
	const render = passage => $('passage-body').replaceChildren(...[where(source), links(source), body(source, passage), others(sources, i)]
		.filter(Boolean));
	render({text: source.quote}); // what is known already; then the whole
	if (!dialog.open) {
		if (wide.matches) dialog.show();
		else dialog.showModal();
		document.body.classList.toggle('beside', wide.matches);
	}
	$('passage-title').focus({preventScroll: true});
	if (source.chunk_id)
		await getJson(`/v1/passages/${encodeURIComponent(source.chunk_id)}`).then(passage => {
			if ($('passage-title').textContent === title(source, i)) render(passage);
		}, () => { /* a document that is gone: the quote stays */ });
	dialog.querySelector('mark')?.scrollIntoView({block: 'center'});
}

export function hide() {
	if ($('passage').open) close();
}

export function listen() {
	const dialog = $('passage');
	dialog.querySelector('.close').onclick = close;
	dialog.oncancel = event => { event.preventDefault(); close(); };
	dialog.onclick = event => { if (event.target === dialog) close(); }; // beside the sheet
	document.addEventListener('keydown', event => {
		if (event.key === 'Escape' && dialog.open && document.body.classList.contains('beside')) close();
	});
}
