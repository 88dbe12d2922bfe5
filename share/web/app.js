// The page: starts, chooses the language, keeps the conversation. What it shows of the
// institution comes from GET /v1/page.
import {$, icon, make} from './dom.js';
import {call, getJson} from './api.js';
import {Composer} from './composer.js';
import {askKey, takeKey, withKey} from './key.js';
import * as sources from './sources.js';
import {conversation, history, kept, pending} from './store.js';
import {Turn, whatWentWrong} from './turn.js';
import {date, language, languageName, number, say, speak, text} from './words.js';

let settings = {name: '', languages: ['id', 'en'], welcome: {}, suggestions: {}, disclaimer: {}, voice: {}, documents: 0};
const turns = [];

// Screen readers get an answer once, when it is complete.
const announce = (...what) => say($('said'), ...what);

function trouble(error) {
	$('trouble').hidden = !error;
	if (error) say($('trouble'), ...whatWentWrong(error));
}

const host = {
	announce, trouble,
	put: question => composer.put(question),
	remember: title => history.add(title),
	get speaks() { return Boolean(settings.voice.speaks); },
	get languages() { return settings.languages; },
};

function add(question) {
	const turn = new Turn(question, host);
	turns.forEach(t => t.quiet());
	turns.push(turn);
	$('hello').hidden = true;
	$('erase').hidden = false;
	return turn;
}

const composer = new Composer({
	trouble, announce,
	begun(question) {
		turns.at(-1)?.node.querySelector('.suggestions')?.remove();
		const turn = add(question);
		pending.set(question.text);
		if (question.text) history.add(question.text);
		turn.wait();
		turn.node.scrollIntoView();
		return turn;
	},
});

// --- language and looks -----------------------------------------------------------

// What the reader chose, else what the browser asks for, else the institution's own.
function ownLanguage() {
	const wanted = [kept.get('language'), new URLSearchParams(location.search).get('lang'), ...navigator.languages.map(l => l.toLowerCase().split('-')[0])]
		.map(code => (['jv', 'su', 'ms'].includes(code) && !settings.languages.includes(code) ? 'id' : code));
	return wanted.find(code => settings.languages.includes(code)) ?? settings.languages[0];
}

async function setLanguage(code) {
	await speak(code);
	$('language').value = language;
	document.title = $('name').textContent;
	dress();
}

// The institution's own texts in the language in force.
function dress() {
	const own = name => settings[name]?.[language] ?? [];
	const set = (node, name, texts) => { if (texts.length) { delete node.dataset.t; [node.textContent] = texts; } else say(node, name); };
	set($('welcome'), 'hello', own('welcome'));
	set($('disclaimer'), 'disclaimer', own('disclaimer'));
	$('suggestions').replaceChildren(...own('suggestions').slice(0, 4).map(question => make('button',
		{type: 'button', data: {suggestion: question}, onclick: () => composer.put({text: question})}, question)));
}

