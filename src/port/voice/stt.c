#include "port/voice/stt.h"

#include "base/utf8.h"

static const struct {
	const char *name;
	int (*hear)(const struct stt_call *call, struct buf *text, struct err *err);
} providers[] = {
	{"openai", stt_openai},
	{"prosa", stt_prosa},
	{"command", stt_command},
};

const char *stt_provider(const struct conf *conf)
{
	if (strcmp(conf->stt_provider, "auto") != 0)
		return conf->stt_provider;
	return *conf->stt_url             ? "openai"
	       : *conf->prosa_stt_api_key ? "prosa"
	       : *conf->stt_command       ? "command"
					  : "none";
}

/*
 * Recognisers write other sounds than speech in brackets; whisper writes
 * "[BLANK_AUDIO]" or "(music)".  Such remarks in front of a text are left out.
 */
static struct str without_noise(struct str s)
{
	s = str_trim(s);
	while (s.n >= 2 && (s.p[0] == '[' || s.p[0] == '(')) {
		size_t close = str_find_char(s, s.p[0] == '[' ? ']' : ')');

		if (close == s.n)
			break;
		s = str_trim(str_sub(s, close + 1, s.n));
	}
	return s;
}

int stt_hear(const struct stt_call *call, struct buf *text, struct err *err)
{
	BUF_AUTO struct buf raw = BUF_MAX(STT_TEXT_MAX);
	const char *name = stt_provider(call->conf);
	struct patience patience = patience_within(call->patience, call->conf->stt_timeout * 1000);
	struct stt_call timed = *call;
	size_t i;

	timed.patience = &patience;
	for (i = 0; i < sizeof providers / sizeof providers[0]; i++) {
		if (strcmp(providers[i].name, name) != 0)
			continue;
		if (providers[i].hear(&timed, &raw, err))
			return err_prefix(err, "speech to text (%s)", name);
		if (raw.bad)
			return err_set(err, ERR_BAD_DATA, "speech to text (%s): the text is too long", name);
		utf8_clean(text, without_noise(buf_view(&raw)));
		return 0;
	}
	return err_set(err, ERR_CONFIG, "no STT_PROVIDER is configured");
}
