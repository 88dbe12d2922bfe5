/* A local program that reads WAV on standard input and prints what was said. */
#include "port/voice/command.h"
#include "port/voice/stt.h"

int stt_command(const struct stt_call *c, struct buf *text, struct err *err)
{
	struct command_run run = {
		.line = c->conf->stt_command,
		.lang = *c->lang ? c->lang : "auto",
		.input = c->wav,
		.patience = c->patience,
	};

	return command_run(&run, text, err);
}
