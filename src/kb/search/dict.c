#include "kb/search/dict.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"
#include "kb/search/dict_parse.h"
#include "kb/search/tuning.h"
#include "text/analyse.h"
#include "text/hash.h"
#include "text/stem.h"

/* NULL: made of the others. */
static const char *const files[DICT_TABLES] = {
	[DICT_SLANG] = "slang.tsv",
	[DICT_ABBREVIATIONS] = "abbreviations.tsv",
	[DICT_SYNONYMS] = "synonyms.tsv",
	[DICT_GLOSSARY] = "glossary-en-id.tsv",
};
static const char *const stop_files[] = {[LANG_ID] = "stopwords-id.txt", [LANG_EN] = "stopwords-en.txt"};

struct entry {
	uint32_t first, n; /* in alternatives */
};

struct table {
	struct vocab terms;
	struct vocab stems;      /* of the terms' words */
	struct buf stem_terms;   /* u32 by stems number: the first term that has them */
	struct buf entries;      /* struct entry by term number */
	struct buf alternatives; /* struct stored */
};

struct stored {
	uint32_t at, n; /* in struct dict's text */
	float weight;
};

struct dict {
	struct table tables[DICT_TABLES];
	struct vocab stop[3];
	struct vocab words; /* of all terms and alternatives */
	struct dict_alternative *all[DICT_TABLES]; /* alternatives of each table, ready to hand out */
	struct buf text;
};

const char *dict_file(enum dict_table_id table)
{
	return files[table];
}

/* Of an alternative that names none. */
static float weight_of(enum dict_table_id table)
{
	const float weights[DICT_TABLES] = {
		[DICT_SLANG] = SLANG_WEIGHT,
		[DICT_ABBREVIATIONS] = ABBREVIATION_WEIGHT,
		[DICT_SYNONYMS] = SYNONYM_WEIGHT,
		[DICT_GLOSSARY] = GLOSSARY_WEIGHT,
		[DICT_EXPANSIONS] = EXPANSION_WEIGHT,
		[DICT_ENGLISH] = ENGLISH_WEIGHT,
	};

	return weights[table];
}

unsigned dict_normalise(struct str text, struct buf *out)
{
	struct analyser a;
	struct word word;
	unsigned n = 0;

	analyse_begin(&a, text);
	while (analyse_next(&a, &word)) {
		if (n++)
			buf_char(out, ' ');
		buf_str(out, word.text);
	}
	return n;
}

static void put_alternative(struct dict *d, struct table *t, struct str text, float weight)
{
	struct stored stored = {.at = (uint32_t)d->text.n, .weight = weight};

	if (t->entries.n == 0 || dict_normalise(text, &d->text) == 0)
		return;
	stored.n = (uint32_t)d->text.n - stored.at;
	buf_add(&t->alternatives, &stored, sizeof stored);
	((struct entry *)(void *)(t->entries.p + t->entries.n))[-1].n++;
}

/* Makes room for a new term; false when it is there already. */
static bool put_term(struct table *t, struct str term)
{
	struct entry entry = {(uint32_t)(t->alternatives.n / sizeof(struct stored)), 0};

	if (vocab_add(&t->terms, term) != t->entries.n / sizeof entry)
		return false;
	buf_add(&t->entries, &entry, sizeof entry);
	return true;
}

static const char *read_line(struct dict *d, enum dict_table_id id, struct str text)
{
	BUF_AUTO struct buf term = BUF_MAX(4096);
	struct table *t = &d->tables[id];
	struct dict_line line;
	struct dict_alternative alternative;
	const char *fault = NULL;
	unsigned words;
	int r = dict_parse_line(text, &line, &fault);

	if (r <= 0)
		return fault;
	if (!utf8_valid(text))
		return "text that is not UTF-8; save the file as UTF-8";
	words = dict_normalise(line.term, &term);
	if (words == 0 || words > DICT_KEY_WORDS)
		return "a term of no word or more than six; shorten it";
	if (!put_term(t, buf_view(&term)))
		return "a term that is in the file already; put all alternatives on one line";
	while ((r = dict_parse_alternative(&line.alternatives, weight_of(id), &alternative, &fault)) > 0)
		put_alternative(d, t, alternative.text, alternative.weight);
	return fault;
}

static const char *read_stop(struct dict *d, enum lang lang, struct str text)
{
	BUF_AUTO struct buf word = BUF_MAX(4096);
	struct str line = str_trim(text);

	if (line.n == 0 || line.p[0] == '#')
		return NULL;
	if (dict_normalise(line, &word) != 1)
		return "more than one word, or none; write one word a line";
	vocab_add(&d->stop[lang], buf_view(&word));
	return NULL;
}

/* table DICT_TABLES: a stop list of `lang`. */
static void read_file(struct dict *d, const char *folder, const char *file, enum dict_table_id table,
		      enum lang lang, struct buf *faults)
{
	BUF_AUTO struct buf text = BUF_MAX(DICT_FILE_BYTES);
	char path[PATH_MAX];
	struct err err = {0};
	struct str rest, line;
	unsigned number = 0;

