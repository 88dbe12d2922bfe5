/*
 * multipart/form-data bodies (RFC 7578) that we send to speech services.
 *
 * The boundary is random, so that no content can hold it.
 */
#ifndef PORT_FORM_H
#define PORT_FORM_H

#include "base/buf.h"

struct form {
	struct buf body;
	char boundary[40];
	char content_type[96]; /* a header: "Content-Type: multipart/form-data; boundary=…" */
};

void form_init(struct form *f, size_t body_max);
void form_release(struct form *f);
void form_field(struct form *f, const char *name, struct str value);
void form_file(struct form *f, const char *name, const char *filename, const char *type, struct str content);
/* After the last part; body.bad tells whether all found room. */
void form_end(struct form *f);

#endif
