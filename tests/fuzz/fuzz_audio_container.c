/* Any bytes as each kind of recording. */
#include <stdlib.h>

#include "fuzz.h"
#include "port/voice/audio_container.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct audio_container c;
	enum audio_kind kind;

	for (kind = AUDIO_UNKNOWN; kind <= AUDIO_WEBM; kind++) {
		audio_container_read(kind, (struct str){(const char *)data, size}, &c);
		if (!(c.seconds >= 0))
			abort();
	}
	return 0;
}
