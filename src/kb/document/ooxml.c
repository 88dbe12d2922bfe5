#include "kb/document/ooxml.h"

#include <stdio.h>

#include "kb/document/filter.h"

/* A tree takes some thirty times the bytes that it was made from. */
enum { TREE_SHARE = 32 };
enum { MB = 1 << 20, PART_BYTES_MAX = 64 * MB };

int ooxml_open(struct ooxml *z, const struct extract *x, struct str file, struct err *err)
{
	size_t memory = (size_t)x->conf->extract_memory_mb * MB;

	*z = (struct ooxml){x, file, .left = memory / 4, .tree = memory / TREE_SHARE};
	/* Office wraps what it encrypts in the container of its older formats */
	if (str_starts(file, STR("\xD0\xCF\x11\xE0")))
		return err_set(err, ERR_REFUSED, "protected by a password, or of an older kind than its name says");
	return 0;
}

/* unzip would take a name with *, ? or [ for a pattern, and one that begins with a dash for an option. */
static bool is_name(const char *name)
{
	return name[0] && name[0] != '-' && name[0] != '/' && strpbrk(name, "*?[\\") == NULL;
}

int ooxml_part(struct ooxml *z, const char *name, struct buf *out, struct err *err)
{
	struct err why = {0};

	if (!is_name(name))
		return err_set(err, ERR_BAD_DATA, "a part has a name that unzip would misread");
	out->max = z->left < PART_BYTES_MAX ? z->left : PART_BYTES_MAX;
	if (filter_unzip(z->x, z->file, name, out, &why)) {
		if (out->bad)
			return err_set(err, ERR_NO_MEMORY, "%s of more than %zu bytes", name, out->max);
		return err_set(err, why.code, "%s: %s", name, why.msg);
	}
	z->left -= out->n;
	return 0;
}

int ooxml_tree(struct ooxml *z, const char *name, struct markup **ret, struct err *err)
{
	BUF_AUTO struct buf xml = {0};

	if (ooxml_part(z, name, &xml, err))
		return -1;
	if (xml.n > z->tree)
		return err_set(err, ERR_NO_MEMORY, "%s of more than %zu bytes", name, z->tree);
	return markup_parse(buf_view(&xml), MARKUP_XML, ret, err);
}

void ooxml_relations_of(const char *part, char ret[static OOXML_NAME_MAX])
{
	const char *slash = strrchr(part, '/');
	int folder = slash ? (int)(slash - part) + 1 : 0;

	snprintf(ret, OOXML_NAME_MAX, "%.*s_rels/%s.rels", folder, part, part + folder);
}

/* "../media/x.xml" as seen from "xl/worksheets/sheet1.xml". */
static bool resolve(const char *part, struct str target, char ret[static OOXML_NAME_MAX])
{
	struct str up = STR("../"), folder = str_of(part);
	int n;

	if (target.n && target.p[0] == '/') {
		folder.n = 0;
		target = str_sub(target, 1, target.n);
	}
	while (folder.n && folder.p[folder.n - 1] != '/')
		folder.n--;
	while (str_starts(target, up) && folder.n) {
		target = str_sub(target, up.n, target.n);
		for (folder.n--; folder.n && folder.p[folder.n - 1] != '/'; folder.n--)
			;
	}
	n = snprintf(ret, OOXML_NAME_MAX, "%.*s%.*s", STR_ARG(folder), STR_ARG(target));
	return n > 0 && n < OOXML_NAME_MAX;
}

bool ooxml_target(const struct markup *relations, const char *part, struct str id, const char *kind,
		  char ret[static OOXML_NAME_MAX])
{
	const struct markup_node *n;

	for (n = markup_child(markup_root(relations)); n; n = markup_next(n)) {
		if (!markup_is(n, "Relationship") || !str_ends(markup_attribute(n, "Type"), str_of(kind)))
			continue;
		if (id.n == 0 || str_eq(markup_attribute(n, "Id"), id))
			return resolve(part, markup_attribute(n, "Target"), ret);
	}
	return false;
}

void ooxml_main(struct ooxml *z, const char *otherwise, char ret[static OOXML_NAME_MAX])
{
	MARKUP_AUTO struct markup *relations = NULL;
	struct err unused = {0};

	if (ooxml_tree(z, "_rels/.rels", &relations, &unused) ||
	    !ooxml_target(relations, "", STR(""), "/officeDocument", ret))
		snprintf(ret, OOXML_NAME_MAX, "%s", otherwise);
}

bool ooxml_is_on(struct str attribute, bool otherwise)
{
	if (attribute.n == 0)
		return otherwise;
	return str_eq(attribute, STR("1")) || str_ieq(attribute, STR("true")) || str_ieq(attribute, STR("on"));
}
