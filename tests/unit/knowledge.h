/*
 * A knowledge base of a test's own: a real generation of a few passages in a
 * temporary folder, with the dictionaries of the tree, and the settings that name it.
 */
#ifndef UNIT_KNOWLEDGE_H
#define UNIT_KNOWLEDGE_H

#include "base/conf.h"
#include "kb/search/kb.h"

struct knowledge_row {
	const char *document, *title, *heading, *text, *url;
	enum lang lang;
};

struct knowledge {
	char dir[64]; /* also RUNTIME_DIR, PROMPT_DIR */
	const struct conf *conf;
	struct kb *kb;
};

/*
 * Settings are those of the environment; KNOWLEDGE_DIR and the other folders
 * are set.  Aborts the test when anything fails.
 */
void knowledge_open(struct knowledge *k, const struct knowledge_row *rows, size_t n);
/* Builds another generation from the rows and puts it in force. */
void knowledge_replace(struct knowledge *k, const char *id, const struct knowledge_row *rows, size_t n);
/* Reads the environment again. */
void knowledge_settings(struct knowledge *k);
void knowledge_close(struct knowledge *k);

#endif
