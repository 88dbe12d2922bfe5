#include "front/routes.h"

#include "front/api.h"
#include "front/parse.h"

const struct route routes[] = {
#define ROUTE(path, methods, flags, media_type, handle) {path, methods, flags, media_type, handle},
#include "front/routes.def"
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
