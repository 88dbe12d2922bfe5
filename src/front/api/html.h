/* Text within pages that the service makes itself. */
#ifndef FRONT_HTML_H
#define FRONT_HTML_H

#include "base/buf.h"

/* http or https, so that a link to it opens a page and runs nothing. */
bool html_is_address(struct str s);

#endif
