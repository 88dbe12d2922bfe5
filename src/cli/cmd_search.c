/* itb-chatbot search: retrieval alone, and on request its reasons. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/json.h"
#include "cli/cli.h"
#include "kb/search/retrieve.h"

enum {
	ARENA_BYTES = 16 << 20,
	EXPLAIN_BYTES = 1 << 18,
	HISTORY = 16,
	EXCERPT_BYTES = 300,
	MOST = 1000, /* hits */
	SEARCH_MS = 30000,
};

static const struct {
	const char *option;
	unsigned off;
} parts[] = {
	{"--no-slang", KB_NO_SLANG},       {"--no-abbreviations", KB_NO_ABBREVIATIONS},
	{"--no-synonyms", KB_NO_SYNONYMS}, {"--no-glossary", KB_NO_GLOSSARY},
	{"--no-typos", KB_NO_TYPOS},       {"--no-phrases", KB_NO_PHRASES},
	{"--no-followup", KB_NO_FOLLOWUP},
};

struct options {
	struct kb_query query;
	struct str history[HISTORY];
	bool explain, json;
};

static bool switch_off(const char *option, struct kb_query *q)
{
	size_t i;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (strcmp(option, parts[i].option) == 0) {
			q->off |= parts[i].off;
			return true;
		}
	return false;
}

static bool read_value(struct options *o, const char *option, const char *value)
{
	long k;

	if (strcmp(option, "-k") == 0) {
		if (!str_to_long(str_of(value), &k) || k < 1 || k > MOST)
			return false;
		o->query.k = (uint32_t)k;
		return true;
	}
	if (strcmp(option, "--after") == 0 && o->query.history_n < HISTORY) {
		o->history[o->query.history_n++] = str_of(value);
		return true;
	}
	if (strcmp(option, "--language") == 0) {
		o->query.lang = lang_of_code(str_of(value));
		return o->query.lang != LANG_UNKNOWN;
	}
	return false;
}

static bool read_options(struct cli *c, struct options *o)
{
	int i;

	o->query = (struct kb_query){.k = 5, .history = o->history};
	for (i = 1; i < c->argc; i++) {
		const char *arg = c->argv[i];

		if (strcmp(arg, "--explain") == 0)
			o->explain = true;
		else if (strcmp(arg, "--json") == 0)
			o->json = true;
		else if (*arg == '-' && !switch_off(arg, &o->query)) {
			if (i + 1 == c->argc || !read_value(o, arg, c->argv[++i]))
				return false;
		} else if (*arg != '-') {
			if (o->query.text.n)
				return false;
			o->query.text = str_of(arg);
		}
	}
	return o->query.text.n > 0;
}

static struct json *hit_json(const struct kb_hit *hit, const struct kb_chunk *chunk)
{
	struct json *o = json_new_object();

	json_set_str(o, "chunk_id", chunk->chunk_id);
	json_set_str(o, "document_id", chunk->document_id);
	json_set_str(o, "title", chunk->title);
	json_set_str(o, "heading", chunk->heading);
	json_set_str(o, "text", chunk->text);
	json_set_str(o, "source", chunk->source);
	json_set_str(o, "url", chunk->url);
	json_set_int(o, "page", chunk->page);
	json_set_real(o, "score", (double)hit->score, 6);
	json_set_real(o, "lexical", (double)hit->lexical, 4);
	json_set_real(o, "dense", (double)hit->dense, 4);
	json_set_real(o, "coverage", (double)hit->coverage, 4);
	return o;
}

static void print_json(const struct kb_gen *gen, const struct kb_hits *hits, struct str explain)
{
	JSON_AUTO struct json *o = json_new_object();
	BUF_AUTO struct buf text = BUF_MAX(ARENA_BYTES);
	struct json *results = json_new_array();
	size_t i;

	for (i = 0; i < hits->n; i++) {
		struct kb_chunk chunk;

		kb_chunk(gen, hits->hits[i].chunk, &chunk);
		json_push(results, hit_json(&hits->hits[i], &chunk));
	}
	json_set(o, "results", results);
	json_set_cstr(o, "language", lang_code(hits->lang));
	if (explain.n)
		json_set_str(o, "explain", explain);
	json_write(o, &text);
	puts(text.p);
}

static void print_hit(size_t number, const struct kb_hit *hit, const struct kb_chunk *chunk)
{
	struct str text = chunk->text;
	bool cut = text.n > EXCERPT_BYTES;

	printf("%zu. %.*s", number, STR_ARG(chunk->title.n ? chunk->title : chunk->document_id));
	if (chunk->heading.n)
		printf(" > %.*s", STR_ARG(chunk->heading));
	if (chunk->page)
		printf(", p. %u", chunk->page);
	printf("\n   score %.3f  coverage %.2f  lexical %.2f", (double)hit->score, (double)hit->coverage,
	       (double)hit->lexical);
	if (hit->dense != 0)
		printf("  dense %.3f", (double)hit->dense);
	printf("  %.*s\n   ", STR_ARG(chunk->source));
	text = str_sub(text, 0, EXCERPT_BYTES);
	while (cut && text.n && ((unsigned char)text.p[text.n - 1] & 0xC0) == 0x80)
		text.n--;
	if (cut && text.n)
		text.n--;
	for (; text.n; text = str_sub(text, 1, text.n))
		putchar(*text.p == '\n' ? ' ' : *text.p);
	printf("%s\n\n", cut ? "…" : "");
}

static int search(struct cli *c, const struct options *o, const struct kb_gen *gen, struct http *http)
{
	ARENA_AUTO struct arena a;
	BUF_AUTO struct buf explain = BUF_MAX(EXPLAIN_BYTES);
	struct kb_hits hits;
	struct patience patience = {.deadline = deadline_in(SEARCH_MS)};
	struct kb_servers servers = {c->conf, http, NULL, &patience};
	struct err err = {0};
	size_t i;

	arena_init(&a, ARENA_BYTES);
	if (kb_check_vectors(c->conf, gen, &err))
		fprintf(stderr, "itb-chatbot search: %s\n", err.msg);
	if (kb_retrieve(&servers, gen, &o->query, &a, &hits, o->explain ? &explain : NULL, &err))
		return cli_fail(c, 1, "%s", err.msg);
	if (o->json) {
		print_json(gen, &hits, buf_view(&explain));
		return 0;
	}
	if (o->explain)
		printf("%.*s\n", STR_ARG(buf_view(&explain)));
	for (i = 0; i < hits.n; i++) {
		struct kb_chunk chunk;

		kb_chunk(gen, hits.hits[i].chunk, &chunk);
		print_hit(i + 1, &hits.hits[i], &chunk);
	}
	if (hits.n == 0)
		printf("nothing found\n");
	return 0;
}

int cmd_search(struct cli *c)
{
	struct options o = {0};
	struct err err = {0};
	struct http *http;
	struct kb_gen *gen;
	struct kb *kb;
	int r;

	if (!read_options(c, &o))
		return cli_usage(c);
	if (kb_open(c->conf, &kb, &err))
		return cli_fail(c, EX_CONFIG, "%s", err.msg);
	http = http_new();
	gen = kb_acquire(kb);
	if (gen)
		r = search(c, &o, gen, http);
	else
		r = cli_fail(c, EX_NOINPUT, "no knowledge in %s: run itb-chatbot ingest", c->conf->knowledge_dir);
	kb_release(gen);
	kb_close(kb);
	http_free(http);
	return r;
}
