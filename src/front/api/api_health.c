/* GET /health and GET /ready: what monitors and load balancers ask. */
#include "config.h"
#include "front/api/api.h"
#include "front/http/app.h"
#include "port/llm/llm.h"

struct facts {
	struct kb_info kb;
	bool has_kb;
	const char *llm;
	char llm_reason[LLM_STATE_BYTES]; /* why it is degraded; else "" */
	struct err redis;
	bool redis_ok;
};

static void gather(struct req *r, struct kb_gen *gen, struct facts *f)
{
	f->has_kb = gen != NULL;
	if (gen)
		kb_info(gen, &f->kb);
	f->redis_ok = redis_ping(r->ports->redis, r->deadline, &f->redis) == 0;
	f->llm = llm_state(r->conf, r->ports->shared, f->llm_reason);
}

static bool is_degraded(const struct facts *f)
{
	return !f->redis_ok || str_eq(str_of(f->llm), STR("degraded"));
}

static struct json *plain(const struct facts *f)
{
	struct json *v = json_new_object(), *kb = json_new_object();

	json_set_cstr(v, "status", is_degraded(f) ? "degraded" : "healthy");
	json_set_cstr(v, "version", PACKAGE_VERSION);
	json_set_cstr(v, "redis", f->redis_ok                            ? "ok"
				  : f->redis.code == ERR_TIMEOUT ? "error: no answer in time"
				  : f->redis.code == ERR_REFUSED ? "error: refused"
								 : "error: not reachable");
	json_set_int(v, "timestamp", clock_wall_s());
	json_set_int(kb, "documents", f->has_kb ? f->kb.documents : 0);
	json_set_int(kb, "chunks", f->has_kb ? f->kb.chunks : 0);
	json_set_str(kb, "generation", f->has_kb ? f->kb.generation : STR(""));
	json_set(v, "knowledge", kb);
	json_set_cstr(v, "llm", f->llm);
	if (f->llm_reason[0])
		json_set_cstr(v, "llm_reason", f->llm_reason);
	return v;
}

static struct json *check(const char *status, const char *component_type, const char *output)
{
	struct json *list = json_new_array(), *one = json_new_object();

	json_set_cstr(one, "componentType", component_type);
	json_set_cstr(one, "status", status);
	if (*output)
		json_set_cstr(one, "output", output);
	json_push(list, one);
	return list;
}

/* draft-inadarei-api-health-check-06 */
static struct json *health_json(const struct facts *f)
{
	struct json *v = json_new_object(), *checks = json_new_object();
	bool llm_bad = str_eq(str_of(f->llm), STR("degraded"));

	json_set_cstr(v, "status", is_degraded(f) ? "warn" : "pass");
	json_set_cstr(v, "version", "1");
	json_set_cstr(v, "releaseId", PACKAGE_VERSION);
	json_set(checks, "redis", check(f->redis_ok ? "pass" : "warn", "datastore", ""));
	json_set(checks, "knowledge", check(f->has_kb ? "pass" : "warn", "component", ""));
	json_set(checks, "llm", check(llm_bad ? "warn" : "pass", "system", f->llm_reason));
	json_set(v, "checks", checks);
	return v;
}

int api_health(struct req *r, struct resp *p, struct err *err)
{
	struct kb_gen *gen = kb_acquire(r->kb);
	struct facts f = {0};
	BUF_AUTO struct buf body = BUF_MAX(4096);
	JSON_AUTO struct json *v = NULL;

	(void)err;
	gather(r, gen, &f);
	if (req_accepts(r, "application/health+json")) {
		v = health_json(&f);
		json_write(v, &body);
		resp_bytes(p, 200, "application/health+json", buf_view(&body));
	} else {
		resp_json(p, 200, plain(&f));
	}
	kb_release(gen);
	return 0;
}

/* Why no question can be answered here; NULL when one can. */
static const char *unready(const struct kb_gen *gen)
{
	struct kb_info info;

	if (gen == NULL)
		return "no knowledge base: run itb-chatbot ingest";
	kb_info(gen, &info);
	return info.documents ? NULL : "the knowledge base holds no document: run itb-chatbot ingest PATH";
}

int api_ready(struct req *r, struct resp *p, struct err *err)
{
	struct kb_gen *gen = kb_acquire(r->kb);
	struct json *v = json_new_object(), *reasons = json_new_array();
	const char *missing = unready(gen);
	bool ready;

	(void)err;
	if (missing)
		json_push(reasons, json_new_str(str_of(missing)));
	if (atomic_load(&r->app->stopping))
		json_push(reasons, json_new_str(STR("the process is stopping")));
	ready = json_length(reasons) == 0;
	json_set_cstr(v, "status", ready ? "ready" : "not ready");
	if (ready)
		json_free(reasons);
	else
		json_set(v, "reasons", reasons);
	resp_json(p, ready ? 200 : 503, v);
	kb_release(gen);
	return 0;
}
