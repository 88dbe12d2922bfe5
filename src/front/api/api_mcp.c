/*
 * POST /mcp: the Model Context Protocol over streamable HTTP, without sessions:
 * one JSON-RPC 2.0 message in, one JSON answer out; a notification gets 202.
 */
#include "config.h"
#include "front/api/api.h"
#include "front/api/mcp.h"
#include "front/http/parse.h"

/* Known revisions, the newest first: they differ in nothing that is used here. */
static const char *const revisions[] = {"2025-11-25", "2025-06-18", "2025-03-26"};

static bool is_known(struct str revision)
{
	size_t i;

	for (i = 0; i < sizeof revisions / sizeof revisions[0]; i++)
		if (str_eq(revision, str_of(revisions[i])))
			return true;
	return false;
}

static struct json *initialize(const struct mcp *m, struct mcp_fault *ret_fault)
{
	struct json *v = json_new_object(), *capabilities = json_new_object(), *info = json_new_object();
	struct str asked = json_str_or_empty(json_get(m->params, "protocolVersion"));
	const char *institution = m->req->conf->institution_name;

	(void)ret_fault;
	json_set(capabilities, "tools", json_new_object());
	json_set(capabilities, "resources", json_new_object());
	json_set_cstr(info, "name", PACKAGE_NAME);
	json_set_cstr(info, "version", PACKAGE_VERSION);
	json_set_str(v, "protocolVersion", is_known(asked) ? asked : str_of(revisions[0]));
	json_set(v, "capabilities", capabilities);
	json_set(v, "serverInfo", info);
	json_set_str(v, "instructions",
		     arena_printf(m->req->arena,
				  "The documents of %s. Use ask for an answer with its sources, search for passages, "
				  "fetch to read on around a passage.", institution));
	return v;
}

static struct json *ping(const struct mcp *m, struct mcp_fault *ret_fault)
{
	(void)m;
	(void)ret_fault;
	return json_new_object();
}

static struct json *list_templates(const struct mcp *m, struct mcp_fault *ret_fault)
{
	struct json *v = json_new_object();

	(void)m;
	(void)ret_fault;
	json_set(v, "resourceTemplates", json_new_array());
	return v;
}

static const struct {
	const char *name;
	struct json *(*run)(const struct mcp *m, struct mcp_fault *ret_fault);
} methods[] = {
	{"initialize", initialize},
	{"ping", ping},
	{"tools/list", mcp_list_tools},
	{"tools/call", mcp_call_tool},
	{"resources/list", mcp_list_resources},
	{"resources/read", mcp_read_resource},
	{"resources/templates/list", list_templates},
};

static struct json *run(const struct mcp *m, struct str method, struct mcp_fault *ret_fault)
{
	size_t i;

	for (i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (str_eq(method, str_of(methods[i].name)))
			return methods[i].run(m, ret_fault);
	*ret_fault = (struct mcp_fault){MCP_NO_METHOD, STR("Method not found")};
	return NULL;
}

static struct json *fault_json(const struct mcp_fault *fault)
{
	struct json *v = json_new_object();

	json_set_int(v, "code", fault->code);
	json_set_str(v, "message", fault->message);
	return v;
}

/*
 * Pages of other origins may not call what stands in a private network by way of
 * a visitor's browser (DNS rebinding): the specification asks for this check.
 */
static bool is_foreign(const struct req *r)
{
	struct str origin = req_header(r, "Origin"), host = req_header(r, "Host");
	size_t scheme = str_find(origin, STR("://"));

	if (origin.n == 0 || parse_origin_allowed(str_of(r->conf->cors_origins), origin))
		return false;
	return scheme == origin.n || !str_eq(str_sub(origin, scheme + 3, origin.n), host);
}

static int check(const struct req *r, const struct json *body, struct err *err)
{
	struct str revision = req_header(r, "MCP-Protocol-Version");

	if (revision.n && !is_known(revision))
		return err_param(err, ERR_PARAM_INVALID, "MCP-Protocol-Version",
				 "this revision of MCP is not supported");
	if (!str_eq(json_str_or_empty(json_get(body, "jsonrpc")), STR("2.0")))
		return err_param(err, ERR_PARAM_INVALID, "jsonrpc", "jsonrpc must be \"2.0\"");
	if (json_get(body, "params") && !json_is_object(json_get(body, "params")))
		return err_param(err, ERR_PARAM_INVALID, "params", "params must be an object");
	return 0;
}

int api_mcp(struct req *r, struct resp *p, struct err *err)
{
	JSON_AUTO struct json *body = NULL;
	struct mcp_fault fault = {0};
	struct json *v, *id, *result;
	struct mcp m = {r, p, NULL};
	struct str method;

	if (is_foreign(r))
		return err_set(err, ERR_FORBIDDEN, "the origin is not in CORS_ORIGINS");
	if (req_json(r, &body, err) || check(r, body, err))
		return -1;
	id = json_get(body, "id");
	if (id == NULL || !json_to_str(json_get(body, "method"), &method)) { /* a notification,
		or an answer: to nothing */
		resp_empty(p, 202);
		return 0;
	}
	m.params = json_get(body, "params");
	result = run(&m, method, &fault);
	v = json_new_object();
	json_set_cstr(v, "jsonrpc", "2.0");
	json_set(v, "id", json_share(id));
	json_set(v, result ? "result" : "error", result ? result : fault_json(&fault));
	resp_json(p, 200, v);
	return 0;
}
