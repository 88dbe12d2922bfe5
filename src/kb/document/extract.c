#include "kb/document/extract.h"

static const struct extract_kind kinds[] = {
#define KIND(ending, read, pandoc) {ending, read, pandoc},
#define MANY(ending) {ending, NULL, NULL},
#include "kb/document/extract.def"
};

const struct extract_kind *extract_kind_of(struct str name)
{
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		struct str ending = str_of(kinds[i].ending);

		if (name.n > ending.n && str_ieq(str_sub(name, name.n - ending.n, ending.n), ending))
			return &kinds[i];
	}
	return NULL;
}

int extract_document(const struct extract *x, struct str content, struct err *err)
{
	if (x->kind == NULL || x->kind->read == NULL)
		return err_set(err, ERR_BAD_DATA, "not a kind of document that can be read");
	if (x->kind->read(x, content, err))
		return -1;
	if (x->outline->text.bad)
		return err_set(err, ERR_NO_MEMORY, "more than %zu bytes of text", x->outline->text.max);
	if (x->outline->blocks_n == 0)
		return err_set(err, ERR_BAD_DATA, "no text in it");
	return 0;
}
