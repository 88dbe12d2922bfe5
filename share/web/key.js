// The reader's key: asked for when the service wants one.
import {$} from './dom.js';
import {kept} from './store.js';
import {say} from './words.js';

// True when there is another key (or none any more) to try with.
export function askKey(why = 'key_why') {
	const dialog = $('key-dialog');
	say($('key-why'), why);
	$('key-value').value = kept.get('key') ?? '';
	dialog.returnValue = '';
	if (!dialog.open) dialog.showModal();
	return new Promise(resolve => {
		dialog.onclose = () => {
			const saved = dialog.returnValue === 'save';
			if (saved) kept.set('key', $('key-value').value);
			$('key').hidden = false;
			resolve(saved);
		};
	});
}

export async function withKey(work) {
	for (;;) {
		try {
			return await work();
		} catch (error) {
			if (!error.ofKey || !await askKey(error.code)) throw error;
		}
	}
}

// A link .../#key=KEY hands out a key, also in a tab that shows the page already;
// what follows # isn't sent to the server, and doesn't stay in the address bar.
export function takeKey() {
	const key = new URLSearchParams(location.hash.slice(1)).get('key');
	if (!key) return false;
	kept.set('key', key);
	window.history.replaceState(null, '', location.pathname + location.search);
	return true;
}
