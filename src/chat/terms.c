#include "chat/terms.h"

#include <math.h>
#include <stdlib.h>

#include "kb/analyse.h"
#include "kb/hash.h"

/*
 * Function and question words: frequent in questions and claims, silent about
 * their matter.  Sorted: searched by halves.
 */
static const char *const common_words[] = {
	"a", "ada", "adalah", "agar", "akan", "am", "an", "and", "anda", "apa", "apakah", "are", "as",
	"at", "atau", "bagaimana", "bagi", "bahwa", "be", "berapa", "bila", "bisa", "boleh", "by",
	"can", "cara", "dalam", "dan", "dapat", "dari", "dengan", "di", "did", "do", "does", "for",
	"from", "gimana", "gmn", "harus", "has", "have", "how", "i", "if", "in", "ini", "is", "it",
	"its", "itu", "jika", "juga", "kah", "kak", "kalau", "kapan", "karena", "ke", "kepada", "lah",
	"mana", "many", "may", "mengapa", "much", "must", "my", "nya", "of", "oleh", "on", "or", "pada",
	"para", "saja", "saya", "sebagai", "secara", "seperti", "should", "siapa", "sudah", "tell",
	"tentang", "that", "the", "their", "there", "they", "this", "to", "tolong", "untuk", "was",
	"were", "what", "when", "where", "which", "who", "why", "will", "with", "yaitu", "yang", "you",
	"your",
};

static int compare_words(const void *key, const void *item)
{
	return str_cmp(*(const struct str *)key, str_of(*(const char *const *)item));
}

static bool is_common(struct str word)
{
	return bsearch(&word, common_words, sizeof common_words / sizeof common_words[0],
		       sizeof common_words[0], compare_words) != NULL;
}

static size_t count_words(struct str text)
{
	struct analyser a;
	struct word w;
	size_t n = 0;

	for (analyse_begin(&a, text); analyse_next(&a, &w);)
		n++;
	return n;
}

int terms_of(struct stemmer *stemmer, enum lang lang, struct str text, struct arena *a,
	     struct terms *ret, struct err *err)
{
	size_t n = count_words(text), i = 0;
	struct term *p = ARENA_ARRAY(a, n + 1, struct term);
	struct analyser words;
	struct word w;

	if (p == NULL)
		return err_set(err, ERR_NO_MEMORY, "terms of %zu bytes", text.n);
	for (analyse_begin(&words, text); i < n && analyse_next(&words, &w); i++) {
		struct str stem = stemmer_stem(stemmer, lang, w.text);

		p[i].common = is_common(w.text);
		p[i].hash = hash_bytes(stem.p, stem.n, 0);
	}
	*ret = (struct terms){p, i};
	return 0;
}

int rarity_reserve(struct rarity *r, size_t more, struct arena *a, struct err *err)
{
	size_t cap = 2 * r->cap > r->n + more ? 2 * r->cap : r->n + more;
	uint64_t *p;

	if (r->n + more <= r->cap)
		return 0;
	p = ARENA_ARRAY(a, cap, uint64_t);
	if (p == NULL)
		return err_set(err, ERR_NO_MEMORY, "%zu terms", cap);
	if (r->n)
		memcpy(p, r->sorted, r->n * sizeof *p);
	r->sorted = p;
	r->cap = cap;
	return 0;
}

void rarity_add(struct rarity *r, const struct terms *t)
{
	size_t i;

	for (i = 0; i < t->n && r->n < r->cap; i++)
		r->sorted[r->n++] = t->p[i].hash;
}

static int compare_hashes(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

void rarity_sort(struct rarity *r)
{
	if (r->n)
		qsort(r->sorted, r->n, sizeof *r->sorted, compare_hashes);
}

/* The number of hashes below `limit`. */
static size_t below(const struct rarity *r, uint64_t limit)
{
	size_t low = 0, high = r->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (r->sorted[middle] < limit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

double rarity_weight(const struct rarity *r, struct term t)
{
	size_t often;

	if (t.common)
		return 0;
	often = t.hash == UINT64_MAX ? r->n - below(r, t.hash) : below(r, t.hash + 1) - below(r, t.hash);
	return log(1.0 + (double)(r->n + 1) / (double)(often + 1));
}

static bool holds(const struct terms *t, size_t n, uint64_t hash)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (t->p[i].hash == hash)
			return true;
	return false;
}

double terms_support(const struct terms *claim, const struct terms *by, const struct rarity *r,
		     size_t *ret_shared)
{
	double all = 0, found = 0;
	size_t shared = 0, i;

	for (i = 0; i < claim->n; i++) {
		double weight = rarity_weight(r, claim->p[i]);

		if (weight == 0 || holds(claim, i, claim->p[i].hash))
			continue;
		all += weight;
		if (holds(by, by->n, claim->p[i].hash)) {
			found += weight;
			shared++;
		}
	}
	if (ret_shared)
		*ret_shared = shared;
	return all > 0 ? found / all : 0;
}
