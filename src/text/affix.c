#include "text/affix.h"

enum { LEAST = 3 /* letters of a root */ };

/* A prefix, and the letter it replaced: a nasal takes the place of k, s, c, t or p. */
static const struct {
	const char *prefix, *first;
} prefixes[] = {
	{"nge", ""}, {"ng", ""}, {"ng", "k"}, {"ny", "s"}, {"ny", "c"}, {"n", "t"}, {"n", ""},
	{"m", "p"},  {"di", ""}, {"ke", ""},  {"ter", ""}, {"se", ""},
};
static const char *const suffixes[] = {"innya", "kannya", "in", "kan", "nya", "an", "i"};

static bool has(const struct affix_root *roots, unsigned n, struct str word)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (str_eq((struct str){roots[i].text, roots[i].n}, word))
			return true;
	return false;
}

static unsigned put(struct affix_root *roots, unsigned n, const char *first, struct str root)
{
	struct affix_root *r = &roots[n];
	size_t more = strlen(first);

	if (n == AFFIX_ROOTS || root.n + more < LEAST || root.n + more > sizeof r->text)
		return n;
	memcpy(r->text, first, more);
	memcpy(r->text + more, root.p, root.n);
	r->n = root.n + more;
	return has(roots, n, (struct str){r->text, r->n}) ? n : n + 1;
}

/* For each prefix that the word has, the word without it. */
static unsigned strip_prefixes(struct affix_root *roots, unsigned n, struct str word)
{
	size_t i;

	for (i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
		struct str prefix = str_of(prefixes[i].prefix);

		if (str_starts(word, prefix))
			n = put(roots, n, prefixes[i].first, str_sub(word, prefix.n, word.n));
	}
	return n;
}

unsigned affix_roots(struct str word, struct affix_root ret[AFFIX_ROOTS])
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		struct str suffix = str_of(suffixes[i]), root;

		if (!str_ends(word, suffix) || word.n < suffix.n + LEAST)
			continue;
		root = str_sub(word, 0, word.n - suffix.n);
		n = strip_prefixes(ret, n, root);
		n = put(ret, n, "", root);
	}
	return strip_prefixes(ret, n, word);
}
