#include "cli/probe.h"
#include "port/llm/embed.h"
#include "port/llm/rerank.h"

/* Whether vectors of this length are those of the knowledge. */
static void vectors_came(struct probe *p, uint32_t dimension)
{
	BUF_AUTO struct buf wanted = BUF_MAX(PROBE_TEXT_BYTES);
	const struct generation_manifest *k = p->knowledge;
	static const char next[] = "run `itb-chatbot ingest`";

	embed_fingerprint(p->conf, &wanted);
	if (k == NULL || k->chunks == 0)
		probe_tell(p, FINDING_OK, "embeddings", NULL, "vectors of %u values in %.2f s", dimension,
			   probe_seconds(p));
	else if (k->dimension == 0)
		probe_tell(p, FINDING_WARN, "embeddings", next, "the knowledge has no vectors yet");
	else if (k->dimension != dimension)
		probe_tell(p, FINDING_FAIL, "embeddings", next, "vectors of %u values; those of the knowledge have %u",
			   dimension, k->dimension);
	else if (!str_eq(str_of(k->embedding_model), buf_view(&wanted)))
		probe_tell(p, FINDING_FAIL, "embeddings", next,
			   "the knowledge has those of \"%s\", the settings name \"%s\"", k->embedding_model,
			   wanted.p);
	else
		probe_tell(p, FINDING_OK, "embeddings", NULL, "vectors of %u values in %.2f s, as the knowledge has",
			   dimension, probe_seconds(p));
}

void probe_embeddings(struct probe *p)
{
	const struct conf *conf = p->conf;
	bool own = *conf->embedding_url;
	struct patience patience = probe_patience(conf->embedding_timeout);
	struct str text = STR("Kapan perpustakaan buka?");
	struct embed_call call = {.conf = conf, .http = p->ports.http, .use = EMBED_QUERY, .texts = &text, .n = 1,
				  .patience = &patience};
	struct server s = {
		.url = "EMBEDDING_URL", .key = own ? "EMBEDDING_API_KEY" : "OPENAI_API_KEY", .model = "EMBEDDING_MODEL",
		.ca = "LLM_CA_FILE", .timeout = "EMBEDDING_TIMEOUT",
		.base = str_of(own ? conf->embedding_url : PROBE_OPENAI_URL),
		.key_value = str_of(own ? conf->embedding_api_key : conf->openai_api_key),
		.model_value = str_of(conf->embedding_model), .ca_file = conf->llm_ca_file, .proxy = conf->llm_proxy,
	};
	struct embed_vectors vectors;
	struct err why = {0};

	if (!embed_configured(conf))
		return;
	p->began_ms = clock_mono_ms();
	if (embed_texts(&call, &vectors, &why)) {
		probe_failed(p, "embeddings", &s, (int)why.arg, &why);
		return;
	}
	vectors_came(p, vectors.dimension);
	embed_free(&vectors);
}

void probe_reranker(struct probe *p)
{
	static const struct str texts[] = {
		{"Perpustakaan buka pada hari Senin pukul 08.00.", 46}, {"Resep rendang sapi dengan santan.", 33},
	};
	const struct conf *conf = p->conf;
	struct patience patience = probe_patience(conf->embedding_timeout);
	struct rerank_call call = {.conf = conf, .http = p->ports.http, .question = STR("Kapan perpustakaan buka?"),
				   .texts = texts, .n = 2, .patience = &patience};
	struct server s = {
		.url = "RERANK_URL", .key = "RERANK_API_KEY", .model = "RERANK_MODEL", .ca = "LLM_CA_FILE",
		.timeout = "EMBEDDING_TIMEOUT", .base = str_of(conf->rerank_url),
		.key_value = str_of(conf->rerank_api_key), .model_value = str_of(conf->rerank_model),
		.ca_file = conf->llm_ca_file, .proxy = conf->llm_proxy,
	};
	struct err why = {0};
	float scores[2];

	if (!rerank_configured(conf))
		return;
	p->began_ms = clock_mono_ms();
	if (rerank_texts(&call, scores, &why))
		probe_failed(p, "reranker", &s, (int)why.arg, &why);
	else if (scores[0] <= scores[1])
		probe_tell(p, FINDING_WARN, "reranker", "see whether RERANK_MODEL is one that ranks Indonesian texts",
			   "it puts a text about something else first");
	else
		probe_tell(p, FINDING_OK, "reranker", NULL, "two texts ranked in %.2f s", probe_seconds(p));
}
