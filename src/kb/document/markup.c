#include "kb/document/markup.h"

#include <libxml/HTMLparser.h>
#include <limits.h>

#include "base/utf8.h"

/* struct markup is libxml2's document and struct markup_node its node, under our names. */
static const xmlNode *in(const struct markup_node *n)
{
	return (const xmlNode *)(const void *)n;
}

static const struct markup_node *out(const xmlNode *n)
{
	return (const struct markup_node *)(const void *)n;
}

int markup_parse(struct str content, enum markup_kind kind, struct markup **ret, struct err *err)
{
	xmlDocPtr doc;

	if (content.n > INT_MAX)
		return err_set(err, ERR_BAD_DATA, "markup of %zu bytes", content.n);
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
