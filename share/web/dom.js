// Making elements. Foreign text only ever becomes text, never HTML, which the page's
// Content-Security-Policy forbids.

export const $ = id => document.getElementById(id);

// The child may be a node, a text, or nothing.
export function make(tag, properties = {}, ...children) {
	const {data, ...rest} = properties;
	const node = Object.assign(document.createElement(tag), rest);
	Object.assign(node.dataset, data);
	node.append(...children.filter(child => child || child === 0));
	return node;
}

// Lines on a field of 24 × 24.
const icons = {
	menu: 'M4 7h16M4 12h16M4 17h16',
	plus: 'M12 5v14M5 12h14',
	send: 'M12 19V5M6 11l6-6 6 6',
	stop: 'M7 7h10v10H7z',
	record: 'M12 4a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM6 12a6 6 0 0 0 12 0M12 18v3',
	copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
	share: 'M12 15V4M8 7l4-4 4 4M5 13v7h14v-7',
	listen: 'M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11',
	again: 'M5 5v5h5M5.5 10A7.5 7.5 0 1 1 5 15',
	up: 'M7 11l4-7c1.5 0 2.5 1 2.5 2.5L13 10h6l-1.5 9H7zM3.5 11H7v8H3.5z',
	down: 'M7 13l4 7c1.5 0 2.5-1 2.5-2.5L13 14h6l-1.5-9H7zM3.5 5H7v8H3.5z',
	close: 'M6 6l12 12M18 6L6 18',
};

export function icon(name) {
	const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
	const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
	svg.setAttribute('viewBox', '0 0 24 24');
	svg.setAttribute('aria-hidden', 'true');
	path.setAttribute('d', icons[name]);
	svg.append(path);
	return svg;
}
