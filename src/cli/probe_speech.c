#include "cli/probe.h"
#include "port/voice/stt.h"
#include "port/voice/tts.h"

enum { SECOND = 16000 }; /* samples of a second */

/* The settings of a speech provider by their prefix, "STT" or "TTS". */
static struct server speech_of(struct probe *p, const char *prefix, const char *provider, const char *url,
			       const char *key)
{
	const struct conf *conf = p->conf;
	bool prosa = str_eq(str_of(provider), STR("prosa")), openai = str_eq(str_of(provider), STR("openai"));
	bool themselves = openai && *url == '\0';

	return (struct server){
		.url = arena_printf(&p->arena, "%s%s_%s", prosa ? "PROSA_" : "", prefix,
				    prosa || openai ? "URL" : "COMMAND").p,
		.key = themselves && !*key ? "OPENAI_API_KEY"
					   : arena_printf(&p->arena, "%s%s_API_KEY", prosa ? "PROSA_" : "", prefix).p,
		.model = openai ? arena_printf(&p->arena, "%s_MODEL", prefix).p : NULL,
		.ca = "SPEECH_CA_FILE",
		.timeout = arena_printf(&p->arena, "%s_TIMEOUT", prefix).p,
		.base = str_of(themselves ? PROBE_OPENAI_URL : url),
		.key_value = str_of(themselves && !*key ? conf->openai_api_key : key),
		.ca_file = conf->speech_ca_file,
	};
}

void probe_hearing(struct probe *p)
{
	BUF_AUTO struct buf silence = BUF_MAX(2 * SECOND), wav = BUF_MAX(4 * SECOND), text = BUF_MAX(STT_TEXT_MAX);
	const struct conf *conf = p->conf;
	const char *provider = stt_provider(conf);
	bool prosa = str_eq(str_of(provider), STR("prosa"));
	struct patience patience = probe_patience(conf->stt_timeout);
	struct stt_call call = {.conf = conf, .http = p->ports.http, .lang = "id", .patience = &patience};
	struct server s = speech_of(p, "STT", provider, prosa ? conf->prosa_stt_url : conf->stt_url,
				    prosa ? conf->prosa_stt_api_key : conf->stt_api_key);
	struct err why = {0};

	if (str_eq(str_of(provider), STR("none")))
		return;
	if (buf_reserve(&silence, 2 * SECOND)) {
		memset(silence.p, 0, 2 * SECOND);
		silence.n = 2 * SECOND;
	}
	wav_write(&(struct wav){.rate = SECOND, .channels = 1, .pcm = buf_view(&silence)}, &wav);
	call.wav = buf_view(&wav);
	s.model_value = str_of(*conf->stt_model ? conf->stt_model : "whisper-1");
	p->began_ms = clock_mono_ms();
	if (stt_hear(&call, &text, &why))
		probe_failed(p, "speech to text", &s, (int)why.arg, &why);
	else
		probe_tell(p, FINDING_OK, "speech to text", NULL, "%s heard a second of silence in %.1f s", provider,
			   probe_seconds(p));
}

void probe_speaking(struct probe *p)
{
	BUF_AUTO struct buf file = BUF_MAX(TTS_WAV_MAX);
	const struct conf *conf = p->conf;
	const char *provider = tts_provider(conf);
	bool prosa = str_eq(str_of(provider), STR("prosa"));
	struct patience patience = probe_patience(conf->tts_timeout);
	struct tts_call call = {.conf = conf, .http = p->ports.http, .text = STR("Halo."), .lang = "id",
				.patience = &patience};
	struct server s = speech_of(p, "TTS", provider, prosa ? conf->prosa_tts_url : conf->tts_url,
				    prosa ? conf->prosa_tts_api_key : conf->tts_api_key);
	struct err why = {0};
	struct wav wav;

	if (str_eq(str_of(provider), STR("none")))
		return;
	s.model_value = str_of(*conf->tts_model ? conf->tts_model : "tts-1");
	p->began_ms = clock_mono_ms();
	if (tts_say(&call, &file, &wav, &why) == 0)
		probe_tell(p, FINDING_OK, "text to speech", NULL, "%s spoke %.1f s of sound in %.1f s", provider,
			   wav_seconds(&wav), probe_seconds(p));
	else if (str_eq(str_of(provider), STR("espeak")))
		probe_tell(p, FINDING_FAIL, "text to speech", "install espeak-ng, or set TTS_PROVIDER", "%s", why.msg);
	else
		probe_failed(p, "text to speech", &s, (int)why.arg, &why);
}
