#include "text/stem.h"

#include <libstemmer.h>
#include <stdlib.h>

#include "base/ascii.h"

struct stemmer {
	struct sb_stemmer *id, *en;
};

struct stemmer *stemmer_new(void)
{
	struct stemmer *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->id = sb_stemmer_new("indonesian", "UTF_8");
	s->en = sb_stemmer_new("english", "UTF_8");
	if (s->id == NULL || s->en == NULL) {
		stemmer_free(s);
		return NULL;
	}
	return s;
}

void stemmer_free(struct stemmer *s)
{
	if (s == NULL)
		return;
	if (s->id)
		sb_stemmer_delete(s->id);
	if (s->en)
		sb_stemmer_delete(s->en);
	free(s);
}

static bool has_digit(struct str word)
{
	size_t i;

	for (i = 0; i < word.n; i++)
		if (is_digit(word.p[i]))
			return true;
	return false;
}

/*
 * Snowball gives didirikan, pendirian and berdiri (founded, founding, to stand)
 * the stem "diri" (self): "kapan didirikan" would find "mengundurkan diri".
 */
static bool is_founding(struct str word, struct str stem)
{
	if (!str_eq(stem, STR("diri")))
		return false;
	if (str_starts(word, STR("diri")))
		return str_starts(word, STR("dirikan"));
	return !str_starts(word, STR("terdiri"));
}

struct str stemmer_stem(struct stemmer *s, enum lang lang, struct str word)
{
	struct sb_stemmer *by = lang == LANG_EN ? s->en : s->id;
	const sb_symbol *stem;
	struct str found;

	if (word.n == 0 || has_digit(word))
		return word;
	stem = sb_stemmer_stem(by, (const sb_symbol *)word.p, (int)word.n);
	if (stem == NULL) /* out of memory: the word itself serves as its stem */
		return word;
	found = (struct str){(const char *)stem, (size_t)sb_stemmer_length(by)};
	return lang != LANG_EN && is_founding(word, found) ? STR("dirikan") : found;
}
