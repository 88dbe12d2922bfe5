#include "kb/search/tuning.h"

const struct tuning tuning_rows[] = {
#define TUNE(name, value, meaning, set, down, up) {#name, value, meaning, set, down, up},
#include "kb/search/tuning.def"
};
const size_t tuning_rows_n = sizeof tuning_rows / sizeof tuning_rows[0];

void tuning_print(struct buf *out)
{
	size_t i;

	for (i = 0; i < tuning_rows_n; i++) {
		const struct tuning *t = &tuning_rows[i];

		buf_printf(out, "%-22s %6g  %s\n%31schosen on: %s; lower: %s; higher: %s\n", t->name, (double)t->value,
			   t->meaning, "", t->set, t->down, t->up);
	}
}
