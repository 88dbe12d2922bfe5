/* Words lie within the text, in order, and are UTF-8 of bounded length; stems too; languages are decided. */
#include <stdlib.h>

#include "base/utf8.h"
#include "kb/index/fuzzy.h"
#include "text/affix.h"
#include "text/analyse.h"
#include "text/stem.h"
#include "fuzz.h"

static void check(struct stemmer *s, const struct word *w, size_t before, size_t size)
{
	struct affix_root roots[AFFIX_ROOTS];

	if (w->from < before || w->to <= w->from || w->to > size || w->text.n == 0 ||
	    w->text.n > ANALYSE_WORD_BYTES || !utf8_valid(w->text))
		abort();
	stemmer_stem(s, LANG_ID, w->text);
	stemmer_stem(s, LANG_EN, w->text);
	if (affix_roots(w->text, roots) > AFFIX_ROOTS || fuzzy_distance(w->text, STR("mahasiswa"), 2) > 3)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};
	struct stemmer *s = stemmer_new();
	struct analyser a;
	struct word w;
	size_t before = 0;

	analyse_begin(&a, text);
	while (analyse_next(&a, &w)) {
		check(s, &w, before, size);
		before = w.to;
	}
	lang_detect(text);
	stemmer_free(s);
	return 0;
}
