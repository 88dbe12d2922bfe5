/*
 * What /mcp offers (Model Context Protocol, modelcontextprotocol.io, revision
 * 2025-11-25): the tools search, ask and fetch, and each passage as a resource.
 */
#ifndef FRONT_MCP_H
#define FRONT_MCP_H

#include "front/http/request.h"
#include "front/http/response.h"

/* JSON-RPC's and MCP's codes of errors. */
enum mcp_code {
	MCP_NO_METHOD = -32601,
	MCP_BAD_PARAMS = -32602,
	MCP_FAILED = -32603,
	MCP_NO_RESOURCE = -32002,
};

struct mcp_fault {
	enum mcp_code code;
	struct str message; /* arena memory */
};

/* A call and where it comes from. */
struct mcp {
	struct req *req;
	struct resp *resp;
	const struct json *params; /* NULL: none */
};

/*
 * The methods; each gives a result, the caller's to free, or NULL with *ret_fault
 * filled.  A tool that fails says so in its result (isError).
 */
struct json *mcp_list_tools(const struct mcp *m, struct mcp_fault *ret_fault);
struct json *mcp_call_tool(const struct mcp *m, struct mcp_fault *ret_fault);
struct json *mcp_list_resources(const struct mcp *m, struct mcp_fault *ret_fault);
struct json *mcp_read_resource(const struct mcp *m, struct mcp_fault *ret_fault);

#endif
