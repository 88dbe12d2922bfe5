// What the browser keeps; the page also works in a browser that keeps nothing.
// The conversation belongs to the tab, since computers on a campus are shared:
// only who asks for it finds earlier conversations again.

const unkept = {};
const OF_THE_TAB = ['conversation', 'pending', 'ratings'];
const place = name => (OF_THE_TAB.includes(name) ? sessionStorage : localStorage);

export const kept = {
	get(name) {
		try { return place(name).getItem(`itb-chatbot.${name}`); } catch { return unkept[name] ?? null; }
	},
	set(name, value) {
		unkept[name] = value;
		try {
			if (value) place(name).setItem(`itb-chatbot.${name}`, value);
			else place(name).removeItem(`itb-chatbot.${name}`);
		} catch { /* then only this page keeps it */ }
	},
	// Foreign or old content of the store is as none.
	object(name, otherwise) {
		try { return JSON.parse(this.get(name)) ?? otherwise; } catch { return otherwise; }
	},
	setObject(name, value) { this.set(name, value && JSON.stringify(value)); },
};

// randomUUID exists only over https and on this machine
const newId = () => crypto.randomUUID?.() ??
	Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');

export const conversation = {
	get id() {
		if (!kept.get('conversation')) this.begin();
		return kept.get('conversation');
	},
	begin(id = newId()) { kept.set('conversation', id); },
};

// The question that is being answered, so that a page which is loaded again still shows it.
export const pending = {
	set(question) { kept.setObject('pending', question && {question, conversation: conversation.id}); },
	get() {
		const {question, conversation: of} = kept.object('pending', {});
		return of === conversation.id && typeof question === 'string' ? question : null;
	},
};

export const ratings = {
	get: id => kept.object('ratings', {})[id],
	set(id, rating) { kept.setObject('ratings', {...kept.object('ratings', {}), [id]: rating}); },
};

const LONGEST = 30;

// Earlier conversations [{id, title}], the last one first; only when the reader wants it.
export const history = {
	get wanted() { return kept.get('remember') === 'yes'; },
	set wanted(yes) {
		kept.set('remember', yes ? 'yes' : '');
		if (!yes) kept.set('history', '');
	},
	get list() {
		const list = kept.object('history', []);
		return Array.isArray(list) ? list.filter(one => typeof one?.id === 'string') : [];
	},
	add(title) {
		if (!this.wanted) return;
		const old = this.list.find(one => one.id === conversation.id);
		this.drop(conversation.id);
		kept.setObject('history', [old ?? {id: conversation.id, title: title.slice(0, 80)}, ...this.list].slice(0, LONGEST));
	},
	drop(id) { kept.setObject('history', this.list.filter(one => one.id !== id)); },
};
