// An answer's blocks (docs/api.md) become elements. Pure: make(tag, properties, ...children)
// makes an element, cite(i) the mark of a source; tests give plain ones (tests/browser/answer.test.mjs).

const ADDRESS = /^(https?:\/\/|mailto:|tel:)/i;

function span({text, strong, em, code, href, cite: cites = []}, {make, cite}) {
	let node = text;
	if (code) node = make('code', {}, node);
	if (em) node = make('em', {}, node);
	if (strong) node = make('strong', {}, node);
	if (href && ADDRESS.test(href)) {
		const away = /^http/i.test(href) ? {target: '_blank', rel: 'noopener noreferrer'} : {};
		node = make('a', {href, ...away}, node);
	}
	return [node, ...cites.map(cite)];
}

const spans = (list, tools) => list.flatMap(one => span(one, tools));
const words = cell => cell.map(one => one.text).join('');

// Columns of numbers and amounts are easier to compare when their ends stand below each other.
const AMOUNT = /^[^\w.,]{0,4}(rp|usd|idr)?[\s.]{0,3}\d[\d.,]{0,20}\s?\S{0,3}$/i;
const ofNumbers = (rows, i) => rows.length > 0 && rows.every(row => AMOUNT.test(words(row[i] ?? [])));

function table({head, rows}, tools) {
	const {make} = tools;
	const style = head.map((_, i) => (i && ofNumbers(rows, i) ? 'number' : '')); // the first one names the row
	const line = (tag, cells, more) => make('tr', {}, ...cells.map((cell, i) =>
		make(tag, {className: style[i] ?? '', ...more}, ...spans(cell, tools))));
	// a wide table scrolls by itself, also with the keyboard
	return make('div', {className: 'table', tabIndex: 0, role: 'group', ariaLabel: head.map(words).join(', ')},
		make('table', {}, make('thead', {}, line('th', head, {scope: 'col'})),
			make('tbody', {}, ...rows.map(row => line('td', row)))));
}

const list = tag => ({items}, tools) => tools.make(tag, {}, ...items.map(item => tools.make('li', {}, ...spans(item, tools))));

const kinds = {
	p: (block, tools) => tools.make('p', {}, ...spans(block.spans ?? [], tools)),
	quote: (block, tools) => tools.make('blockquote', {}, ...spans(block.spans, tools)),
	ol: list('ol'),
	ul: list('ul'),
	table,
	code: ({text}, {make}) => make('pre', {tabIndex: 0}, make('code', {}, text)),
};

export const blockNode = (block, tools) => (kinds[block.type] ?? kinds.p)(block, tools);
export const answerNodes = (blocks, tools) => blocks.map(block => blockNode(block, tools));

// Blocks of an answer that has none (kept by an earlier version): its text with its citations, which count code points.
export function plainBlocks({answer, citations = []}) {
	const points = Array.from(answer), parts = [];
	let at = 0;
	for (const {end, source} of [...citations].sort((a, b) => a.end - b.end || a.source - b.source)) {
		if (end > at || !parts.length) parts.push({text: points.slice(at, end).join(''), cite: []});
		parts.at(-1).cite.push(source);
		at = Math.max(at, end);
	}
	return [{type: 'p', spans: [...parts, {text: points.slice(at).join('')}]}];
}

// Where the text reads like the quote, white space aside: [before, quote, after], or null.
export function marked(text, quote) {
	const escaped = quote.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
	const found = escaped && text.match(new RegExp(escaped));
	if (!found) return null;
	const end = found.index + found[0].length;
	return [text.slice(0, found.index), found[0], text.slice(end)];
}
