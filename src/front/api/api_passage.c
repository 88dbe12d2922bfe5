/* GET /v1/passages/{chunk_id}: a passage with its neighbours, as JSON or as a page. */
#include "front/api/api.h"
#include "front/api/link.h"
#include "front/api/passage_page.h"

static void set_neighbour(struct json *v, const char *member, const struct req *r, const struct kb_gen *gen, uint32_t n)
{
	struct json *one;
	struct kb_chunk c;

	if (n == KB_NONE) {
		json_set_null(v, member);
		return;
	}
	kb_chunk(gen, n, &c);
	one = json_new_object();
	json_set_str(one, "chunk_id", c.chunk_id);
	json_set_str(one, "heading", c.heading);
	json_set_str(one, "text", c.text);
	json_set_str(one, "passage_url", link_passage(r, c.chunk_id));
	json_set(v, member, one);
}

struct json *passage_json(const struct req *r, const struct kb_gen *gen, uint32_t n)
{
	struct json *v = json_new_object();
	struct kb_chunk c;

	kb_chunk(gen, n, &c);
	json_set_str(v, "chunk_id", c.chunk_id);
	json_set_str(v, "document_id", c.document_id);
	json_set_str(v, "title", c.title);
	json_set_str(v, "heading", c.heading);
	json_set_str(v, "text", c.text);
	set_neighbour(v, "previous", r, gen, c.previous);
	set_neighbour(v, "next", r, gen, c.next);
	json_set_str(v, "source", c.source);
	if (c.url.n)
		json_set_str(v, "url", c.url);
	else
		json_set_null(v, "url");
	if (c.page)
		json_set_int(v, "page", c.page);
	else
		json_set_null(v, "page");
	json_set_time(v, "retrieved_at", c.retrieved_at);
	json_set_time(v, "updated_at", c.updated_at);
	json_set_str(v, "passage_url", link_passage(r, c.chunk_id));
	return v;
}

int api_passage(struct req *r, struct resp *p, struct err *err)
{
	struct kb_gen *gen = kb_acquire(r->kb);
	uint32_t n;

	resp_header(p, "Vary", "Accept, Accept-Language");
	if (gen == NULL || !kb_find_chunk(gen, r->path_id, &n)) {
		kb_release(gen);
		return err_public(err, ERR_NOT_FOUND, "the documents have no such passage, or no longer");
	}
	if (req_accepts(r, "text/html"))
		passage_page(r, p, gen, n);
	else
		resp_json(p, 200, passage_json(r, gen, n));
	kb_release(gen);
	return 0;
}