	snprintf(path, sizeof path, "%s/%s", folder, file);
	if (file_read(path, &text, &err)) {
		if (err.code != ERR_NOT_FOUND && faults)
			buf_printf(faults, "%s: %s\n", file, err.msg);
		return;
	}
	rest = buf_view(&text);
	while (str_cut(&rest, '\n', &line)) {
		const char *fault = table < DICT_TABLES ? read_line(d, table, line) : read_stop(d, lang, line);

		number++;
		if (fault && faults)
			buf_printf(faults, "%s:%u: %s\n", file, number, fault);
	}
}

/* Alternatives by table, once the text no longer moves. */
static int hand_out(struct dict *d)
{
	size_t i, k;

	for (i = 0; i < DICT_TABLES; i++) {
		const struct stored *stored = (const struct stored *)(const void *)d->tables[i].alternatives.p;
		size_t n = d->tables[i].alternatives.n / sizeof *stored;

		d->all[i] = calloc(n + 1, sizeof *d->all[i]);
		if (d->all[i] == NULL || d->tables[i].alternatives.bad || d->tables[i].entries.bad)
			return -1;
		for (k = 0; k < n; k++)
			d->all[i][k] = (struct dict_alternative){
				{d->text.p + stored[k].at, stored[k].n}, stored[k].weight};
	}
	return d->text.bad ? -1 : 0;
}

static void gather_words(struct dict *d, struct str text)
{
	struct str word;

	while (str_cut(&text, ' ', &word))
		vocab_add(&d->words, word);
}

static void gather_all_words(struct dict *d)
{
	uint32_t i, k;

	for (i = 0; i < DICT_TABLES; i++) {
		for (k = 0; k < d->tables[i].terms.n; k++)
			gather_words(d, vocab_str(&d->tables[i].terms, k));
		for (k = 0; k < d->tables[i].alternatives.n / sizeof(struct stored); k++)
			gather_words(d, d->all[i][k].text);
	}
}

/* An alternative and the term it stands at, by number, for the way back. */
struct pair {
	uint32_t term, back;
};

static int by_term(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->term != y->term)
		return x->term < y->term ? -1 : 1;
	return x->back < y->back ? -1 : x->back > y->back;
}

/* Pairs of the sure alternatives of `from`, of several words or of one; those become terms of `to`. */
static void pair_up(struct dict *d, const struct table *from, struct table *to, float sure, bool words, struct buf *ret)
{
	const struct stored *all = (const struct stored *)(const void *)from->alternatives.p;
	uint32_t back, i;

	for (back = 0; back < from->terms.n; back++) {
		struct entry entry = ((const struct entry *)(const void *)from->entries.p)[back];

		for (i = entry.first; i < entry.first + entry.n; i++) {
			struct str text = {d->text.p + all[i].at, all[i].n};
			struct pair pair = {.back = back};

			if (all[i].weight < sure || (str_find_char(text, ' ') < text.n) != words)
				continue;
			pair.term = vocab_add(&to->terms, text);
			buf_add(ret, &pair, sizeof pair);
		}
	}
}

/* The way back: each alternative as a term, with all the terms it stands at: GPA, CGPA and IPK. */
static void reverse(struct dict *d, const struct table *from, struct table *to, float sure, bool words)
{
	BUF_AUTO struct buf buf = BUF_MAX(UINT32_MAX);
	const struct pair *pairs;
	size_t n, i;

	pair_up(d, from, to, sure, words, &buf);
	n = buf.n / sizeof *pairs;
	pairs = (const struct pair *)(void *)buf.p;
	if (n)
		qsort(buf.p, n, sizeof *pairs, by_term);
	for (i = 0; i < n; i++) {
		struct entry entry = {(uint32_t)(to->alternatives.n / sizeof(struct stored)), 0};

		if (i == 0 || pairs[i].term != pairs[i - 1].term)
			buf_add(&to->entries, &entry, sizeof entry);
		put_alternative(d, to, vocab_str(&from->terms, pairs[i].back), weight_of(to - d->tables));
	}
}

enum lang dict_lang(enum dict_table_id table)
{
	return table == DICT_GLOSSARY ? LANG_EN : LANG_ID;
}

static void stem_term(struct table *t, uint32_t number, enum lang lang, struct stemmer *stemmer)
{
	BUF_AUTO struct buf stems = BUF_MAX(4096);
	struct str rest = vocab_str(&t->terms, number), word;

	while (str_cut(&rest, ' ', &word)) {
		if (stems.n)
			buf_char(&stems, ' ');
		buf_str(&stems, stemmer_stem(stemmer, lang, word));
	}
	if (vocab_add(&t->stems, buf_view(&stems)) == t->stem_terms.n / sizeof number)
		buf_add(&t->stem_terms, &number, sizeof number);
}

static int stem_tables(struct dict *d)
{
	struct stemmer *stemmer = stemmer_new();
	uint32_t i, k;

	if (stemmer == NULL)
		return -1;
	for (i = 0; i < DICT_TABLES; i++)
		for (k = 0; k < d->tables[i].terms.n; k++)
			stem_term(&d->tables[i], k, dict_lang(i), stemmer);
	stemmer_free(stemmer);
	return 0;
}

