/*
 * Tool calls that a model writes as text instead of using the protocol's form:
 * JSON, XML in several dialects, a call as in Python.
 *
 * Nothing is taken for a call but one of a tool that was offered.
 */
#ifndef PORT_WRITTEN_CALL_H
#define PORT_WRITTEN_CALL_H

#include "base/buf.h"
#include "base/json.h"

enum { WRITTEN_CALL_TOOLS_MAX = 8, WRITTEN_CALL_BYTES_MAX = 16384 };

/* The tools that were offered, as read from their JSON. */
struct written_tools {
	struct json *root;
	struct {
		struct str name;
		const struct json *parameters; /* "properties" of their schema */
	} at[WRITTEN_CALL_TOOLS_MAX];
	size_t n;
};

/* tools: JSON array in OpenAI's form, "" for none. */
void written_tools_init(struct written_tools *t, struct str tools);
void written_tools_release(struct written_tools *t);

enum written { WRITTEN_NO, WRITTEN_MORE, WRITTEN_YES };
/*
 * Whether s, at the beginning of a line, begins with a bare call: JSON that is
 * nothing else, also fenced, or a tool's name with its arguments.
 * WRITTEN_YES: *ret_n is its length, as far as it goes.
 */
enum written written_call_at(const struct written_tools *t, struct str s, size_t *ret_n);
/* Whether s, for which that was WRITTEN_MORE, is as good as a call: one that was cut. */
bool written_call_begins(const struct written_tools *t, struct str s);

/*
 * Reads all calls out of `text`, whatever form they have; arguments is a JSON
 * object.  Returns how many there were.
 */
size_t written_calls(const struct written_tools *t, struct str text,
		     void (*on_call)(void *arg, struct str name, struct str arguments), void *arg);

#endif
