/* A line of a .jsonl file. */
#include <stdlib.h>

#include "fuzz.h"
#include "kb/document/jsonl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct jsonl_record r;

	if (jsonl_parse((struct str){(const char *)data, n}, &r, NULL))
		return 0;
	if (r.id.n == 0 || r.text.n == 0)
		abort();
	jsonl_free(&r);
	return 0;
}
