/*
 * Tool calls that a model writes as text instead of using the protocol's form: as
 * JSON, as XML in several dialects, or as a call in Python.
 *
 * Only a call of a tool that was offered is recognised.
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

/* `tools` is a JSON array in OpenAI's form, "" for none. */
void written_tools_init(struct written_tools *t, struct str tools);
void written_tools_release(struct written_tools *t);

enum written { WRITTEN_NO, WRITTEN_MORE, WRITTEN_YES };
/*
 * Whether s, the text from the beginning of a line on, begins with a bare call: JSON
 * that is nothing but a call, perhaps in a code fence, or a tool's name with its
 * arguments.  WRITTEN_YES: *ret_n is its length.  WRITTEN_MORE: s is too short to
 * decide.
 */
enum written written_call_at(const struct written_tools *t, struct str s, size_t *ret_n);
/* Whether s, for which that was WRITTEN_MORE at the end of the answer, is a call that was cut off. */
bool written_call_begins(const struct written_tools *t, struct str s);

/*
 * Finds all calls in `text`, in any of these forms.  on_call gets the arguments as a
 * JSON object.  Returns the number of calls.
 */
size_t written_calls(const struct written_tools *t, struct str text,
		     void (*on_call)(void *arg, struct str name, struct str arguments), void *arg);

#endif
