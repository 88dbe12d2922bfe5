#include "kb/search/dict.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"
#include "kb/search/dict_parse.h"
#include "kb/search/dict_table.h"
#include "kb/search/tuning.h"
#include "text/hash.h"

/* A table without a file is made from the others. */
static const char *const files[DICT_TABLES] = {
	[DICT_SLANG] = "slang.tsv",
	[DICT_ABBREVIATIONS] = "abbreviations.tsv",
	[DICT_SYNONYMS] = "synonyms.tsv",
	[DICT_GLOSSARY] = "glossary-en-id.tsv",
};

enum { LIST_STOP, LIST_ASPECTS, LISTS };

/* Lists of single words, by language. */
static const char *const lists[LISTS][LANG_EN + 1] = {
	[LIST_STOP] = {[LANG_ID] = "stopwords-id.txt", [LANG_EN] = "stopwords-en.txt"},
	[LIST_ASPECTS] = {[LANG_ID] = "aspects-id.txt", [LANG_EN] = "aspects-en.txt"},
};

struct dict {
	struct dict_table tables[DICT_TABLES];
	struct vocab lists[LISTS][LANG_EN + 1];
	struct vocab aspects[LANG_EN + 1]; /* the list's words, stemmed */
	struct vocab words; /* of all terms and alternatives */
	struct buf text;
};

/* The weight of an alternative that names none. */
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

/* --- reading */

static const char *read_term(struct dict *d, enum dict_table_id id, struct str text)
{
	BUF_AUTO struct buf term = BUF_MAX(4096);
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
	if (!dict_table_put_term(&d->tables[id], buf_view(&term)))
		return "a term that is in the file already; put all alternatives on one line";
	while (dict_parse_alternative(&line.alternatives, weight_of(id), &alternative, &fault) > 0)
		dict_table_put(&d->tables[id], alternative.text, alternative.weight, &d->text);
	return fault;
}

static const char *read_word(struct vocab *list, struct str text)
{
	BUF_AUTO struct buf word = BUF_MAX(4096);
	struct str line = str_trim(text);

	if (line.n == 0 || line.p[0] == '#')
		return NULL;
	if (dict_normalise(line, &word) != 1)
		return "more than one word, or none; write one word a line";
	vocab_add(list, buf_view(&word));
	return NULL;
}

/* Adds the file's lines to `list`, or to the table when that is NULL. */
static void read_file(struct dict *d, const char *folder, const char *file, enum dict_table_id table,
		      struct vocab *list, struct buf *faults)
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
		const char *fault = list ? read_word(list, line) : read_term(d, table, line);

		number++;
		if (fault && faults)
			buf_printf(faults, "%s:%u: %s\n", file, number, fault);
	}
}

static void read_files(struct dict *d, const char *folder, struct buf *faults)
{
	enum dict_table_id table;
	enum lang lang;
	size_t i;

	for (table = 0; table < DICT_TABLES; table++)
		if (files[table])
			read_file(d, folder, files[table], table, NULL, faults);
	for (i = 0; i < LISTS; i++)
		for (lang = LANG_ID; lang <= LANG_EN; lang++)
			read_file(d, folder, lists[i][lang], 0, &d->lists[i][lang], faults);
}

/* --- what is made of it */

enum lang dict_lang(enum dict_table_id table)
{
	return table == DICT_GLOSSARY ? LANG_EN : LANG_ID;
}

static int stem(struct dict *d)
{
	struct stemmer *stemmer = stemmer_new();
	enum dict_table_id table;
	enum lang lang;
	uint32_t k;

	if (stemmer == NULL)
		return -1;
	for (table = 0; table < DICT_TABLES; table++)
		dict_table_stem(&d->tables[table], dict_lang(table), stemmer);
	for (lang = LANG_ID; lang <= LANG_EN; lang++)
		for (k = 0; k < d->lists[LIST_ASPECTS][lang].n; k++)
			vocab_add(&d->aspects[lang],
				  stemmer_stem(stemmer, lang, vocab_str(&d->lists[LIST_ASPECTS][lang], k)));
	stemmer_free(stemmer);
	return 0;
}

static int settle(struct dict *d)
{
	size_t i;

	for (i = 0; i < DICT_TABLES; i++) {
		if (dict_table_settle(&d->tables[i], &d->text))
			return -1;
		dict_table_gather(&d->tables[i], &d->words);
	}
	return 0;
}

