/* A passage for readers: its place in the document, its text between its neighbours, with a quote marked. */
#ifndef FRONT_PASSAGE_PAGE_H
#define FRONT_PASSAGE_PAGE_H

#include "front/http/response.h"

/* The whole response. The query's `quote` is marked where the text has it, white space aside. */
void passage_page(const struct req *r, struct resp *p, const struct kb_gen *gen, uint32_t n);
/* The same as JSON (docs/api.md), the caller's to free. */
struct json *passage_json(const struct req *r, const struct kb_gen *gen, uint32_t n);

#endif