int dict_load(const char *folder, struct dict **ret, struct buf *faults, struct err *err)
{
	struct dict *d;
	struct stat st;
	uint32_t i;

	if (stat(folder, &st) || !S_ISDIR(st.st_mode))
		return err_set(err, ERR_CONFIG, "DICT_DIR %s is no folder: set it to where the dictionaries are", folder);
	d = calloc(1, sizeof *d);
	if (d == NULL)
		return err_set(err, ERR_NO_MEMORY, "dictionaries");
	buf_init(&d->text, UINT32_MAX);
	for (i = 0; i < DICT_TABLES; i++) {
		buf_init(&d->tables[i].entries, UINT32_MAX);
		buf_init(&d->tables[i].alternatives, UINT32_MAX);
		buf_init(&d->tables[i].stem_terms, UINT32_MAX);
		if (files[i])
			read_file(d, folder, files[i], i, LANG_UNKNOWN, faults);
	}
	read_file(d, folder, stop_files[LANG_ID], DICT_TABLES, LANG_ID, faults);
	read_file(d, folder, stop_files[LANG_EN], DICT_TABLES, LANG_EN, faults);
	reverse(d, &d->tables[DICT_ABBREVIATIONS], &d->tables[DICT_EXPANSIONS], 1, true);
	reverse(d, &d->tables[DICT_GLOSSARY], &d->tables[DICT_ENGLISH], GLOSSARY_WEIGHT, false);
	if (hand_out(d) || stem_tables(d)) {
		dict_free(d);
		return err_set(err, ERR_NO_MEMORY, "dictionaries");
	}
	gather_all_words(d);
	*ret = d;
	return 0;
}

void dict_free(struct dict *d)
{
	size_t i;

	if (d == NULL)
		return;
	for (i = 0; i < DICT_TABLES; i++) {
		vocab_release(&d->tables[i].terms);
		vocab_release(&d->tables[i].stems);
		buf_release(&d->tables[i].stem_terms);
		buf_release(&d->tables[i].entries);
		buf_release(&d->tables[i].alternatives);
		free(d->all[i]);
	}
	for (i = 0; i < sizeof d->stop / sizeof d->stop[0]; i++)
		vocab_release(&d->stop[i]);
	vocab_release(&d->words);
	buf_release(&d->text);
	free(d);
}

static const struct dict_alternative *alternatives(const struct dict *d, enum dict_table_id table, uint32_t number,
						   size_t *ret_n)
{
	const struct entry *entry;

	*ret_n = 0;
	if (number == VOCAB_NONE)
		return NULL;
	entry = (const struct entry *)(const void *)d->tables[table].entries.p + number;
	*ret_n = entry->n;
	return d->all[table] + entry->first;
}

const struct dict_alternative *dict_find(const struct dict *d, enum dict_table_id table, struct str term,
					 size_t *ret_n)
{
	return alternatives(d, table, vocab_find(&d->tables[table].terms, term), ret_n);
}

const struct dict_alternative *dict_find_stems(const struct dict *d, enum dict_table_id table, struct str stems,
					       size_t *ret_n)
{
	uint32_t number = vocab_find(&d->tables[table].stems, stems);

	if (number != VOCAB_NONE)
		number = ((const uint32_t *)(const void *)d->tables[table].stem_terms.p)[number];
	return alternatives(d, table, number, ret_n);
}

bool dict_is_stop(const struct dict *d, enum lang lang, struct str word)
{
	return vocab_find(&d->stop[lang], word) != VOCAB_NONE;
}

bool dict_knows(const struct dict *d, struct str word)
{
	return vocab_find(&d->words, word) != VOCAB_NONE || dict_is_stop(d, LANG_ID, word) ||
	       dict_is_stop(d, LANG_EN, word);
}

uint32_t dict_terms(const struct dict *d, enum dict_table_id table)
{
	return d->tables[table].terms.n;
}

static uint64_t stamp_file(const char *folder, const char *file, uint64_t seed)
{
	char path[PATH_MAX];
	struct stat st;
	uint64_t facts[4] = {0};

	snprintf(path, sizeof path, "%s/%s", folder, file);
	if (stat(path, &st) == 0) {
		facts[0] = (uint64_t)st.st_mtim.tv_sec;
		facts[1] = (uint64_t)st.st_mtim.tv_nsec;
		facts[2] = (uint64_t)st.st_size;
		facts[3] = (uint64_t)st.st_ino;
	}
	return hash_bytes(facts, sizeof facts, seed);
}

uint64_t dict_stamp(const char *folder)
{
	uint64_t stamp = 0;
	size_t i;

	for (i = 0; i < DICT_TABLES; i++)
		if (files[i])
			stamp = stamp_file(folder, files[i], stamp);
	stamp = stamp_file(folder, stop_files[LANG_ID], stamp);
	return stamp_file(folder, stop_files[LANG_EN], stamp);
}
