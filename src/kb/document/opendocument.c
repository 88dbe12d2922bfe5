#include "kb/document/opendocument.h"

#include "kb/document/filter.h"

/* A tree takes some thirty times the bytes that it was made from. */
enum { TREE_SHARE = 32, XML_BYTES_MAX = 64 << 20 };

int opendocument_part(const struct extract *x, struct str file, const char *name, struct buf *out, struct err *err)
{
	if (filter_unzip(x, file, name, out, err))
		return -1;
	/* what is encrypted stands under the same name */
	if (out->n && !str_starts(str_trim(buf_view(out)), STR("<")) && !str_starts(buf_view(out), STR("\xEF\xBB\xBF")))
		return err_set(err, ERR_REFUSED, "protected by a password");
	return 0;
}

int opendocument_content(const struct extract *x, struct str file, struct markup **ret, struct err *err)
{
	size_t share = (size_t)x->conf->extract_memory_mb * (1 << 20) / TREE_SHARE;
	BUF_AUTO struct buf xml = BUF_MAX(share < XML_BYTES_MAX ? share : XML_BYTES_MAX);

	if (opendocument_part(x, file, "content.xml", &xml, err))
		return -1;
	return markup_parse(buf_view(&xml), MARKUP_XML, ret, err);
}

static bool is_left_out(const struct markup_node *n)
{
	return markup_is(n, "annotation") || markup_is(n, "title") || markup_is(n, "desc") || markup_is(n, "notes");
}

static void add_text(const struct markup_node *n, struct buf *out, unsigned depth)
{
	if (depth > MARKUP_DEPTH_MAX)
		return;
	for (n = markup_child(n); n; n = markup_next(n)) {
		if (markup_is(n, "s") || markup_is(n, "tab") || markup_is(n, "line-break") || markup_is(n, "p"))
			buf_char(out, ' ');
		buf_str(out, markup_text(n));
		if (!is_left_out(n))
			add_text(n, out, depth + 1);
	}
}

void opendocument_text(const struct markup_node *n, struct buf *out)
{
	add_text(n, out, 0);
}

long opendocument_number(const struct markup_node *n, const char *attribute, long otherwise, long max)
{
	long number;

	if (!str_to_long(markup_attribute(n, attribute), &number))
		return otherwise;
	return number < 0 ? 0 : number > max ? max : number;
}

const struct markup_node *opendocument_style(const struct markup *content, struct str name)
{
	const struct markup_node *n = markup_find(markup_child(markup_root(content)), "automatic-styles");

	for (n = n ? markup_child(n) : NULL; n; n = markup_next(n))
		if (markup_is(n, "style") && str_eq(markup_attribute(n, "name"), name))
			return n;
	return NULL;
}
