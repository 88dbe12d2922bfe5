#include "chat/prompt.h"

#include <stdio.h>
#include <time.h>

#include "base/file.h"
#include "base/zone.h"

/* How to speak to somebody who sounds like this (the classes of the original's emotion service). */
static const struct {
	const char *emotion, *id, *en;
} tones[] = {
	{"neutral", "ramah, sopan, dan jelas", "friendly, polite and clear"},
	{"happy", "hangat dan bersemangat", "warm and cheerful"},
	{"sad", "lembut, penuh empati, dan menenangkan", "gentle, compassionate and reassuring"},
	{"angry", "tenang, sabar, dan langsung ke penyelesaian", "calm, patient and straight to the solution"},
	{"fear", "tenang dan meyakinkan, selangkah demi selangkah", "calm and reassuring, step by step"},
};

static const char *tone(struct str emotion, enum lang lang)
{
	size_t at = 0, i;

	for (i = 0; i < sizeof tones / sizeof tones[0]; i++)
		if (str_ieq(emotion, str_of(tones[i].emotion)))
			at = i;
	return lang == LANG_EN ? tones[at].en : tones[at].id;
}

/* Adds today's date where the institution is, which may differ from the date in UTC. */
static void add_date(struct buf *b, const char *zone, enum lang lang, int64_t now_s)
{
	static const char *const months[][2] = {
		{"Januari", "January"},     {"Februari", "February"}, {"Maret", "March"},
		{"April", "April"},         {"Mei", "May"},           {"Juni", "June"},
		{"Juli", "July"},           {"Agustus", "August"},    {"September", "September"},
		{"Oktober", "October"},     {"November", "November"}, {"Desember", "December"},
	};
	int64_t offset_s = 0;
	time_t now;
	struct tm day;

	zone_offset(zone, now_s, &offset_s);
	now = (time_t)(now_s + offset_s);
	if (gmtime_r(&now, &day))
		buf_printf(b, "%d %s %d", day.tm_mday, months[day.tm_mon][lang == LANG_EN],
			   1900 + day.tm_year);
}

int prompt_file(const struct conf *conf, const char *name, struct buf *ret, struct err *err)
{
	const char *const folders[] = {conf->prompt_dir, CONF_DATADIR "/prompts"};
	size_t i;

	for (i = 0; i < 2; i++) {
		BUF_AUTO struct buf path = BUF_MAX(8192);

		buf_printf(&path, "%s/%s", folders[i], name);
		if (!path.bad && file_read(path.p, ret, err) == 0)
			return 0;
		if (err && err->code != ERR_NOT_FOUND)
			return -1;
	}
	return -1;
}

int prompt_template(const struct conf *conf, enum lang lang, struct buf *ret, struct err *err)
{
	return prompt_file(conf, lang == LANG_EN ? "system.en.txt" : "system.id.txt", ret, err);
}

static void fill_one(struct buf *b, struct str name, const struct prompt_facts *f)
{
	if (str_eq(name, STR("{institution}")))
		buf_cstr(b, f->conf->institution_name);
	else if (str_eq(name, STR("{helpdesk}")))
		buf_cstr(b, f->conf->helpdesk_contact);
	else if (str_eq(name, STR("{date}")))
		add_date(b, f->conf->timezone, f->lang, f->now_s);
	else if (str_eq(name, STR("{tone}")))
		buf_cstr(b, tone(f->emotion, f->lang));
	else if (str_eq(name, STR("{nonce}")))
		buf_cstr(b, f->nonce);
	else
		buf_str(b, name);
}

void prompt_fill(struct buf *b, struct str template, const struct prompt_facts *f)
{
	while (template.n) {
		size_t at = str_find_char(template, '{');
		struct str name;

		buf_str(b, str_sub(template, 0, at));
		template = str_sub(template, at, template.n);
		name = str_sub(template, 0, str_find_char(template, '}') + 1);
		fill_one(b, name, f);
		template = str_sub(template, name.n, template.n);
	}
}

static char last_of(const struct buf *b, size_t back)
{
	return b->n >= back ? b->p[b->n - back] : '\0';
}

/* b ends in "[12": where the bracket stands; b->n for no. */
static size_t open_marker(const struct buf *b)
{
	size_t at = b->n;

	while (at > 0 && b->p[at - 1] >= '0' && b->p[at - 1] <= '9')
		at--;
	return at > 0 && at < b->n && b->p[at - 1] == '[' ? at - 1 : b->n;
}

/*
 * "<<<" and ">>>" delimit evidence, "<|" and "|>" the tokens of chat templates,
 * "[1]" is a citation.  Looking at what was written, not at what is read, nothing
 * that is dropped in between can help them come about.
 */
static void put(struct buf *b, char c)
{
	size_t at;

	switch (c) {
	case '<':
	case '>':
		if (last_of(b, 1) == c && last_of(b, 2) == c)
			return;
		if (c == '>' && last_of(b, 1) == '|')
			buf_char(b, ' ');
		break;
	case '|':
		if (last_of(b, 1) == '<')
			buf_char(b, ' ');
		break;
	case ']':
		at = open_marker(b);
		if (at < b->n) {
			b->p[at] = '(';
			c = ')';
		}
		break;
	default:
		if ((unsigned char)c < ' ' && c != '\n' && c != '\t')
			return;
	}
	buf_char(b, c);
}

void prompt_data(struct buf *b, struct str text)
{
	size_t i;

	for (i = 0; i < text.n; i++)
		put(b, text.p[i]);
}

static void add_passage(struct buf *b, const struct passage *p, size_t number)
{
	buf_printf(b, "[%zu] ", number);
	prompt_data(b, p->c.title);
	if (p->c.heading.n) {
		buf_cstr(b, " \xe2\x80\x94 ");
		prompt_data(b, p->c.heading);
	}
	buf_char(b, '\n');
	prompt_data(b, p->c.text);
	buf_cstr(b, "\n\n");
}

void prompt_evidence(struct buf *b, const struct evidence *e, size_t from, const char *nonce)
{
	size_t i;

	buf_printf(b, "<<<evidence %s\n", nonce);
	for (i = from; i < e->n; i++)
		add_passage(b, &e->passages[i], i + 1);
	buf_printf(b, "evidence %s>>>\n", nonce);
}
