/*
 * The tables that help understand questions: the TSV files of DICT_DIR.
 *
 *   term TAB alternative|alternative^weight|…      # lines are comments
 * A missing file is an empty table; a missing folder is ERR_CONFIG.  Lines
 * that cannot be read are left out and reported one by one, so that one slip
 * of an editor doesn't take the service down (`itb-chatbot check` shows them).
 * Immutable once loaded: any number of threads.
 */
#ifndef KB_DICT_H
#define KB_DICT_H

#include "base/buf.h"
#include "base/err.h"
#include "text/lang.h"
#include "text/vocab.h"

enum dict_table_id {
	DICT_SLANG,
	DICT_ABBREVIATIONS,
	DICT_SYNONYMS,
	DICT_GLOSSARY,
	DICT_EXPANSIONS, /* abbreviations the other way round: made, not read from a file */
	DICT_ENGLISH,    /* single words of the glossary, Indonesian to English: made as well */
	DICT_TABLES,
};

enum {
	DICT_KEY_WORDS = 6,        /* words of the longest term */
	DICT_FILE_BYTES = 8 << 20, /* of one file */
	DICT_FAULTS_BYTES = 1 << 16,
};

struct dict_alternative {
	struct str text; /* normalised words with single spaces */
	float weight;    /* above 0, at most 1 */
};

struct dict;

/* `faults` (may be NULL) gets one line a fault: file, line, what is wrong, what to do. */
int dict_load(const char *folder, struct dict **ret, struct buf *faults, struct err *err);
void dict_free(struct dict *d); /* NULL is fine */
/* The term's alternatives; `term` normalised, single spaces. NULL and 0 when it is no term. */
const struct dict_alternative *dict_find(const struct dict *d, enum dict_table_id table, struct str term,
					 size_t *ret_n);
/*
 * As dict_find, for other forms of a term: `stems` are the stems of its words,
 * English in the glossary, Indonesian in the others, joined by single spaces.
 * Indonesian terms are found so only when they consist of stems themselves.
 */
const struct dict_alternative *dict_find_stems(const struct dict *d, enum dict_table_id table, struct str stems,
					       size_t *ret_n);
/* Which stemmer dict_find_stems means. */
enum lang dict_lang(enum dict_table_id table);
bool dict_is_stop(const struct dict *d, enum lang lang, struct str word);
/* Whether it is an Indonesian stop word without some of its vowels, as chats spell them: "gmna" for "gimana". */
bool dict_is_short_stop(const struct dict *d, struct str word);
/* Whether the stem is that of a word that names what is asked of a subject, but no subject: see aspects-id.txt. */
bool dict_is_aspect(const struct dict *d, enum lang lang, struct str stem);
/* Whether the word, as it is, stands anywhere in the tables or stop lists, so that it is no misspelling. */
bool dict_knows(const struct dict *d, struct str word);
/* Changes when a file of the folder changed, came or went: its files' times and sizes, hashed. */
uint64_t dict_stamp(const char *folder);
/* The i-th of the files that are read, and how many terms it has, for people. NULL behind the last one. */
const char *dict_file(const struct dict *d, size_t i, uint32_t *ret_terms);

#endif
