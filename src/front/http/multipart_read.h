/*
 * Reads multipart/form-data (RFC 7578, RFC 2046) as it arrives, in bounded
 * memory whatever is sent.
 *
 * A multipart within a part isn't parsed: it is that part's content.
 */
#ifndef FRONT_MULTIPART_READ_H
#define FRONT_MULTIPART_READ_H

#include "base/buf.h"
#include "base/err.h"

/* Borrowed: valid until the callback returns. */
struct multipart_read_part {
	struct str name, filename; /* as sent: may contain anything but a line end */
	bool has_filename;         /* a file, though its name may be empty */
};

/* The callbacks that get the parts; -1 ends the parsing with *err. */
struct multipart_read_sink {
	int (*begin)(void *arg, const struct multipart_read_part *part, struct err *err);
	int (*data)(void *arg, struct str piece, struct err *err);
	int (*end)(void *arg, struct err *err);
	void *arg;
};

enum multipart_read_state { MULTIPART_PREAMBLE, MULTIPART_HEADERS, MULTIPART_CONTENT, MULTIPART_OVER };

struct multipart_read {
	struct multipart_read_sink sink;
	enum multipart_read_state state;
	char delimiter[80]; /* "\r\n--" and the boundary */
	size_t delimiter_n;
	size_t parts;
	struct buf window; /* received, not yet parsed */
};

/*
 * From the value of Content-Type: ERR_BAD_DATA unless it is
 * multipart/form-data with a boundary of 1 to 70 characters.
 */
int multipart_read_init(struct multipart_read *m, struct str content_type, const struct multipart_read_sink *sink,
			struct err *err);
void multipart_read_release(struct multipart_read *m);
/*
 * The next bytes, any number of them.  ERR_BAD_DATA: part headers over 8 kB,
 * over 32 parts, not form-data; otherwise the error of a callback.
 */
int multipart_read_feed(struct multipart_read *m, struct str bytes, struct err *err);
/* No more bytes come: ERR_BAD_DATA unless the last boundary was seen. */
int multipart_read_end(const struct multipart_read *m, struct err *err);

#endif
