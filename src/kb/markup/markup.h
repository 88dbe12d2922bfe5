/*
 * HTML and XML as a tree to read, on libxml2.
 *
 * HTML may be as broken as it is on the web; broken parts of XML are left out.
 * Nothing is fetched, and no external entity is expanded.  Nodes and
 * their texts are borrowed from the tree.
 */
#ifndef KB_MARKUP_H
#define KB_MARKUP_H

#include "base/err.h"
#include "base/str.h"

struct markup;
struct markup_node;

/* Readers need not follow deeper nesting. */
enum { MARKUP_DEPTH_MAX = 300 };
enum markup_kind { MARKUP_HTML, MARKUP_XML };

#define MARKUP_AUTO __attribute__((cleanup(markup_freep)))

/* ERR_BAD_DATA when there is no element in it, or a tag that is made to cost time. */
int markup_parse(struct str content, enum markup_kind kind, struct markup **ret, struct err *err);
void markup_free(struct markup *m);
void markup_freep(struct markup **m);

const struct markup_node *markup_root(const struct markup *m);
/* NULL where there is none. */
const struct markup_node *markup_child(const struct markup_node *n);
const struct markup_node *markup_next(const struct markup_node *n);
const struct markup_node *markup_previous(const struct markup_node *n);
const struct markup_node *markup_parent(const struct markup_node *n);

/* Without its namespace; "" for a node that is no element. */
struct str markup_name(const struct markup_node *n);
bool markup_is(const struct markup_node *n, const char *name);
/* Of a text node; "" for others. */
struct str markup_text(const struct markup_node *n);
/* "" when absent. */
struct str markup_attribute(const struct markup_node *n, const char *name);
/* Whether it is there, with or without a value. */
bool markup_has(const struct markup_node *n, const char *name);
/* The element with that id, in HTML; NULL when there is none. */
const struct markup_node *markup_by_id(const struct markup *m, struct str id);
/* Notes at a node that another one speaks of it, such as a button of what it opens; NULL: none was noted. */
void markup_refer(const struct markup_node *n, const struct markup_node *by);
const struct markup_node *markup_referrer(const struct markup_node *n);
/* The next node below `root` in the order of the document, NULL after the last. */
const struct markup_node *markup_walk(const struct markup_node *n, const struct markup_node *root);
/* The first element of that name among n, what follows it, and what is below, in the order of the document. */
const struct markup_node *markup_find(const struct markup_node *n, const char *name);

#endif
