/* Any text: what comes out is valid UTF-8 and holds no synthesiser's command. */
#include <stdlib.h>

#include "base/utf8.h"
#include "chat/speakable.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	BUF_AUTO struct buf clean = BUF_MAX(3 * size + 1), out = BUF_MAX(64 * size + 4096);
	size_t i;

	if (size > 4096)
		return 0;
	utf8_clean(&clean, (struct str){(const char *)data, size});
	speakable(buf_view(&clean), size % 2 ? LANG_ID : LANG_EN, &out);
	if (out.bad || !utf8_valid(buf_view(&out)))
		abort();
	for (i = 0; i < out.n; i++)
		if (memchr("[]<>{}|\\*_`", out.p[i], 11) || (unsigned char)out.p[i] < ' ')
			abort();
	return 0;
}
