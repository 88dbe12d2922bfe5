/* GET /metrics: Prometheus' text format, for the addresses of METRICS_ALLOW. */
#include "config.h"
#include "front/api/api.h"
#include "front/api/metrics.h"
#include "front/http/parse.h"
#include "port/llm/llm.h"

enum { TEXT_MAX = 1 << 20 };

static void gauge(struct buf *out, const char *name, const char *help, double value)
{
	buf_printf(out, "# HELP itb_chatbot_%s %s\n# TYPE itb_chatbot_%s gauge\nitb_chatbot_%s %.10g\n", name,
		   help, name, name, value);
}

static void write_llm(struct req *r, struct buf *out)
{
	static const char *const outcomes[LLM_OUTCOMES] = {"answered", "refused", "failed"};
	char reason[LLM_STATE_BYTES];
	bool ok = str_eq(str_of(llm_state(r->conf, r->ports->shared, reason)), STR("ok"));
	int i;

	gauge(out, "llm_up", "Whether a language model is configured and no provider's breaker is open.", ok);
	buf_cstr(out, "# HELP itb_chatbot_llm_calls_total Calls to language models, by how they ended (refused: HTTP "
		      "4xx).\n"
		      "# TYPE itb_chatbot_llm_calls_total counter\n");
	for (i = 0; i < LLM_OUTCOMES; i++)
		buf_printf(out, "itb_chatbot_llm_calls_total{outcome=\"%s\"} %llu\n", outcomes[i],
			   (unsigned long long)llm_calls(r->ports->shared, (enum llm_outcome)i));
}

static void write_knowledge(struct req *r, struct buf *out)
{
	struct kb_gen *gen = kb_acquire(r->kb);
	struct kb_info info = {0};

	if (gen)
		kb_info(gen, &info);
	gauge(out, "knowledge_documents", "Documents of the knowledge in force.", info.documents);
	gauge(out, "knowledge_chunks", "Passages of the knowledge in force.", info.chunks);
	gauge(out, "knowledge_built_timestamp_seconds", "When it was built.", (double)info.built_at);
	kb_release(gen);
}

int api_metrics(struct req *r, struct resp *p, struct err *err)
{
	BUF_AUTO struct buf out = BUF_MAX(TEXT_MAX);

	if (!parse_address_in(str_of(r->conf->metrics_allow), r->remote_addr))
		return err_public(err, ERR_FORBIDDEN, "this address is not in METRICS_ALLOW");
	buf_printf(&out, "# TYPE itb_chatbot_build_info gauge\nitb_chatbot_build_info{version=\"%s\"} 1\n",
		   PACKAGE_VERSION);
	gauge(&out, "redis_up", "Whether Redis answers.",
	      redis_ping(r->ports->redis, r->deadline, NULL) == 0);
	write_llm(r, &out);
	write_knowledge(r, &out);
	metrics_write(r->ports->shared, &out);
	if (out.bad)
		return err_set(err, ERR_NO_MEMORY, "metrics over %d bytes", TEXT_MAX);
	resp_bytes(p, 200, "text/plain; version=0.0.4; charset=utf-8", buf_view(&out));
	return 0;
}
