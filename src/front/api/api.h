/*
 * The handlers of routes.def, one api_*.c per resource.  Each writes one whole
 * response, or returns -1 with err before it has begun one (struct route).
 */
#ifndef FRONT_API_H
#define FRONT_API_H

#include "front/http/request.h"
#include "front/http/response.h"

#define ROUTE(path, methods, flags, media_type, handle) int handle(struct req *r, struct resp *p, struct err *err);
#include "front/api/routes.def"
#undef ROUTE

#endif
