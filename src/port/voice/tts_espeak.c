/* espeak-ng, which speaks 590 times faster than real time and takes 8 MB. */
#include "port/system/child.h"
#include "port/voice/tts.h"

enum { MEMORY_MB = 512, CPU_S = 20, FILES = 32 };
/* Its sound library makes a file of 64 MB in memory when it starts, although no sound is played. */
enum { FILE_BYTES = 128 << 20 };

int tts_espeak(const struct tts_call *c, struct buf *file, struct err *err)
{
	const char *voice = *c->conf->tts_voice ? c->conf->tts_voice : c->lang;
	/* 150 words a minute are easy to follow; -b 1 is UTF-8 */
	const char *const argv[] = {"espeak-ng", "-v", voice, "-s", "150", "-b", "1", "--stdin", "--stdout", NULL};
	struct child_run run = {
		.argv = argv,
		.stdin_fd = -1,
		.input = c->text,
		.limits = {MEMORY_MB, CPU_S, FILE_BYTES, FILES},
		.patience = c->patience,
	};

	return child_run(&run, file, NULL, err);
}
