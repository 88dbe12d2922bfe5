/* Lines of a dictionary: fields lie within the line, weights within their bounds, faults are explained. */
#include <stdlib.h>

#include "fuzz.h"
#include "kb/search/dict_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = {(const char *)data, size}, text;

	while (str_cut(&rest, '\n', &text)) {
		struct dict_line line;
		struct dict_alternative a;
		const char *fault = NULL;
		int r = dict_parse_line(text, &line, &fault);

		if ((r < 0) != (fault != NULL))
			abort();
		while (r > 0 && (r = dict_parse_alternative(&line.alternatives, 0.5f, &a, &fault)) > 0)
			if (a.text.n == 0 || !(a.weight > 0 && a.weight <= 1))
				abort();
	}
	return 0;
}