int dict_load(const char *folder, struct dict **ret, struct buf *faults, struct err *err)
{
	struct dict *d;
	struct stat st;
	size_t i;

	if (stat(folder, &st) || !S_ISDIR(st.st_mode))
		return err_set(err, ERR_CONFIG, "DICT_DIR %s is no folder: set it to where the dictionaries are",
			       folder);
	d = calloc(1, sizeof *d);
	if (d == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the dictionaries");
	buf_init(&d->text, UINT32_MAX);
	for (i = 0; i < DICT_TABLES; i++)
		dict_table_init(&d->tables[i]);
	read_files(d, folder, faults);
	dict_table_reverse(&d->tables[DICT_ABBREVIATIONS], &d->tables[DICT_EXPANSIONS], 1, true,
			   weight_of(DICT_EXPANSIONS), &d->text);
	dict_table_reverse(&d->tables[DICT_GLOSSARY], &d->tables[DICT_ENGLISH], GLOSSARY_WEIGHT, false,
			   weight_of(DICT_ENGLISH), &d->text);
	if (stem(d) || settle(d)) {
		dict_free(d);
		return err_set(err, ERR_NO_MEMORY, "no memory for the dictionaries");
	}
	*ret = d;
	return 0;
}

void dict_free(struct dict *d)
{
	size_t i, lang;

	if (d == NULL)
		return;
	for (i = 0; i < DICT_TABLES; i++)
		dict_table_release(&d->tables[i]);
	for (lang = 0; lang <= LANG_EN; lang++) {
		for (i = 0; i < LISTS; i++)
			vocab_release(&d->lists[i][lang]);
		vocab_release(&d->aspects[lang]);
	}
	vocab_release(&d->words);
	buf_release(&d->text);
	free(d);
}

/* --- asking */

const struct dict_alternative *dict_find(const struct dict *d, enum dict_table_id table, struct str term,
					 size_t *ret_n)
{
	return dict_table_find(&d->tables[table], term, ret_n);
}

const struct dict_alternative *dict_find_stems(const struct dict *d, enum dict_table_id table, struct str stems,
					       size_t *ret_n)
{
	return dict_table_find_stems(&d->tables[table], stems, ret_n);
}

bool dict_is_stop(const struct dict *d, enum lang lang, struct str word)
{
	return vocab_find(&d->lists[LIST_STOP][lang], word) != VOCAB_NONE;
}

/* Whether `shorter` is `word` without some of its vowels; the first letter stays. */
static bool lacks_vowels(struct str shorter, struct str word)
{
	size_t k = 0, i;

	for (i = 0; i < word.n; i++) {
		if (k < shorter.n && shorter.p[k] == word.p[i])
			k++;
		else if (i == 0 || strchr("aiueo", word.p[i]) == NULL)
			return false;
	}
	return k == shorter.n && k < word.n;
}

bool dict_is_short_stop(const struct dict *d, struct str word)
{
	const struct vocab *stop = &d->lists[LIST_STOP][LANG_ID];
	uint32_t i;

	for (i = 0; i < stop->n && word.n > 1; i++)
		if (lacks_vowels(word, vocab_str(stop, i)))
			return true;
	return false;
}

bool dict_is_aspect(const struct dict *d, enum lang lang, struct str stem)
{
	return vocab_find(&d->aspects[lang], stem) != VOCAB_NONE;
}

bool dict_knows(const struct dict *d, struct str word)
{
	return vocab_find(&d->words, word) != VOCAB_NONE || dict_is_stop(d, LANG_ID, word) ||
	       dict_is_stop(d, LANG_EN, word);
}

const char *dict_file(const struct dict *d, size_t i, uint32_t *ret_terms)
{
	enum dict_table_id table;
	size_t list, lang;

	for (table = 0; table < DICT_TABLES; table++)
		if (files[table] && i-- == 0) {
			*ret_terms = d->tables[table].terms.n;
			return files[table];
		}
	for (list = 0; list < LISTS; list++)
		for (lang = LANG_ID; lang <= LANG_EN; lang++)
			if (i-- == 0) {
				*ret_terms = d->lists[list][lang].n;
				return lists[list][lang];
			}
	return NULL;
}

/* --- changes */

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
	size_t i, lang;

	for (i = 0; i < DICT_TABLES; i++)
		if (files[i])
			stamp = stamp_file(folder, files[i], stamp);
	for (i = 0; i < LISTS; i++)
		for (lang = LANG_ID; lang <= LANG_EN; lang++)
			stamp = stamp_file(folder, lists[i][lang], stamp);
	return stamp;
}
