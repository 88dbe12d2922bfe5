/* GET /v1/page: what the page shows of the institution, from the settings named PAGE_…, and what it may offer. */
#include <string.h>

#include "front/api/api.h"
#include "front/http/app.h"
#include "port/system/crypto.h"
#include "port/voice/stt.h"
#include "port/voice/tts.h"

/* Bounds of what fits a telephone, and of the list of languages. */
enum { SUGGESTIONS_MAX = 8, LANGUAGES_MAX = 16, ETAG_DIGITS = 16, CACHE_S = 60 };

struct languages {
	struct str code[LANGUAGES_MAX];
	size_t n;
};

static bool knows(const struct languages *l, struct str code)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (str_eq(l->code[i], code))
			return true;
	return false;
}

/* Each once. */
static void read_languages(const struct conf *conf, struct languages *l)
{
	struct str rest = str_of(conf->page_languages), part;

	l->n = 0;
	while (l->n < LANGUAGES_MAX && str_cut(&rest, ',', &part)) {
		part = str_trim(part);
		if (part.n && !knows(l, part))
			l->code[l->n++] = part;
	}
}

/* "en: Hello" is in a language of its own; which one, or l->n. */
static size_t take_language(const struct languages *l, struct str *item)
{
	size_t i, colon = str_find_char(*item, ':');

	for (i = 0; i < l->n && colon < item->n; i++)
		if (str_eq(str_trim(str_sub(*item, 0, colon)), l->code[i])) {
			*item = str_trim(str_sub(*item, colon + 1, item->n));
			return i;
		}
	return l->n;
}

/* {"id": ["a", "b"], "en": ["c"]} of "id: a | b | en: c"; what names no language is for all of them. */
static struct json *texts_json(const struct languages *l, const char *setting)
{
	struct json *v = json_new_object();
	struct json *list[LANGUAGES_MAX];
	struct str rest = str_of(setting), item;
	size_t i, named, current = l->n;

	for (i = 0; i < l->n; i++)
		json_set_copied(v, l->code[i], list[i] = json_new_array());
	while (str_cut(&rest, '|', &item)) {
		item = str_trim(item);
		named = take_language(l, &item);
		current = named < l->n ? named : current;
		for (i = 0; i < l->n; i++)
			if (item.n && (current == l->n || i == current) && json_length(list[i]) < SUGGESTIONS_MAX)
				json_push(list[i], json_new_str(item));
	}
	return v;
}

static struct json *languages_json(const struct languages *l)
{
	struct json *v = json_new_array();
	size_t i;

	for (i = 0; i < l->n; i++)
		json_push(v, json_new_str(l->code[i]));
	return v;
}

/* A microphone is offered only where something listens. */
static struct json *voice_json(const struct conf *conf)
{
	struct json *v = json_new_object();

	json_set_bool(v, "hears", strcmp(stt_provider(conf), "none") != 0);
	json_set_bool(v, "speaks", strcmp(tts_provider(conf), "none") != 0);
	json_set_int(v, "seconds", conf->audio_max_seconds);
	return v;
}

static void set_knowledge(struct json *v, struct kb *kb)
{
	struct kb_gen *gen = kb_acquire(kb);
	struct kb_info info = {.documents = 0};

	if (gen)
		kb_info(gen, &info);
	json_set_int(v, "documents", info.documents);
	json_set_time(v, "updated_at", info.built_at);
	kb_release(gen);
}

/* The page sends no key here: one that comes was added by the web server, so that nobody needs one. */
static bool is_open(struct req *r)
{
	struct str key = req_header(r, "X-API-Key");
	struct key whose;

	return key.n && app_check_key(r->app, key, &whose);
}

static struct json *page_json(struct req *r)
{
	const struct conf *conf = r->conf;
	struct json *v = json_new_object();
	struct languages l;

	read_languages(conf, &l);
	json_set_cstr(v, "name", conf->institution_name);
	json_set_cstr(v, "logo", conf->page_logo);
	json_set_cstr(v, "accent", conf->page_accent);
	json_set(v, "languages", languages_json(&l));
	json_set(v, "welcome", texts_json(&l, conf->page_welcome));
	json_set(v, "suggestions", texts_json(&l, conf->page_suggestions));
	json_set(v, "disclaimer", texts_json(&l, conf->page_disclaimer));
	json_set_cstr(v, "privacy_url", conf->page_privacy_url);
	json_set_cstr(v, "helpdesk", conf->helpdesk_contact);
	json_set(v, "voice", voice_json(conf));
	json_set_int(v, "message_chars", conf->max_message_chars);
	json_set_cstr(v, "access", is_open(r) ? "open" : "key");
	set_knowledge(v, r->kb);
	return v;
}

int api_page(struct req *r, struct resp *p, struct err *err)
{
	BUF_AUTO struct buf body = BUF_MAX(1 << 18);
	JSON_AUTO struct json *v = page_json(r);
	struct str known = req_header(r, "If-None-Match");
	char hex[CRYPTO_HEX_BYTES];

	json_write(v, &body);
	if (body.bad)
		return err_set(err, ERR_INTERNAL, "the page's settings are too long");
	crypto_digest_hex(buf_view(&body), hex);
	hex[ETAG_DIGITS] = '\0';
	resp_header(p, "ETag", "\"%s\"", hex);
	resp_header(p, "Vary", "X-API-Key");
	resp_cache_for(p, CACHE_S);
	/* web servers that compress write W/"…" or "…-gzip" */
	if (str_find(known, str_of(hex)) < known.n)
		resp_empty(p, 304);
	else
		resp_bytes(p, 200, "application/json; charset=utf-8", buf_view(&body));
	return 0;
}
