#include "port/voice/tts.h"

static const struct {
	const char *name;
	int (*say)(const struct tts_call *call, struct buf *file, struct err *err);
} providers[] = {
	{"openai", tts_openai},
	{"prosa", tts_prosa},
	{"espeak", tts_espeak},
	{"command", tts_command},
};

const char *tts_provider(const struct conf *conf)
{
	if (strcmp(conf->tts_provider, "auto") != 0)
		return conf->tts_provider;
	return *conf->tts_url             ? "openai"
	       : *conf->prosa_tts_api_key ? "prosa"
	       : *conf->tts_command       ? "command"
					  : "espeak";
}

int tts_say(const struct tts_call *call, struct buf *file, struct wav *ret, struct err *err)
{
	const char *name = tts_provider(call->conf);
	struct patience patience = patience_within(call->patience, call->conf->tts_timeout * 1000);
	struct tts_call timed = *call;
	size_t i;

	timed.patience = &patience;
	for (i = 0; i < sizeof providers / sizeof providers[0]; i++) {
		if (strcmp(providers[i].name, name) != 0)
			continue;
		if (providers[i].say(&timed, file, err) || wav_parse(buf_view(file), ret, err))
			return err_prefix(err, "text to speech (%s)", name);
		if (ret->pcm.n == 0)
			return err_set(err, ERR_BAD_DATA, "text to speech (%s): the file holds no sound", name);
		return 0;
	}
	return err_set(err, ERR_CONFIG, "no TTS_PROVIDER is configured");
}
