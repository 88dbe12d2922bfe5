// What the page says: one JSON file for each language; {0}, {1} … are filled in.
import {make, icon} from './dom.js';

const SHIPPED = ['id', 'en'];
let texts = {};
export let language = 'id';

const read = async code => {
	const answer = await fetch(SHIPPED.includes(code) ? `web/${code}.json` : `web/local/${code}.json`);
	if (!answer.ok) throw new Error(`no texts for ${code}`);
	return answer.json();
};

// A value may be a function, for what reads otherwise in another language.
export const text = (name, ...values) => (texts[name] ?? name).replace(/\{(\d)\}/g,
	(_, i) => (typeof values[i] === 'function' ? values[i]() : values[i]) ?? '');

// A text that changes when the language does.
export function say(node, name, ...values) {
	node.dataset.t = name;
	node.values = values;
	node.textContent = text(name, ...values);
	return node;
}

export function hush(node) {
	delete node.dataset.t;
	node.replaceChildren();
	return node;
}

// The same for the name that screen readers say, and for a button's tip.
export function label(node, name, ...values) {
	node.dataset.tLabel = name;
	node.labels_ = values;
	node.ariaLabel = text(name, ...values);
	if (node.tagName === 'BUTTON') node.title = node.ariaLabel;
	return node;
}

// A button with an icon and a name.
export function iconButton(name, onclick, properties = {}) {
	return label(make('button', {type: 'button', className: 'icon', onclick, ...properties}, icon(name)), name);
}

// A code that an administrator mistyped must not end the page: Intl throws at it.
function inLanguage() {
	try { return Intl.getCanonicalLocales(language)[0]; } catch { return 'id'; }
}
export const date = iso => () => {
	const day = new Date(iso);
	return Number.isNaN(day.getTime()) ? '' : new Intl.DateTimeFormat(inLanguage(), {dateStyle: 'medium'}).format(day);
};
export const number = n => () => new Intl.NumberFormat(inLanguage()).format(n);
export const inTime = seconds => () => {
	const format = new Intl.RelativeTimeFormat(inLanguage());
	if (!seconds) return text('soon');
	return seconds >= 90 ? format.format(Math.ceil(seconds / 60), 'minute') : format.format(seconds, 'second');
};
export function languageName(code) {
	try { return new Intl.DisplayNames([code], {type: 'language', fallback: 'code'}).of(code); } catch { return code; }
}

export function sayAgain() {
	document.querySelectorAll('[data-t]').forEach(node => say(node, node.dataset.t, ...node.values ?? []));
	document.querySelectorAll('[data-t-label]').forEach(node => label(node, node.dataset.tLabel, ...node.labels_ ?? []));
	document.querySelectorAll('[data-t-write]').forEach(node => { node.placeholder = text(node.dataset.tWrite); });
}

// What a language's file lacks is said in Indonesian. Rejects, and changes nothing, when there is no file.
export async function speak(code) {
	const [own, rest] = await Promise.all([read(code), code === 'id' ? {} : read('id')]);
	texts = {...rest, ...own};
	language = document.documentElement.lang = code;
	sayAgain();
}
