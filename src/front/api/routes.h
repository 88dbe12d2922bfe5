/*
 * The table of routes.def: which path leads to which handler, and what a
 * request must bring to reach it (checked by serve.c).
 *
 * To add a route: a row of routes.def and its handler in an api_*.c; the tests
 * name the documents that it is missing from.
 */
#ifndef FRONT_ROUTES_H
#define FRONT_ROUTES_H

#include "front/http/request.h"
#include "front/http/route.h"

/* The route of a path, percent-decoded; *ret_id is what stands for {id}. NULL: there is none. */
const struct route *routes_find(struct str path, struct str *ret_id);
/* The methods it answers to: those of its row, HEAD where there is GET, and OPTIONS. */
unsigned routes_methods(const struct route *route);
/* Their names for the header Allow, as in "GET, HEAD, OPTIONS". */
struct str routes_allow(const struct route *route, struct arena *a);

/* All of them, for the test that compares them with docs/openapi.yaml. */
extern const struct route routes[];
extern const size_t routes_n;

#endif
