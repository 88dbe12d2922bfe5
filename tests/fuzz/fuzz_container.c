/* Any bytes as each kind of recording. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "port/container.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* a copy of its own, so that a byte past the end is seen */
	char *copy = malloc(size ? size : 1);
	struct container c;
	enum audio_kind kind;

	memcpy(copy, data, size);
	for (kind = AUDIO_UNKNOWN; kind <= AUDIO_WEBM; kind++) {
		container_read(kind, (struct str){copy, size}, &c);
		if (!(c.seconds >= 0))
			abort();
	}
	free(copy);
	return 0;
}
