/*
 * What the pages of a site repeat around their text: menus, bars and banners that
 * their build does not tell.
 *
 * A sample of a source's pages is read; blocks that most of them have near their
 * beginning or end are furniture, and a page's runs of them at both ends are cut off.
 */
#ifndef KB_FURNITURE_H
#define KB_FURNITURE_H

#include "base/conf.h"
#include "kb/outline/outline.h"

struct furniture {
	uint64_t *blocks; /* hashes of their texts, sorted; heap */
	size_t n;
	uint64_t digest;  /* of all; 0 for none */
};

/* Reads HTML files at and below `root`; pages that can't be read are left out. Fewer than five have no furniture. */
void furniture_learn(struct furniture *f, const char *root, const struct conf *conf, struct outline *scratch);
void furniture_release(struct furniture *f);
/* A page that is furniture alone stays as it is, and so does a heading right before what stays. */
void furniture_trim(const struct furniture *f, struct outline *page);

#endif
