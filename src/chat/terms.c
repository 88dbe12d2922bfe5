#include "chat/terms.h"

#include <math.h>
#include <stdlib.h>

#include "text/analyse.h"
#include "text/hash.h"

/*
 * Function and question words: frequent in questions and claims, silent about
 * their matter.  Sorted: searched by halves.
 */
static const char *const common_words[] = {
	"a", "about", "ada", "adakah", "adalah", "agar", "aja", "akan", "aku", "am", "an", "and",
	"anda", "any", "apa", "apakah", "are", "as", "at", "atau", "bagaimana", "bagaimanakah", "bagi",
	"bahwa", "be", "been", "being", "berapa", "berapakah", "bgmn", "bila", "bisa", "bisakah",
	"boleh", "bolehkah", "brp", "by", "can", "cara", "could", "dah", "dalam", "dan", "dapat",
	"dari", "dengan", "dg", "dgn", "di", "did", "dimana", "dimanakah", "dmn", "do", "does", "dong",
	"dr", "for", "from", "ga", "gak", "gimana", "gmn", "gue", "had", "harus", "has", "have", "he",
	"how", "i", "if", "in", "ini", "into", "is", "it", "its", "itu", "jika", "juga", "kah", "kak",
	"kalau", "kalo", "kami", "kamu", "kapan", "kapankah", "karena", "ke", "kemana", "kepada",
	"kita", "kl", "klo", "knp", "kok", "kpn", "krn", "lah", "mana", "many", "may", "me", "mengapa",
	"mereka", "might", "much", "must", "my", "nggak", "nih", "no", "not", "nya", "of", "oleh", "on",
	"or", "our", "pada", "para", "saja", "saya", "sebagai", "secara", "seperti", "shall", "she",
	"should", "siapa", "siapakah", "sih", "some", "sudah", "tdk", "tell", "tentang", "than", "that",
	"the", "their", "then", "there", "these", "they", "this", "those", "tidak", "to", "tolong",
	"tp", "tuh", "udah", "untuk", "us", "utk", "was", "we", "were", "what", "when", "where",
	"which", "who", "why", "will", "with", "would", "yaitu", "yang", "yg", "you", "your",
};

static int compare_words(const void *key, const void *item)
{
	const struct str *word = key;
	const char *common = *(const char *const *)item;

	/* decides nearly always, and each word of each passage comes by */
	if (word->n && word->p[0] != common[0])
		return (unsigned char)word->p[0] - (unsigned char)common[0];
	return str_cmp(*word, str_of(common));
}

static bool is_common(struct str word)
{
	return bsearch(&word, common_words, sizeof common_words / sizeof common_words[0],
		       sizeof common_words[0], compare_words) != NULL;
}

int terms_of(struct stemmer *stemmer, enum lang lang, struct str text, struct arena *a,
	     struct terms *ret, struct err *err)
{
	size_t most = text.n / 2 + 1, n = 0; /* something stands between two words */
	uint64_t *p = ARENA_ARRAY(a, most, uint64_t);
	struct analyser words;
	struct word w;

	if (p == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for terms of %zu bytes", text.n);
	for (analyse_begin(&words, text); n < most && analyse_next(&words, &w);)
		if (!is_common(w.text)) {
			struct str stem = stemmer_stem(stemmer, lang, w.text);

			p[n++] = hash_bytes(stem.p, stem.n, 0);
		}
	arena_shrink(a, p, n * sizeof *p);
	*ret = (struct terms){p, n};
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
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu terms", cap);
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
		r->sorted[r->n++] = t->p[i];
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

static double rarity_weight(const struct rarity *r, uint64_t term)
{
	size_t often = (term == UINT64_MAX ? r->n : below(r, term + 1)) - below(r, term);

	return log(1.0 + (double)(r->n + 1) / (double)(often + 1));
}

bool terms_hold(const struct terms *t, uint64_t term)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->p[i] == term)
			return true;
	return false;
}

/* The weight of term i, 0 when it came before. */
static double weight_once(const struct terms *t, size_t i, const struct rarity *r)
{
	return terms_hold(&(struct terms){t->p, i}, t->p[i]) ? 0 : rarity_weight(r, t->p[i]);
}

/* Of all different ones together. */
static double terms_weight(const struct terms *t, const struct rarity *r)
{
	double all = 0;
	size_t i;

	for (i = 0; i < t->n; i++)
		all += weight_once(t, i, r);
	return all;
}

double terms_support(const struct terms *claim, const struct terms *by, const struct rarity *r,
		     size_t *ret_shared)
{
	double all = terms_weight(claim, r), found = 0;
	size_t shared = 0, i;

	for (i = 0; i < claim->n; i++) {
		double weight = terms_hold(by, claim->p[i]) ? weight_once(claim, i, r) : 0;

		found += weight;
		shared += weight > 0;
	}
	if (ret_shared)
		*ret_shared = shared;
	return all > 0 ? found / all : 0;
}
