#include "port/net/multipart_write.h"

#include <stdio.h>

#include "port/system/crypto.h"

void multipart_write_init(struct multipart_write *f, size_t body_max)
{
	char id[CRYPTO_UUID_BYTES];

	crypto_uuid4(id);
	buf_init(&f->body, body_max);
	snprintf(f->boundary, sizeof f->boundary, "%s", id);
	snprintf(f->content_type, sizeof f->content_type, "multipart/form-data; boundary=%s",
		 f->boundary);
}

void multipart_write_release(struct multipart_write *f)
{
	buf_release(&f->body);
}

void multipart_write_field(struct multipart_write *f, const char *name, struct str value)
{
	buf_printf(&f->body, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", f->boundary, name);
	buf_str(&f->body, value);
	buf_cstr(&f->body, "\r\n");
}

void multipart_write_file(struct multipart_write *f, const char *name, const char *filename, const char *type,
			  struct str content)
{
	buf_printf(&f->body,
		   "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
		   "Content-Type: %s\r\n\r\n",
		   f->boundary, name, filename, type);
	buf_str(&f->body, content);
	buf_cstr(&f->body, "\r\n");
}

void multipart_write_end(struct multipart_write *f)
{
	buf_printf(&f->body, "--%s--\r\n", f->boundary);
}
