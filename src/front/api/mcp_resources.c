#include "front/api/link.h"
#include "front/api/mcp.h"
#include "front/http/parse.h"

/* Passages on a page of the list. */
enum { PAGE = 100 };

#define SCHEME "passage:///"

static void add_passage(const struct mcp *m, struct json *list, const struct kb_gen *gen, uint32_t n)
{
	struct json *one = json_new_object();
	struct kb_chunk c;

	kb_chunk(gen, n, &c);
	json_set_str(one, "uri", arena_printf(m->req->arena, SCHEME "%.*s", STR_ARG(link_escaped(m->req, c.chunk_id))));
	json_set_str(one, "name", c.chunk_id);
	json_set_str(one, "title", c.heading.n ?
		     arena_printf(m->req->arena, "%.*s: %.*s", STR_ARG(c.title), STR_ARG(c.heading))
					       : c.title);
	json_set_cstr(one, "mimeType", "text/plain");
	json_push(list, one);
}

/* The cursor is the number of the first passage. */
struct json *mcp_list_resources(const struct mcp *m, struct mcp_fault *ret_fault)
{
	const struct json *cursor = json_get(m->params, "cursor");
	struct kb_gen *gen = kb_acquire(m->req->kb);
	struct json *v, *list;
	struct kb_info info = {0};
	long n = 0, end;

	if (cursor && (!str_to_long(json_str_or_empty(cursor), &n) || n < 0)) {
		kb_release(gen);
		*ret_fault = (struct mcp_fault){MCP_BAD_PARAMS, STR("Unknown cursor")};
		return NULL;
	}
	v = json_new_object();
	list = json_new_array();
	if (gen)
		kb_info(gen, &info);
	for (end = n + PAGE; n < end && n < (long)info.chunks; n++)
		add_passage(m, list, gen, (uint32_t)n);
	json_set(v, "resources", list);
	if (n < (long)info.chunks)
		json_set_str(v, "nextCursor", arena_printf(m->req->arena, "%ld", n));
	kb_release(gen);
	return v;
}

struct json *mcp_read_resource(const struct mcp *m, struct mcp_fault *ret_fault)
{
	struct str uri = json_str_or_empty(json_get(m->params, "uri")), id = STR("");
	struct kb_gen *gen = kb_acquire(m->req->kb);
	struct json *v, *contents, *one;
	struct kb_chunk c;
	uint32_t n;

	if (str_starts(uri, STR(SCHEME)))
		id = parse_percent(str_sub(uri, strlen(SCHEME), uri.n), false, m->req->arena);
	if (gen == NULL || !kb_find_chunk(gen, id, &n)) {
		kb_release(gen);
		*ret_fault = (struct mcp_fault){MCP_NO_RESOURCE, STR("Resource not found")};
		return NULL;
	}
	kb_chunk(gen, n, &c);
	v = json_new_object();
	contents = json_new_array();
	one = json_new_object();
	json_set_str(one, "uri", uri);
	json_set_cstr(one, "mimeType", "text/plain");
	json_set_str(one, "text", c.text);
	json_push(contents, one);
	json_set(v, "contents", contents);
	kb_release(gen);
	return v;
}
