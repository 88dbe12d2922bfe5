/*
 * multipart/form-data bodies (RFC 7578) for speech services.
 *
 * The boundary is random, so that no content can contain it.
 */
#ifndef PORT_MULTIPART_WRITE_H
#define PORT_MULTIPART_WRITE_H

#include "base/buf.h"

struct multipart_write {
	struct buf body;
	char boundary[40];
	char content_type[96]; /* "multipart/form-data; boundary=…" */
};

void multipart_write_init(struct multipart_write *f, size_t body_max);
void multipart_write_release(struct multipart_write *f);
void multipart_write_field(struct multipart_write *f, const char *name, struct str value);
void multipart_write_file(struct multipart_write *f, const char *name, const char *filename, const char *type,
			  struct str content);
/* To be called after the last part. body.bad is true when not all of it found room. */
void multipart_write_end(struct multipart_write *f);

#endif
