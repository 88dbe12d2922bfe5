/* A local program that reads text on standard input and writes a WAV. */
#include "port/voice/command.h"
#include "port/voice/tts.h"

int tts_command(const struct tts_call *c, struct buf *file, struct err *err)
{
	struct command_run run = {
		.line = c->conf->tts_command,
		.lang = c->lang,
		.input = c->text,
		.patience = c->patience,
	};

	return command_run(&run, file, err);
}
