#include "kb/document/extract.h"

static const struct extract_kind kinds[] = {
#define KIND(ending, read, format) {ending, read, format, NULL},
#define MANY(ending) {ending, NULL, NULL, NULL},
#define SKIP(ending, todo) {ending, NULL, NULL, todo},
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

static int read_inner(const struct extract *outer, struct str name, struct str content, struct err *err)
{
	struct extract x = *outer;

	x.kind = extract_kind_of(name);
	if (x.kind && x.kind->skip)
		return err_set(err, ERR_BAD_DATA, "%s", x.kind->skip);
	if (x.kind == NULL || x.kind->read == NULL || x.nested++ == EXTRACT_NESTED_MAX)
		return err_set(err, ERR_BAD_DATA, "of a kind that is not read");
	outline_heading(x.outline, 1, name);
	return x.kind->read(&x, content, err);
}

int extract_document(const struct extract *given, struct str content, struct err *err)
{
	struct extract all = *given;
	const struct extract *x = &all;

	all.inner = read_inner;
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
