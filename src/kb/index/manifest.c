#include <limits.h>
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "kb/index/generation.h"

int manifest_write(const char *folder, const struct generation_manifest *m, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(MANIFEST_BYTES);
	JSON_AUTO struct json *o = json_new_object();
	char path[PATH_MAX];

	json_set_int(o, "format", GENERATION_FORMAT);
	json_set_cstr(o, "id", m->id);
	json_set_int(o, "built_at", m->built_at);
	json_set_int(o, "documents", m->documents);
	json_set_int(o, "chunks", m->chunks);
	json_set_int(o, "dimension", m->dimension);
	json_set_cstr(o, "embedding_model", m->embedding_model);
	json_set_real(o, "calibration_middle", (double)m->calibration.middle, 4);
	json_set_real(o, "calibration_slope", (double)m->calibration.slope, 4);
	if (m->dimension) {
		json_set_real(o, "dense_middle", (double)m->dense.middle, 4);
		json_set_real(o, "dense_slope", (double)m->dense.slope, 4);
		json_set_real(o, "dense_above", (double)m->dense_above, 4);
	}
	json_write(o, &text);
	buf_char(&text, '\n');
	snprintf(path, sizeof path, "%s/manifest.json", folder);
	return file_write(path, buf_view(&text), 0644, err);
}

static bool get_count(const struct json *o, const char *key, uint32_t *ret)
{
	int64_t n;

	if (!json_to_int(json_get(o, key), &n) || n < 0 || n > UINT32_MAX)
		return false;
	*ret = (uint32_t)n;
	return true;
}

static bool get_real(const struct json *o, const char *key, float *ret)
{
	double x;

	if (!json_to_real(json_get(o, key), &x) || !(x > 0 && x < 1e6))
		return false;
	*ret = (float)x;
	return true;
}

static bool get_text(const struct json *o, const char *key, char ret[GENERATION_TEXT])
{
	struct str text;

	if (!json_to_str(json_get(o, key), &text) || text.n >= GENERATION_TEXT)
		return false;
	memcpy(ret, text.p, text.n);
	ret[text.n] = '\0';
	return true;
}

int manifest_read(const char *folder, struct generation_manifest *ret, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(MANIFEST_BYTES);
	JSON_AUTO struct json *o = NULL;
	char path[PATH_MAX];
	int64_t format;

	snprintf(path, sizeof path, "%s/manifest.json", folder);
	if (file_read(path, &text, err) || json_parse(buf_view(&text), JSON_STRICT, &o, err)) {
		if (err)
			err->code = ERR_DAMAGED;
		return err_prefix(err, "%s", path);
	}
	if (!json_to_int(json_get(o, "format"), &format) || format != GENERATION_FORMAT)
		return err_set(err, ERR_DAMAGED, "%s is of another format: run itb-chatbot ingest", path);
	if (!get_text(o, "id", ret->id) || !get_text(o, "embedding_model", ret->embedding_model) ||
	    !get_count(o, "documents", &ret->documents) || !get_count(o, "chunks", &ret->chunks) ||
	    !get_count(o, "dimension", &ret->dimension) ||
	    !get_real(o, "calibration_middle", &ret->calibration.middle) ||
	    !get_real(o, "calibration_slope", &ret->calibration.slope) ||
	    !json_to_int(json_get(o, "built_at"), &ret->built_at) ||
	    (ret->dimension && (!get_real(o, "dense_middle", &ret->dense.middle) ||
				!get_real(o, "dense_slope", &ret->dense.slope))))
		return err_set(err, ERR_DAMAGED, "%s lacks a member", path);
	/* what an earlier version built has none */
	if (!get_real(o, "dense_above", &ret->dense_above))
		ret->dense_above = 0;
	return 0;
}