function helpdeskLink(contact) {
	if (/^https?:\/\//i.test(contact)) return contact;
	if (/^\S+@\S+\.\S+$/.test(contact)) return `mailto:${contact}`;
	return /^[+\d][\d\s()-]{5,}$/.test(contact) ? `tel:${contact.replace(/[^+\d]/g, '')}` : null;
}

function show() {
	const {name, logo, accent, languages, privacy_url: privacy, helpdesk, voice} = settings;
	if (name) say($('name'), 'title_of', name);
	if (settings.documents) say($('about'), 'about_of', number(settings.documents), date(settings.updated_at));
	if (logo) document.querySelectorAll('.logo').forEach(image => { image.src = logo; });
	if (/^#[0-9a-f]{6}$/i.test(accent)) document.documentElement.style.setProperty('--accent', accent);
	$('language').replaceChildren(...languages.map(code => make('option', {value: code, lang: code}, languageName(code))));
	$('privacy').hidden = !privacy;
	if (privacy) $('privacy').href = privacy;
	const contact = helpdeskLink(helpdesk ?? '');
	$('helpdesk').hidden = !contact;
	if (contact) $('helpdesk').href = contact;
	composer.hears = Boolean(voice.hears);
	composer.seconds = Math.max(1, (voice.seconds ?? 120) - 10);
	composer.setLimit(settings.message_chars ?? 5000);
	composer.enter(composer.state, composer.undo);
	$('key').hidden = !kept.get('key');
}

// --- conversations -----------------------------------------------------------------

function clear() {
	composer.stop();
	sources.hide();
	turns.splice(0).forEach(turn => turn.remove());
	$('hello').hidden = false;
	$('erase').hidden = true;
	trouble(null);
}

function begin() {
	clear();
	conversation.begin();
	$('drawer').close();
	$('message').focus();
}

async function erase() {
	if (!confirm(text('sure'))) return;
	composer.stop();
	try {
		await withKey(() => call(`/v1/conversations/${conversation.id}`, {method: 'DELETE'}));
		history.drop(conversation.id);
		begin();
		announce('erased');
	} catch (error) {
		trouble(error);
	}
}

// The conversation as it was before the page was loaded again.
async function load() {
	try {
		const was = await withKey(() => getJson(`/v1/conversations/${conversation.id}`));
		if (turns.length) return; // the reader has asked meanwhile
		for (let i = 0; i + 1 < was.turns.length; i += 2)
			add({text: was.turns[i].content}).done(was.turns[i + 1]);
		const question = pending.get();
		const last = was.turns.at(-2)?.content === question && was.turns.at(-1)?.reason === 'cut';
		if (question && !last) add({text: question}).interrupted();
		pending.set(null);
		turns.at(-1)?.node.scrollIntoView();
	} catch (error) {
		trouble(error);
	} finally {
		$('turns').ariaBusy = 'false';
	}
}

// --- the menu ------------------------------------------------------------------------

function openMenu() {
	$('remember').checked = history.wanted;
	$('history').replaceChildren(...history.list.map(({id, title}) => make('li', {}, make('button',
		{type: 'button', ariaCurrent: String(id === conversation.id), onclick: () => goBackTo(id)}, title))));
	$('drawer').showModal();
}

async function goBackTo(id) {
	$('drawer').close();
	clear();
	conversation.begin(id);
	await load();
	if (turns.length) return;
	history.drop(id);
	say($('trouble'), 'forgotten');
	$('trouble').hidden = false;
}

function wire() {
	document.querySelectorAll('[data-icon]').forEach(button => { button.replaceChildren(icon(button.dataset.icon)); });
	$('menu').onclick = openMenu;
	$('new').onclick = begin;
	$('erase').onclick = erase;
	$('drawer').querySelector('.close').onclick = () => $('drawer').close();
	$('drawer').onclick = event => { if (event.target === $('drawer')) $('drawer').close(); };
	$('remember').onchange = event => {
		history.wanted = event.target.checked;
		if (turns.length) history.add(turns[0].asked.text ?? text('spoken'));
		if (!history.wanted) $('history').replaceChildren();
	};
	$('language').onchange = event => setLanguage(event.target.value).then(
		() => kept.set('language', language), () => { $('language').value = language; trouble({code: 'no_language'}); });
	$('key').onclick = async () => { $('drawer').close(); if (await askKey()) load(); };
	window.onhashchange = () => { if (takeKey()) { trouble(null); clear(); load(); } };
	sources.listen();
}

// Within another site (widget.js): that one opens, closes and may ask; frame-ancestors says which sites these are.
function embed() {
	const {parent} = window;
	if (parent === window) return;
	const tell = what => parent.postMessage({itbChatbot: what}, '*'); // nothing that is anybody's
	document.addEventListener('keydown', event => {
		if (event.key === 'Escape' && !document.querySelector('dialog[open]')) tell('close');
	});
	window.addEventListener('message', ({source, data}) => {
		if (source === parent && data?.itbChatbot === 'ask' && typeof data.question === 'string')
			composer.put({text: data.question.slice(0, composer.limit)});
	});
	tell('ready');
}

async function start() {
	takeKey();
	wire();

	settings = {...settings, ...await fetch('./v1/page').then(answer => (answer.ok ? answer.json() : {}), () => ({}))};
	show();
	await setLanguage(ownLanguage()).catch(() => setLanguage('id')).catch(() => { /* the page's own words stay */ });
	await load();
	embed();
}

start();
