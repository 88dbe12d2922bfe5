/* GET /openapi.json: docs/openapi.yaml as it was when the program was built. */
#include "front/api/api.h"

static const char text[] =
#include "docs/openapi_text.h"
	;

int api_openapi(struct req *r, struct resp *p, struct err *err)
{
	(void)r;
	(void)err;
	resp_bytes(p, 200, "application/json; charset=utf-8", (struct str){text, sizeof text - 1});
	return 0;
}
