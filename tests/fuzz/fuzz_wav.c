/* Any bytes as a WAV and as the head of a recording. */
#include <stdlib.h>

#include "fuzz.h"
#include "port/voice/audio.h"
#include "port/voice/wav.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str file = {(const char *)data, size};
	struct wav w;

	if (audio_extension(audio_sniff(file)) == NULL)
		abort();
	audio_name_allowed(file);
	if (wav_parse(file, &w, NULL))
		return 0;
	if (w.pcm.p < file.p || w.pcm.p + w.pcm.n > file.p + file.n || w.pcm.n % (2u * w.channels))
		abort();
	if (!(wav_loudness(&w) >= 0 && wav_loudness(&w) <= 1) || wav_seconds(&w) < 0)
		abort();
	return 0;
}
