/*
 * Addresses in a text that a reader would like to tap: of the web (url.h), of
 * mail, and telephone numbers as Indonesian offices write them.
 */
#ifndef CHAT_ADDRESS_H
#define CHAT_ADDRESS_H

#include "base/arena.h"
#include "base/str.h"

enum address_kind { ADDRESS_WEB, ADDRESS_MAIL, ADDRESS_PHONE };

struct address {
	enum address_kind kind;
	struct str text; /* as it stands there */
};

/* The first one in text; false when there is none. */
bool address_find(struct str text, struct address *ret);
/* "https:…", "mailto:…", "tel:…" in arena memory; "" when it has another scheme, or when out of memory. */
struct str address_href(const struct address *x, struct arena *a);

#endif
