#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <stdio.h>
#include <unistd.h>

#include "kb/ingest/index_build.h"
#include "text/hash.h"
#include "text/varint.h"

enum {
	LINES_HELD = 1 << 20, /* bytes written to the temporary file at once */
	RECENT = 8192,        /* words in the fast table: 256 kB, which stays in the L2 cache */
	CHUNK_TOKENS = 1 << 20, /* of a chunk that are indexed, far more than any sensible chunk has */
};

int index_scan_begin(struct index_scan *s, const char *folder, struct err *err)
{
	char path[PATH_MAX];

	*s = (struct index_scan){.fd = -1};
	buf_init(&s->word_info, SIZE_MAX / 2);
	buf_init(&s->term_info, SIZE_MAX / 2);
	buf_init(&s->line, SIZE_MAX / 2);
	snprintf(path, sizeof path, "%s/scan.XXXXXX", folder);
	s->fd = mkostemp(path, O_CLOEXEC);
	if (s->fd < 0)
		return err_errno(err, ERR_IO, "create %s", path);
	unlink(path);
	s->stemmer = stemmer_new();
	s->recent = calloc(RECENT, sizeof *s->recent);
	if (s->stemmer == NULL || s->recent == NULL) {
		index_scan_release(s);
		return err_set(err, ERR_NO_MEMORY, "no memory for indexing");
	}
	return 0;
}

void index_scan_release(struct index_scan *s)
{
	stemmer_free(s->stemmer);
	s->stemmer = NULL;
	free(s->recent);
	s->recent = NULL;
	vocab_release(&s->words);
	vocab_release(&s->terms);
	buf_release(&s->word_info);
	buf_release(&s->term_info);
	buf_release(&s->line);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

#define RECENT_SEED UINT64_C(0x9E3779B97F4A7C15)

static int new_word(struct index_scan *s, enum lang lang, struct str word)
{
	struct scan_term fresh = {0, 0};
	struct scan_word info = {.count = 0};

	info.term = vocab_add(&s->terms, stemmer_stem(s->stemmer, lang, word));
	if (info.term == VOCAB_NONE)
		return -1;
	if (info.term * sizeof fresh == s->term_info.n)
		buf_add(&s->term_info, &fresh, sizeof fresh);
	buf_add(&s->word_info, &info, sizeof info);
	return s->term_info.bad || s->word_info.bad ? -1 : 0;
}

static uint32_t add_word(struct index_scan *s, enum lang lang, struct str word, struct str key)
{
	uint32_t number = vocab_add(&s->words, key);

	if (number == VOCAB_NONE || (number * sizeof(struct scan_word) == s->word_info.n && new_word(s, lang, word)))
		return VOCAB_NONE;
	return number;
}

/* The number of a word in s->words, a new one if need be; VOCAB_NONE when out of memory. */
static uint32_t word_number(struct index_scan *s, enum lang lang, struct str word)
{
	union {
		char text[ANALYSE_WORD_BYTES + 1];
		uint64_t part[3];
	} key = {.part = {0, 0, 0}};
	struct str whole = {key.text, word.n + 1};
	struct scan_recent *recent;
	uint32_t number;

	key.text[0] = lang == LANG_EN ? 'e' : 'i';
	memcpy(key.text + 1, word.p, word.n);
	if (whole.n > sizeof recent->key)
		return add_word(s, lang, word, whole);
	recent = &s->recent[hash_mix(key.part[0] ^ hash_mix(key.part[1] ^ 1, key.part[2] ^ RECENT_SEED),
				     RECENT_SEED) % RECENT];
	if (recent->key[0] == key.part[0] && recent->key[1] == key.part[1] && recent->key[2] == key.part[2])
		return recent->number;
	number = add_word(s, lang, word, whole);
	memcpy(recent->key, key.part, sizeof recent->key);
	recent->number = number;
	return number;
}

/* Counts a word and gives its term; VOCAB_NONE when out of memory. */
static uint32_t count_word(struct index_scan *s, enum lang lang, struct str word)
{
	uint32_t number = word_number(s, lang, word);
	struct scan_term *term;

	if (number == VOCAB_NONE)
		return VOCAB_NONE;
	scan_words(s)[number].count++;
	number = scan_words(s)[number].term;
	term = &scan_terms(s)[number];
	if (term->last != s->chunks + 1) {
		term->last = s->chunks + 1;
		term->df++;
		s->postings++;
	}
	return number;
}

/* Appends the field's terms to the line; returns their number, -1 when out of memory. */
static long scan_field(struct index_scan *s, enum lang lang, struct str text)
{
	struct word word;
	long n = 0;

	analyse_begin(&s->analyser, text);
	while (n < CHUNK_TOKENS && analyse_next(&s->analyser, &word)) {
		uint32_t term = count_word(s, lang, word.text);
		char *p;

		if (term == VOCAB_NONE || (p = buf_reserve(&s->line, VARINT_BYTES)) == NULL)
			return -1;
		s->line.n += varint_put((unsigned char *)p + s->line.n, term);
		n++;
	}
	return n;
}

static int flush(struct index_scan *s, struct err *err)
{
	struct str rest = buf_view(&s->line);

	while (rest.n) {
		ssize_t n = write(s->fd, rest.p, rest.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_errno(err, ERR_IO, "write the index's temporary file");
		rest = str_sub(rest, (size_t)n, rest.n);
	}
	s->bytes += s->line.n;
	buf_reset(&s->line);
	return 0;
}

int index_scan_end(struct index_scan *s, struct err *err)
{
	return flush(s, err);
}

int index_scan_add(struct index_scan *s, const struct kb_build_chunk *c, struct err *err)
{
	const struct str fields[] = {c->title, c->heading, c->text};
	enum lang lang = c->lang == LANG_UNKNOWN ? lang_detect(c->text) : c->lang;
	uint32_t counts[3] = {0};
	size_t from = s->line.n, i;

	if (buf_reserve(&s->line, sizeof counts) == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for indexing a chunk");
	s->line.n += sizeof counts; /* left free, filled in below */
	for (i = 0; i < 3; i++) {
		long n = scan_field(s, lang, fields[i]);

		if (n < 0)
			return err_set(err, ERR_NO_MEMORY, "no memory for indexing a chunk");
		counts[i] = (uint32_t)n;
	}
	memcpy(s->line.p + from, counts, sizeof counts);
	s->tokens += counts[2];
	s->chunks++;
	return s->line.n < LINES_HELD ? 0 : flush(s, err);
}
