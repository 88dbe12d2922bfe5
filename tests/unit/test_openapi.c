#include "unit.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "front/api/routes.h"

/* docs/openapi.yaml, which is JSON. */
static int read_it(void **state)
{
	const char *srcdir = getenv("SRCDIR");
	BUF_AUTO struct buf path = BUF_MAX(4096), text = BUF_MAX(1 << 20);
	struct json *v = NULL;
	struct err err;

	buf_printf(&path, "%s/docs/openapi.yaml", srcdir ? srcdir : ".");
	if (file_read(path.p, &text, &err) || json_parse(buf_view(&text), JSON_STRICT, &v, &err))
		fail_msg("%s", err.msg);
	*state = v;
	return 0;
}

static int let_go(void **state)
{
	json_free(*state);
	return 0;
}

static const struct {
	enum method method;
	const char *name;
} methods[] = {{METHOD_GET, "get"}, {METHOD_POST, "post"}, {METHOD_DELETE, "delete"}};

static void every_route_is_described(void **state)
{
	const struct json *paths = json_get(*state, "paths");
	size_t i, m;

	for (i = 0; i < routes_n; i++) {
		const struct json *path = json_get(paths, routes[i].path);

		if (path == NULL)
			fail_msg("%s is missing in docs/openapi.yaml", routes[i].path);
		for (m = 0; m < sizeof methods / sizeof methods[0]; m++) {
			const struct json *operation = json_get(path, methods[m].name);
			bool open = json_is_array(json_get(operation, "security"));

			if (!(routes[i].methods & methods[m].method) != (operation == NULL))
				fail_msg("%s: %s in one of table and docs/openapi.yaml only", routes[i].path,
					 methods[m].name);
			if (operation && open != !(routes[i].flags & ROUTE_KEY))
				fail_msg("%s: who may call it differs", routes[i].path);
		}
	}
}

/* When the routes' own methods are set to null, no path has a member left. */
static void nothing_else_is_described(void **state)
{
	BUF_AUTO struct buf text = BUF_MAX(1 << 20);
	struct json *paths = json_get(*state, "paths");
	const char *more;
	size_t i;

	for (i = 0; i < routes_n; i++)
		json_set_null(paths, routes[i].path);
	json_write(paths, &text);
	more = strstr(text.p, "\":{");
	if (more)
		fail_msg("is described, but no route: %.*s", (int)(more - text.p), text.p);
}

static bool is_listed(const struct json *codes, struct str code)
{
	size_t i;

	for (i = 0; i < json_length(codes); i++)
		if (str_eq(json_str_or_empty(json_at(codes, i)), code))
			return true;
	return false;
}

static void every_error_code_is_described(void **state)
{
	const struct json *schemas = json_get(json_get(*state, "components"), "schemas");
	const struct json *codes = json_get(json_get(schemas, "ErrorCode"), "enum");
	int i;

	for (i = 1; i < ERR_COUNT; i++)
		if (!is_listed(codes, str_of(err_info((enum err_code)i)->code)))
			fail_msg("the code %s is missing in docs/openapi.yaml", err_info((enum err_code)i)->code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_route_is_described, read_it, let_go),
		cmocka_unit_test_setup_teardown(nothing_else_is_described, read_it, let_go),
		cmocka_unit_test_setup_teardown(every_error_code_is_described, read_it, let_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
