// node --test tests/browser/answer.test.mjs: share/web/answer.js without a browser.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import test from 'node:test';

const source = readFileSync(new URL('../../share/web/answer.js', import.meta.url), 'utf8');
const {answerNodes, marked, plainBlocks} = await import(`data:text/javascript,${encodeURIComponent(source)}`);

// An element as text: <tag a=b>…</tag>.
const make = (tag, {className, href}, ...children) =>
	`<${tag}${className ? ` ${className}` : ''}${href ? ` ${href}` : ''}>${children.join('')}</${tag}>`;
const html = blocks => answerNodes(blocks, {make, cite: i => `[${i + 1}]`}).join('');
const p = (...spans) => html([{type: 'p', spans}]);

test('spans', () => {
	assert.equal(p({text: 'a ', strong: true}, {text: 'b', em: true, cite: [0, 2]}, {text: 'c', code: true}),
		'<p><strong>a </strong><em>b</em>[1][3]<code>c</code></p>');
	assert.equal(p({text: 'x', href: 'mailto:a@b.example'}), '<p><a mailto:a@b.example>x</a></p>');
});

test('only addresses that open something harmless are links', () => {
	for (const href of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'data:text/html,x', '//a.example', 'file:///x'])
		assert.equal(p({text: 'x', href}), '<p>x</p>', href);
	for (const href of ['https://a.example/', 'HTTP://a.example', 'tel:+6222'])
		assert.equal(p({text: 'x', href}), `<p><a ${href}>x</a></p>`);
});

test('lists, quotes, code', () => {
	const items = [[{text: 'satu', cite: [0]}], [{text: 'dua'}]];
	assert.equal(html([{type: 'ol', items}, {type: 'ul', items: []}]), '<ol><li>satu[1]</li><li>dua</li></ol><ul></ul>');
	assert.equal(html([{type: 'quote', spans: [{text: 'q'}]}, {type: 'code', text: '<b>', lang: 'c'}]),
		'<blockquote>q</blockquote><pre><code><b></code></pre>');
});

test('a table, its amounts to the right', () => {
	const cells = (...texts) => texts.map(text => [{text}]);
	assert.equal(html([{type: 'table', head: cells('Kelompok', 'UKT'), rows: [cells('1', 'Rp500.000'), cells('5', 'Rp12.500.000')]}]),
		'<div table><table><thead><tr><th>Kelompok</th><th number>UKT</th></tr></thead><tbody>' +
		'<tr><td>1</td><td number>Rp500.000</td></tr><tr><td>5</td><td number>Rp12.500.000</td></tr></tbody></table></div>');
});

test('a kind that this page does not know is a paragraph', () => {
	assert.equal(html([{type: 'chart', spans: [{text: 'x'}]}, {type: 'chart'}]), '<p>x</p><p></p>');
});

test('an answer without blocks has its citations, which count code points', () => {
	const blocks = plainBlocks({answer: '🔥 a. b.', citations: [{end: 4, source: 1}, {end: 4, source: 0}, {end: 7, source: 0}]});
	assert.equal(html(blocks), '<p>🔥 a.[1][2] b.[1]</p>');
	assert.equal(html(plainBlocks({answer: 'x'})), '<p>x</p>');
});

test('a quote is found whatever its white space', () => {
	assert.deepEqual(marked('a b\n  c. d', 'b c.'), ['a ', 'b\n  c.', ' d']);
	assert.equal(marked('a b', 'x'), null);
	assert.equal(marked('a b', '  '), null);
	assert.deepEqual(marked('harga (Rp5) *', '(Rp5) *'), ['harga ', '(Rp5) *', '']);
});
