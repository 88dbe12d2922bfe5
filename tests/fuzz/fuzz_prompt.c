/* Foreign text must bring no delimiter, template token or marker into a prompt. */
#include <stdlib.h>

#include "chat/prompt.h"
#include "fuzz.h"

static const char *const forbidden[] = {"<<<", ">>>", "<|", "|>", "[1]", "[2]", "[12]"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);
	size_t i;

	if (size > 65536)
		return 0;
	prompt_data(&b, (struct str){(const char *)data, size});
	for (i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++)
		if (str_find(buf_view(&b), str_of(forbidden[i])) < b.n)
			abort();
	return 0;
}
