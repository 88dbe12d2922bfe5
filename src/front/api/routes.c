#include "front/api/routes.h"

#include "front/api/api.h"
#include "front/http/parse.h"

const struct route routes[] = {
#define ROUTE(path, methods, flags, media_type, handle) {path, methods, flags, media_type, handle},
#include "front/api/routes.def"
#undef ROUTE
};
const size_t routes_n = sizeof routes / sizeof routes[0];

const struct route *routes_find(struct str path, struct str *ret_id)
{
	size_t i;

	for (i = 0; i < routes_n; i++)
		if (parse_path_fits(path, str_of(routes[i].path), ret_id))
			return &routes[i];
	return NULL;
}

unsigned routes_methods(const struct route *route)
{
	return route->methods | METHOD_OPTIONS | (route->methods & METHOD_GET ? METHOD_HEAD : 0);
}

struct str routes_allow(const struct route *route, struct arena *a)
{
	struct str list = STR("");
	unsigned bit;

	for (bit = 1; bit < METHOD_OTHER; bit <<= 1)
		if (routes_methods(route) & bit)
			list = arena_printf(a, "%.*s%s%s", STR_ARG(list), list.n ? ", " : "", method_name(bit));
	return list;
}
