#include "text/analyse.h"

#include <stdint.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "base/ascii.h"
#include "base/utf8.h"

enum { RIGHT_QUOTE = 0x2019 };

void analyse_begin(struct analyser *a, struct str text)
{
	a->start = text.p ? text.p : "";
	a->rest = (struct str){a->start, text.n};
}

static bool word_char(uint32_t c)
{
	if (c < 0x80)
		return is_alnum((char)c);
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO:
		return true;
	default:
		return false;
	}
}

static bool apostrophe(uint32_t c)
{
	return c == '\'' || c == RIGHT_QUOTE;
}

/* ASCII that ends a word and begins none, whatever stands beside it. */
static bool is_blank_or_mark(char c)
{
	return (unsigned char)c < 0x80 && !is_alnum(c) && c != '\'';
}

/* Cuts a whole word, with the apostrophes inside it, off the front of *rest. */
static struct str take(struct str *rest, bool *ret_plain)
{
	const char *from = rest->p;
	bool plain = true;

	while (rest->n) {
		struct str after = *rest;
		uint32_t c;

		if (is_alnum(*rest->p)) { /* nearly every byte of nearly every text */
			rest->p++;
			rest->n--;
			continue;
		}
		if (is_blank_or_mark(*rest->p))
			break;
		c = utf8_next(&after, NULL);
		if (apostrophe(c)) {
			struct str next = after;

			if (after.n == 0 || !word_char(utf8_next(&next, NULL)))
				break;
		} else if (!word_char(c)) {
			break;
		}
		plain = false;
		*rest = after;
	}
	*ret_plain = plain;
	return (struct str){from, (size_t)(rest->p - from)};
}

static struct str fold_ascii(struct analyser *a, struct str raw)
{
	size_t n = raw.n < sizeof a->word ? raw.n : sizeof a->word, i;

	for (i = 0; i < n; i++)
		a->word[i] = to_lower(raw.p[i]);
	return (struct str){a->word, n};
}

/* Drops apostrophes, a final 's, and the characters that belong to no word, which NFKC makes of some letters. */
static struct str keep_word(struct analyser *a, struct str s)
{
	size_t n = 0;

	if (s.n > 2 && s.p[s.n - 1] == 's' && s.p[s.n - 2] == '\'')
		s.n -= 2;
	while (s.n) {
		struct str before = s;
		uint32_t c = utf8_next(&s, NULL);
		size_t bytes = before.n - s.n;

		if (!word_char(c))
			continue;
		if (n + bytes > sizeof a->word)
			break;
		memcpy(a->word + n, before.p, bytes);
		n += bytes;
	}
	return (struct str){a->word, n};
}

static struct str fold(struct analyser *a, struct str raw)
{
	char copy[4 * ANALYSE_WORD_BYTES];
	size_t n = 0;
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t got;
	struct str folded, rest = raw;

	while (rest.n && n + 4 <= sizeof copy) { /* ’ becomes ' so that keep_word knows one form */
		struct str before = rest;
		uint32_t c = utf8_next(&rest, NULL);

		if (c == RIGHT_QUOTE) {
			copy[n++] = '\'';
		} else {
			memcpy(copy + n, before.p, before.n - rest.n);
			n += before.n - rest.n;
		}
	}
	got = utf8proc_map((const utf8proc_uint8_t *)copy, (utf8proc_ssize_t)n, &out,
			   UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
	if (got < 0)
		return (struct str){a->word, 0};
	folded = keep_word(a, (struct str){(const char *)out, (size_t)got});
	free(out);
	return folded;
}

static bool all_capitals(struct str raw)
{
	size_t i, letters = 0;

	for (i = 0; i < raw.n; i++) {
		if (is_lower(raw.p[i]))
			return false;
		letters += is_upper(raw.p[i]);
	}
	return letters >= 2;
}

static void skip_gap(struct str *rest)
{
	while (rest->n) {
		struct str after = *rest;

		if (is_alnum(*rest->p) || word_char(utf8_next(&after, NULL)))
			return;
		*rest = after;
	}
}

bool analyse_next(struct analyser *a, struct word *ret)
{
	for (;;) {
		struct str raw, text;
		bool plain;

		skip_gap(&a->rest);
		if (a->rest.n == 0)
			return false;
		raw = take(&a->rest, &plain);
		text = plain ? fold_ascii(a, raw) : fold(a, raw);
		if (text.n == 0)
			continue;
		ret->text = text;
		ret->from = (size_t)(raw.p - a->start);
		ret->to = ret->from + raw.n;
		ret->capitals = all_capitals(raw);
		return true;
	}
}

uint32_t analyse_count(struct str text)
{
	struct analyser a;
	struct word w;
	uint32_t n = 0;

	for (analyse_begin(&a, text); analyse_next(&a, &w);)
		n++;
	return n;
}
