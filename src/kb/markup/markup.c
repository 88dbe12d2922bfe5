#include "kb/markup/markup.h"

#include <libxml/HTMLparser.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

/* Longer ids, and tags of more attributes, are nobody's. */
enum { ID_BYTES = 256, ATTRIBUTES_MAX = 250 };

/* struct markup is libxml2's document and struct markup_node its node, under our names. */
static const xmlNode *in(const struct markup_node *n)
{
	return (const xmlNode *)(const void *)n;
}

static const struct markup_node *out(const xmlNode *n)
{
	return (const struct markup_node *)(const void *)n;
}

/* Skips a value in quotes, or without them. */
static size_t skip_value(struct str s, size_t at)
{
	char quote = at < s.n && (s.p[at] == '"' || s.p[at] == '\'') ? s.p[at] : '\0';

	if (quote)
		return at + 1 + str_find_char(str_sub(s, at + 1, s.n), quote) + 1;
	while (at < s.n && !is_space(s.p[at]) && s.p[at] != '>')
		at++;
	return at;
}

/*
 * Whether a tag has more attributes than any page needs: libxml2 compares each
 * with all before it.
 */
static bool has_crowded_tag(struct str page)
{
	size_t at = 0;

	while ((at += str_find_char(str_sub(page, at, page.n), '<')) < page.n) {
		size_t attributes = 0;
		bool between = false;

		if (++at < page.n && !is_alnum(page.p[at]))
			continue;
		for (; at < page.n && page.p[at] != '>'; at++) {
			if (page.p[at] == '=')
				at = skip_value(page, at + 1) - 1;
			attributes += between && at < page.n && !is_space(page.p[at]);
			between = at < page.n && (is_space(page.p[at]) || page.p[at] == '/');
			if (attributes > ATTRIBUTES_MAX)
				return true;
		}
	}
	return false;
}

int markup_parse(struct str content, enum markup_kind kind, struct markup **ret, struct err *err)
{
	xmlDocPtr doc;

	if (content.n > INT_MAX)
		return err_set(err, ERR_BAD_DATA, "markup of %zu bytes", content.n);
	if (kind == MARKUP_HTML && has_crowded_tag(content))
		return err_set(err, ERR_BAD_DATA, "a tag of more than %d attributes", ATTRIBUTES_MAX);
	if (kind == MARKUP_HTML)
		/* valid UTF-8 is read as UTF-8, whatever the page declares */
		doc = htmlReadMemory(content.p, (int)content.n, NULL, utf8_valid(content) ? "UTF-8" : NULL,
				     HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
					     HTML_PARSE_NONET | HTML_PARSE_COMPACT);
	else
		doc = xmlReadMemory(content.p, (int)content.n, NULL, NULL,
				    XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
					    XML_PARSE_NONET | XML_PARSE_COMPACT);
	if (doc == NULL || xmlDocGetRootElement(doc) == NULL) {
		xmlFreeDoc(doc);
		return err_set(err, ERR_BAD_DATA, "no %s in it", kind == MARKUP_HTML ? "HTML" : "XML");
	}
	*ret = (struct markup *)doc;
	return 0;
}

void markup_free(struct markup *m)
{
	xmlFreeDoc((xmlDocPtr)m);
}

void markup_freep(struct markup **m)
{
	markup_free(*m);
	*m = NULL;
}

const struct markup_node *markup_root(const struct markup *m)
{
	return out(xmlDocGetRootElement((const xmlDoc *)(const void *)m));
}

const struct markup_node *markup_child(const struct markup_node *n)
{
	return out(in(n)->children);
}

const struct markup_node *markup_next(const struct markup_node *n)
{
	return out(in(n)->next);
}

const struct markup_node *markup_previous(const struct markup_node *n)
{
	return out(in(n)->prev);
}

const struct markup_node *markup_parent(const struct markup_node *n)
{
	return out(in(n)->parent);
}

struct str markup_name(const struct markup_node *n)
{
	return in(n)->type == XML_ELEMENT_NODE ? str_of((const char *)in(n)->name) : STR("");
}

bool markup_is(const struct markup_node *n, const char *name)
{
	return str_ieq(markup_name(n), str_of(name));
}

struct str markup_text(const struct markup_node *n)
{
	bool text = in(n)->type == XML_TEXT_NODE || in(n)->type == XML_CDATA_SECTION_NODE;

	return text ? str_of((const char *)in(n)->content) : STR("");
}

struct str markup_attribute(const struct markup_node *n, const char *name)
{
	const xmlAttr *a;

	if (in(n)->type != XML_ELEMENT_NODE)
		return STR("");
	for (a = in(n)->properties; a; a = a->next)
		if (str_ieq(str_of((const char *)a->name), str_of(name)))
			return a->children ? str_of((const char *)a->children->content) : STR("");
	return STR("");
}

bool markup_has(const struct markup_node *n, const char *name)
{
	const xmlAttr *a = in(n)->type == XML_ELEMENT_NODE ? in(n)->properties : NULL;

	while (a && !str_ieq(str_of((const char *)a->name), str_of(name)))
		a = a->next;
	return a != NULL;
}

const struct markup_node *markup_by_id(const struct markup *m, struct str id)
{
	char name[ID_BYTES];
	const xmlAttr *a;

	if (id.n == 0 || id.n >= sizeof name)
		return NULL;
	memcpy(name, id.p, id.n);
	name[id.n] = '\0';
	a = xmlGetID((xmlDocPtr)(uintptr_t)m, (const xmlChar *)name);
	return a && a->type == XML_ATTRIBUTE_NODE ? out(a->parent) : NULL;
}

/* libxml2 leaves _private to its user. */
void markup_refer(const struct markup_node *n, const struct markup_node *by)
{
	((xmlNodePtr)(uintptr_t)n)->_private = (void *)(uintptr_t)by;
}

const struct markup_node *markup_referrer(const struct markup_node *n)
{
	return in(n)->_private;
}

const struct markup_node *markup_walk(const struct markup_node *n, const struct markup_node *root)
{
	if (in(n)->type == XML_ELEMENT_NODE && in(n)->children)
		return markup_child(n);
	while (n && n != root && markup_next(n) == NULL)
		n = markup_parent(n);
	return n == NULL || n == root ? NULL : markup_next(n);
}

static const struct markup_node *find(const struct markup_node *n, const char *name, unsigned depth)
{
	for (; n && depth < MARKUP_DEPTH_MAX; n = markup_next(n)) {
		const struct markup_node *below;

		if (markup_is(n, name))
			return n;
		below = in(n)->type == XML_ELEMENT_NODE ? find(markup_child(n), name, depth + 1) : NULL;
		if (below)
			return below;
	}
	return NULL;
}

const struct markup_node *markup_find(const struct markup_node *n, const char *name)
{
	return find(n, name, 0);
}
