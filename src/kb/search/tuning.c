#include "kb/search/tuning.h"

#include <string.h>

const struct tuning tuning_rows[] = {
#define TUNE(name, value, meaning, set, down, up) {#name, value, meaning, set, down, up},
#include "kb/search/tuning.def"
};
const size_t tuning_rows_n = sizeof tuning_rows / sizeof tuning_rows[0];

/* Nothing of a step that was not measured. */
static void print_step(struct buf *out, const char *which, const char *effect)
{
	if (strcmp(effect, "not measured") != 0)
		buf_printf(out, "; %s: %s", which, effect);
}

void tuning_print(struct buf *out)
{
	size_t i;

	for (i = 0; i < tuning_rows_n; i++) {
		const struct tuning *t = &tuning_rows[i];

		buf_printf(out, "%-22s %6g  %s\n%31schosen on: %s", t->name, (double)t->value, t->meaning, "", t->set);
		print_step(out, "lower", t->down);
		print_step(out, "higher", t->up);
		buf_char(out, '\n');
	}
}
